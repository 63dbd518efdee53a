import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.embedding import BUILT_IN
from assistant.errors import LibraryBusy, LibraryUnusable
from assistant.library import Library, open_library
from assistant.stores import LOCK
from tests.doors.processes import run_python, running
from tests.news import write_news


@contextmanager
def held(location: str, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes into a library, while it does."""
    with running(["-m", "tests.doors.holder", location], cwd) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder


@contextmanager
def opened(location: str) -> Iterator[Library]:
    library = open_library(location, None)
    try:
        yield library
    finally:
        library.close()


@pytest.fixture
def library(tmp_path: Path) -> str:
    open_library(str(tmp_path / "library"), BUILT_IN, create=True).close()
    return str(tmp_path / "library")


def test_a_second_ingest_says_who_holds_the_library_and_waits(library: str, tmp_path: Path) -> None:
    news = write_news(tmp_path / "news")
    with held(library, tmp_path) as holder, running(["-m", "ingest", str(news)], tmp_path) as second:
        assert second.stderr is not None
        said = second.stderr.readline()
        assert re.search(rf"\(process {holder.pid}, since \d\d:\d\d\)\. Waiting for it", said)
        assert second.poll() is None
        holder.communicate("")
        out, _ = second.communicate(timeout=60)
    assert out.startswith("2 added")
    assert second.returncode == 0


def test_what_a_killed_process_held_is_free_at_once(library: str, tmp_path: Path) -> None:
    with held(library, tmp_path) as holder:
        holder.kill()
        holder.wait()
        with opened(library) as mine, mine.writing_alone(0):
            assert f"process {os.getpid()}" in (Path(library) / LOCK).read_text()


def test_questions_are_answered_while_articles_are_taken_in(library: str, tmp_path: Path) -> None:
    run_python(["-m", "ingest", str(write_news(tmp_path / "news"))], tmp_path)
    with held(library, tmp_path):
        asked = run_python(["-m", "assistant", "ask", "Who paid for the bridge?"], tmp_path)
    assert asked.returncode == 0
    assert "lottery" in asked.stdout


def test_whoever_waits_no_longer_than_some_seconds_is_told_who_was_quicker(library: str, tmp_path: Path) -> None:
    with (
        held(library, tmp_path) as holder,
        opened(library) as mine,
        pytest.raises(LibraryBusy, match=f"process {holder.pid}"),
        mine.writing_alone(0.2),
    ):
        pass


def test_a_library_that_cannot_be_written_is_named(library: str) -> None:
    (Path(library) / LOCK).mkdir()
    with opened(library) as mine, pytest.raises(LibraryUnusable, match="Is a directory"), mine.writing_alone():
        pass


def test_one_thread_writes_at_a_time_and_may_ask_again_while_it_does(library: str) -> None:
    told: list[str] = []
    with opened(library) as mine:
        with mine.writing_alone(), mine.writing_alone(0):
            other = threading.Thread(target=lambda: wait_a_moment(mine, told))
            other.start()
            other.join()
        assert told == [f"process {os.getpid()}", "busy"]
        with mine.writing_alone(0):
            pass


def wait_a_moment(library: Library, told: list[str]) -> None:
    try:
        with library.writing_alone(0.2, told.append):
            told.append("written")
    except LibraryBusy:
        told.append("busy")
