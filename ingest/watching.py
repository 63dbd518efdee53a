"""Tells when something changes below some paths."""

from collections.abc import Iterator, Sequence
from pathlib import Path

_LOOK_MS, _QUIET_MS = 1_000, 500
"""A folder that is followed is looked at so often; what changes is taken in when nothing has for so long."""


def begin_to_watch(paths: Sequence[Path]) -> Iterator[bool] | None:
    """Whether something has changed, again and again, from now on; None where there is no such path.

    Args:
        paths: files and folders.
    """
    from watchfiles import watch

    there = [path for path in paths if path.exists()]
    if not there:
        return None
    looks = watch(*there, watch_filter=None, step=_QUIET_MS, rust_timeout=_LOOK_MS, yield_on_timeout=True)
    next(looks)  # what changes while the first run reads must not be missed
    return (bool(changes) for changes in looks)
