"""Measures search in libraries of 100, 1,000 and 10,000 articles: ``python -m assistant.scale``.

The articles are passages of real ones in other orders: of ``seeds/articles``, and of the corpora
of question sets where they are at hand. What differs is embedded once by the real model; each use
of a passage gets vectors of its own, turned a little. They are stored as ``ingest`` stores
articles. Each library is then searched in a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy

from assistant.articles import Article, Origin, Passage, Sentence
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.entries import EmbeddedArticle
from assistant.filters import Filter
from assistant.library import Library, open_library
from assistant.memory import peak_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[numpy.float32]

SIZES = (100, 1_000, 10_000)
PASSAGES_AN_ARTICLE = 6
QUESTIONS = 200

_TURN = 0.25
"""How long the random part of a vector of length 1 is: two uses of a passage have a cosine of about 0.94."""

_WRITTEN_AT_ONCE = 32
_SOURCES = 40
_MONTHS = tuple(f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13))
_SEEDS = Path(__file__).parents[1] / "seeds"
_CORPORA = ("xquad/corpus.de.jsonl", "xquad/corpus.en.jsonl")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage of a real article, to be put into others.

    Attributes:
        text: with the white space that parts it from the next.
        sentences: offsets into its text.
        vectors: of the passage, then of its sentences.
    """

    text: str
    sentences: tuple[Sentence, ...]
    vectors: Vectors


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is not there yet, measure, and print a line a library.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code, 0.
    """
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        pieces = gather_pieces(options.eval, folder)
        rows = []
        for size in options.articles:
            built = _build(folder / str(size), size, pieces)
            rows.append({"articles": size, **built, **_measured_apart(folder / str(size))})
            print(_line(rows[-1]), flush=True)
    if len(rows) > 1:
        growth = rows[-1]["warm"]["none"]["p95"] / rows[-2]["warm"]["none"]["p95"]
        print(f"growth from {rows[-2]['articles']:,} to {rows[-1]['articles']:,} articles: {growth:.1f} times")
    return 0


def build_library(size: int, sets: Path | None, folder: Path) -> Path:
    """A library of so many articles, for other measurements.

    Args:
        size: articles.
        sets: question sets whose corpora are used too; None for none.
        folder: that keeps it, and what was embedded; what is there already is used.

    Returns:
        The library's folder.
    """
    _build(folder / str(size), size, gather_pieces(sets, folder))
    return folder / str(size)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant.scale", description="Measure search by size of library.")
    parser.add_argument("--eval", type=Path, metavar="FOLDER", help="question sets whose corpora are used too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="build there and use what was built before")
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES, metavar="N", help="sizes, smallest first")
    return parser


def gather_pieces(sets: Path | None, folder: Path) -> dict[str, list[Piece]]:
    """Pieces by language.

    Args:
        sets: question sets whose corpora are used too; None for none.
        folder: that keeps their vectors, and those of real questions; what is there already is used.
    """
    articles = list(_articles(sets))
    texts = [text for article, passages in articles for text in _texts_of(article, passages)]
    vectors = iter(_embedded(texts, folder))
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for article, passages in articles:
        for passage in passages:
            start = passage.start
            sentences = tuple(Sentence(each.start - start, each.end - start) for each in passage.sentences)
            rows = numpy.array([next(vectors) for _ in range(1 + len(sentences))])
            text = f"{article.text[passage.start : passage.end].rstrip()}\n\n"
            pieces[article.language or "en"].append(Piece(text, sentences, rows))
    return dict(pieces)


def _texts_of(article: Article, passages: Sequence[Passage]) -> Iterator[str]:
    """What is embedded: each passage, and behind it its sentences."""
    for passage in passages:
        yield article.text[passage.start : passage.end].strip()
        yield from (article.text[each.start : each.end] for each in passage.sentences)


def _embedded(texts: list[str], folder: Path) -> Vectors:
    """A vector a text, kept in the folder; the questions' vectors beside them."""
    kept = folder / "vectors.npy"
    if not kept.is_file() or len(numpy.load(kept, mmap_mode="r")) != len(texts):
        print(f"embedding {len(texts):,} texts, which takes minutes", file=sys.stderr)
        embeddings = E5Embeddings(parse_embedding_model(BUILT_IN))
        questions = [json.loads(line)["question"] for line in (_SEEDS / "questions.jsonl").read_text().splitlines()]
        vectors = [embeddings.embed_query(each) for each in questions[:QUESTIONS]]
        numpy.save(folder / "questions.npy", numpy.array(vectors, dtype=numpy.float32))
        numpy.save(kept, numpy.array(embeddings.embed_documents(texts), dtype=numpy.float32))
    found: Vectors = numpy.load(kept)
    return found


def _articles(sets: Path | None) -> Iterator[tuple[Article, tuple[Passage, ...]]]:
    from ingest.reading import read_file
    from ingest.sources import Reading
    from ingest.splitting import split
    from ingest.walking import walk

    corpora = [sets / name for name in _CORPORA if (sets / name).is_file()] if sets else []
    for file in walk([_SEEDS / "articles", *corpora]).files:
        for reading in read_file(file.path, file.article_id):
            if isinstance(reading, Reading):
                yield reading.article, split(reading.article.text, reading.article.language)


