"""What to do with each article that stands below some paths: which of the library's it is, and whether it changed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.articles import Origin
from assistant.entries import Entry
from ingest.fields import Fields
from ingest.fingerprints import fingerprint_file
from ingest.reading import read_file
from ingest.receipt import Outcome, Receipt, Rejection, to_place
from ingest.sources import Reading
from ingest.walking import SourceFile, Walk

SMALL_ROOT_ARTICLES = 10
"""From a root of this many articles on, removing more than half needs a word of consent."""


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


@dataclass(slots=True)
class _Owner:
    """Who has an id in this run; the reading is None where the file was not read again."""

    origin: Origin
    reading: Reading | None = None

    def __str__(self) -> str:
        if self.reading is None:
            return str(self.origin)
        return to_place(self.origin.path, self.reading.member, self.reading.line)


class Run:
    """Decides which article of the library each article that was read is.

    A file that is as it was when all of it was read is not read again: its articles are unchanged.

    An article is its file and row. One that is read for the first time, under an id that the
    library gives to another file, waits until all is read: only then is it known whether that
    other file is still there (a clash) or gone (its article has moved).

    Args:
        entries: of all articles of the library, hidden or not.
        found: what lies below the paths of this run.
        receipt: counts what was not read again, and takes what is rejected.
        fields: what the fields of rows are called.
        most_id_bytes: of an article's id, in UTF-8; None for any number.

    Attributes:
        bytes_read: of the files that are read, so far.
        bytes_in_all: of these files.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        found: Walk,
        receipt: Receipt,
        fields: Fields,
        most_id_bytes: int | None = None,
    ) -> None:
        self.bytes_read = self.bytes_in_all = 0
        self._most_id_bytes = most_id_bytes
        self._found = found
        self._receipt = receipt
        self._fields = fields
        self._by_id = {entry.id: entry for entry in entries}
        self._by_source = {(entry.origin.path, entry.origin.row): entry for entry in entries}
        self._owners: dict[str, _Owner] = {}
        self._deferred: list[tuple[Reading, Origin]] = []
        self._moved_roots: set[str] = set()
        self._unreadable: set[str] = set()
        self._fingerprints: dict[str, str] = {}
        self._files = self._changed_files()
        self.bytes_in_all = sum(size for _, size in self._files)

    def decisions(self) -> Iterator[Decision]:
        """Read what has changed, and say what to do with each article; what cannot be read goes into the receipt."""
        before = 0
        for file, size in self._files:
            # Taken before it is read: what is written to it meanwhile is found by the next run.
            self._fingerprints[str(file.path)] = fingerprint_file(file, self._fields)
            for reading in read_file(file.path, file.article_id, self._fields, name=file.name):
                if isinstance(reading, Rejection):
                    self._receipt.rejected.append(reading)
                    self._unreadable.add(str(file.path))
                    continue
                if reading.note is not None:
                    self._receipt.noted.append(Rejection(str(file.path), reading.line, reading.note, reading.member))
                self.bytes_read = min(before + size, self.bytes_read + len(reading.article.text))
                if decision := self._decide(file, reading):
                    yield decision
            self.bytes_read = before = before + size
        yield from self._decide_deferred()

    def fingerprints(self) -> dict[str, str]:
        """By which fingerprint the file of each article is known to be unchanged; of files that were wholly read.

        To be asked when all decisions are carried out. It tells how many articles the file has, since one that
        is lost in the library has to be read again.
        """
        ids: dict[str, list[str]] = defaultdict(list)
        for id_, owner in self._owners.items():
            ids[owner.origin.path].append(id_)
        return {
            id_: _with_count(fingerprint, len(ids[path]))
            for path, fingerprint in self._fingerprints.items()
            if fingerprint and path not in self._unreadable
            for id_ in ids[path]
        }

    def _changed_files(self) -> list[tuple[SourceFile, int]]:
        """The files that have to be read, with their sizes in bytes."""
        by_path: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._by_id.values():
            by_path[entry.origin.path].append(entry)
        return [
            (file, _size_of(file.path))
            for file in self._found.files
            if not self._is_unchanged(file, by_path.get(str(file.path), []))
        ]

    def _is_unchanged(self, file: SourceFile, known: Sequence[Entry]) -> bool:
        """Whether a file is as it was when these articles, all of its own, were read."""
        noted = {entry.file_fingerprint for entry in known}
        if len(noted) != 1 or noted == {""} or noted != {_with_count(fingerprint_file(file, self._fields), len(known))}:
            return False
        self._owners |= {entry.id: _Owner(entry.origin) for entry in known}
        self._receipt.unchanged += len(known)
        return True

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


def _with_count(fingerprint: str, articles: int) -> str:
    return f"{fingerprint}-{articles}"


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
