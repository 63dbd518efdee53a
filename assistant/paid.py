"""Vectors that a server was paid for and whose articles are not stored yet, in the file of the records.

What ends a run, a kill included, ends it between the two; the next run takes them from here. Those of probes, which
are stored nowhere else, are kept here too.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from assistant.records import default_records
from assistant.storage import PAID_VECTORS, Storage
from assistant.weights import Vectors

KEPT_DAYS = 7
KEPT_VECTORS = 16_384
"""What nobody asked for again is deleted after so long, and what is beyond so many, the oldest first."""

_AT_ONCE = 1_000
"""Values in one statement; SQLite takes 32,766."""


class PaidVectors:
    """Vectors of texts, kept until their articles are stored. Processes may share the file.

    Every method raises ``RecordsError`` when the file cannot be used.

    Args:
        path: of the records; None for that in the user's data folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._storage = Storage((path or default_records()).expanduser().absolute())

    def find(self, source: str, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that were kept, by their texts. What is too old or too much is deleted before.

        Args:
            source: which model of which server makes them.
            texts: letter by letter.
        """
        if not texts or not self._storage.exists():
            return {}
        keys, found, table = {_key(text): text for text in texts}, {}, PAID_VECTORS.c
        oldest = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat(timespec="microseconds")
        newest = select(table.made).order_by(table.made.desc()).offset(KEPT_VECTORS).limit(1).scalar_subquery()
        with self._storage.opened() as connection:
            connection.execute(delete(PAID_VECTORS).where((table.made < oldest) | (table.made <= newest)))
            for some in _parted(list(keys)):
                wanted = select(table.text, table.vector).where(table.source == source, table.text.in_(some))
                for key, vector in connection.execute(wanted):
                    found[keys[key]] = numpy.frombuffer(vector, dtype=numpy.float32)
        return found

    def keep(self, source: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep vectors, all or none of them; those of texts that are there already are replaced.

        Args:
            source: as in ``find``.
            vectors: by their texts, float32.
        """
        if not vectors:
            return
        made = datetime.now(UTC).isoformat(timespec="microseconds")
        rows = [
            {"source": source, "text": _key(text), "vector": vector.tobytes(), "made": made}
            for text, vector in vectors.items()
        ]
        with self._storage.changing() as connection:
            connection.execute(insert(PAID_VECTORS).prefix_with("OR REPLACE"), rows)

    def forget(self, source: str, texts: Sequence[str]) -> None:
        """Delete what is stored elsewhere now.

        Args:
            source: as in ``find``.
            texts: those whose vectors are stored; one that is not kept is passed over.
        """
        if not texts or not self._storage.exists():
            return
        table = PAID_VECTORS.c
        with self._storage.changing() as connection:
            for some in _parted([_key(text) for text in texts]):
                connection.execute(delete(PAID_VECTORS).where(table.source == source, table.text.in_(some)))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _parted(keys: Sequence[bytes]) -> Iterator[Iterable[bytes]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
