"""No request to Chroma asks for more than its server allows: what is more goes in portions.

The quotas of Chroma Cloud: https://docs.trychroma.com/cloud/quotas-limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_TRIES = 5

MOST_VALUES = 32_000
"""Of ids that are named, and of records that metadata is read of, in one request: Chroma gives each to SQLite as a
value of its own, and that takes 32,766."""

_OF_A_GET = ("documents", "metadatas", "embeddings")


@dataclass(frozen=True, slots=True)
class Quotas:
    """What a server allows in one request; None where it sets no limit.

    Attributes:
        written: records.
        read: records that are named or returned.
        words: that passages are searched for.
        word_bytes: of each.
        id_bytes: of the id of a record.
    """

    written: int
    read: int | None = None
    words: int | None = None
    word_bytes: int | None = None
    id_bytes: int | None = None


CLOUD = Quotas(written=300, read=300, words=8, word_bytes=256, id_bytes=128)


class Portions:
    """A collection whose requests keep to quotas.

    Args:
        collection: of Chroma.
        quotas: of its server.
        before_write: called before each portion that is written; what it raises stops the writing.
    """

    def __init__(self, collection: Collection, quotas: Quotas, before_write: Callable[[], None]) -> None:
        self._collection = collection
        self._quotas = quotas
        self._before_write = before_write

    @property
    def is_limited(self) -> bool:
        """Whether what is read comes in portions too, and much of it takes long."""
        return self._quotas.read is not None

    def upsert(self, ids: Sequence[str], **columns: Sequence[Any]) -> None:
        """As Chroma's."""
        self._write(self._collection.upsert, ids, **columns)

    def update(self, ids: Sequence[str], **columns: Sequence[Any]) -> None:
        """As Chroma's."""
        self._write(self._collection.update, ids, **columns)

    def add(self, ids: Sequence[str], **columns: Sequence[Any]) -> None:
        """As Chroma's."""
        self._write(self._collection.add, ids, **columns)

    def delete(self, ids: Sequence[str]) -> None:
        """As Chroma's; nothing is deleted where no id is given."""
        self._write(self._collection.delete, ids)

    def get(self, ids: Sequence[str] | None = None, *, include: Sequence[str] = ()) -> dict[str, Any]:
        """As Chroma's: what is stored under some ids, or all that is stored.

        Args:
            ids: None for all.
            include: ``documents``, ``metadatas`` and ``embeddings``, of which others are None.
        """
        wanted = list(include)
        if ids is None:
            return _joined(self._all(wanted), wanted)
        parts = self._parts(ids, min(MOST_VALUES, self._quotas.read or MOST_VALUES))
        return _joined([self._collection.get(ids=part, include=wanted) for part in parts], wanted)  # type: ignore[arg-type]

    def containing(self, spellings: Sequence[str], most: int | None = None) -> list[str]:
        """Ids of the records in whose document one of these stands.

        Args:
            spellings: at least one.
            most: so many ids are enough; None for all.
        """
        ids: dict[str, None] = {}
        for part in self._parts([self._cut(each) for each in dict.fromkeys(spellings)], self._quotas.words):
            contained: list[Any] = [{"$contains": each} for each in part]
            where: Any = contained[0] if len(contained) == 1 else {"$or": contained}
            for page in self._pages([], most, where_document=where):
                ids.update(dict.fromkeys(page["ids"]))
                if most is not None and len(ids) >= most:
                    return list(ids)[:most]
        return list(ids)

    def query(self, vectors: Any, most: int, ids: Sequence[str] | None = None) -> list[list[tuple[str, float]]]:
        """The records nearest to some vectors.

        Args:
            vectors: shape (questions, dimension).
            most: so many for each vector, fewer where the server does not give as many.
            ids: only among these; None among all.

        Returns:
            For each vector ids with their distances, nearest first.
        """
        limit = self._quotas.read
        if limit is None:
            return self._query(vectors, most, ids)
        most = min(most, limit)
        if ids is None:
            step = limit // most
            return [
                each
                for first in range(0, len(vectors), step)
                for each in self._query(vectors[first : first + step], most)
            ]
        found: list[list[tuple[str, float]]] = [[] for _ in vectors]
        for part in self._parts(ids, limit):
            for index, vector in enumerate(vectors):
                found[index] += self._query(vector[numpy.newaxis], min(most, len(part)), part)[0]
        return [sorted(each, key=lambda pair: pair[1])[:most] for each in found]

    def _query(self, vectors: Any, most: int, ids: Sequence[str] | None = None) -> list[list[tuple[str, float]]]:
        found = self._collection.query(
            query_embeddings=vectors, ids=None if ids is None else list(ids), n_results=most, include=["distances"]
        )
        pairs = zip(found["ids"], found["distances"] or [], strict=True)
        return [list(zip(each, distances, strict=True)) for each, distances in pairs]

    def _write(self, write: Any, ids: Sequence[str], **columns: Sequence[Any]) -> None:
        for first in range(0, len(ids), self._quotas.written):
            part = slice(first, first + self._quotas.written)
            self._before_write()
            write(ids=list(ids[part]), **{name: list(values[part]) for name, values in columns.items()})

    def _all(self, include: list[str]) -> list[Any]:
        """All pages, read anew where others deleted meanwhile, since what moved up to an earlier page is missed."""
        for _ in range(_TRIES):
            pages = list(self._pages(include, None))
            if len(pages) == 1 or len({id_ for page in pages for id_ in page["ids"]}) == self._collection.count():
                break
        return pages

    def _pages(self, include: list[str], most: int | None, **where: Any) -> Iterator[Any]:
        limit = self._quotas.read or (MOST_VALUES if "metadatas" in include else None)
        size = most if limit is None or (most is not None and most < limit) else limit
        offset = 0
        while True:
            page = self._collection.get(limit=size, offset=offset, include=include, **where)  # type: ignore[arg-type]
            yield page
            if size is None or len(page["ids"]) < size:
                return
            offset += size

    def _cut(self, word: str) -> str:
        """What of a word may be looked for."""
        return word.encode()[: self._quotas.word_bytes].decode(errors="ignore")

    @staticmethod
    def _parts(values: Sequence[str], most: int | None) -> list[list[str]]:
        size = most or len(values) or 1
        return [list(values[first : first + size]) for first in range(0, len(values), size)]


def _joined(pages: Sequence[Any], include: Sequence[str]) -> dict[str, Any]:
    def column(name: str) -> list[Any]:
        return [value for page in pages for value in page[name]]

    if len(pages) == 1:
        return dict(pages[0])
    return {"ids": column("ids"), **{name: column(name) if name in include else None for name in _OF_A_GET}}
