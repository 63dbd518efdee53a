"""Measures on every question set that is there: ``python -m assistant.bench [FOLDER] [--baselines]``.

The sample's own questions come with the project; FOLDER holds the public sets as
``docs/retrieval.md`` describes them. Each corpus is embedded once.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, MeasuringError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.evaluation import Report
    from assistant.settings import Settings

_SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Where a question set is, and what it is asked of.

    Attributes:
        name: in the report.
        corpus: a file or folder that ``ingest`` reads.
        questions: a file of JSON Lines.
    """

    name: str
    corpus: Path
    questions: Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one report of all.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0 done, 1 a part of a corpus could not be read, 2 usage and settings.
    """
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="assistant.bench", description="Measure on the sample's questions and on the public sets."
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="holds xquad/ and multihoprag/")
    parser.add_argument("--json", action="store_true", help="the scores as one JSON object on standard output")
    parser.add_argument("--baselines", action="store_true", help="rank with other methods too, on the same articles")
    return parser


def find_sets(folder: Path | None) -> list[QuestionSet]:
    """The question sets that are there; those over one corpus follow each other.

    Args:
        folder: holds the public sets; None for the sample alone.

    Raises:
        MeasuringError: when there is none.
    """
    sets = [QuestionSet("Sample", _SEEDS / "articles", _SEEDS / "questions.jsonl")]
    if folder is not None:
        xquad, multihop = folder / "xquad", folder / "multihoprag"
        sets += [
            QuestionSet(f"XQuAD {pair}", xquad / f"corpus.{pair[-2:]}.jsonl", xquad / f"questions.{pair}.jsonl")
            for pair in ("en-de", "de-de", "en-en", "de-en")
        ]
        sets += [
            QuestionSet("XQuAD held out", xquad / "corpus.de.heldout.jsonl", xquad / "questions.en-de.heldout.jsonl"),
            QuestionSet("MultiHop-RAG", multihop / "corpus.jsonl", multihop / "questions.jsonl"),
        ]
    present = [each for each in sets if each.corpus.exists() and each.questions.is_file()]
    for each in sets:
        if each not in present:
            print(f"{each.name} is left out: {each.questions} or its corpus is not there.", file=sys.stderr)
    if not present or (folder is not None and present[-1].corpus.is_relative_to(_SEEDS)):
        raise MeasuringError(
            f"There is no question set in {folder or _SEEDS}.",
            "Name a folder that holds xquad/ or multihoprag/; docs/retrieval.md says where to get them.",
        )
    return present


def _run(options: argparse.Namespace) -> int:
    # What follows imports Chroma and LangChain, which --help has no need of.
    from assistant.measuring import check_baselines
    from assistant.printing import print_reports
    from assistant.settings import read_settings

    settings = read_settings()
    if options.baselines:
        check_baselines()
    rejected: list[str] = []
    sets = find_sets(options.folder)
    print_reports(dict(_measured(sets, settings, rejected, baselines=options.baselines)), as_json=options.json)
    return 1 if rejected else 0


def _measured(
    sets: Sequence[QuestionSet], settings: Settings, rejected: list[str], *, baselines: bool
) -> Iterator[tuple[str, Report]]:
    from assistant.measuring import open_trial
    from assistant.questions import read_questions

    questions = {each: read_questions(each.questions) for each in sets}
    for corpus in dict.fromkeys(each.corpus for each in sets):
        with open_trial(corpus, settings) as trial:
            rejected += trial.rejected
            for each in sets:
                if each.corpus == corpus:
                    yield each.name, trial.measure(questions[each], each.name, baselines=baselines)


if __name__ == "__main__":
    sys.exit(main())
