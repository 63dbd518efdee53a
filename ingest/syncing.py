"""A folder and the library made equal: idempotent, safe to interrupt, with a receipt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic

from assistant.articles import Article, Passage
from assistant.embedding import MeteredEmbeddings, NamedEmbeddings, Used
from assistant.entries import EmbeddedArticle, Entry
from assistant.errors import AssistantError
from assistant.library import Library
from ingest.deciding import Decision, Run
from ingest.estimating import Estimate
from ingest.fields import Fields
from ingest.receipt import Cost, Receipt
from ingest.splitting import split
from ingest.walking import Walk, walk

_BATCH_TEXTS = 192


@dataclass(frozen=True, slots=True)
class Removals:
    """What may be removed from the library.

    Attributes:
        keep_missing: nothing that vanished is removed.
        allow_most: more than half of a root may be removed.
    """

    keep_missing: bool = False
    allow_most: bool = False


def sync(
    paths: Sequence[Path],
    library: Library,
    embeddings: NamedEmbeddings,
    removals: Removals = Removals(),
    on_progress: Callable[[int, int], None] | None = None,
    fields: Fields = Fields(),
) -> Receipt:
    """Make the library hold what stands below the paths.

    Args:
        paths: files and folders.
        library: opened for writing.
        embeddings: the model that the library was built with.
        removals: what may be removed.
        on_progress: called with bytes stored so far and bytes in all, of the files that are read; None for nobody.
        fields: what the fields of rows are called.

    Returns:
        What was done. Its seconds are those of this call.
    """
    return sync_found(walk(paths), library, embeddings, removals, on_progress, fields)


def sync_found(
    found: Walk,
    library: Library,
    embeddings: NamedEmbeddings,
    removals: Removals = Removals(),
    on_progress: Callable[[int, int], None] | None = None,
    fields: Fields = Fields(),
) -> Receipt:
    """Make the library hold what was found; removed is only what left the roots that were walked.

    Args:
        found: what lies below some paths.
        library: as in ``sync``.
        embeddings: as in ``sync``.
        removals: as in ``sync``.
        on_progress: as in ``sync``.
        fields: as in ``sync``.
    """
    started = monotonic()
    receipt = Receipt(ignored=found.ignored, rejected=list(found.rejected))
    library.settle()
    run = Run([*library.entries(), *library.hidden()], found, receipt, fields, library.most_id_bytes)
    writer = Writer(library, embeddings, receipt)
    show = on_progress or _tell_nobody
    if run.bytes_in_all:
        show(0, run.bytes_in_all)
    for decision in run.decisions():
        writer.take(decision)
        if not writer.is_waiting:
            show(run.bytes_read, run.bytes_in_all)
    writer.finish()
    library.note_files(run.fingerprints())
    if run.bytes_in_all:
        show(run.bytes_in_all, run.bytes_in_all)
    if not removals.keep_missing:
        gone = list(run.vanished(allow_most=removals.allow_most))
        library.remove(gone)
        receipt.removed = len(gone)
    receipt.seconds = round(monotonic() - started, 3)
    return receipt


def _tell_nobody(_done: int, _total: int) -> None:
    pass


def preview(
    paths: Sequence[Path], library: Library | None, removals: Removals = Removals(), fields: Fields = Fields()
) -> Receipt:
    """What ``sync`` would do; nothing is embedded or written.

    Args:
        paths: as in ``sync``.
        library: None where there is none yet.
        removals: as in ``sync``.
        fields: as in ``sync``.
    """
    found = walk(paths)
    receipt = Receipt(ignored=found.ignored, rejected=list(found.rejected))
    entries, most_id_bytes = (
        ([], None) if library is None else ([*library.entries(), *library.hidden()], library.most_id_bytes)
    )
    run = Run(entries, found, receipt, fields, most_id_bytes)
    estimate = Estimate()
    for decision in run.decisions():
        receipt.count(decision.outcome)
        if decision.outcome != "unchanged":
            article = decision.reading.article
            estimate.add(embedded_texts(article, split(article.text, article.language)))
    receipt.estimate = estimate.to_cost()
    if not removals.keep_missing:
        receipt.removed = len(list(run.vanished(allow_most=removals.allow_most)))
    return receipt


class Writer:
    """Splits, embeds and stores articles, several at a time."""

    def __init__(self, library: Library, embeddings: NamedEmbeddings, receipt: Receipt) -> None:
        self._library = library
        self._embeddings = embeddings
        self._receipt = receipt
        self._server = embeddings if isinstance(embeddings, MeteredEmbeddings) else None
        self._before = self._server.used if self._server else Used()
        self._most_texts = self._server.texts_at_once if self._server else _BATCH_TEXTS
        self._waiting: list[tuple[Decision, tuple[Passage, ...]]] = []
        self._texts: list[str] = []
        self._moved: list[Entry] = []

    @property
    def is_waiting(self) -> bool:
        """Whether there are articles that were taken and are not stored yet."""
        return bool(self._waiting)

    def take(self, decision: Decision) -> None:
        """Store an article if it is new or changed, or its origin if only that is another."""
        before = decision.before
        self._receipt.count(decision.outcome)
        if before is None or decision.outcome == "updated":
            self._embed(decision)
        elif before.origin != decision.origin:
            self._moved.append(replace(before, origin=decision.origin))

    def finish(self) -> None:
        """Store what is still waiting."""
        self._flush()
        self._library.move(self._moved)
        self._moved = []
        if self._server is not None:
            used = self._server.used.since(self._before)
            self._receipt.usage = Cost(used.texts, used.tokens)

    def _embed(self, decision: Decision) -> None:
        article = decision.reading.article
        passages = split(article.text, article.language)
        self._waiting.append((decision, passages))
        self._texts += embedded_texts(article, passages)
        if len(self._texts) >= self._most_texts:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return  # no model has to be loaded, no server asked
        embed = self._server.embed_to_store if self._server else self._embeddings.embed_documents
        with _warming(self._library):
            vectors = iter(embed(self._texts))
        batch = [
            EmbeddedArticle(
                article=decision.reading.article,
                origin=decision.origin,
                fingerprint=decision.reading.fingerprint,
                passages=passages,
                passage_vectors=[next(vectors) for _ in passages],
                sentence_vectors=[next(vectors) for passage in passages for _ in passage.sentences],
            )
            for decision, passages in self._waiting
        ]
        self._library.write(batch)
        if self._server is not None:
            self._server.forget(self._texts)
        self._receipt.embedded += len(self._texts)
        self._receipt.passages += sum(len(item.passages) for item in batch)
        self._waiting, self._texts = [], []


@contextmanager
def _warming(library: Library) -> Iterator[None]:
    """Let a library read its index on another core meanwhile."""

    def warm() -> None:
        with suppress(AssistantError):  # the same will be said when it is written to
            library.warm()

    beside = Thread(target=warm)
    beside.start()
    try:
        yield
    finally:
        beside.join()


def embedded_texts(article: Article, passages: Iterable[Passage]) -> Iterator[str]:
    """What is embedded of an article, in order: its passages, then its sentences.

    Args:
        article: with its text.
        passages: that the text was split into.
    """
    passages = list(passages)
    yield from (article.text[passage.start : passage.end].strip() for passage in passages)
    yield from (article.text[each.start : each.end] for passage in passages for each in passage.sentences)
