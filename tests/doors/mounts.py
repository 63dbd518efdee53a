"""Runs a command where a folder is on a disk of its own, which nobody else sees and which ends with the command.

python -m tests.doors.mounts read-only|small|denied FOLDER COMMAND...

``denied`` is a file or a folder that may not even be read.

Where no mount is permitted, ``read-only`` takes the rights away, root's too, and ``small`` limits how large a file
may become; the command is told in ``MOUNTED`` which way was taken.
"""

import ctypes
import os
import resource
import sys
from pathlib import Path

SMALL_BYTES = 4_000_000

_NEWNS, _NEWUSER = 0x00020000, 0x10000000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_CAPBSET_DROP = 24
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


def main() -> None:
    kind, folder, *command = sys.argv[1:]
    try:
        _mount(kind, folder)
        os.environ["MOUNTED"] = "1"
    except (OSError, AttributeError):  # not permitted, or no Linux
        os.environ["MOUNTED"] = ""
        _limit(kind, Path(folder))
    os.execvp(command[0], command)  # noqa: S606 - the command is the test's own


def _mount(kind: str, folder: str) -> None:
    if kind == "denied":
        raise OSError("not a matter of mounts")
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEWNS) != 0:
        _check(libc.unshare(_NEWNS | _NEWUSER))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    place = folder.encode()
    _check(libc.mount(None, b"/", None, _REC | _PRIVATE, None))
    if kind == "small":
        _check(libc.mount(b"tmpfs", place, b"tmpfs", 0, f"size={SMALL_BYTES}".encode()))
    else:
        _check(libc.mount(place, place, None, _BIND, None))
        _check(libc.mount(None, place, None, _BIND | _REMOUNT | _RDONLY, None))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _limit(kind: str, folder: Path) -> None:
    if kind == "small":
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES // 4, SMALL_BYTES // 4))
        return
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0 if kind == "denied" else 0o500 if path.is_dir() else 0o400)
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            _check(libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0))


if __name__ == "__main__":
    main()
