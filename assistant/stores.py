"""Where Chroma keeps a library: in a folder, or on a server (chroma_server.py). How to connect, and what fails.

A library that is built anew is built beside the one in force, as its next *edition*, in a database or
in collections of its own; one small write then says that it is the one in force.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import cycle
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError

from assistant.disks import MAY_NOT, PrivateCopy, free_bytes, is_full, may_be_written, refuse_to_write, state_of
from assistant.errors import LibraryEmpty, LibraryMissing, LibraryUnusable, ingest_command
from assistant.locking import FileLock, OneWriter
from assistant.portions import Quotas

if TYPE_CHECKING:
    from chromadb.api.client import Client

_DATABASE_FILE = "chroma.sqlite3"
_LOCK_FILE = "lock"
UPLOADS = "uploads"
"""The folder in a library's own that holds the files of articles which were uploaded."""

LOCK = "ingest.lock"
"""The file in a library's folder that is locked by whoever takes articles in."""

_EDITION_FILE = "edition"
_EDITION_FOLDER = "edition-{}"
_OURS = re.compile(rf"{_LOCK_FILE}|{re.escape(LOCK)}|{UPLOADS}|{_EDITION_FOLDER.format('[0-9]+')}")
"""What a library's folder may hold where its database is not made yet."""

