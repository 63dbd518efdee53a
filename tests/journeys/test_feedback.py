"""``library feedback``, as whoever runs the app sees what its readers thought."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.__main__ import main as assistant
from assistant.answers import Answer
from assistant.archive import Archive
from assistant.records import Records
from assistant.turns import Thumb
from tests.kept import ANSWER, QUESTION, QUOTED, make_turn


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Of a user without any library."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_RECORDS", str(tmp_path / "records.sqlite"))
    monkeypatch.setenv("COLUMNS", "100")
    return Archive(Records(tmp_path / "records.sqlite"))


def judge_three(archive: Archive) -> None:
    opinions: list[tuple[Answer | None, Thumb, str]] = [
        (QUOTED, "up", ""), (ANSWER, "down", "Die Brücke?"), (None, "down", ""),
    ]  # fmt: skip
    for answer, thumb, comment in opinions:
        id_ = archive.begin("a", "Komet")
        archive.keep("a", id_, make_turn(1, answer, text="Die Schül"))
        archive.judge("a", id_, 1, thumb, comment)


def test_feedback_is_listed_with_its_question_and_answer_newest_first(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_three(archive)
    assert assistant(["library", "feedback"]) == 0
    unfinished, written, quoted = capsys.readouterr().out.split("\n\n")
    assert unfinished.splitlines()[1:] == [f"question  {QUESTION}", "answer    Die Schül"]
    assert unfinished.splitlines()[0].endswith(" · thumb down · not finished")
    assert written.splitlines()[0].endswith(" · thumb down · written by tiny")
    assert written.splitlines()[1:] == [
        f"question  {QUESTION}",
        "answer    Die Schülerin Jale Yücel [1]. Eine Lotterie zahlte die Brücke [3]. Sie kostete 5 * 3 Euro.",
        "comment   Die Brücke?",
    ]
    assert quoted.splitlines()[0].endswith(" · thumb up · quotes")


def test_feedback_in_json_says_neither_who_gave_it_nor_where(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_three(archive)
    assert assistant(["library", "feedback", "--json"]) == 0
    unfinished, written, quoted = json.loads(capsys.readouterr().out)
    assert list(written) == ["given", "thumb", "comment", "question", "text", "mode", "model"]
    assert [each["mode"] for each in (unfinished, written, quoted)] == [None, "written", "quotes"]
    assert (written["thumb"], written["comment"], written["model"]) == ("down", "Die Brücke?", "tiny")
    assert (written["question"], written["text"]) == (QUESTION, ANSWER.text)
    assert unfinished["given"] > written["given"] > quoted["given"]


def test_where_there_is_no_feedback_that_is_said_and_no_file_made(
    archive: Archive, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert assistant(["library", "feedback"]) == 0
    assert capsys.readouterr().out == "There is no feedback yet.\n"
    assert assistant(["library", "feedback", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_obeys_nothing_that_a_reader_wrote(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    id_ = archive.begin("a", "x")
    archive.keep("a", id_, make_turn(1, replace(QUOTED, question="Wer\x1b[2J?\r\u202e", text="Ja\x9b31m.")))
    archive.judge("a", id_, 1, "up", "Gut\x07\n\nund 2025-01-01 · thumb down")
    assert assistant(["library", "feedback"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["question  Wer[2J?", "answer    Ja31m.", "comment   Gut und 2025-01-01 · thumb down"]


def test_a_file_that_cannot_be_read_is_named(
    archive: Archive, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no such thing" * 1_000)
    assert assistant(["library", "feedback"]) == 1
    assert f"The file {tmp_path / 'records.sqlite'} is damaged" in capsys.readouterr().err
