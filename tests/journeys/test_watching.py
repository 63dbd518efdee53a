"""A folder that is followed while it changes."""

import signal
import subprocess
from pathlib import Path

from tests.doors.processes import LIMIT_SECONDS, run_python, running
from tests.news import write_news


def lines_until(process: "subprocess.Popen[str]", wanted: str) -> str:
    """The line of a receipt that begins so, and is the next that it prints."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith(wanted), line
    return line


def test_what_changes_in_a_folder_is_taken_in_until_it_is_stopped(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news")
    with running(["-m", "ingest", str(news), "--watch"], tmp_path) as watching:
        assert watching.stderr is not None
        lines_until(watching, "2 added, 0 updated")
        while "Following what changes" not in watching.stderr.readline():
            pass
        (news / "ferry.txt").write_text("The ferry between Sandwick and Torvaig sails again on Friday.")
        lines_until(watching, "1 added, 0 updated, 2 unchanged")
        (news / "ferry.txt").write_text("The ferry between Sandwick and Torvaig sails again on Monday.")
        lines_until(watching, "0 added, 1 updated, 2 unchanged")
        (news / "broken.pdf").write_bytes(b"none")
        lines_until(watching, "0 added, 0 updated, 3 unchanged")
        assert watching.stdout is not None
        assert watching.stdout.readline() == "1 rejected:\n"
        assert "broken.pdf: is damaged" in watching.stdout.readline()
        (news / "worse.pdf").write_bytes(b"none")
        lines_until(watching, "0 added, 0 updated, 3 unchanged")
        assert watching.stdout.readline() == "1 rejected, and 1 as before:\n"
        assert "worse.pdf: is damaged" in watching.stdout.readline()
        (news / "train.txt").write_text("The train to Torvaig is late.")
        lines_until(watching, "1 added, 0 updated, 3 unchanged")
        assert watching.stdout.readline() == "2 rejected, as before.\n"
        (news / "train.txt").unlink()
        lines_until(watching, "0 added, 0 updated, 3 unchanged, 1 removed")
        assert watching.stdout.readline() == "2 rejected, as before.\n"
        (news / "broken.pdf").unlink()
        (news / "worse.pdf").unlink()
        (news / "bridge.md").unlink()
        lines_until(watching, "0 added, 0 updated, 2 unchanged, 1 removed")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(LIMIT_SECONDS) == 130
    assert "2 articles" in run_python(["-m", "ingest", "--verify"], tmp_path).stdout


def test_a_folder_that_is_not_there_is_not_waited_for(tmp_path: Path) -> None:
    done = run_python(["-m", "ingest", "nowhere", "--watch"], tmp_path)
    assert done.returncode == 1
    assert "there is no such file or folder" in done.stdout
    assert "Following" not in done.stderr


def test_a_dry_run_follows_nothing(tmp_path: Path) -> None:
    done = run_python(["-m", "ingest", str(tmp_path), "--watch", "--dry-run"], tmp_path)
    assert done.returncode == 2
    assert "--watch needs a PATH, and no --dry-run" in done.stderr
