"""One process at a time writes into a library: a lock that ends with its process, however that ends."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from platformdirs import user_data_path

from assistant.errors import LibraryBusy, LibraryUnusable
from assistant.stores import LOCK
from ingest.naming import address_name

_SECONDS_BETWEEN_LOOKS = 0.1
_MOST_HOLDER_CHARS = 100


@contextmanager
def writing_alone(
    location: str, seconds: float | None = None, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Write into a library while no other process of this machine does.

    Args:
        location: of the library, which is there: a folder or an address.
        seconds: to wait for another; None for as long as it takes.
        on_wait: told who is waited for, once.

    Raises:
        LibraryBusy: when another does not end in that time.
        LibraryUnusable: when the file that is locked cannot be written.
    """
    path = lock_path(location)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LibraryUnusable(
            f"The library {location} cannot be used: {error.strerror or error}.",
            "Check the folder and the space on its disk.",
        ) from error
    with file:
        _wait_for(file, seconds, on_wait)
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now():%H:%M}")
        file.flush()
        yield
        file.truncate(0)


def lock_path(location: str) -> Path:
    """The file that is locked: in the folder of a library, for one on a server in the user's data folder."""
    if "://" not in location:
        return Path(location) / LOCK
    return user_data_path("article-assistant") / f"{address_name(location)}.{LOCK}"


def _wait_for(file: IO[str], seconds: float | None, on_wait: Callable[[str], None] | None) -> None:
    """Lock a file.

    Raises:
        LibraryBusy: when it stays locked.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(file)
            if until is not None and time.monotonic() > until:
                raise LibraryBusy(
                    f"Other articles are just being taken into this library ({holder}).", "Try again when they are in."
                ) from None
            if on_wait is not None:
                on_wait(holder)
                on_wait = None
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        else:
            return


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return " ".join(file.read(_MOST_HOLDER_CHARS).split()) or "another process"
