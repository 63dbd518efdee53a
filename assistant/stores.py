"""Where Chroma keeps a library: in a folder, or on a server. How to connect, and what a failure means."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.config import Settings
from chromadb.errors import ChromaError

from assistant.errors import LibraryEmpty, LibraryMissing, LibraryUnreachable, LibraryUnusable, ingest_command

if TYPE_CHECKING:
    from chromadb.api.client import Client

_DATABASE_FILE = "chroma.sqlite3"
_LOCK_FILE = "lock"
UPLOADS = "uploads"
"""The folder in a library's own that holds the files of articles which were uploaded."""

LOCK = "ingest.lock"
"""The file in a library's folder that is locked by whoever takes articles in."""

_OURS = (_LOCK_FILE, LOCK, UPLOADS)
"""What a library's folder may hold where its database is not made yet."""

_HEARTBEAT_SECONDS = 10
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
    """

    location: str
    goes_stale: bool

    def prepare(self, *, create: bool) -> None:
        """Refuse a place that cannot be used."""

    def connect(self) -> Client:
        """A new client."""
        raise NotImplementedError

    def identity(self) -> int:
        """Changes when another library has been put in the same place."""
        return 0

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
    """

    goes_stale = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.location = str(path)
        # Chroma shares one engine among the clients of a path, and closing one of them does not make
        # the engine read anew; a path of its own spelling gives each library an engine of its own.
        self._spelling = f"{path}{'/.' * next(_spellings)}"

    def prepare(self, *, create: bool) -> None:
        """Make the folder where that is wanted.

        Args:
            create: whether a library may be made where there is none.

        Raises:
            LibraryMissing: when there is none and none may be made; ``LibraryEmpty`` of an empty folder.
            LibraryUnusable: when the folder holds other files, or cannot be made.
        """
        try:
            exists = (self.path / _DATABASE_FILE).is_file()
            others = not exists and self.path.is_dir() and any(each.name not in _OURS for each in self.path.iterdir())
            if others:
                raise LibraryUnusable(
                    f"{self.location} is not a library: it holds other files.", "Name an empty or a new folder."
                )
            if not exists and not create:
                raise self._empty() if self.path.is_dir() else self._missing()
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryUnusable(
                f"The library {self.location} cannot be used: {error.strerror}.", "Choose another with --library."
            ) from error

    def connect(self) -> Client:
        """A new client."""
        return cast("Client", chromadb.PersistentClient(self._spelling, settings=Settings(anonymized_telemetry=False)))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out: Chroma's index files do not bear being read while they are written.

        The lock ends with the process that holds it, however that ends.
        """
        try:
            file = (self.path / _LOCK_FILE).open("ab")
        except FileNotFoundError:
            raise self._missing() from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def identity(self) -> int:
        """The number of the file, another one when the folder was replaced."""
        try:
            return (self.path / _DATABASE_FILE).stat().st_ino
        except FileNotFoundError:
            raise self._missing() from None

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
    """

    goes_stale = False

    def __init__(self, address: str) -> None:
        self.location = address
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
