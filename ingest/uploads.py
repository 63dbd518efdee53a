"""Articles that were uploaded or pasted: their files in a folder of the library, taken in and removed one by one.

For a library in a folder that is ``uploads`` in it, so that it is kept and moved with it; for one on
a server it is in the user's data folder. A file that is removed goes to a hidden folder in there,
which no run reads, and can be restored for some time.
"""

import json
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from assistant.embedding import NamedEmbeddings
from assistant.entries import Entry
from assistant.errors import LibraryUnusable
from assistant.library import Library
from assistant.stores import UPLOADS
from ingest.naming import address_name, free_name, split_ending, to_file_name
from ingest.reading import KNOWN_ENDINGS, reader_of
from ingest.receipt import Receipt, Rejection
from ingest.syncing import Removals, sync_found
from ingest.walking import Walk, walk

MAX_FILES = 200
"""So many files are taken at once."""

MAX_FILE_MB = 50
"""A larger file is refused; 1 MB is 1,000,000 bytes."""

KEPT_DAYS = 30
"""For so long a file that was removed can be restored."""

_OF_ROWS = (".jsonl", ".ndjson", ".csv", ".tsv", ".rss", ".atom", ".xml")
_TRASH = ".removed"
_WAIT_SECONDS = 5
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text that was pasted, as a user filled it in; empty where nothing was.

    Attributes:
        title: of the article; empty for its first sentence.
        text: kept letter by letter.
        published: a date as ``ingest`` reads it.
        source: name of the publication.
        language: ISO 639-1 code.
    """

    title: str
    text: str
    published: str = ""
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was removed.

    Attributes:
        path: where it was.
        kept: where it is now.
        articles: how many were in it.
    """

    path: Path
    kept: Path
    articles: int