_OF_CHROMA = re.compile(r"chroma\.sqlite3.*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What Chroma keeps in its folder: a database, and a folder an index."""

PREFIX = "article-assistant."
"""What the names of our collections begin with, so that a server may hold others."""

HEAD = "library"
"""The collection that says what a library is, and its only item."""

_spellings = cycle(range(1, 1_000))


class Store:
    """Where a library is: how to connect, and what its failures mean.

    Attributes:
        location: as a user names it.
        goes_stale: whether a client does not find what others have written since it was made.
        writer: lets one write at a time; shared with the editions beside.
        edition: that is meant, whichever is in force; None for the one in force.
    """

    location: str
    goes_stale: bool
    writer: OneWriter
    edition: int | None = None

    @property
    def name(self) -> str:
        """Tells the library from all others."""
        return self.location

    def prepare(self, *, create: bool) -> None:
        """Refuse a place that cannot be used."""

    def connect(self) -> Client:
        """A new client."""
        raise NotImplementedError

    def prefix(self, client: Client) -> str:
        """What the names of the library's collections begin with."""
        raise NotImplementedError

    def identity(self) -> int:
        """Changes when another library has been put in the same place."""
        return 0

    def current(self, client: Client) -> int:
        """The number of the edition in force, from 0."""
        raise NotImplementedError

    def beside(self, edition: int) -> Store:
        """The same place for an edition that is not in force."""
        raise NotImplementedError

    def switch(self, edition: int, client: Client) -> None:
        """Put an edition in force: who connects from now on takes all from it."""
        raise NotImplementedError

    def drop(self, editions: range) -> bool:
        """Delete editions that are not in force; False where there are none of these numbers."""
        raise NotImplementedError

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written where it lies."""
        return False

    def check_writable(self) -> None:
        """Refuse to write where it can only be read, or another has begun to write meanwhile."""
        self.writer.check()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out where they would be in the way."""
        yield

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Write once, where that must not be while others write."""
        yield

    def quotas(self, client: Client) -> Quotas:
        """What a client may ask for in one request."""
        return Quotas(written=client.get_max_batch_size())

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Chroma's errors as ours."""
        raise NotImplementedError


class FolderStore(Store):
    """In a folder, by Chroma in this process.

    Args:
        path: of the folder, absolute.
        edition: as in ``Store``.
        writer: as in ``Store``.
    """

    goes_stale = True

    def __init__(self, path: Path, edition: int | None = None, writer: OneWriter | None = None) -> None:
        self.path = path
        self.location = str(path)
        self.edition = edition
        self.writer = writer or OneWriter(FileLock(path / LOCK))
        # Chroma shares one engine among the clients of a path, and closing one of them does not make
        # the engine read anew; a path of its own spelling gives each library an engine of its own.
        self._spelling = "/." * next(_spellings)
        self._copy: PrivateCopy | None = None

    def prepare(self, *, create: bool) -> None:
        """Make the folder where that is wanted.

        Args:
            create: whether a library may be made where there is none.

        Raises:
            LibraryMissing: when there is none and none may be made; ``LibraryEmpty`` of an empty folder.
            LibraryUnusable: when the folder holds other files, or cannot be made.
        """
        try:
            exists = (self._folder() / _DATABASE_FILE).is_file()
            there = self.path.iterdir() if not exists and self.path.is_dir() else ()
            others = any(not _OURS.fullmatch(each.name) for each in there) if self.edition is None else False
            if others:
                raise LibraryUnusable(
                    f"{self.location} is not a library: it holds other files.", "Name an empty or a new folder."
                )
            if not exists and not create:
                raise self._empty() if self.path.is_dir() else self._missing()
            self._folder().mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryUnusable(
                f"The library {self.location} cannot be used: {error.strerror}.", "Choose another with --library."
            ) from error

    def connect(self) -> Client:
        """A new client; Chroma writes even to read, so that what may only be read is copied first."""
        if self._copy is not None:
            self._copy.delete()
        self._copy = None if self._is_writable() else PrivateCopy(self._files())
        folder = self._folder() if self._copy is None else self._copy.folder
        return cast(
            "Client",
            chromadb.PersistentClient(f"{folder}{self._spelling}", settings=Settings(anonymized_telemetry=False)),
        )

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written where it lies, so that a copy is read."""
        return self._copy is not None

    def check_writable(self) -> None:
        """Refuse to write where it can only be read.

        Raises:
            LibraryUnusable: naming it.
        """
        if self.is_read_only:
            refuse_to_write(self.location)

    def _is_writable(self) -> bool:
        return may_be_written(self._folder(), self._folder() / _DATABASE_FILE)

    def _files(self) -> list[Path]:
        """What Chroma keeps in the folder."""
        return [each for each in self._folder().iterdir() if _OF_CHROMA.fullmatch(each.name)]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out: Chroma's index files do not bear being read while they are written.

        The lock ends with the process that holds it, however that ends.
        """
        file = self._open_lock()
        with file or nullcontext():
            if file is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open_lock(self) -> IO[bytes] | None:
        """The file to lock; None where there is none and none may be made, and nobody can be kept out.

        Raises:
            LibraryMissing: when the folder is gone.
            OSError: when it can be neither written nor read.
        """
        path = self._folder_of(self.edition or 0) / _LOCK_FILE
        try:
            return path.open("ab")
        except FileNotFoundError:
            raise self._missing() from None
        except OSError as error:
            if error.errno not in MAY_NOT:
                raise
        # On a mount that can only be read others may write where it comes from.
        with suppress(FileNotFoundError):
            return path.open("rb")
        return None

    def identity(self) -> int:
        """The number of the file, another one when the folder was replaced; of a copy, when the original changed."""
        database = self._folder() / _DATABASE_FILE
        try:
            if self._copy is not None:
                return state_of(database, database.with_name(f"{_DATABASE_FILE}-wal"))
            return database.stat().st_ino
        except FileNotFoundError:
            raise self._missing() from None

    def prefix(self, client: Client) -> str:
        """What the names of the library's collections begin with."""
        del client
        return PREFIX

    def current(self, client: Client | None = None) -> int:
        """The number of the edition in force, from 0; a file says it.

        Raises:
            LibraryUnusable: when the file says no number.
        """
        del client
        try:
            return int((self.path / _EDITION_FILE).read_bytes())
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise LibraryUnusable(
                f"The library {self.location} cannot be used: its file {_EDITION_FILE!r} says no number.",
                "Copy the folder back from where it is whole, or take your articles into a new one with --library.",
            ) from error

    def beside(self, edition: int) -> FolderStore:
        """The same place for an edition that is not in force, in a folder of its own."""
        return FolderStore(self.path, edition, self.writer)

    def switch(self, edition: int, client: Client) -> None:
        """Put an edition in force: who connects from now on takes all from it."""
        del client
        unfinished = self.path / f".{_EDITION_FILE}"
        unfinished.write_text(str(edition))
        unfinished.replace(self.path / _EDITION_FILE)

    def drop(self, editions: range) -> bool:
        """Delete editions that are not in force; False where there are none of these numbers."""
        names = {_EDITION_FOLDER.format(edition) for edition in editions if edition}
        gone = [
            each
            for each in self.path.iterdir()
            if each.name in names or (0 in editions and _OF_CHROMA.fullmatch(each.name))
        ]
        for each in gone:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        return bool(gone)

    def _folder(self) -> Path:
        return self._folder_of(self.current() if self.edition is None else self.edition)

    def _folder_of(self, edition: int) -> Path:
        return self.path / _EDITION_FOLDER.format(edition) if edition else self.path

    def _empty(self) -> LibraryEmpty:
        remedy = f"Fill it with: {ingest_command(self.location)}"
        return LibraryEmpty(f"The library at {self.location} is empty.", remedy)

    def _missing(self) -> LibraryMissing:
        remedy = f"Make one with: {ingest_command(self.location)}"
        return LibraryMissing(f"There is no library at {self.location}.", remedy)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Chroma's errors as ours.

        Raises:
            LibraryUnusable: for what Chroma or the disk says.
        """
        try:
            yield
        except (ChromaError, OSError) as error:
            if is_full(self.path, error):
                raise LibraryUnusable(
                    f"The disk of the library {self.location} is full ({free_bytes(self.path) / 1e6:.1f} MB are free); "
                    "what was stored is kept.",
                    "Make room, then do the same again.",
                ) from error
            raise LibraryUnusable(
                f"The library {self.location} cannot be used: {error}.", "Check the folder and the space on its disk."
            ) from error
