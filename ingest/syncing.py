"""A folder and the library made equal: idempotent, safe to interrupt, with a receipt."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from assistant.articles import Article, Origin, Passage
from assistant.embedding import MeteredEmbeddings, NamedEmbeddings, Used
from assistant.entries import EmbeddedArticle, Entry
from assistant.library import Library
from ingest.estimating import Estimate
from ingest.fields import Fields
from ingest.reading import read_file
from ingest.receipt import Cost, Outcome, Receipt, Rejection, to_place
from ingest.sources import Reading
from ingest.splitting import split
from ingest.walking import SourceFile, Walk, walk

SMALL_ROOT_ARTICLES = 10
"""From a root of this many articles on, removing more than half needs a word of consent."""

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
        on_progress: called with bytes read so far and bytes in all; None for nobody.
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
    run = _Run([*library.entries(), *library.hidden()], found, receipt, library.most_id_bytes)
    writer = Writer(library, embeddings, receipt)
    for decision in run.decisions(fields, on_progress):
        writer.take(decision)
    writer.finish()
    if not removals.keep_missing:
        gone = list(run.vanished(allow_most=removals.allow_most))
        library.remove(gone)
        receipt.removed = len(gone)
    receipt.seconds = round(monotonic() - started, 3)
    return receipt


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
        ([], None) if library is None else (([*library.entries(), *library.hidden()], library.most_id_bytes))
    )
    run = _Run(entries, found, receipt, most_id_bytes)
    estimate = Estimate()
    for decision in run.decisions(fields, None):
        receipt.count(decision.outcome)
        if decision.outcome != "unchanged":
            article = decision.reading.article
            estimate.add(embedded_texts(article, split(article.text, article.language)))
    receipt.estimate = estimate.to_cost()
    if not removals.keep_missing:
        receipt.removed = len(list(run.vanished(allow_most=removals.allow_most)))
    return receipt


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with an article that was read.

    Attributes:
        reading: the article, under the id it has in the library.
        origin: where the library shall say it came from.
        before: its entry, None where it is new.
    """

    reading: Reading
    origin: Origin
    before: Entry | None

    @property
    def outcome(self) -> Outcome:
        """What becomes of the article."""
        if self.before is None:
            return "added"
        return "unchanged" if self.before.fingerprint == self.reading.fingerprint else "updated"


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
        embed = self._server.embed_to_store if self._server else self._embeddings.embed_documents
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


def embedded_texts(article: Article, passages: Iterable[Passage]) -> Iterator[str]:
    """What is embedded of an article, in order: its passages, then its sentences.

    Args:
        article: with its text.
        passages: that the text was split into.
    """
    passages = list(passages)
    yield from (article.text[passage.start : passage.end].strip() for passage in passages)
    yield from (article.text[each.start : each.end] for passage in passages for each in passage.sentences)


@dataclass(slots=True)
class _Owner:
    """Who has an id in this run."""

    origin: Origin
    reading: Reading

    def __str__(self) -> str:
        return to_place(self.origin.path, self.reading.member, self.reading.line)


