import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.embedding import BUILT_IN
from assistant.errors import LibraryBusy, LibraryUnusable
from assistant.library import open_library
from ingest.locking import lock_path, writing_alone
from tests.doors.processes import run_python, running
from tests.news import write_news


@contextmanager
def held(location: str, cwd: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes into a library, while it does."""
    with running(["-m", "tests.doors.holder", location], cwd) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder


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
        with writing_alone(library, 0):
            assert f"process {os.getpid()}" in lock_path(library).read_text()


def test_questions_are_answered_while_articles_are_taken_in(library: str, tmp_path: Path) -> None:
    run_python(["-m", "ingest", str(write_news(tmp_path / "news"))], tmp_path)
    with held(library, tmp_path):
        asked = run_python(["-m", "assistant", "ask", "Who paid for the bridge?"], tmp_path)
    assert asked.returncode == 0
    assert "lottery" in asked.stdout


def test_whoever_waits_no_longer_than_some_seconds_is_told_who_was_quicker(library: str, tmp_path: Path) -> None:
    with (
        held(library, tmp_path) as holder,
        pytest.raises(LibraryBusy, match=f"process {holder.pid}"),
        writing_alone(library, 0.2),
    ):
        pass


def test_a_library_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryUnusable, match=r"Not a directory|File exists"), writing_alone(str(tmp_path / "file")):
        pass


def test_a_library_on_a_server_is_held_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first = "http://127.0.0.1:8000"
    with writing_alone(first), pytest.raises(LibraryBusy), writing_alone(first, 0):
        pass
    with writing_alone(first), writing_alone("http://127.0.0.1:8001"):
        assert lock_path("http://../x").parent == tmp_path / "article-assistant"