class Uploads:
    """The uploaded articles of one library.

    Every method raises ``LibraryUnusable`` where a file cannot be read or written, and what
    ``Library`` raises.

    Args:
        library: opened for writing, not the sample.
        embeddings: the model that it was built with.

    Attributes:
        folder: of the files.
    """

    def __init__(self, library: Library, embeddings: NamedEmbeddings) -> None:
        self.folder = uploads_folder(library.name)
        self._library = library
        self._embeddings = embeddings

    def keep(self, name: str, content: bytes) -> Path | Rejection:
        """Put a file into the folder, not yet into the library.

        Args:
            name: as its owner calls it; it may hold anything.
            content: of the file.

        Returns:
            Where it is, also where the same file is there already; or why it is not taken.
        """
        safe = to_file_name(name)
        if reader_of(safe) is None:
            return Rejection(name, None, f"has an ending that is not read; known are {KNOWN_ENDINGS}.")
        if len(content) > MAX_FILE_MB * 1_000_000:
            return Rejection(name, None, f"is over {MAX_FILE_MB} MB large; split it, or take it in by command.")
        with self._at_hand():
            same = self.folder / safe
            if same.is_file() and same.read_bytes() == content:
                return same
            brings_ids = split_ending(safe)[1].lower().removesuffix(".gz") in _OF_ROWS
            return self._write(safe, () if brings_ids else self._ids(), lambda _: content)

    def keep_pasted(self, pasted: Pasted) -> Path:
        """Put a text that was pasted into the folder, as a file of one row, not yet into the library."""
        title = " ".join(pasted.title.split())
        # What parts a path or begins an ending does neither in a title.
        stem = to_file_name(re.sub(r"[./\\]", " ", title or pasted.text.strip()[:60]))
        row = {"title": title, "text": pasted.text, "date": pasted.published.strip()}
        row |= {"source": pasted.source.strip(), "language": pasted.language.strip()}
        given = {key: value for key, value in row.items() if value}

        def to_content(name: str) -> bytes:
            row = json.dumps({"id": Path(name).stem, **given}, ensure_ascii=False)
            return f"{row}\n".encode("utf-8", "replace")

        with self._at_hand():
            return self._write(f"{stem}.jsonl", self._ids(), to_content)

    def take_in(self, path: Path, on_progress: Callable[[int, int], None] | None = None) -> Receipt:
        """Take one file of the folder into the library; one of which nothing was taken is deleted.

        Args:
            path: of the file; one that is gone is passed over.
            on_progress: called with bytes read so far and bytes in all; None for nobody.

        Returns:
            What was done.
        """
        with self._alone():
            self._follow()
            if not path.is_file():
                return Receipt()
            # No root is walked, so nothing else is read, and nothing that is elsewhere has left.
            found = Walk(files=[replace(each, root=self.folder) for each in walk([path]).files])
            receipt = sync_found(found, self._library, self._embeddings, Removals(keep_missing=True), on_progress)
            if not (receipt.added or receipt.updated or receipt.unchanged):
                path.unlink()
        return receipt

    def waiting(self) -> list[Path]:
        """Files that are in the folder and of which nothing is in the library: a run over them was cut off."""
        if not self.folder.is_dir():
            return []
        known = {entry.origin.path for entry in self._entries()}
        files = [each.path for each in walk([self.folder]).files if each.path.parent == self.folder]
        return [path for path in files if str(path) not in known]

    def holds(self, entry: Entry) -> bool:
        """Whether an article was uploaded."""
        return entry.origin.root == str(self.folder)

    def remove(self, entry: Entry) -> Removed:
        """Remove the file of an uploaded article, and with it all articles that are in it."""
        path = Path(entry.origin.path)
        with self._alone():
            trash = self.folder / _TRASH
            trash.mkdir(exist_ok=True)
            _clear(trash)
            kept = trash / free_name(path.name, lambda name: (trash / name).exists())
            if path.exists():
                path.rename(kept)
                kept.touch()  # from now on its days count
            ids = [each.id for each in self._entries() if each.origin.path == entry.origin.path]
            self._library.remove(ids)
        return Removed(path, kept, len(ids))

    def restore(self, removed: Removed) -> Receipt:
        """Put a file that was removed back and take it in again."""
        with self._alone():
            name = free_name(removed.path.name, lambda name: (removed.path.parent / name).exists())
            path = removed.path.with_name(name)
            if removed.kept.exists():
                removed.kept.rename(path)
        return self.take_in(path)

    def _write(self, name: str, ids: Collection[str], to_content: Callable[[str], bytes]) -> Path:
        """A new file, of a name that neither another file nor an article has, whatever its case."""
        taken = {each.casefold() for each in ids}
        while True:
            there = {each.name.casefold() for each in self.folder.iterdir()}
            free = free_name(name, lambda name: name.casefold() in there or split_ending(name)[0].casefold() in taken)  # noqa: B023
            with suppress(FileExistsError), (self.folder / free).open("xb") as file:  # follows no link
                file.write(to_content(free))
                return self.folder / free

    def _entries(self) -> list[Entry]:
        return [*self._library.entries(), *self._library.hidden()]

    def _ids(self) -> list[str]:
        return [entry.id for entry in self._entries()]

    def _follow(self) -> None:
        """Let articles come from this folder, where the library was copied or moved with it."""
        root = str(self.folder)
        elsewhere = [each for each in self._entries() if each.origin.root.endswith(f"/{UPLOADS}")]
        moved = [(each, each.origin.below(root)) for each in elsewhere if each.origin.root != root]
        self._library.move([replace(entry, origin=origin) for entry, origin in moved if Path(origin.path).is_file()])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time writes into the library, whichever process.

        Raises:
            LibraryBusy: when another does not finish soon.
        """
        with self._at_hand(), self._library.writing_alone(_WAIT_SECONDS):
            yield

    @contextmanager
    def _at_hand(self) -> Iterator[None]:
        """The folder, made where it is not there.

        Raises:
            LibraryUnusable: when it, or a file in it, cannot be read or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            raise LibraryUnusable(
                f"The folder {self.folder} cannot be used: {error.strerror or error}.",
                "Check it and the space on its disk.",
            ) from error


def uploads_folder(name: str) -> Path:
    """Where the files of a library's uploaded articles are, whether or not there are any.

    Args:
        name: of the library, a folder or an address.
    """
    if "://" not in name:
        return (Path(name) / UPLOADS).resolve()
    return (user_data_path("article-assistant") / UPLOADS / address_name(name)).resolve()


def _clear(trash: Path) -> None:
    """Delete what was removed long ago."""
    for path in trash.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_DAYS * _DAY_SECONDS:
            path.unlink()
