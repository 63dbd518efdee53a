"""A library's connection: a client that finds what others have written since, and the head.

The collection ``library``, the head, holds which model made the vectors, and a generation that changes
with every write: an open Chroma client does not find what other processes wrote since, so it is closed
and opened again when the generation is another. On a server it also holds who may write.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from assistant.entries import ID_OVERHEAD_BYTES, Entry
from assistant.errors import LibraryMismatch, LibraryMissing, ingest_with
from assistant.portions import Portions
from assistant.stores import HEAD, Store

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

SCHEMA = 2
"""The layout of what is stored; a library of another layout is refused."""

_INDEX: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
"""Chroma's usual 100 misses a nearest sentence in 300 even in small libraries, another at each start."""

_POINT = [[1.0]]
"""The vector of an item that is not searched for."""


class Connection:
    """What is needed to read and to write: a client, the collections of the edition in force, and the head.

    Attributes:
        location: the folder or address.
        name: tells it from all others: its location, on a server with the database where one is set.
    """

    def __init__(self, store: Store, model: str | None, *, holds_sample: bool) -> None:
        self.location = store.location
        self.name = store.name
        self._holds_sample = holds_sample
        self._store = store
        self._model = model
        self._lock = threading.RLock()
        self._whole: dict[str, Entry] | None = None
        self._hidden: dict[str, Entry] = {}
        self._client: Client | None = None
        self._inside = False
        with self._fresh():
            pass

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written where it lies."""
        return self._store.is_read_only

    @property
    def most_id_bytes(self) -> int | None:
        """How long the id of an article may be, in UTF-8; None for as long as it is."""
        with self._fresh():
            most = self._quotas.id_bytes
        return None if most is None else most - ID_OVERHEAD_BYTES

    @property
    def sample(self) -> bool:
        """Whether its articles are the invented sample."""
        with self._fresh():
            return bool(self._head_data().get("sample", self._holds_sample))

    def generation(self) -> Hashable:
        """Another value after each write, of whichever process."""
        with self._fresh():
            return self._seen

    def dimension(self) -> int:
        """How many numbers its vectors have; 0 before the first is written."""
        with self._fresh():
            return int(self._head_data().get("dimension", 0))

    def check(self, *, sample: bool | None = None) -> None:
        """Refuse a library of the other kind; one of another model is refused wherever it is used.

        Args:
            sample: as in ``open_library``.

        Raises:
            LibraryMismatch: naming both sides and what to do.
        """
        with self._fresh():
            head = self._head_data()
        if head and sample is not None and bool(head["sample"]) != sample:
            holds = "the sample articles; your own" if head["sample"] else "your own articles; those of the sample"
            raise LibraryMismatch(
                f"The library at {self.location} holds {holds} do not go into the same library.",
                "Choose another with --library.",
            )

    def establish(self) -> None:
        """Say which model and kind of articles the library is for, before the first comes in."""
        with self._fresh():
            if not self._head_data():
                # Of several who do so at once on a server, the first decides.
                self._head.add([HEAD], embeddings=_POINT, metadatas=[self._data_of(0)])
                self._seen = self._generation()
                self._check_head(self._head_data())

    def close(self) -> None:
        """Let go of the files or the connection."""
        with self._lock:
            with suppress(LibraryMissing), self._store.alone():
                self._let_go()
            self._let_go()  # where the folder is gone there is nobody to keep out

    def _check_head(self, head: Mapping[str, Any]) -> None:
        """Refuse another layout, and vectors of another model.

        Raises:
            LibraryMismatch: naming both sides and what to do.
        """
        if not head:
            return
        if head["schema"] != SCHEMA:
            raise LibraryMismatch(
                f"The library at {self.location} has layout {head['schema']}; this version reads layout {SCHEMA}.",
                "Move it away and take your articles in again, or name a new one with --library.",
                of_sample=bool(head["sample"]),
            )
        if self._model is not None and head["model"] != self._model:
            raise LibraryMismatch(
                f"The library at {self.location} was built with {head['model']} ({head['dimension']} numbers a "
                f"passage); the settings ask for {self._model}.",
                f"Set ASSISTANT_EMBEDDINGS={head['model']}, or build the library anew with: "
                f"{ingest_with('--rebuild', self.location)}",
                of_sample=bool(head["sample"]),
            )

    def _attach(self, client: Client) -> None:
        """Take the collections of the edition in force.

        Raises:
            LibraryMismatch: when they are of another layout or model.
        """
        self._client = client
        prefix = self._store.prefix(client)
        self._edition = self._store.current(client)
        self._quotas = self._store.quotas(client)
        self._head, self._articles, self._passages, self._sentences = (
            Portions(
                client.get_or_create_collection(prefix + name, configuration=_INDEX, embedding_function=None),
                self._quotas,
                self._store.check_writable,
            )
            for name in (HEAD, "articles", "passages", "sentences")
        )
        self._whole = None
        self._seen = self._generation()
        self._check_head(self._head_data())

    @contextmanager
    def _fresh(self) -> Iterator[None]:
        """One thread of one process at a time, on a client that finds what others have written."""
        with self._lock, self._store.translated():
            if self._inside:
                yield
                return
            with self._store.alone():
                self._inside = True
                try:
                    if self._client is None or self._generation() != self._seen:
                        self._catch_up()
                    yield
                finally:
                    self._inside = False

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """As ``_fresh``, for what writes."""
        with self._store.changing(), self._fresh():
            yield

    def _catch_up(self) -> None:
        """Find what is stored by now.

        Raises:
            LibraryMismatch: when it is of another layout or model; the next use looks again.
        """
        client = self._client
        if client is None or self._store.goes_stale:
            self._let_go()
            client = self._store.connect()
        try:
            self._attach(client)
        except LibraryMismatch:
            self._let_go()
            raise

    def _let_go(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _head_data(self) -> Mapping[str, Any]:
        found = self._head.get(ids=[HEAD], include=["metadatas"])["metadatas"]
        return found[0] if found else {}

    def _generation(self) -> tuple[str, int]:
        return str(self._head_data().get("generation", "")), self._store.identity()

    def _next_generation(self, dimension: int | None = None) -> None:
        data = {**self._head_data(), "generation": uuid.uuid4().hex}
        if dimension is not None:
            data |= self._data_of(dimension)
        self._head.upsert([HEAD], embeddings=_POINT, metadatas=[data])
        self._seen = self._generation()
        self._whole = None

    def _data_of(self, dimension: int) -> dict[str, Any]:
        """What the library says of itself from its beginning."""
        data = {"schema": SCHEMA, "model": self._model, "dimension": dimension, "sample": self._holds_sample}
        return {**data, "generation": uuid.uuid4().hex}
