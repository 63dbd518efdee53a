"""What ``evaluate`` and ``bench`` share: a corpus in a library, and a question set asked of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, TextIO, TypeVar

from tqdm import tqdm

from assistant.assembly import build_chat_model, build_embeddings, build_quoting_assistant, build_writing_assistant
from assistant.errors import MeasuringError
from assistant.evaluation import Ranked, Report, Result, ask, to_report
from assistant.gold import Gold
from assistant.library import Library, open_library

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.baselines import Ranker
    from assistant.embedding import E5Embeddings
    from assistant.hosted import HostedEmbeddings
    from assistant.questions import Question
    from assistant.settings import Settings


Item = TypeVar("Item")

_REMEDY = "Name a file or a folder that ingest reads."


class Trial:
    """A library that holds a corpus, and what it is asked with.

    Args:
        library: that holds it.
        embeddings: the model that it was built with.
        settings: limit the answers; the chat model they name is asked only for written ones.
        rejected: what of the corpus could not be read, a sentence each.
        written: whether that chat model is to answer; else answers are made of quotes.

    Attributes:
        rejected: as it was given.
    """

    def __init__(
        self,
        library: Library,
        embeddings: E5Embeddings | HostedEmbeddings,
        settings: Settings,
        rejected: Sequence[str],
        *,
        written: bool = False,
    ) -> None:
        self.rejected = tuple(rejected)
        self._library = library
        self._embeddings = embeddings
        self._written = written
        build = build_writing_assistant if written else build_quoting_assistant
        self._assistant = build(settings, library, embeddings)
        self._gold = Gold(library)
        # What is loaded for the first question is no part of its time.
        for _ in self._assistant.ask("Did it rain in Vienna in 2024?"):
            pass

    def measure(
        self, questions: Sequence[Question], name: str, results_file: TextIO | None = None, *, baselines: bool = False
    ) -> Report:
        """Ask every question, and score the answers.

        Args:
            questions: at least one.
            name: of the set, for the progress bar.
            results_file: takes one JSON object a question; None for none.
            baselines: whether to rank with other methods too; their packages must be there.
        """
        self._warn_of_missing(questions, name)
        results = []
        for question in _progress(questions, name):
            results.append(ask(question, self._assistant, self._gold, written=self._written))
            if results_file is not None:
                results_file.write(json.dumps(results[-1].to_json(), ensure_ascii=False) + "\n")
        rankings = self._rank_otherwise(results) if baselines else {}
        return to_report(results, len(self._library.entries()), rankings)

    def _rank_otherwise(self, results: Sequence[Result]) -> dict[str, list[Ranked] | None]:
        return {
            name: None if rank is None else [_timed(rank, each) for each in _progress(results, name)]
            for name, rank in self._rankers.items()
        }

    @cached_property
    def _rankers(self) -> dict[str, Ranker | None]:
        from assistant.baselines import build_rankers

        return dict(build_rankers(self._library, self._embeddings))

    def _warn_of_missing(self, questions: Sequence[Question], name: str) -> None:
        missing = [question for question in questions if self._gold.lacks(question)]
        if missing:
            print(
                f"{name}: {len(missing):,} of {len(questions):,} questions name an article that the corpus does not "
                f"hold, the first is {missing[0].id}; it counts as not found.",
                file=sys.stderr,
            )


def _timed(rank: Ranker, result: Result) -> Ranked:
    started = monotonic()
    article_ids = tuple(rank(result.question.text, result.pair[0]))
    return Ranked(article_ids, result.ranked.gold, monotonic() - started)


def _progress(items: Sequence[Item], name: str) -> Iterator[Item]:
    return iter(tqdm(items, desc=name, unit="question", file=sys.stderr, leave=False, disable=None))


def check_baselines() -> None:
    """Make sure that the packages of the baselines are there, before anything takes its time.

    Raises:
        MeasuringError: naming what is missing.
    """
    from assistant.baselines import check_packages

    check_packages()


def check_chat_model(settings: Settings) -> None:
    """Make sure that there is a chat model to measure, before anything takes its time.

    Raises:
        MeasuringError: when the settings name none.
        ChatModelError: when its server is needed to say which it is, and does not.
    """
    model = build_chat_model(settings)
    if model is None:
        raise MeasuringError(
            "There is no chat model whose answers could be measured.",
            "Set OPENAI_BASE_URL or OPENAI_API_KEY, and ASSISTANT_CHAT_MODEL to something other than none.",
        )
    model.author()


@contextmanager
def open_results(path: Path | None, questions: Path) -> Iterator[TextIO | None]:
    """A results file, written anew; None where none is asked for.

    Args:
        path: of the file; None for none.
        questions: the question set, which must not be overwritten.

    Raises:
        MeasuringError: when it cannot be written.
    """
    if path is None:
        yield None
        return
    if path.exists() and path.samefile(questions):
        raise MeasuringError(f"The results file {path} is the question set.", "Choose another with --results.")
    try:
        file = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise MeasuringError(
            f"The results file {path} cannot be written: {error.strerror}.", "Choose another with --results."
        ) from error
    with file:
        yield file


@contextmanager
def open_trial(
    corpus: Path, settings: Settings, location: str | None = None, *, written: bool = False
) -> Iterator[Trial]:
    """A corpus in a library, which is closed afterwards.

    Args:
        corpus: a file or folder that ``ingest`` reads.
        settings: name the embedding model and limit the answers.
        location: of the library, which is made equal to the corpus; None for one that is deleted afterwards.
        written: whether the chat model of the settings is to answer; else answers are made of quotes.

    Raises:
        MeasuringError: when there is no corpus, or nothing in it can be read.
        LibraryError: when the library cannot be used.
    """
    if not corpus.exists():
        raise MeasuringError(f"There is no corpus at {corpus}.", _REMEDY)
    with TemporaryDirectory(prefix="article-assistant-") as temporary:
        embeddings = build_embeddings(settings)
        place = location or f"{temporary}/library"
        library = open_library(place, settings.assistant_embeddings, create=True, sample=False, access=settings.access)
        try:
            rejected = _fill(library, corpus, embeddings)
            if library.is_empty():
                raise MeasuringError(f"There are no articles in {corpus}.", _REMEDY)
            yield Trial(library, embeddings, settings, rejected, written=written)
        finally:
            library.close()


def _fill(library: Library, corpus: Path, embeddings: E5Embeddings | HostedEmbeddings) -> list[str]:
    from ingest.syncing import sync

    with tqdm(unit="B", unit_scale=True, desc="Reading", file=sys.stderr, leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        receipt = sync([corpus], library, embeddings, on_progress=show)
    rejected = [str(each) for each in receipt.rejected]
    for reason in rejected:
        print(reason, file=sys.stderr)
    return rejected
