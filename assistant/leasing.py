"""A lease: who may write into a library on a Chroma server, from whichever machine.

Chroma can neither lock nor compare and swap; but to add an item whose id is taken changes nothing,
so of several who add the same id one is first, and reading it back tells each who. Leases are
numbered, and the highest is the one in force. It is renewed while its holder writes, marked as free
afterwards, and never deleted before there is a higher one: an older number cannot come back.

Whether a holder is still there, a waiting process judges by its own clock: by having seen the same
renewal for long enough. The clocks of two machines are never compared.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy

from assistant.errors import LibraryBusy, LibraryError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_ID = "lease-"
_POINT = numpy.ones((1, 1), dtype=numpy.float32)
_MOST_ITEMS = 300


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a lease is renewed and looked at.

    Attributes:
        renewal_seconds: between two renewals by its holder.
        expiry_seconds: without a renewal, after which another takes it over.
        pause_seconds: between two looks of who waits.
    """

    renewal_seconds: float = 10
    expiry_seconds: float = 40
    pause_seconds: float = 1


PACE = Pace()


@dataclass(frozen=True, slots=True)
class _Held:
    """The lease of this process."""

    owner: str
    client: Client
    head: Collection
    ended: threading.Event
    renewing: threading.Thread


class Lease:
    """The right to write into one library on a server.

    Args:
        connect: a new client of the server.
        head: the collection that holds leases.
        translated: Chroma's errors as ours.
        pace: how often it is renewed and looked at.
    """

    def __init__(
        self,
        connect: Callable[[], Client],
        head: Callable[[Client], Collection],
        translated: Callable[[], AbstractContextManager[None]],
        pace: Pace | None = None,
    ) -> None:
        self._connect = connect
        self._head_of = head
        self._translated = translated
        self._pace = pace or PACE
        self.pause_seconds = self._pace.pause_seconds
        self._client: Client | None = None
        self._held: _Held | None = None
        # Kept between tries, so that one who waits a few seconds at a time sees at last that a holder is gone.
        self._seen: tuple[object, float] = (None, 0.0)

    def take(self) -> str:
        """Take the lease; empty where that was done, else who has it."""
        with self._translated():
            if self._client is None:
                self._client = self._connect()
            head = self._head_of(self._client)
            number, last = _last_of(leases := _leases_in(head))
            if last.get("owner") and not self._is_given_up(number, last):
                return str(last["holder"])
            id_, owner = f"{_ID}{number + 1}", uuid.uuid4().hex
            head.add(ids=[id_], embeddings=_POINT, metadatas=[{"owner": owner, "holder": _me(), "renewal": 0}])
            _, last = _last_of(_leases_in(head))
            if last.get("owner") != owner:
                return str(last["holder"])
            if leases:
                head.delete(ids=[f"{_ID}{each}" for each in leases])
            self._begin(self._client, head, id_, owner)
        return ""

    def free(self) -> None:
        """Let others have it; where the server is gone, it ends by itself."""
        held, self._held = self._held, None
        client, self._client = self._client, None
        if held is not None:
            held.ended.set()
            held.renewing.join(self._pace.renewal_seconds)
            with suppress(LibraryError), self._translated():
                number, last = _last_of(_leases_in(held.head))
                if last.get("owner") == held.owner:
                    held.head.update(ids=[f"{_ID}{number}"], metadatas=[{"owner": ""}])
        if client is not None:
            client.close()

    def check(self) -> None:
        """Refuse to write on where another took the lease over.

        Raises:
            LibraryBusy: naming the other.
        """
        if self._held is None:
            return
        with self._translated():
            _, last = _last_of(_leases_in(self._held.head))
        if last.get("owner") != self._held.owner:
            raise LibraryBusy(
                f"For {self._pace.expiry_seconds:g} s nothing was heard of this process, and another has taken its "
                f"place in this library ({last.get('holder', 'it has ended')}).",
                "Do the same again; what is in is kept.",
            )

    def _is_given_up(self, number: int, last: Mapping[str, Any]) -> bool:
        now = time.monotonic()
        seen = (number, last["owner"], last["renewal"])
        if seen != self._seen[0]:
            self._seen = (seen, now)
        return now - self._seen[1] >= self._pace.expiry_seconds

    def _begin(self, client: Client, head: Collection, id_: str, owner: str) -> None:
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(head, id_, ended), daemon=True)
        self._held = _Held(owner, client, head, ended, renewing)
        renewing.start()

    def _renew(self, head: Collection, id_: str, ended: threading.Event) -> None:
        renewal = 0
        while not ended.wait(self._pace.renewal_seconds):
            renewal += 1
            with suppress(LibraryError), self._translated():  # the next write tells what it means
                head.update(ids=[id_], metadatas=[{"renewal": renewal}])


def _leases_in(head: Collection) -> dict[int, Mapping[str, Any]]:
    found = head.get(limit=_MOST_ITEMS, include=["metadatas"])
    return {
        int(id_.removeprefix(_ID)): data
        for id_, data in zip(found["ids"], found["metadatas"] or [], strict=True)
        if id_.startswith(_ID)
    }


def _last_of(leases: Mapping[int, Mapping[str, Any]]) -> tuple[int, Mapping[str, Any]]:
    """The highest lease; 0 and nothing where there is none."""
    number = max(leases, default=0)
    return number, leases.get(number, {})


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}, since {datetime.now(UTC):%H:%M} UTC"
