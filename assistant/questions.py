"""A question set: one question a line, with what is known of its answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.conversation import check_question
from assistant.errors import MeasuringError, QuestionError

if TYPE_CHECKING:
    from pathlib import Path

_REMEDY = "Correct or remove this row."
_NOT_JSON = (json.JSONDecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a question set.

    Attributes:
        id: as the row has it; unique in its set.
        text: what is asked.
        language: of the question, ISO 639-1; None where the row does not say.
        answers: strings that a quote of the right place holds, in the language of the articles.
        answers_as_asked: strings that a written answer holds, in the language of the question as far as the row
            has them in it.
        doc_ids: the articles that answer; empty where none is known.
        answerable: whether the corpus holds the answer; None where nobody knows.
    """

    id: str | int
    text: str
    language: str | None = None
    answers: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] = ()
    answerable: bool | None = None
    answers_as_asked: tuple[str, ...] = ()


def read_questions(path: Path) -> list[Question]:
    """The questions of a file in JSON Lines, in order.

    A row has ``id`` and ``question``, and if known ``lang, answers, answers_doc_lang, doc_ids,
    answerable``; whatever else it has is passed over. ``answers_doc_lang``, where it holds any, goes
    before ``answers`` for quotes, behind it for written answers. A row with ``doc_ids`` is answerable
    unless it says otherwise.

    Raises:
        MeasuringError: when the file cannot be read, holds no question, or a row cannot be used.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MeasuringError(
            f"The question set {path} cannot be read: {error.strerror}.", "Name a file in JSON Lines."
        ) from error
    questions = list(parse_questions(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), str(path)))
    if not questions:
        raise MeasuringError(f"{path} holds no question.", 'A row looks like {"id": "q-1", "question": "Who …?"}.')
    return questions


def parse_questions(lines: Iterable[bytes], name: str) -> Iterator[Question]:
    """The questions of lines of JSON; empty lines are passed over.

    Args:
        lines: in UTF-8.
        name: of the file, for what is said of a bad row.

    Raises:
        MeasuringError: naming file and line of the first row that cannot be used.
    """
    seen: dict[str | int, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = _to_question(json.loads(line))
        except (ValueError, RecursionError) as error:
            reason = "it is not JSON in UTF-8" if isinstance(error, _NOT_JSON) else str(error)
            raise MeasuringError(f"{name}, line {number}: {reason}.", _REMEDY) from error
        if question.id in seen:
            taken = f"the id {question.id!r} is already taken by line {seen[question.id]}"
            raise MeasuringError(f"{name}, line {number}: {taken}.", _REMEDY)
        seen[question.id] = number
        yield question


def _to_question(row: Any) -> Question:
    if not isinstance(row, dict):
        raise ValueError("a row must be a JSON object")
    known = row.get("id")
    if not isinstance(known, str | int) or isinstance(known, bool) or known == "":
        raise ValueError("'id' must be a text or a whole number")
    answerable = row.get("answerable")
    if not (answerable is None or isinstance(answerable, bool)):
        raise ValueError("'answerable' must be true or false")
    language = row.get("lang")
    if not (language is None or isinstance(language, str)):
        raise ValueError("'lang' must be a text, such as \"en\"")
    doc_ids, answers, in_article = (_texts(row, key) for key in ("doc_ids", "answers", "answers_doc_lang"))
    return Question(
        id=known,
        text=_checked(row.get("question")),
        language=language or None,
        answers=in_article or answers,
        doc_ids=doc_ids,
        answerable=True if answerable is None and doc_ids else answerable,
        answers_as_asked=answers or in_article,
    )


def _checked(question: Any) -> str:
    if not isinstance(question, str):
        raise ValueError("'question' must be a text")
    try:
        return check_question(question)
    except QuestionError as error:
        raise ValueError(error.message.rstrip(".").replace("The", "the", 1)) from error


def _texts(row: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, without empty ones; empty where the row has none.

    Raises:
        ValueError: when it is something else.
    """
    values = row.get(key)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"'{key}' must be a list of texts")
    return tuple(value for value in values if value.strip())
