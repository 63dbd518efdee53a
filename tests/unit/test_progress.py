import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

import pytest

from ingest.__main__ import _progress
from tests.doors.processes import LIMIT_SECONDS


def test_a_terminal_shows_how_much_is_done_how_fast_it_goes_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    with os.fdopen(writer, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with _progress("Taking in", "B") as show:
            show(0, 4_000)
            time.sleep(0.2)  # a bar is drawn ten times a second at the most
            show(1_000, 4_000)
        terminal.flush()
        shown = ""
        # The system passes on what was written in pieces, as it likes.
        waiting = select.poll()  # a select takes no descriptor from 1,024 on
        waiting.register(reader, select.POLLIN)
        while "25%" not in shown and waiting.poll(LIMIT_SECONDS * 1_000):
            shown += os.read(reader, 65_536).decode()
    os.close(reader)
    assert "Taking in:   0%" in shown
    assert "Taking in:  25%" in shown
    assert "1.00k/4.00k [00:00<00:0" in shown
    assert "B/s]" in shown


@pytest.mark.parametrize("steps", [(), (0, 1_000, 4_000)])
def test_nothing_is_shown_elsewhere(steps: tuple[int, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with _progress("Taking in", "B") as show:
        for done in steps:
            show(done, 4_000)
    assert capsys.readouterr() == ("", "")
