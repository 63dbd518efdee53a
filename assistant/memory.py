"""How much memory this process has taken at the most."""

import re
import resource
import sys
from pathlib import Path

_HIGH_WATER = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)
_PROC = Path("/proc/self/status")


def peak_bytes() -> int:
    """The most that this process has held in memory so far.

    Linux counts in ``getrusage`` what the process held that this one was started by; in its own table it does not.
    """
    if _PROC.is_file() and (found := _HIGH_WATER.search(_PROC.read_text())):
        return int(found[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