def _build(folder: Path, size: int, pieces: dict[str, list[Piece]]) -> dict[str, float]:
    started = perf_counter()
    library = open_library(str(folder), BUILT_IN, create=True)
    there = len(library.entries())
    random = numpy.random.default_rng(there)
    for first in range(there, size, _WRITTEN_AT_ONCE):
        numbers = range(first, min(size, first + _WRITTEN_AT_ONCE))
        library.write([_article(number, pieces, random) for number in numbers])
    library.close()
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"built": size - there, "build_seconds": perf_counter() - started, "disk_mb": disk / 1e6}


def draw(pieces: dict[str, list[Piece]], random: numpy.random.Generator) -> tuple[str, list[Piece]]:
    """A language and the pieces of an article in it, languages as common as in the corpora."""
    languages = sorted(pieces)
    amounts = numpy.array([len(pieces[each]) for each in languages], float)
    language = languages[random.choice(len(languages), p=amounts / amounts.sum())]
    numbers = random.integers(len(pieces[language]), size=PASSAGES_AN_ARTICLE)
    return language, [pieces[language][number] for number in numbers]


def _article(number: int, pieces: dict[str, list[Piece]], random: numpy.random.Generator) -> EmbeddedArticle:
    """An article of passages of one language, dated and of a source."""
    language, drawn = draw(pieces, random)
    passages, start = [], 0
    for piece in drawn:
        sentences = tuple(Sentence(start + each.start, start + each.end) for each in piece.sentences)
        passages.append(Passage(start, start + len(piece.text), None, sentences))
        start += len(piece.text)
    text = "".join(piece.text for piece in drawn)
    published = f"{_MONTHS[random.integers(len(_MONTHS))]}-{random.integers(1, 29):02}"
    source = f"Bote {random.integers(_SOURCES)}"
    article = Article(f"news/{number:06}", text[:60], text, published, language, source)
    return EmbeddedArticle(
        article,
        Origin("/news", f"/news/{number:06}.txt"),
        hashlib.sha256(f"{number} {text}".encode()).hexdigest(),
        tuple(passages),
        turn(numpy.array([piece.vectors[0] for piece in drawn]), random).tolist(),
        turn(numpy.concatenate([piece.vectors[1:] for piece in drawn]), random).tolist(),
    )


def turn(vectors: Vectors, random: numpy.random.Generator) -> Vectors:
    """Vectors of length 1 near others."""
    noise = random.standard_normal(vectors.shape, dtype=numpy.float32)
    moved = vectors + _TURN * noise / numpy.linalg.norm(noise, axis=1, keepdims=True)
    turned: Vectors = moved / numpy.linalg.norm(moved, axis=1, keepdims=True)
    return turned


def _measured_apart(folder: Path) -> dict[str, Any]:
    """What a process reports that was started for it, and has not seen the library."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(_measure, folder).result()


FILTERS: dict[str, Callable[[int], Filter]] = {
    "none": lambda _: Filter(),
    "language": lambda number: Filter(languages=(("de", "en")[number % 2],)),
    "month": lambda number: Filter(since=_MONTHS[number % len(_MONTHS)], until=_MONTHS[number % len(_MONTHS)]),
    "source": lambda number: Filter(sources=(f"Bote {number % _SOURCES}",)),
    "day": lambda number: Filter(since=f"2024-06-{number % 28 + 1:02}", until=f"2024-06-{number % 28 + 1:02}"),
}
"""What is searched with, by the number of the question."""


def _measure(folder: Path) -> dict[str, Any]:
    """Times of a process that does nothing but search."""
    questions = numpy.load(folder.parent / "questions.npy")
    started = perf_counter()
    library = open_library(str(folder), BUILT_IN)
    opened = perf_counter() - started
    cold = _seconds(library, questions[-1], Filter())
    cold_filtered = _seconds(library, questions[-1], FILTERS["language"](0))
    warm = {
        name: _summary([_seconds(library, question, make(number)) for number, question in enumerate(questions)])
        for name, make in FILTERS.items()
    }
    memory = peak_bytes() / 1e6
    library.close()
    return {"open": opened, "cold": cold, "cold_filtered": cold_filtered, "warm": warm, "memory_mb": memory}


def _seconds(library: Library, question: Vectors, wanted: Filter) -> float:
    started = perf_counter()
    library.search(question.tolist(), wanted)
    return perf_counter() - started


def _summary(seconds: list[float]) -> dict[str, float]:
    return {"median": float(numpy.median(seconds)), "p95": float(numpy.percentile(seconds, 95))}


def _line(row: dict[str, Any]) -> str:
    warm = ", ".join(f"{name} {_in_ms(each['median'])}/{_in_ms(each['p95'])}" for name, each in row["warm"].items())
    return (
        f"{row['articles']:,} articles: built {row['built']:,} in {row['build_seconds']:.0f} s, "
        f"{row['disk_mb']:.0f} MB on disk, {row['memory_mb']:.0f} MB of memory; open {_in_ms(row['open'])} ms, "
        f"first question {_in_ms(row['cold'])} ms, first with a filter {_in_ms(row['cold_filtered'])} ms; "
        f"then, median/95 % in ms: {warm}"
    )


def _in_ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f}"


if __name__ == "__main__":
    sys.exit(main())