class _Run:
    """Decides which article of the library each article that was read is.

    An article is its file and row. One that is read for the first time, under an id that the
    library gives to another file, waits until all is read: only then is it known whether that
    other file is still there (a clash) or gone (its article has moved).
    """

    def __init__(
        self, entries: Sequence[Entry], found: Walk, receipt: Receipt, most_id_bytes: int | None = None
    ) -> None:
        self._found = found
        self._most_id_bytes = most_id_bytes
        self._receipt = receipt
        self._by_id = {entry.id: entry for entry in entries}
        self._by_source = {(entry.origin.path, entry.origin.row): entry for entry in entries}
        self._owners: dict[str, _Owner] = {}
        self._deferred: list[tuple[Reading, Origin]] = []
        self._moved_roots: set[str] = set()
        self._unreadable: set[str] = set()

    def decisions(self, fields: Fields, on_progress: Callable[[int, int], None] | None) -> Iterator[Decision]:
        """Read what was found, and say what to do with each article; what cannot be read goes into the receipt."""
        for file, readings in _with_progress(self._found.files, fields, on_progress):
            for reading in readings:
                if isinstance(reading, Rejection):
                    self._receipt.rejected.append(reading)
                    self._unreadable.add(str(file.path))
                elif decision := self._decide(file, reading):
                    yield decision
        yield from self._decide_deferred()

    def _decide(self, file: SourceFile, reading: Reading) -> Decision | None:
        """What to do with an article, None where it waits or is rejected."""
        known = self._by_source.get((str(file.path), reading.row))
        if known is not None:
            reading = replace(reading, article=replace(reading.article, id=known.id))
            origin = known.origin
        else:
            origin = Origin(str(file.root), str(file.path), reading.row)
        article_id = reading.article.id
        if self._most_id_bytes is not None and len(article_id.encode(errors="replace")) > self._most_id_bytes:
            self._reject_id(reading, origin, self._most_id_bytes)
            return None
        if article_id in self._owners:
            self._reject_clash(reading, origin, str(self._owners[article_id]))
            return None
        if known is None and article_id in self._by_id:
            self._deferred.append((reading, origin))
            return None
        self._owners[article_id] = _Owner(origin, reading)
        return Decision(reading, origin, known)

    def _decide_deferred(self) -> Iterator[Decision]:
        """What to do with the articles that waited, now that all is read."""
        moved: list[tuple[Reading, Origin, Entry]] = []
        others: list[tuple[Reading, Origin, Entry]] = []
        for reading, origin in self._deferred:
            before = self._by_id[reading.article.id]
            equal = before.fingerprint == reading.fingerprint
            (moved if equal and self._is_gone(before) else others).append((reading, origin, before))
        self._moved_roots = self._roots_moved([before for _, _, before in moved])
        for reading, origin, before in moved + others:
            taken = self._owners.get(before.id)
            equal = before.fingerprint == reading.fingerprint
            if taken is None and self._is_gone(before) and (equal or self._is_covered(before)):
                self._owners[before.id] = _Owner(origin, reading)
                yield Decision(reading, origin, before)
            else:
                self._reject_clash(reading, origin, str(taken or before.origin))

    def _roots_moved(self, moved: Sequence[Entry]) -> set[str]:
        """Roots that are gone and of which at least half was found elsewhere, as it was."""
        found = Counter(entry.origin.root for entry in moved)
        known = Counter(entry.origin.root for entry in self._by_id.values())
        return {root for root, count in found.items() if 2 * count >= known[root] and not Path(root).exists()}

    def vanished(self, *, allow_most: bool) -> Iterator[str]:
        """Ids of articles that left a root of this run; a root that would lose most is reported instead."""
        by_root: dict[str, list[Entry]] = {}
        for entry in self._by_id.values():
            if self._is_covered(entry):
                by_root.setdefault(entry.origin.root, []).append(entry)
        for root, entries in sorted(by_root.items()):
            gone = [entry.id for entry in entries if entry.id not in self._owners and not self._is_protected(entry)]
            if not allow_most and len(entries) >= SMALL_ROOT_ARTICLES and 2 * len(gone) > len(entries):
                reason = (
                    f"{len(gone)} of its {len(entries)} articles are gone; nothing was removed. "
                    "If that is meant, run again with --allow-removals."
                )
                self._receipt.rejected.append(Rejection(root, None, reason))
            else:
                yield from gone

    def _is_gone(self, entry: Entry) -> bool:
        """Whether the file of an article is no longer there, or no longer holds it."""
        if entry.id in self._owners:
            return False
        return not Path(entry.origin.path).exists() or (self._is_covered(entry) and not self._is_protected(entry))

    def _is_covered(self, entry: Entry) -> bool:
        """Whether this run read the whole root of an article, or found that root moved."""
        root = Path(entry.origin.root)
        return entry.origin.root in self._moved_roots or any(
            root == walked or walked in root.parents for walked in self._found.roots
        )

    def _is_protected(self, entry: Entry) -> bool:
        """Whether an article may still be where it was, in what could not be read."""
        path = Path(entry.origin.path)
        return entry.origin.path in self._unreadable or any(closed in path.parents for closed in self._found.closed)

    def _reject_id(self, reading: Reading, origin: Origin, most: int) -> None:
        reason = (
            f"its id {reading.article.id!r} is longer than the {most} bytes that the server of the library stores; "
            "give it a shorter one."
        )
        self._receipt.rejected.append(Rejection(origin.path, reading.line, reason, reading.member))
        self._unreadable.add(origin.path)

    def _reject_clash(self, reading: Reading, origin: Origin, owner: str) -> None:
        reason = f"its id {reading.article.id!r} is already taken by {owner}; rename one of them."
        self._receipt.rejected.append(Rejection(origin.path, reading.line, reason, reading.member))
        self._unreadable.add(origin.path)


def _with_progress(
    files: Sequence[SourceFile], fields: Fields, on_progress: Callable[[int, int], None] | None
) -> Iterator[tuple[SourceFile, Iterable[Reading | Rejection]]]:
    sizes = [_size_of(file.path) for file in files]
    total, done = sum(sizes), 0
    for file, size in zip(files, sizes, strict=True):
        readings = read_file(file.path, file.article_id, fields, name=file.name)
        yield file, readings if on_progress is None else _counted(readings, done, size, total, on_progress)
        done += size
        if on_progress is not None:
            on_progress(done, total)


def _counted(
    readings: Iterable[Reading | Rejection], before: int, size: int, total: int, on_progress: Callable[[int, int], None]
) -> Iterator[Reading | Rejection]:
    """What is read of one file, told article by article: a file may hold thousands."""
    read = 0
    for reading in readings:
        yield reading
        if isinstance(reading, Reading):
            read = min(size, read + len(reading.article.text))
            on_progress(before + read, total)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
