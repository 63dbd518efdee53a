import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer, Author, Citation, Copy, Excerpt, Judged, Statement, Time, Translation, Usage
from assistant.archive import Archive, KeptTurn
from assistant.errors import AssistantError, ConversationMissing, RecordsError
from assistant.filters import Filter
from assistant.records import Records
from tests.doors.processes import running

OWNER, OTHER = "browser anna", "browser bert"
QUOTE = "Zweck des Besuchs ist der Ausbau der Zusammenarbeit."
EXCERPT = Excerpt(
    "news/putin", "Putin in Pjöngjang", "2024-06-18", "de", "ORF", "Besuch", 10, 62, QUOTE,
    (Time("heute", 0, 5, "2024-06-18", None, "18 June 2024"),),
    (Copy("news/copy", "Kopie", None, None, 3, 3),),
)  # fmt: skip
ANSWER = Answer(
    question="why is Putin visiting Pyongyang",
    language="en",
    mode="written",
    refused=False,
    text="To strengthen cooperation [1].",
    confidence=0.875,
    statements=(Statement("To strengthen cooperation.", (1,), "partly", ("a name",), (Judged("rules", "partly"),)),),
    citations=(Citation(1, EXCERPT),),
    nearest=(EXCERPT,),
    notes=("A note.",),
    seconds=0.5,
    own_seconds=0.1,
    author=Author("tiny", "127.0.0.1:1"),
    missing="the hotel",
    resolved="why",
    usage=Usage(10, 2, 0.5),
    sample=True,
    filter=Filter("2024", "2024-06", ("de",), ("ORF",)),
)
WRITER = """
import sys
from pathlib import Path
from assistant.archive import Archive, KeptTurn
from assistant.records import Records
archive = Archive(Records(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    id_ = archive.begin(sys.argv[2], f"conversation {number}")
    archive.keep(sys.argv[2], id_, KeptTurn(1, "Why?", None, "", "2026-01-01"))
"""


def turn(number: int, question: str = ANSWER.question, answer: Answer | None = ANSWER) -> KeptTurn:
    return KeptTurn(number, question, answer, answer.text if answer else "To stren", "2026-11-26T10:00:00+00:00")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


@pytest.fixture
def archive(path: Path) -> Archive:
    return Archive(Records(path))


