import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import MeasuringError
from assistant.questions import Question, parse_questions, read_questions


def parse(*rows: Any) -> list[Question]:
    return list(parse_questions([json.dumps(row).encode() for row in rows], "set.jsonl"))


def test_a_full_row_is_read_with_all_that_is_known() -> None:
    row = {"id": "q", "question": " Who? ", "lang": "de", "answers": ["she"], "doc_ids": ["a", "b"], "answerable": True}
    assert parse({**row, "type": "extra"}) == [Question("q", "Who?", "de", ("she",), ("a", "b"), True, ("she",))]


def test_a_row_without_gold_needs_an_id_and_a_question_alone() -> None:
    assert parse({"id": 7, "question": "Who?"}) == [Question(7, "Who?")]
    nothing = dict.fromkeys(("lang", "answers", "doc_ids", "answerable", "answers_doc_lang"))
    assert parse({"id": 7, "question": "Who?", **nothing}) == [Question(7, "Who?")]


def test_a_row_that_names_articles_is_answerable_unless_it_says_otherwise() -> None:
    rows = parse(
        {"id": 1, "question": "Who?", "doc_ids": ["a"]},
        {"id": 2, "question": "Who?", "doc_ids": ["a"], "answerable": False},
        {"id": 3, "question": "Who?", "doc_ids": []},
    )
    assert [row.answerable for row in rows] == [True, False, None]


def test_answers_in_the_language_of_the_articles_go_first_where_there_are_any() -> None:
    rows = parse(
        {"id": 1, "question": "Who?", "answers": ["she"], "answers_doc_lang": ["sie", " "]},
        {"id": 2, "question": "Who?", "answers": ["she"], "answers_doc_lang": []},
        {"id": 3, "question": "Who?", "answers_doc_lang": ["sie"]},
    )
    assert [row.answers for row in rows] == [("sie",), ("she",), ("sie",)]
    assert [row.answers_as_asked for row in rows] == [("she",), ("she",), ("sie",)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["q", "Who?"], "a row must be a JSON object"),
        ({"question": "Who?"}, "'id' must be a text or a whole number"),
        ({"id": True, "question": "Who?"}, "'id' must be a text or a whole number"),
        ({"id": "", "question": "Who?"}, "'id' must be a text or a whole number"),
        ({"id": "q"}, "'question' must be a text"),
        ({"id": "q", "question": "  "}, "the question is empty"),
        ({"id": "q", "question": "why " * 600}, "the question has 2,399 characters; 2,000 are the most"),
        ({"id": "q", "question": "Who?", "answerable": "no"}, "'answerable' must be true or false"),
        ({"id": "q", "question": "Who?", "lang": 1}, "'lang' must be a text, such as \"en\""),
        ({"id": "q", "question": "Who?", "answers": "she"}, "'answers' must be a list of texts"),
        ({"id": "q", "question": "Who?", "doc_ids": [1]}, "'doc_ids' must be a list of texts"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_in_one_sentence(row: Any, reason: str) -> None:
    with pytest.raises(MeasuringError) as raised:
        parse({"id": "first", "question": "Who?"}, row)
    assert str(raised.value) == f"set.jsonl, line 2: {reason}. Correct or remove this row."
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("line", [b"{broken", b'{"id": "\xff"}', b"[" * 100_000], ids=["broken", "latin", "deep"])
def test_a_line_that_is_no_json_is_named(line: bytes) -> None:
    with pytest.raises(MeasuringError, match=r"^set.jsonl, line 3: it is not JSON in UTF-8\."):
        list(parse_questions([b"", b'{"id": 1, "question": "Who?"}', line], "set.jsonl"))


def test_an_id_that_is_taken_is_named_with_the_line_that_has_it() -> None:
    with pytest.raises(MeasuringError, match=r"line 2: the id 'q' is already taken by line 1\."):
        parse({"id": "q", "question": "Who?"}, {"id": "q", "question": "Where?"})


def test_a_file_may_have_a_mark_of_its_encoding_and_line_ends_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    separator = "Who said \u2028 that?"
    file.write_bytes(
        b"\xef\xbb\xbf" + json.dumps({"id": 1, "question": separator}, ensure_ascii=False).encode() + b"\r\n\r\n"
    )
    assert read_questions(file) == [Question(1, separator)]


def test_a_file_that_is_not_there_or_holds_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(MeasuringError, match="cannot be read: No such file"):
        read_questions(tmp_path / "set.jsonl")
    (tmp_path / "set.jsonl").write_text("\n")
    with pytest.raises(MeasuringError, match=r"set\.jsonl holds no question"):
        read_questions(tmp_path / "set.jsonl")
