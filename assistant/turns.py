"""Values that describe what is kept of conversations, and the form in which an answer is kept."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from assistant.accents import without_accents
from assistant.answers import Answer, Mode

Thumb = Literal["up", "down"]

_ANSWERS = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader thinks of an answer.

    Attributes:
        thumb: whether it helped.
        comment: in the reader's words; may be empty.
    """

    thumb: Thumb
    comment: str = ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question of a conversation and what came of it.

    Attributes:
        number: in its conversation, from 1.
        question: as it was asked.
        answer: None until it is whole, and where it was stopped or its page was lost.
        text: of the answer; without one, what had been streamed.
        asked: when, with a time zone. A question that is asked again under its number is another turn.
        opinion: on the answer; None where none was given.
    """

    number: int
    question: str
    answer: Answer | None
    text: str
    asked: datetime
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation as a list shows it.

    Attributes:
        id: cannot be guessed.
        title: one line.
        changed: when something was last asked or answered in it.
    """

    id: str
    title: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion beside what it is about, as it was then.

    Attributes:
        given: when.
        opinion: of a reader, who is not named.
        question: as it was asked.
        text: of the answer, with marks.
        mode: made of quotes, or written by a chat model; None for an answer that was not finished.
        model: the chat model; None where none wrote.
    """

    given: datetime
    opinion: Opinion
    question: str
    text: str
    mode: Mode | None
    model: str | None


def answer_to_text(answer: Answer) -> str:
    """All of an answer as JSON, for ``answer_from_text``."""
    return json.dumps(asdict(answer), ensure_ascii=False)


def answer_from_text(text: str | None) -> Answer | None:
    """The answer that was kept as a text; what it lacks has its default.

    Returns:
        None for None, and for what is no answer, or one of another version that cannot be read.
    """
    if text is None:
        return None
    try:
        return _ANSWERS.validate_json(text)
    except ValidationError:
        return None


def folded(text: str) -> str:
    """A text as words are looked for in it: without case and accents, any white space one space."""
    return " ".join(without_accents(text).split())


def whole_characters(text: str) -> str:
    """A text without halves of characters, which a chat server may send and neither a file nor SQLite takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
