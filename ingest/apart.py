"""Reads what can hang or kill its reader, in a process of its own that has its time and its memory."""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, Any

from ingest.receipt import Unreadable

TIME_BOX_SECONDS = 60
"""What takes longer is rejected."""

_EXTRACTING = Path(__file__).with_name("extracting.py")
_COMMAND = (sys.executable, "-P", str(_EXTRACTING))
"""``-P`` keeps the modules beside it from being taken for others of their names."""

_INSTEAD = "save what it says as text (.txt)."


class Reader:
    """A process that reads one document after the other, begun with the first and anew where it ended.

    Args:
        command: that runs ``extracting``.
    """

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = Lock()
        atexit.register(self.close)

    def read(self, kind: str, content: bytes, seconds: float = TIME_BOX_SECONDS) -> dict[str, Any]:
        """What a document says.

        Args:
            kind: ``pdf``, ``docx`` or ``html``.
            content: of the document; HTML in UTF-8.
            seconds: that reading it may take.

        Raises:
            Unreadable: when it is damaged, holds no text, or is not read in time.
        """
        with self._one_at_a_time:
            answer = self._ask(kind, content, seconds)
        if not answer:
            raise Unreadable(f"is damaged, or not a .{kind}; open it and save it anew, or {_INSTEAD}")
        found: dict[str, Any] = json.loads(answer)
        if "reason" in found:
            raise Unreadable(found["reason"])
        return found

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it did not read any more
                    pipe.close()
        process.wait()

    def _ask(self, kind: str, content: bytes, seconds: float) -> bytes:
        """One line of JSON; empty where the process ended without.

        Raises:
            Unreadable: when the time is over.
        """
        was_there = self._process is not None
        process = self._process = self._process or self._start()
        is_over = Event()

        def end() -> None:
            is_over.set()  # before the end of the process can be seen
            process.kill()

        timer = Timer(seconds, end)
        timer.start()
        try:
            begun, answer = _exchange(process, kind, content)
        finally:
            timer.cancel()
        if not answer:
            self.close()
        if not answer and is_over.is_set():
            raise Unreadable(f"could not be read in {seconds:g} s; {_INSTEAD}")
        if was_there and not begun:  # it had ended before
            return self._ask(kind, content, seconds)
        return answer

    def _start(self) -> "subprocess.Popen[bytes]":
        paths = [str(_EXTRACTING.parents[1]), os.environ.get("PYTHONPATH")]
        return subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )


def _exchange(process: "subprocess.Popen[bytes]", kind: str, content: bytes) -> tuple[bytes, bytes]:
    """What the process says when it has taken a document, and what comes of it; empty where it ends before."""
    asked: IO[bytes] | None = process.stdin
    told: IO[bytes] | None = process.stdout
    if asked is None or told is None:
        return b"", b""
    try:
        asked.write(f"{kind} {len(content)}\n".encode() + content)
        asked.flush()
    except OSError:
        return b"", b""
    return told.readline(), told.readline()


_READER = Reader()


def read_apart(kind: str, content: bytes) -> dict[str, Any]:
    """As ``Reader.read``, by the one process that this one has for it.

    Raises:
        Unreadable: as there.
    """
    return _READER.read(kind, content)
