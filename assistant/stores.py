"""Where Chroma keeps a library: in a folder, or on a server. How to connect, and what a failure means.

A library that is built anew is built beside the one in force, as its next *edition*, in a database or
in collections of its own; one small write then says that it is the one in force.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import LibraryEmpty, LibraryMissing, LibraryUnreachable, LibraryUnusable, ingest_command

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

_HEARTBEAT_SECONDS = 10
_GRACE_SECONDS = 5
"""So long an edition outlives its switch on a server, where questions that are being answered still read it."""

PREFIX = "article-assistant."
"""What the names of our collections begin with, so that a server may hold others."""

HEAD = "library"
"""The collection that says what a library is, and its only item."""

_CURRENT = "edition"
_spellings = cycle(range(1, 1_000))


class Store:
    """Where a library is: how to connect, and what its failures mean.

    Attributes:
        location: as a user names it.
        goes_stale: whether a client does not find what others have written since it was made.
        edition: that is meant, whichever is in force; None for the one in force.
    """

    location: str
    goes_stale: bool
    edition: int | None = None

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

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out where they would be in the way."""
        yield

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Chroma's errors as ours."""
        raise NotImplementedError


class FolderStore(Store):
    """In a folder, by Chroma in this process.

    Args:
        path: of the folder, absolute.
        edition: as in ``Store``.
    """

    goes_stale = True

    def __init__(self, path: Path, edition: int | None = None) -> None:
        self.path = path
        self.location = str(path)
        self.edition = edition
        # Chroma shares one engine among the clients of a path, and closing one of them does not make
        # the engine read anew; a path of its own spelling gives each library an engine of its own.
        self._spelling = "/." * next(_spellings)

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
        """A new client."""
        return cast(
            "Client",
            chromadb.PersistentClient(
                f"{self._folder()}{self._spelling}", settings=Settings(anonymized_telemetry=False)
            ),
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out: Chroma's index files do not bear being read while they are written.

        The lock ends with the process that holds it, however that ends.
        """
        try:
            file = (self._folder_of(self.edition or 0) / _LOCK_FILE).open("ab")
        except FileNotFoundError:
            raise self._missing() from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def identity(self) -> int:
        """The number of the file, another one when the folder was replaced."""
        try:
            return (self._folder() / _DATABASE_FILE).stat().st_ino
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
        return FolderStore(self.path, edition)

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
            raise LibraryUnusable(
                f"The library {self.location} cannot be used: {error}.", "Check the folder and the space on its disk."
            ) from error


class ServerStore(Store):
    """On a Chroma server.

    Args:
        address: ``http(s)://host:port``.
        edition: as in ``Store``.
    """

    goes_stale = False

    def __init__(self, address: str, edition: int | None = None) -> None:
        self.location = address
        self.edition = edition
        try:
            self._parts = urlsplit(address)
            self._port = self._parts.port or (443 if self._parts.scheme == "https" else 8000)
        except ValueError as error:
            raise LibraryUnusable(f"{address} is no address: {error}.", "Write http://host:port.") from error

    def prepare(self, *, create: bool) -> None:
        """Ask the server for the library.

        Args:
            create: whether a library may be made where there is none.

        Raises:
            LibraryMissing: when there is none and none may be made.
        """
        with self.translated():
            client = self.connect()
            names = {collection.name for collection in client.list_collections()}
            client.close()
        if not create and PREFIX + HEAD not in names:
            remedy = f"Make one with: {ingest_command(self.location)}"
            raise LibraryMissing(f"There is no library at {self.location}.", remedy)

    def connect(self) -> Client:
        """A new client."""
        secure = self._parts.scheme == "https"
        # Chroma's own client would wait for a silent server without end.
        heartbeat = httpx.URL(
            scheme=self._parts.scheme, host=self._parts.hostname or "", port=self._port, path="/api/v2/heartbeat"
        )
        httpx.get(heartbeat, timeout=_HEARTBEAT_SECONDS).raise_for_status()
        client = chromadb.HttpClient(
            host=self._parts.hostname or "",
            port=self._port,
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
        return cast("Client", client)

    def prefix(self, client: Client) -> str:
        """What the names of the library's collections begin with; each edition has collections of its own."""
        return _prefix_of(self.current(client) if self.edition is None else self.edition)

    def current(self, client: Client) -> int:
        """The number of the edition in force, from 0; an item of the first one's head says it."""
        with suppress(NotFoundError):
            found = client.get_collection(PREFIX + HEAD, embedding_function=None).get(ids=[_CURRENT])["metadatas"]
            return int(cast("int", found[0]["edition"])) if found else 0
        return 0

    def beside(self, edition: int) -> ServerStore:
        """The same place for an edition that is not in force."""
        return ServerStore(self.location, edition)

    def switch(self, edition: int, client: Client) -> None:
        """Put an edition in force: who connects from now on takes all from it."""
        head = client.get_collection(PREFIX + HEAD, embedding_function=None)
        vector = numpy.ones((1, 1), dtype=numpy.float32)
        head.upsert(ids=[_CURRENT], embeddings=vector, metadatas=[{"edition": edition}])

    def drop(self, editions: range) -> bool:
        """Delete editions that are not in force, once no question can still read them; False where there are none."""
        if not editions:
            return False
        prefixes = tuple(map(_prefix_of, editions))
        client = self.connect()
        names = [each.name for each in client.list_collections() if each.name.startswith(prefixes)]
        gone = [name for name in names if name != PREFIX + HEAD]
        if gone:
            time.sleep(_GRACE_SECONDS)
        for name in gone:
            client.delete_collection(name)
        client.close()
        return bool(gone)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Chroma's errors as ours.

        Raises:
            LibraryUnreachable: for what Chroma or the network says.
        """
        try:
            yield
        except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
            raise LibraryUnreachable(
                f"The Chroma server at {self.location} does not answer as one: {str(error).rstrip('.')}.",
                f"Start it with: chroma run --port {self._port}, or set ASSISTANT_LIBRARY to a folder.",
            ) from error


def _prefix_of(edition: int) -> str:
    return f"{PREFIX.rstrip('.')}-{edition}." if edition else PREFIX
