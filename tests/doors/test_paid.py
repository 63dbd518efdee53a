import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest

from assistant import paid
from assistant.answers import Author, Translation
from assistant.paid import PaidVectors
from assistant.records import Records
from assistant.weights import Vectors

SOURCE = "tiny at 127.0.0.1:1/v1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


def query(path: Path, statement: str, *values: str) -> Any:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def made_up(*texts: str) -> dict[str, Vectors]:
    return {text: numpy.array([len(text), 0.5, -1], dtype=numpy.float32) for text in texts}


def test_what_was_kept_is_found_by_its_text_its_model_and_its_server(path: Path) -> None:
    PaidVectors(path).keep(SOURCE, made_up("Der Fluss ist hoch.", "ja"))
    again = PaidVectors(path)
    found = again.find(SOURCE, ["ja", "nein", "Der Fluss ist hoch."])
    assert set(found) == {"ja", "Der Fluss ist hoch."}
    assert found["ja"].tolist() == [2, 0.5, -1]
    assert again.find("tiny at 127.0.0.1:2/v1", ["ja"]) == {}
    assert again.find("small at 127.0.0.1:1/v1", ["ja"]) == {}


def test_looking_and_forgetting_make_no_file(path: Path) -> None:
    assert PaidVectors(path).find(SOURCE, ["ja"]) == {}
    PaidVectors(path).forget(SOURCE, ["ja"])
    PaidVectors(path).keep(SOURCE, {})
    assert not path.parent.exists()


def test_what_is_stored_is_forgotten_and_nothing_else(path: Path) -> None:
    vectors = PaidVectors(path)
    texts = [f"text {number}" for number in range(2_500)]
    vectors.keep(SOURCE, made_up(*texts))
    vectors.keep("another", made_up(*texts))
    vectors.forget(SOURCE, texts[:-1])
    assert set(vectors.find(SOURCE, texts)) == {texts[-1]}
    assert set(vectors.find("another", texts)) == set(texts)


def test_of_the_same_text_the_newer_vector_counts(path: Path) -> None:
    vectors = PaidVectors(path)
    vectors.keep(SOURCE, made_up("ja"))
    vectors.keep(SOURCE, {"ja": numpy.ones(5, dtype=numpy.float32)})
    assert vectors.find(SOURCE, ["ja"])["ja"].tolist() == [1] * 5


def test_what_nobody_asked_for_again_is_deleted_after_some_days(path: Path) -> None:
    vectors = PaidVectors(path)
    vectors.keep(SOURCE, made_up("old"))
    when = (datetime.now(UTC) - timedelta(days=paid.KEPT_DAYS, minutes=1)).isoformat(timespec="microseconds")
    query(path, "UPDATE paid_vectors SET made = ?", when)
    vectors.keep(SOURCE, made_up("new"))
    assert set(vectors.find(SOURCE, ["old", "new"])) == {"new"}


def test_no_more_are_kept_than_there_is_room_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paid, "KEPT_VECTORS", 2)
    vectors = PaidVectors(path)
    for text in ("first", "second", "third"):
        vectors.keep(SOURCE, made_up(text))
    assert set(vectors.find(SOURCE, ["first", "second", "third"])) == {"second", "third"}


def test_the_records_beside_them_stay(path: Path) -> None:
    translation = Translation("Yes.", "en", Author("tiny", "host"))
    Records(path).keep_translation("Ja.", translation)
    vectors = PaidVectors(path)
    vectors.keep(SOURCE, made_up("ja"))
    vectors.forget(SOURCE, ["ja"])
    assert Records(path).find_translation("Ja.", "en") == translation
    assert query(path, "SELECT count(*) FROM paid_vectors") == [(0,)]
