"""What a disk allows: whether a folder may be written, whether there is room, and a copy of what may only be read."""

import errno
import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn

from assistant.errors import LibraryUnusable

MAY_NOT = {errno.EROFS, errno.EACCES, errno.EPERM}
"""What the system says of what may not be written."""

_COPY, _IN_USE = "article-assistant-copy-", "in-use"
"""What the folders of copies begin with; a file in each that is locked as long as it is used."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_SAID_OF_NO_ROOM = "disk is full"
_LEAST_FREE_BYTES = 2_000_000
"""A database that fails with less than this free has failed for want of it, whatever it says."""


def refuse_to_write(location: object) -> NoReturn:
    """Tell who would write that a library can only be read.

    Args:
        location: of the library.

    Raises:
        LibraryUnusable: in any case.
    """
    raise LibraryUnusable(
        f"The library {location} can only be read.", "Make its folder writable, or name another library."
    )


def may_be_written(*paths: Path) -> bool:
    """Whether all of these folders and files may be changed: those that are not there may."""
    as_ourselves = os.access in os.supports_effective_ids
    return all(os.access(path, os.W_OK, effective_ids=as_ourselves) for path in paths if path.exists())


def state_of(*paths: Path) -> int:
    """Another number whenever one of these files was replaced or written."""
    found = (path.stat() for path in paths if path.exists())
    return hash(tuple((each.st_ino, each.st_size, each.st_mtime_ns) for each in found))


def free_bytes(folder: Path) -> int:
    """What is free on a folder's disk; 0 where that cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def is_full(folder: Path, error: Exception) -> bool:
    """Whether something failed since a folder's disk is full.

    Args:
        folder: that was written.
        error: what came of it.
    """
    said = getattr(error, "errno", None) in _NO_ROOM or _SAID_OF_NO_ROOM in str(error)
    return said or (folder.is_dir() and free_bytes(folder) < _LEAST_FREE_BYTES)


class PrivateCopy:
    """A copy of files and folders, in a folder of its own that is gone when this is, or the process ends.

    Those of processes that were killed are deleted when the next one is made.

    Args:
        paths: what is copied.

    Attributes:
        folder: that holds them.

    Raises:
        OSError: when there is no room for them.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        _delete_abandoned()
        self.folder = Path(tempfile.mkdtemp(prefix=_COPY))
        self._end = weakref.finalize(self, _delete, self.folder, _locked(self.folder))
        for path in paths:
            copy = self.folder / path.name
            if path.is_dir():
                shutil.copytree(path, copy, copy_function=shutil.copyfile)
            else:
                shutil.copyfile(path, copy)  # without its rights: the copy is to be written

    def delete(self) -> None:
        """Delete it now."""
        self._end()


def _locked(folder: Path) -> IO[bytes]:
    """The file by which a copy is known to be used, which has its name when it is locked."""
    file = (folder / "new").open("wb")
    fcntl.flock(file, fcntl.LOCK_EX)
    (folder / "new").rename(folder / _IN_USE)
    return file


def _delete(folder: Path, in_use: IO[bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    in_use.close()


def _delete_abandoned() -> None:
    """Delete copies that no process has in use any more: the system frees the locks of what it ends."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPY}*"):
        with suppress(OSError), (folder / _IN_USE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
