"""A library on a Chroma server, one's own or Chroma Cloud: how to connect, who may write, what a failure means.

Servers that speak OpenAI's protocol are another kind: ``openai_server.py``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from assistant.access import DEFAULT_DATABASE, DEFAULT_TENANT, Access
from assistant.errors import LibraryMissing, LibraryUnreachable, LibraryUnusable, ingest_command
from assistant.leasing import Lease
from assistant.locking import OneWriter
from assistant.portions import CLOUD, Quotas
from assistant.stores import HEAD, PREFIX, Store

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_CURRENT = "edition"
_HEARTBEAT_SECONDS = 10
_PATIENCE_SECONDS = 5
_GRACE_SECONDS = 5
"""So long an edition outlives its switch, since questions that are being answered still read it."""

_TOKEN = "x-chroma-token"  # noqa: S105 - the name of a header
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PAGE = 100
_MOST_REASON_CHARS = 200
_REJECTED = (401, 403)
_TOO_MANY = 429
_TOO_LARGE = 413


class ServerStore(Store):
    """On a Chroma server.

    Args:
        address: ``http(s)://host:port``.
        access: how the server knows its user.
        edition: as in ``Store``.
        writer: as in ``Store``.
    """

    goes_stale = False

    def __init__(
        self, address: str, access: Access = Access(), edition: int | None = None, writer: OneWriter | None = None
    ) -> None:
        self.location = address
        self.edition = edition
        self._access = access
        try:
            self._parts = urlsplit(address)
            self._port = self._parts.port or (443 if self._parts.scheme == "https" else 8000)
        except ValueError as error:
            raise LibraryUnusable(f"{address} is no address: {error}.", "Write http://host:port.") from error
        if access.key is not None and self._parts.scheme != "https" and self._host not in _LOOPBACK:
            raise LibraryUnusable(
                f"CHROMA_API_KEY would be sent to {address} for everyone on the way to read.",
                "Write https://, or unset the key.",
            )
        self.writer = writer or OneWriter(Lease(self.connect, _first_head, self.translated))

    @property
    def name(self) -> str:
        """Tells the library from those of other databases too."""
        return self._access.name_of(self.location)

    def prepare(self, *, create: bool) -> None:
        """Ask the server for the library.

        Args:
            create: whether a library may be made where there is none.

        Raises:
            LibraryMissing: when there is none and none may be made.
        """
        with self.translated():
            client = self.connect()
            try:
                _first_head(client)
            except NotFoundError as error:
                if not create:
                    remedy = f"Make one with: {ingest_command(self.location)}"
                    raise LibraryMissing(f"There is no library at {self.location}.", remedy) from error
            finally:
                client.close()

    def connect(self) -> Client:
        """A new client.

        Raises:
            LibraryUnreachable: when the server knows no such tenant or database.
        """
        headers = {} if self._access.key is None else {_TOKEN: self._access.key.get_secret_value()}
        # Chroma's own client would wait for a silent server without end.
        heartbeat = httpx.URL(scheme=self._parts.scheme, host=self._host, port=self._port, path="/api/v2/heartbeat")
        httpx.get(heartbeat, timeout=_HEARTBEAT_SECONDS, headers=headers).raise_for_status()
        # Chroma takes both from the key only where neither is given.
        of_key = self._access.key is not None and not self._access.names_database
        settings = Settings(
            anonymized_telemetry=False, chroma_overwrite_singleton_tenant_database_access_from_auth=of_key
        )
        tenant, database = self._access.tenant or DEFAULT_TENANT, self._access.database or DEFAULT_DATABASE
        try:
            client = chromadb.HttpClient(
                host=self._host,
                port=self._port,
                ssl=self._parts.scheme == "https",
                headers=headers,
                settings=settings,
                tenant=tenant,
                database=database,
            )
        except NotFoundError as error:
            raise LibraryUnreachable(
                f"The Chroma server at {self.location} has no database {database!r} of a tenant {tenant!r}.",
                "Check CHROMA_TENANT and CHROMA_DATABASE.",
            ) from error
        return cast("Client", client)

    def prefix(self, client: Client) -> str:
        """What the names of the library's collections begin with; each edition has collections of its own."""
        return _prefix_of(self.current(client) if self.edition is None else self.edition)

    def current(self, client: Client) -> int:
        """The number of the edition in force, from 0; an item of the first one's head says it."""
        with suppress(NotFoundError):
            found = _first_head(client).get(ids=[_CURRENT])["metadatas"]
            return int(cast("int", found[0]["edition"])) if found else 0
        return 0

    def beside(self, edition: int) -> ServerStore:
        """The same place for an edition that is not in force."""
        return ServerStore(self.location, self._access, edition, self.writer)

    def switch(self, edition: int, client: Client) -> None:
        """Put an edition in force: who connects from now on takes all from it."""
        vector = numpy.ones((1, 1), dtype=numpy.float32)
        self.writer.check()
        _first_head(client).upsert(ids=[_CURRENT], embeddings=vector, metadatas=[{"edition": edition}])

    def drop(self, editions: range) -> bool:
        """Delete editions that are not in force, once no question can still read them; False where there are none."""
        if not editions:
            return False
        client = self.connect()
        try:
            prefixes = tuple(map(_prefix_of, editions))
            gone = [name for name in _names_in(client) if name.startswith(prefixes) and name != PREFIX + HEAD]
            if gone:
                time.sleep(_GRACE_SECONDS)
            for name in gone:
                self.writer.check()
                client.delete_collection(name)
        finally:
            client.close()
        return bool(gone)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Write once, as the only one: on a server nothing else keeps writers apart.

        Raises:
            LibraryBusy: when another does not end soon.
        """
        with self.writer.alone(_PATIENCE_SECONDS):
            yield

    def quotas(self, client: Client) -> Quotas:
        """What the server takes at once, and with a key no more than Chroma Cloud allows."""
        own = super().quotas(client)
        return own if self._access.key is None else replace(CLOUD, written=min(own.written, CLOUD.written))

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Chroma's errors as ours.

        Raises:
            LibraryUnreachable: for what Chroma or the network says.
        """
        try:
            yield
        except Exception as error:
            if _is_of_chroma(error):
                raise self._failure(error) from error
            raise

    @property
    def _host(self) -> str:
        return self._parts.hostname or ""

    def _failure(self, error: Exception) -> LibraryUnreachable:
        status, reason = _status_of(error), self._reason_of(error)
        if isinstance(error, UnicodeEncodeError) and self._access.key is not None:
            return LibraryUnreachable("CHROMA_API_KEY holds a character that no key has.", "Copy the key again.")
        if status in _REJECTED and self._access.key is None:
            return LibraryUnreachable(
                f"The Chroma server at {self.location} asks for a key ({status}).", "Set CHROMA_API_KEY."
            )
        if status in _REJECTED:
            return LibraryUnreachable(
                f"The Chroma server at {self.location} rejected the key ({status}).",
                "Check CHROMA_API_KEY, CHROMA_TENANT and CHROMA_DATABASE.",
            )
        if status == _TOO_MANY:
            return LibraryUnreachable(
                f"The Chroma server at {self.location} is limiting requests, or a quota is used up (429): {reason}.",
                "Try again later, or check your plan.",
            )
        if status == _TOO_LARGE or type(error).__name__ == "QuotaError":
            return LibraryUnreachable(
                f"A request is larger than the Chroma server at {self.location} allows ({status}): {reason}.",
                "Ask its operator for a higher limit, or set ASSISTANT_LIBRARY to a folder.",
            )
        start = f"Start it with: chroma run --port {self._port}, or set ASSISTANT_LIBRARY to a folder."
        return LibraryUnreachable(
            f"The Chroma server at {self.location} does not answer as one: {reason}.",
            start if self._parts.scheme == "http" else "Check the address, or set ASSISTANT_LIBRARY to a folder.",
        )

    def _reason_of(self, error: Exception) -> str:
        said = " ".join(str(error).split())
        if self._access.key is not None:
            said = said.replace(self._access.key.get_secret_value(), "…")
        return said[:_MOST_REASON_CHARS].rstrip(". ") or type(error).__name__


def _is_of_chroma(error: Exception) -> bool:
    """Whether Chroma's client or the network raised it; the client also raises a bare ``Exception``."""
    return type(error) is Exception or isinstance(error, (ChromaError, httpx.HTTPError, OSError, ValueError))


def _status_of(error: BaseException | None) -> int | None:
    """The HTTP status of an answer that was no success, also where the client has hidden it; None where none was."""
    while error is not None:
        if isinstance(error, httpx.HTTPStatusError):
            return error.response.status_code
        if isinstance(error, ChromaError):
            return error.code()
        error = error.__cause__ or error.__context__
    return None


def _first_head(client: Client) -> Collection:
    """The collection that says which edition is in force, and who writes; it is never deleted."""
    return client.get_collection(PREFIX + HEAD, embedding_function=None)


def _names_in(client: Client) -> list[str]:
    """The names of all collections, of which a server lists some at a time."""
    names: list[str] = []
    while page := client.list_collections(limit=_PAGE, offset=len(names)):
        names += [each.name for each in page]
    return names


def _prefix_of(edition: int) -> str:
    return f"{PREFIX.rstrip('.')}-{edition}." if edition else PREFIX
