"""Libraries on disks that can only be read, or are full: real mounts."""

import json
import os
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from assistant.disks import PrivateCopy, is_full, may_be_written, state_of
from assistant.errors import LibraryUnusable
from assistant.stores import FolderStore
from tests.doors.processes import PROJECT, run_python
from tests.doors.stored import open_words, write_texts
from tests.news import write_news

MOUNTS = [sys.executable, "-m", "tests.doors.mounts"]
QUESTION = "Who paid for the bridge?"


def test_a_library_that_can_only_be_read_is_answered_from_and_not_written(tmp_path: Path) -> None:
    library = tmp_path / "library"
    run_python(["-m", "ingest", str(write_news(tmp_path / "news"))], tmp_path)
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    prefix = [*MOUNTS, "read-only", str(library)]
    (tmp_path / "copies").mkdir()
    asked = run_python(
        ["-m", "assistant", "ask", QUESTION], tmp_path, prefix=prefix, env={"TMPDIR": str(tmp_path / "copies")}
    )
    assert asked.returncode == 0, asked.stderr
    assert "lottery" in asked.stdout
    assert list((tmp_path / "copies").glob("article-assistant-*")) == []
    hidden = run_python(["-m", "assistant", "library", "hide", "bridge"], tmp_path, prefix=prefix)
    assert hidden.returncode == 2
    assert hidden.stderr.startswith(f"The library {library} can only be read. Make its folder writable")
    more = run_python(["-m", "ingest", str(tmp_path / "news")], tmp_path, prefix=prefix)
    assert more.returncode == 2
    assert more.stderr.startswith(f"The library {library} can only be read. Make its folder writable")
    verified = run_python(["-m", "ingest", "--verify"], tmp_path, prefix=prefix)
    assert (verified.returncode, verified.stdout) == (0, "2 articles, all whole.\n"), verified.stderr
    mended = run_python(["-m", "ingest", "--verify", "--repair"], tmp_path, prefix=prefix)
    assert mended.returncode == 2
    assert mended.stderr.startswith(f"The library {library} can only be read. Make its folder writable")
    assert {path: path.read_bytes() for path in library.rglob("*") if path.is_file()} == before


def test_what_is_written_where_a_copy_comes_from_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a mount that can only be read of a folder that another machine writes."""
    folder = tmp_path / "library"
    with closing(open_words(folder)) as writer:
        write_texts(writer, {"first": "The ferry sails on Friday."})
        with monkeypatch.context() as patch:
            patch.setattr(FolderStore, "_is_writable", lambda self: False)
            with closing(open_words(folder)) as reader:
                assert [entry.id for entry in reader.entries()] == ["first"]
                write_texts(writer, {"second": "The baker sells bread."})
                assert [entry.id for entry in reader.entries()] == ["first", "second"]
                with pytest.raises(LibraryUnusable, match="can only be read"):
                    reader.hide(["first"])
        assert [entry.id for entry in writer.entries()] == ["first", "second"]


def test_a_private_copy_is_of_files_and_folders_and_is_gone_when_it_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner").write_text("a")
    (tmp_path / "file").write_text("b")
    (tmp_path / "file").chmod(0o400)
    copy = PrivateCopy([tmp_path / "folder", tmp_path / "file"])
    assert (copy.folder / "folder" / "inner").read_text() == "a"
    assert may_be_written(copy.folder / "file", copy.folder / "none")
    assert state_of(copy.folder / "file") != state_of(tmp_path / "file")
    copy.delete()
    assert not copy.folder.exists()


def test_a_private_copy_of_a_killed_process_is_deleted_with_the_next_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "file").write_text("a")
    killed = (
        "import os, pathlib; from assistant.disks import PrivateCopy\n"
        "copy = PrivateCopy([pathlib.Path('file')]); os.kill(os.getpid(), 9)"
    )
    run_python(["-c", killed], tmp_path, env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(PROJECT)})
    (left,) = tmp_path.glob("article-assistant-*")
    first = PrivateCopy([tmp_path / "file"])
    assert not left.exists()
    second = PrivateCopy([tmp_path / "file"])
    assert (first.folder / "file").read_text() == "a"
    first.delete()
    second.delete()
    assert list(tmp_path.glob("article-assistant-*")) == []


def test_a_full_disk_is_known_by_what_is_said_of_it(tmp_path: Path) -> None:
    assert is_full(tmp_path, OSError(28, "No space left on device"))
    assert is_full(tmp_path, ValueError("(code: 13) database or disk is full"))
    assert not is_full(tmp_path / "none", OSError(5, "Input/output error"))


def test_a_full_disk_is_named_and_keeps_what_was_stored(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    prefix = [*MOUNTS, "small", str(tmp_path / "disk")]
    done = run_python(["-m", "tests.doors.test_disks", str(tmp_path)], PROJECT, prefix=prefix)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    full = told["full"]
    assert full["code"] == 2
    assert "Traceback" not in full["said"]
    if told["mounted"]:
        assert f"The disk of the library {tmp_path / 'disk' / 'library'} is full (" in full["said"]
        assert "what was stored is kept. Make room, then do the same again." in full["said"]
    assert told["again"]["code"] == 0
    assert json.loads(told["again"]["out"])["unchanged"] == 2
    assert told["verified"]["out"] == f"{2 + MORE} articles, all whole.\n"


MORE = 30


def fill(folder: Path) -> None:
    """What happens on the small disk, which only this process and its children see."""
    news, library = write_news(folder / "news"), folder / "disk" / "library"
    ingest = ["-m", "ingest", str(news), "--json", "--library", str(library)]
    mounted = bool(os.environ["MOUNTED"])
    steps = {"first": run_python(ingest, folder)}
    for number in range(MORE):
        (news / f"n{number}.txt").write_text(f"Report {number}. {'The baker of Aldermoor counted nine boats. ' * 9}")
    ballast = folder / "disk" / "ballast"
    if mounted:
        with ballast.open("wb") as file:
            file.write(bytes(shutil.disk_usage(ballast.parent).free - 300_000))
    steps["full"] = run_python(ingest, folder)
    ballast.unlink(missing_ok=True)
    steps["again"] = run_python(ingest, folder)
    steps["verified"] = run_python(["-m", "ingest", "--verify", "--library", str(library)], folder)
    told = {name: {"code": done.returncode, "out": done.stdout, "said": done.stderr} for name, done in steps.items()}
    print(json.dumps({**told, "mounted": mounted}))


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
