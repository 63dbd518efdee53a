import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Author, Translation
from assistant.errors import RecordsError
from assistant.records import Records, default_records
from assistant.settings import Settings
from tests.doors.processes import running

QUOTE = "Der Leuchtturm „Norderholm“\nwird wieder bewohnt – nach 40 Jahren."
TRANSLATION = Translation("The lighthouse is lived in again.", "en", Author("tiny", "127.0.0.1:1"))
WRITER = """
import sys
from pathlib import Path
from assistant.answers import Author, Translation
from assistant.records import Records
records, name = Records(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    records.keep_translation(f"{name} {number}", Translation(name, "en", Author("tiny", "host")))
    assert records.find_translation(f"{name} {number}", "en", "tiny").text == name
print("done", flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


def query(path: Path, statement: str) -> Any:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_a_translation_is_kept_for_the_next_start_letter_by_letter(path: Path) -> None:
    Records(path).keep_translation(QUOTE, TRANSLATION)
    again = Records(path)
    assert again.find_translation(QUOTE, "en", "tiny") == TRANSLATION
    assert again.find_translation(QUOTE, "en") == TRANSLATION
    assert again.find_translation(QUOTE.replace("\n", " "), "en", "tiny") is None
    assert again.find_translation(QUOTE.casefold(), "en", "tiny") is None
    assert again.find_translation(QUOTE, "de", "tiny") is None
    assert again.find_translation(QUOTE, "en", "small") is None


def test_each_model_has_its_own_and_of_any_the_newest_counts(path: Path) -> None:
    records, newer = Records(path), Translation("Once more.", "en", Author("small", "host"))
    records.keep_translation(QUOTE, TRANSLATION)
    records.keep_translation(QUOTE, newer)
    assert records.find_translation(QUOTE, "en", "tiny") == TRANSLATION
    assert records.find_translation(QUOTE, "en", "small") == newer
    assert records.find_translation(QUOTE, "en") == newer


def test_what_is_kept_stays_when_the_same_is_kept_again(path: Path) -> None:
    records = Records(path)
    records.keep_translation(QUOTE, TRANSLATION)
    records.keep_translation(QUOTE, Translation("Another.", "en", TRANSLATION.author))
    assert records.find_translation(QUOTE, "en", "tiny") == TRANSLATION


def test_looking_makes_no_file(path: Path) -> None:
    assert Records(path).find_translation(QUOTE, "en") is None
    assert not path.parent.exists()


def test_a_file_that_was_moved_away_is_begun_again(path: Path) -> None:
    records = Records(path)
    records.keep_translation(QUOTE, TRANSLATION)
    path.rename(path.with_name("old"))
    assert records.find_translation(QUOTE, "en") is None
    records.keep_translation(QUOTE, TRANSLATION)
    assert records.find_translation(QUOTE, "en") == TRANSLATION


def test_the_file_can_be_read_while_another_writes(path: Path) -> None:
    records = Records(path)
    records.keep_translation(QUOTE, TRANSLATION)
    assert query(path, "PRAGMA journal_mode") == [("wal",)]
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM translations")
        assert records.find_translation(QUOTE, "en") == TRANSLATION


def test_many_threads_may_use_one_file_that_is_not_there_yet(path: Path) -> None:
    records = Records(path)

    def keep(number: int) -> Translation | None:
        records.keep_translation(f"{number}", TRANSLATION)
        return records.find_translation(f"{number}", "en", "tiny")

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(keep, range(64))) == [TRANSLATION] * 64
    assert query(path, "SELECT count(*) FROM translations") == [(64,)]


def test_several_processes_may_use_one_file_that_is_not_there_yet(path: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        writers = [stack.enter_context(running(["-c", WRITER, str(path), name], tmp_path)) for name in ("a", "b", "c")]
        for each in writers:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in writers:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        ends = [each.communicate(timeout=60) for each in writers]
    assert ends == [("done\n", "")] * 3
    assert query(path, "SELECT count(*) FROM translations") == [(60,)]


def make_newer(path: Path) -> None:
    Records(path).keep_translation(QUOTE, TRANSLATION)
    query(path, "PRAGMA user_version = 7")


def make_damaged(path: Path) -> None:
    Records(path).keep_translation(QUOTE, TRANSLATION)
    path.write_bytes(b"no such thing" * 1_000)


def make_half_damaged(path: Path) -> None:
    Records(path).keep_translation(QUOTE, TRANSLATION)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


def make_foreign(path: Path) -> None:
    path.parent.mkdir()
    query(path, "CREATE TABLE songs (title)")


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "newer": (make_newer, "was made by a newer version of this program (its layout is 7, here 3). Update the program"),
    "damaged": (make_damaged, "is damaged (file is not a database). Move it away"),
    "half damaged": (make_half_damaged, "is damaged (database disk image is malformed). Move it away"),
    "of another program": (make_foreign, "is not of this program. Name another with ASSISTANT_RECORDS."),
    "a folder": (lambda path: path.mkdir(parents=True), "cannot be used (unable to open database file)."),
}


@pytest.mark.parametrize(("make", "words"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_cannot_be_used_is_named_with_the_reason_and_what_to_do(
    path: Path, make: Callable[[Path], None], words: str
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    records = Records(path)
    with pytest.raises(RecordsError) as found:
        records.find_translation(QUOTE, "en")
    with pytest.raises(RecordsError) as kept:
        records.keep_translation("Ja.", TRANSLATION)
    for error in (found.value, kept.value):
        assert f"The file {path} {words}" in str(error)
        assert "ASSISTANT_RECORDS" in error.remedy
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordsError, match="cannot be used"):
        Records(tmp_path / "file" / "records.sqlite").keep_translation(QUOTE, TRANSLATION)


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems name their folder by other means")
def test_the_file_is_in_the_users_data_folder_unless_one_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_records() == tmp_path / "article-assistant" / "records.sqlite"
    Records(Settings().assistant_records).keep_translation(QUOTE, TRANSLATION)
    assert default_records().is_file()
    monkeypatch.setenv("HOME", str(tmp_path))
    Records(Path("~/mine.sqlite")).keep_translation(QUOTE, TRANSLATION)
    assert (tmp_path / "mine.sqlite").is_file()
