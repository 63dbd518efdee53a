"""Which vectors of a collection are nearest to a question's, among all or among those of some articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from assistant.candidates import to_cosine
from assistant.entries import Entry, Layout, article_id_of
from assistant.portions import Portions
from assistant.weights import Vectors

_FEW = 1_000
"""So many vectors are quicker read and compared than searched by their ids: 32 ms, 93 ms."""

_LARGE_SHARE = 0.1
_AMPLE = 2
"""Of articles with a large share of all vectors, so many times more are searched than should be needed."""


def to_vectors(found: Any) -> dict[str, Vectors]:
    """The vectors of what a collection gave, by id."""
    return dict(zip(found["ids"], numpy.asarray(found["embeddings"], dtype=numpy.float32), strict=True))


def nearest(collection: Portions, question: Vectors, most: int, ids: list[str] | None = None) -> list[str]:
    """Ids of the nearest vectors, nearest first; of these ids alone where they are given."""
    return [id_ for id_, _ in collection.query(question[numpy.newaxis], most, ids)[0]]


def nearest_of(
    collection: Portions,
    question: Vectors,
    most: int,
    entries: Sequence[Entry],
    share: float,
    ids_of: Callable[[str, str, Layout], list[str]],
) -> list[str]:
    """Ids of the nearest vectors of some articles, which have that share of them all.

    Where they have much of them, they are among those nearest of all, unless the question is nearer
    to the others throughout, as to those in its own language. A few are read and compared. Between
    the two Chroma is told their ids, which is quicker than its filter by metadata; not where ids go
    in portions, so there one look at those nearest of all always comes first.
    """
    if share >= _LARGE_SHARE or collection.is_limited:
        allowed = {entry.id for entry in entries}
        near = nearest(collection, question, int(_AMPLE * most / share))
        found = [id_ for id_ in near if article_id_of(id_) in allowed]
        if len(found) >= most:
            return found[:most]
    ids = [id_ for entry in entries for id_ in ids_of(entry.id, entry.version, entry.layout)]
    if len(ids) > _FEW:
        return nearest(collection, question, most, ids)
    if len(ids) <= most:
        return ids
    vectors = to_vectors(collection.get(ids=ids, include=["embeddings"]))
    return sorted(vectors, key=lambda id_: -float(to_cosine(vectors[id_], question)))[:most]
