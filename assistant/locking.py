"""One process at a time writes into a library, and one thread of it; the others say who does, and wait."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from assistant.disks import MAY_NOT, refuse_to_write
from assistant.errors import LibraryBusy, LibraryUnusable

_MOST_HOLDER_CHARS = 100
_MOMENT_SECONDS = 0.1


class Lock(Protocol):
    """What one process can have at a time.

    Attributes:
        pause_seconds: between two tries to take it.
    """

    pause_seconds: float

    def take(self) -> str:
        """Take it; empty where that was done, else who has it."""
        ...

    def free(self) -> None:
        """Give it back, or no longer wait for it."""
        ...

    def check(self) -> None:
        """Refuse to go on where another has taken it meanwhile."""
        ...


class OneWriter:
    """Lets one thread of one process write; the same thread may ask again while it does.

    Args:
        lock: that keeps other processes out.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._threads = threading.RLock()
        self._depth = 0

    @contextmanager
    def alone(self, seconds: float | None, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Write while no other does.

        Args:
            seconds: to wait for another; None for as long as it takes.
            on_wait: told who is waited for, once.

        Raises:
            LibraryBusy: when another does not end in that time.
        """
        waiting = _Waiting(seconds, on_wait)
        while not self._threads.acquire(timeout=_MOMENT_SECONDS):
            waiting.go_on(f"process {os.getpid()}", 0)
        try:
            if not self._depth:
                self._take(waiting)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._lock.free()
        finally:
            self._threads.release()

    def check(self) -> None:
        """Refuse to write on where another has begun to meanwhile.

        Raises:
            LibraryBusy: naming the other.
        """
        if self._depth:
            self._lock.check()

    def _take(self, waiting: _Waiting) -> None:
        try:
            while holder := self._lock.take():
                waiting.go_on(holder, self._lock.pause_seconds)
        except BaseException:
            self._lock.free()
            raise


class _Waiting:
    """How long another is waited for, and whether that was said."""

    def __init__(self, seconds: float | None, on_wait: Callable[[str], None] | None) -> None:
        self._until = None if seconds is None else time.monotonic() + seconds
        self._on_wait = on_wait

    def go_on(self, holder: str, seconds: float) -> None:
        """Wait for a moment.

        Args:
            holder: who is waited for.
            seconds: how long.

        Raises:
            LibraryBusy: when it was long enough.
        """
        if self._until is not None and time.monotonic() > self._until:
            raise LibraryBusy(
                f"Other articles are just being taken into this library ({holder}).", "Try again when they are in."
            )
        if self._on_wait is not None:
            self._on_wait(holder)
            self._on_wait = None
        time.sleep(seconds)


class FileLock:
    """A file locked by the system, which frees it when the process ends, however it ends.

    Args:
        path: of the file, in the folder of a library.
    """

    pause_seconds = _MOMENT_SECONDS

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None
        self._held = False

    def take(self) -> str:
        """Lock the file and write into it who has it; empty where that was done, else who has it.

        Raises:
            LibraryUnusable: when it cannot be written.
        """
        if self._file is None:
            self._file = self._opened()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            return " ".join(self._file.read(_MOST_HOLDER_CHARS).split()) or "another process"
        self._file.truncate(0)
        with suppress(OSError):  # a full disk keeps nobody from making room on it
            os.write(self._file.fileno(), f"process {os.getpid()}, since {datetime.now():%H:%M}".encode())
        self._held = True
        return ""

    def free(self) -> None:
        """Let others lock it."""
        file, self._file = self._file, None
        held, self._held = self._held, False
        if file is not None:
            with file:
                if held:
                    file.truncate(0)

    def check(self) -> None:
        """Nobody takes what the system keeps."""

    def _opened(self) -> IO[str]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return self._path.open("a+", encoding="utf-8")
        except OSError as error:
            if error.errno in MAY_NOT:
                refuse_to_write(self._path.parent)
            raise LibraryUnusable(
                f"The library {self._path.parent} cannot be used: {error.strerror or error}.",
                "Check the folder and the space on its disk.",
            ) from error
