import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Author, Translation
from assistant.archive import Archive
from assistant.errors import ConversationMissing, RecordsError
from assistant.records import Records
from assistant.turns import Opinion, answer_from_text, answer_to_text
from tests.doors.processes import running
from tests.kept import ANSWER, COMET, QUESTION, QUOTED, REFUSED, make_turn

OWNER = "cookie-0123456789"
OTHER = "cookie-of-another"
LAYOUT_1 = """
CREATE TABLE translations (
    quote TEXT NOT NULL, language TEXT NOT NULL, model TEXT NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL,
    made TEXT NOT NULL, PRIMARY KEY (quote, language, model)
);
INSERT INTO translations VALUES ('Ja.', 'en', 'tiny', 'host', 'Yes.', '2025-01-01T00:00:00+00:00');
PRAGMA application_id = 1094808165;
PRAGMA user_version = 1;
"""
WRITER = """
import sys
from pathlib import Path
from assistant.archive import Archive
from assistant.records import Records
from tests.kept import make_turn
archive, id_ = Archive(Records(Path(sys.argv[1]))), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
own = archive.begin("me", "own")
for number in range(1, 11):
    archive.keep("me", own, make_turn(number))
    archive.keep("me", id_, make_turn(number))
    archive.judge("me", own, number, "up")
assert [turn.number for turn in archive.turns("me", own)] == list(range(1, 11))
print("done", flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


@pytest.fixture
def archive(path: Path) -> Archive:
    return Archive(Records(path))


def query(path: Path, statement: str) -> Any:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_a_conversation_is_kept_for_the_next_start_as_it_was(archive: Archive, path: Path) -> None:
    id_ = archive.begin(OWNER, " Der\nKomet ")
    kept = [make_turn(1), make_turn(2, QUOTED), make_turn(3, REFUSED), make_turn(4, None, text="Die Schül")]
    for turn in kept:
        archive.keep(OWNER, id_, turn)
    again = Archive(Records(path))
    assert again.turns(OWNER, id_) == kept
    (head,) = again.heads(OWNER)
    assert (head.id, head.title) == (id_, "Der Komet")
    assert head.changed > kept[0].asked


def test_ids_cannot_be_guessed(archive: Archive) -> None:
    ids = {archive.begin(OWNER, "x") for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 22


def test_an_answer_of_an_older_program_has_the_defaults_of_what_it_lacks() -> None:
    known = answer_to_text(QUOTED)
    for name in ("filter", "sample", "usage", "own_seconds"):
        known = known.replace(f'"{name}":', f'"no_more_{name}":')
    assert answer_from_text(known) == replace(QUOTED, own_seconds=None)


def test_an_answer_that_cannot_be_read_leaves_its_turn_with_its_text(archive: Archive, path: Path) -> None:
    id_ = archive.begin(OWNER, "x")
    for number in (1, 2, 3):
        archive.keep(OWNER, id_, make_turn(number))
    query(path, "UPDATE turns SET answer = '{\"question\": 1}' WHERE number = 1")
    query(path, "UPDATE turns SET answer = 'no JSON' WHERE number = 2")
    first, second, third = archive.turns(OWNER, id_)
    assert first.answer is None
    assert second.answer is None
    assert third.answer == ANSWER
    assert first.text == second.text == ANSWER.text
    archive.judge(OWNER, id_, 1, "up")
    assert archive.feedback()[0].mode is None


def test_half_a_character_of_a_chat_server_costs_no_turn(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x\ud83d")
    archive.keep(OWNER, id_, make_turn(1, replace(ANSWER, text="Ja \ud83d\ude00 und \ud83d.", question="Wer\udc00?")))
    archive.judge(OWNER, id_, 1, "up", "so \ud83d")
    (turn,) = archive.turns(OWNER, id_)
    assert turn.text == "Ja 😀 und �."
    assert turn.answer is not None
    assert turn.answer.text == turn.text


def test_a_turn_grows_and_its_whole_answer_stays(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    for text in ("", "Die", "Die Schülerin"):
        archive.keep(OWNER, id_, make_turn(1, None, text=text))
    assert [(turn.answer, turn.text) for turn in archive.turns(OWNER, id_)] == [(None, "Die Schülerin")]
    archive.keep(OWNER, id_, make_turn(1))
    archive.keep(OWNER, id_, make_turn(1, None, text="Die Schül"))
    assert archive.turns(OWNER, id_) == [make_turn(1)]


def test_a_question_asked_anew_replaces_its_turn_and_all_after_it(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    for number in (1, 2, 3, 4):
        archive.keep(OWNER, id_, make_turn(number))
    anew = make_turn(2, QUOTED, minute=9)
    archive.keep(OWNER, id_, anew)
    assert archive.turns(OWNER, id_) == [make_turn(1), anew]


def test_what_comes_late_of_a_question_that_was_replaced_is_left_out(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    anew = make_turn(2, QUOTED, minute=9)
    for turn in (make_turn(1), make_turn(2), make_turn(3, None), anew):
        archive.keep(OWNER, id_, turn)
    archive.keep(OWNER, id_, make_turn(2, None, text="Die"))
    archive.keep(OWNER, id_, make_turn(3))
    assert archive.turns(OWNER, id_) == [make_turn(1), anew]


def test_what_comes_late_of_a_question_that_stands_costs_no_later_one(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    for turn in (make_turn(1, None), make_turn(2), make_turn(1, None, text="Die")):
        archive.keep(OWNER, id_, turn)
    assert archive.turns(OWNER, id_) == [make_turn(1, None, text="Die"), make_turn(2)]


def test_conversations_are_listed_with_the_last_used_first_and_page_by_page(archive: Archive) -> None:
    first, second, third = (archive.begin(OWNER, title) for title in ("a", "b", "c"))
    archive.keep(OWNER, first, make_turn(1))
    archive.rename(OWNER, second, "renamed")
    assert [head.id for head in archive.heads(OWNER)] == [first, third, second]
    assert [head.id for head in archive.heads(OWNER, limit=2)] == [first, third]
    assert [head.title for head in archive.heads(OWNER)][2:] == ["renamed"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("KOMET", True),
        ("yucel lotterie", True),
        ("bremen brücke", True),
        ("Brucke   schulerin", True),
        ("reise brandis", True),
        ("5 * 3", True),
        ("komet kanada", False),
        ("%", False),
        ("_", False),
        ("' OR 1 = 1 --", False),
        ("komet " * 5_000, True),
    ],
)
def test_every_word_of_a_search_stands_somewhere_in_the_conversation(
    archive: Archive, words: str, *, found: bool
) -> None:
    id_ = archive.begin(OWNER, "Reise nach Bremen")
    archive.keep(OWNER, id_, make_turn(1))
    archive.keep(OTHER, archive.begin(OTHER, "Kanada"), make_turn(1))
    assert [head.id for head in archive.heads(OWNER, words)] == ([id_] if found else [])


def test_a_turn_that_is_replaced_is_found_by_its_words_no_more(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    archive.keep(OWNER, id_, make_turn(1, None, text="Zirkus"))
    archive.keep(OWNER, id_, make_turn(1, minute=2))
    archive.rename(OWNER, id_, "Größe")
    assert archive.heads(OWNER, "zirkus") == archive.heads(OWNER, "x") == []
    assert len(archive.heads(OWNER, "GROSSE")) == 1


def test_conversations_that_cite_an_article_or_a_copy_of_it_are_found(archive: Archive) -> None:
    both, bridge, refused = (archive.begin(OWNER, "x") for _ in range(3))
    archive.keep(OWNER, both, make_turn(1))
    archive.keep(OWNER, bridge, make_turn(1, QUOTED))
    archive.keep(OWNER, refused, make_turn(1, REFUSED))
    archive.keep(OTHER, archive.begin(OTHER, "x"), make_turn(1))
    assert [head.id for head in archive.citing(OWNER, "bridge")] == [bridge, both]
    assert [head.id for head in archive.citing(OWNER, "komet-2")] == [both]
    assert [head.id for head in archive.citing(OWNER, COMET.article_id)] == [both]
    assert archive.citing(OWNER, "kome") == []


USES: dict[str, Callable[[Archive, str, str], object]] = {
    "keep": lambda archive, owner, id_: archive.keep(owner, id_, make_turn(1)),
    "turns": lambda archive, owner, id_: archive.turns(owner, id_),
    "rename": lambda archive, owner, id_: archive.rename(owner, id_, "mine"),
    "delete": lambda archive, owner, id_: archive.delete(owner, id_),
    "judge": lambda archive, owner, id_: archive.judge(owner, id_, 1, "up"),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_anothers_conversation_is_as_one_that_is_not_there(
    archive: Archive, use: Callable[[Archive, str, str], object]
) -> None:
    with pytest.raises(ConversationMissing) as without_file:
        use(archive, OWNER, "nowhere")
    id_ = archive.begin(OTHER, "theirs")
    archive.keep(OTHER, id_, make_turn(1))
    before = (archive.turns(OTHER, id_), archive.heads(OTHER))
    with pytest.raises(ConversationMissing) as anothers:
        use(archive, OWNER, id_)
    with pytest.raises(ConversationMissing) as nowhere:
        use(archive, OWNER, "nowhere")
    assert str(anothers.value) == str(nowhere.value) == str(without_file.value)
    assert anothers.value.remedy
    assert (archive.turns(OTHER, id_), archive.heads(OTHER), archive.feedback()) == (*before, [])
    assert archive.heads(OWNER) == []


def test_looking_makes_no_file(archive: Archive, path: Path) -> None:
    assert [*archive.heads(OWNER), *archive.citing(OWNER, "komet"), *archive.feedback()] == []
    assert not path.parent.exists()


def test_the_file_does_not_hold_the_cookie_and_is_for_its_user_alone(archive: Archive, path: Path) -> None:
    id_ = archive.begin(OWNER, "x")
    archive.keep(OWNER, id_, make_turn(1))
    archive.judge(OWNER, id_, 1, "down")
    assert OWNER.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_of_a_deleted_conversation_stays_in_the_file(archive: Archive, path: Path) -> None:
    kept, deleted = (archive.begin(OWNER, title) for title in ("Bleibt", "Verschwindet"))
    said = {"title": "Verschwindet", "comment": "Quatsch", "text": "Zirkuszelt", "cited": COMET.quote[-20:]}
    archive.keep(OWNER, kept, make_turn(1, QUOTED))
    archive.judge(OWNER, kept, 1, "up", "Gut")
    for number in range(1, 30):
        archive.keep(OWNER, deleted, make_turn(number, replace(ANSWER, text="Zirkuszelt " * number)))
        archive.judge(OWNER, deleted, number, "down", "Quatsch")
    assert all(word.encode() in path.read_bytes() for word in said.values())
    archive.delete(OWNER, deleted)
    assert [head.title for head in archive.heads(OWNER)] == ["Bleibt"]
    assert [each.opinion.comment for each in archive.feedback()] == ["Gut"]
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert [name for name, word in said.items() if word.encode() in left] == []
    with pytest.raises(ConversationMissing):
        archive.turns(OWNER, deleted)


def test_an_opinion_is_kept_changed_and_taken_back(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    archive.keep(OWNER, id_, make_turn(1))
    archive.judge(OWNER, id_, 1, "down", " Falsch. ")
    assert [turn.opinion for turn in archive.turns(OWNER, id_)] == [Opinion("down", "Falsch.")]
    archive.judge(OWNER, id_, 1, "up")
    (given,) = archive.feedback()
    assert (given.opinion, given.question, given.text) == (Opinion("up"), QUESTION, ANSWER.text)
    assert (given.mode, given.model) == ("written", "tiny")
    archive.judge(OWNER, id_, 1, None, "nothing")
    assert archive.feedback() == []
    assert [turn.opinion for turn in archive.turns(OWNER, id_)] == [None]
    with pytest.raises(ConversationMissing):
        archive.judge(OWNER, id_, 2, "up")


def test_an_opinion_stays_with_the_answer_it_is_on_when_the_question_is_asked_anew(archive: Archive) -> None:
    id_ = archive.begin(OWNER, "x")
    archive.keep(OWNER, id_, make_turn(1))
    archive.judge(OWNER, id_, 1, "down", "Falsch.")
    archive.keep(OWNER, id_, make_turn(1, QUOTED, minute=2))
    assert [turn.opinion for turn in archive.turns(OWNER, id_)] == [None]
    archive.judge(OWNER, id_, 1, "up")
    assert [(each.opinion.thumb, each.text) for each in archive.feedback()] == [
        ("up", QUOTED.text),
        ("down", ANSWER.text),
    ]


def test_many_threads_may_keep_turns_of_one_conversation(archive: Archive, path: Path) -> None:
    id_ = archive.begin(OWNER, "x")
    grown = [make_turn(1, None, text="Die Schülerin"[:length]) for length in range(13)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda turn: archive.keep(OWNER, id_, turn), [*grown, make_turn(1), *grown]))
        list(pool.map(lambda number: archive.keep(OWNER, archive.begin(OWNER, "y"), make_turn(number)), range(40)))
    assert archive.turns(OWNER, id_) == [make_turn(1)]
    assert query(path, "SELECT count(*) FROM turns") == [(41,)]


def test_several_processes_may_use_one_file(archive: Archive, path: Path, tmp_path: Path) -> None:
    shared = archive.begin("me", "shared")
    with ExitStack() as stack:
        writers = [stack.enter_context(running(["-c", WRITER, str(path), shared], tmp_path)) for _ in range(2)]
        for each in writers:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in writers:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        ends = [each.communicate(timeout=60) for each in writers]
    assert ends == [("done\n", "")] * 2
    assert archive.turns("me", shared) == [make_turn(number) for number in range(1, 11)]
    assert [len(archive.turns("me", head.id)) for head in archive.heads("me")] == [10, 10, 10]
    assert len(archive.feedback()) == 20


def test_a_file_of_the_first_layout_gets_the_new_tables_and_keeps_its_translations(
    archive: Archive, path: Path
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(LAYOUT_1)
    assert archive.heads(OWNER) == []
    id_ = archive.begin(OWNER, "x")
    archive.keep(OWNER, id_, make_turn(1))
    assert archive.turns(OWNER, id_) == [make_turn(1)]
    assert Records(path).find_translation("Ja.", "en") == Translation("Yes.", "en", Author("tiny", "host"))
    assert query(path, "PRAGMA user_version") == [(3,)]


def test_many_threads_may_meet_a_file_of_the_first_layout(archive: Archive, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(LAYOUT_1)
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda _: archive.begin(OWNER, "x"), range(32)))
    assert {head.id for head in archive.heads(OWNER)} == set(ids)


def begin(archive: Archive, owner: str, _: str) -> str:
    return archive.begin(owner, "y")


def make_damaged(path: Path) -> None:
    path.write_bytes(b"no such thing" * 1_000)


def make_newer(path: Path) -> None:
    query(path, "PRAGMA user_version = 7")


@pytest.mark.parametrize(
    ("make", "words"), [(make_damaged, "is damaged"), (make_newer, "was made by a newer version of this program")]
)
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(
    archive: Archive, path: Path, make: Callable[[Path], None], words: str
) -> None:
    id_ = archive.begin(OWNER, "x")
    make(path)
    before = path.read_bytes()
    for use in (*USES.values(), begin):
        with pytest.raises(RecordsError, match=words):
            use(archive, OWNER, id_)
    for look in (lambda: archive.heads(OWNER, "x"), archive.feedback):
        with pytest.raises(RecordsError, match=words):
            look()
    assert path.read_bytes() == before