def test_a_conversation_is_kept_for_the_next_start_with_all_that_its_answers_hold(path: Path, archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    archive.keep(OWNER, id_, turn(2, "and why?", None))
    assert Archive(Records(path)).turns(OWNER, id_) == [turn(1), turn(2, "and why?", None)]


def test_a_turn_takes_the_place_of_its_number_and_of_all_behind_it(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    for number in (1, 2, 3):
        archive.keep(OWNER, id_, turn(number, f"question {number}"))
    archive.judge(OWNER, id_, 3, "up")
    archive.keep(OWNER, id_, turn(2, "another"))
    assert [each.question for each in archive.turns(OWNER, id_)] == ["question 1", "another"]
    assert archive.judged(OWNER, id_) == {}


def test_anothers_conversation_is_as_one_that_is_not_there(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    uses: tuple[Callable[[str, str], object], ...] = (
        archive.turns,
        lambda owner, id_: archive.keep(owner, id_, turn(1, "mine now")),
        lambda owner, id_: archive.rename(owner, id_, "mine now"),
        archive.delete,
        lambda owner, id_: archive.judge(owner, id_, 1, "down"),
        archive.judged,
    )
    for use in uses:
        messages = set()
        for owner, wanted in ((OTHER, id_), (OWNER, "no such id")):
            with pytest.raises(ConversationMissing) as missing:
                use(owner, wanted)
            messages.add(str(missing.value))
        assert len(messages) == 1
    assert archive.heads(OTHER) == archive.citing(OTHER, "news/putin") == []
    assert archive.turns(OWNER, id_) == [turn(1)]


def test_conversations_are_listed_by_their_last_change_and_found_by_all_words(archive: Archive) -> None:
    old, new = archive.begin(OWNER, "Pjöngjang"), archive.begin(OWNER, "100 % Wetter_")
    archive.keep(OWNER, new, turn(1, "Schneit es?", None))
    archive.keep(OWNER, old, turn(1))
    assert [each.id for each in archive.heads(OWNER)] == [old, new]
    assert [each.id for each in archive.heads(OWNER, limit=1)] == [old]
    for words in ("PJONGJANG", "strengthen", "visiting cooperation", "pjöngjang strengthen"):
        assert [each.id for each in archive.heads(OWNER, words)] == [old]
    assert [each.id for each in archive.heads(OWNER, "schneit 100 %")] == [new]
    assert archive.heads(OWNER, "strengthen schneit") == archive.heads(OWNER, "W%r") == []


def test_conversations_that_cite_an_article_or_its_copy_are_found(archive: Archive) -> None:
    citing, other = archive.begin(OWNER, "Putin"), archive.begin(OWNER, "Wetter")
    archive.keep(OWNER, citing, turn(1))
    archive.keep(OWNER, other, turn(1, answer=None))
    for article in ("news/putin", "news/copy"):
        assert [each.id for each in archive.citing(OWNER, article)] == [citing]


def test_a_conversation_is_renamed_and_deleted_with_what_was_thought_of_it(path: Path, archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    archive.judge(OWNER, id_, 1, "down", "wrong")
    archive.rename(OWNER, id_, "Der Besuch")
    assert [each.title for each in archive.heads(OWNER, "besuch")] == ["Der Besuch"]
    archive.delete(OWNER, id_)
    assert archive.heads(OWNER) == []
    assert archive.feedback() == []
    with closing(sqlite3.connect(path)) as connection:
        left = "SELECT id FROM conversations UNION ALL SELECT conversation FROM turns"
        left += " UNION ALL SELECT conversation FROM cited UNION ALL SELECT conversation FROM feedback"
        assert connection.execute(left).fetchall() == []


def test_what_a_reader_thinks_is_kept_with_what_was_answered(archive: Archive) -> None:
    assert archive.feedback() == []
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    archive.keep(OWNER, id_, turn(2, answer=replace(ANSWER, author=None)))
    archive.judge(OWNER, id_, 1, "up")
    archive.judge(OWNER, id_, 2, "down", "too short")
    archive.judge(OWNER, id_, 1, "down", "a name is wrong")
    shown = [(each.thumb, each.comment, each.question, each.answer, each.model) for each in archive.feedback()]
    assert shown == [
        ("down", "a name is wrong", ANSWER.question, ANSWER.text, "tiny"),
        ("down", "too short", ANSWER.question, ANSWER.text, None),
    ]
    archive.judge(OWNER, id_, 1, None)
    assert archive.judged(OWNER, id_) == {2: ("down", "too short")}


def test_the_file_does_not_hold_what_a_browser_is_known_by(path: Path, archive: Archive) -> None:
    archive.begin(OWNER, "Putin")
    assert OWNER.encode() not in b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_an_answer_that_cannot_be_read_any_more_leaves_its_question_and_text(path: Path, archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET answer = '{}'")
    assert archive.turns(OWNER, id_) == [replace(turn(1), answer=None)]


def test_an_older_answer_without_fields_that_came_later_is_read(path: Path, archive: Archive) -> None:
    id_ = archive.begin(OWNER, "Putin")
    archive.keep(OWNER, id_, turn(1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET answer = json_remove(answer, '$.own_seconds', '$.filter')")
    (kept,) = archive.turns(OWNER, id_)
    assert kept.answer == replace(ANSWER, own_seconds=None, filter=Filter())


def test_a_file_of_translations_alone_takes_conversations_too(path: Path, archive: Archive) -> None:
    translation = Translation("Purpose of the visit.", "en", Author("tiny", "host"))
    Records(path).keep_translation(QUOTE, translation)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("conversations", "turns", "cited", "feedback"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
    id_ = archive.begin(OWNER, "Putin")
    assert [each.id for each in archive.heads(OWNER)] == [id_]
    assert Records(path).find_translation(QUOTE, "en") == translation


def test_two_processes_keep_conversations_in_one_file(path: Path, tmp_path: Path, archive: Archive) -> None:
    with (
        running(["-c", WRITER, str(path), OWNER], tmp_path) as one,
        running(["-c", WRITER, str(path), OTHER], tmp_path) as two,
    ):
        for each in (one, two):
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in (one, two):
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        assert [each.wait(60) for each in (one, two)] == [0, 0]
    assert len(archive.heads(OWNER)) == len(archive.heads(OTHER)) == 10


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_text("this is no database " * 100)
    archive = Archive(Records(tmp_path / "records.sqlite"))
    with pytest.raises(RecordsError, match=str(tmp_path)):
        archive.begin(OWNER, "Putin")
    with pytest.raises(AssistantError, match=str(tmp_path)):
        archive.heads(OWNER)
