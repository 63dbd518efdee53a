"""Conversations as they are kept, each for its owner alone, and what readers think of answers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert

from assistant.answers import Answer
from assistant.errors import ConversationMissing
from assistant.names import fold
from assistant.records import CITED, CONVERSATIONS, FEEDBACK, TURNS, Records

Thumb = Literal["up", "down"]

_MISSING = "This conversation is not among yours.", "It may have been deleted, or begun in another browser."
_ID_BYTES = 16
_ANSWERS = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and what has come of it.

    Attributes:
        number: its place in its conversation, from 1.
        question: as it was asked.
        answer: None where it was stopped, or its server was, or was made by a version that wrote it otherwise.
        text: what had been streamed.
        asked: when, ISO 8601.
    """

    number: int
    question: str
    answer: Answer | None
    text: str
    asked: str


@dataclass(frozen=True, slots=True)
class Head:
    """A conversation as it is listed.

    Attributes:
        id: cannot be guessed.
        title: the first question, or what it was renamed to.
        changed: when it was last asked or answered in, ISO 8601.
    """

    id: str
    title: str
    changed: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of an answer.

    Attributes:
        given: when, ISO 8601.
        thumb: up or down.
        comment: empty for none.
        question: that was answered.
        answer: its text, with marks.
        model: that wrote it; None for quotes.
    """

    given: str
    thumb: Thumb
    comment: str
    question: str
    answer: str
    model: str | None


class Archive:
    """Conversations as they are kept. Of another's, nothing can be told from what is not there.

    Every method raises ``RecordsError`` when the file cannot be used, and ``ConversationMissing`` for
    an id that the owner has no conversation of.

    Args:
        records: the file that they are in.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def begin(self, owner: str, title: str) -> str:
        """Begin a conversation.

        Args:
            owner: any text; the file has only a digest of it.
            title: as it is listed.

        Returns:
            Its id.
        """
        id_ = secrets.token_urlsafe(_ID_BYTES)
        row = {"id": id_, "owner": _digest(owner), "title": title, "words": fold(title), "changed": _now()}
        with self._records.written() as connection:
            connection.execute(insert(CONVERSATIONS).values(row))
        return id_

    def keep(self, owner: str, id_: str, turn: KeptTurn) -> None:
        """Keep a turn, in place of the one of its number and of all behind that.

        Args:
            owner: of the conversation.
            id_: of the conversation.
            turn: whole, or as far as it has come.

        Raises:
            ConversationMissing: where the owner has none of that id.
        """
        answered = turn.answer.text if turn.answer else turn.text
        row = {
            "conversation": id_,
            "number": turn.number,
            "question": turn.question,
            "text": turn.text,
            "answer": _ANSWERS.dump_json(turn.answer).decode() if turn.answer else None,
            "asked": turn.asked,
            "words": fold(f"{turn.question}\n{answered}"),
        }
        cited = {source for each in turn.answer.citations for source in each.excerpt.sources} if turn.answer else set()
        with self._records.written() as connection:
            changed = update(CONVERSATIONS).where(_is(owner, id_)).values(changed=_now())
            if not connection.execute(changed).rowcount:
                raise ConversationMissing(*_MISSING)
            for table in (TURNS, CITED, FEEDBACK):
                connection.execute(delete(table).where(table.c.conversation == id_, table.c.number >= turn.number))
            connection.execute(insert(TURNS).values(row))
            for article in sorted(cited):
                connection.execute(insert(CITED).values(conversation=id_, number=turn.number, article=article))

    def heads(self, owner: str, words: str = "", *, limit: int = 50) -> list[Head]:
        """An owner's conversations, the one that changed last first.

        Args:
            owner: of the conversations.
            words: all of which their titles, questions and answers must have, whatever case and accents.
            limit: most that are given.
        """
        return self._heads(owner, and_(true(), *(_has(word) for word in fold(words).split())), limit)

    def citing(self, owner: str, article_id: str, *, limit: int = 20) -> list[Head]:
        """An owner's conversations whose answers cite an article, or a copy of it.

        Args:
            owner: of the conversations.
            article_id: of the article.
            limit: most that are given.
        """
        cites = select(CITED.c.conversation).where(CITED.c.article == article_id)
        return self._heads(owner, CONVERSATIONS.c.id.in_(cites), limit)

    def turns(self, owner: str, id_: str) -> list[KeptTurn]:
        """The turns of a conversation, in order.

        Args:
            owner: of the conversation.
            id_: of the conversation.

        Raises:
            ConversationMissing: where the owner has none of that id.
        """
        if not self._records.exists():
            raise ConversationMissing(*_MISSING)
        with self._records.opened() as connection:
            _check(connection, owner, id_)
            rows = connection.execute(select(TURNS).where(TURNS.c.conversation == id_).order_by(TURNS.c.number))
            return [_to_turn(row) for row in rows]

    def rename(self, owner: str, id_: str, title: str) -> None:
        """Give a conversation another title.

        Args:
            owner: of the conversation.
            id_: of the conversation.
            title: not empty.
        """
        with self._records.written() as connection:
            _check(connection, owner, id_)
            connection.execute(
                update(CONVERSATIONS).where(CONVERSATIONS.c.id == id_).values(title=title, words=fold(title))
            )

    def delete(self, owner: str, id_: str) -> None:
        """Delete a conversation, and what was thought of its answers.

        Args:
            owner: of the conversation.
            id_: of the conversation.
        """
        with self._records.written() as connection:
            _check(connection, owner, id_)
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == id_))
            for table in (TURNS, CITED, FEEDBACK):
                connection.execute(delete(table).where(table.c.conversation == id_))

    def judge(self, owner: str, id_: str, number: int, thumb: Thumb | None, comment: str = "") -> None:
        """Keep what a reader thinks of an answer, in place of what they thought before.

        Args:
            owner: of the conversation.
            id_: of the conversation.
            number: of the turn.
            thumb: None to take it back.
            comment: empty for none.
        """
        turn = next((each for each in self.turns(owner, id_) if each.number == number), None)
        with self._records.written() as connection:
            _check(connection, owner, id_)
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.conversation == id_, FEEDBACK.c.number == number))
            if thumb is None or turn is None or turn.answer is None:
                return
            row = {
                "conversation": id_,
                "number": number,
                "thumb": thumb,
                "comment": comment,
                "question": turn.question,
                "answer": turn.answer.text,
                "model": turn.answer.author.model if turn.answer.author else None,
                "given": _now(),
            }
            connection.execute(insert(FEEDBACK).values(row))

    def judged(self, owner: str, id_: str) -> dict[int, tuple[Thumb, str]]:
        """What a reader thinks of the answers of a conversation, thumb and comment by number.

        Args:
            owner: of the conversation.
            id_: of the conversation.
        """
        with self._records.opened() as connection:
            _check(connection, owner, id_)
            rows = connection.execute(select(FEEDBACK).where(FEEDBACK.c.conversation == id_))
            return {row.number: (row.thumb, row.comment) for row in rows}

    def feedback(self) -> list[Feedback]:
        """What readers think of answers, the last first, of all conversations that were not deleted."""
        if not self._records.exists():
            return []
        columns = FEEDBACK.c
        wanted = select(
            columns.given, columns.thumb, columns.comment, columns.question, columns.answer, columns.model
        ).order_by(columns.given.desc())
        with self._records.opened() as connection:
            return [Feedback(*row) for row in connection.execute(wanted)]

    def _heads(self, owner: str, wanted: ColumnElement[bool], limit: int) -> list[Head]:
        if not self._records.exists():
            return []
        columns = CONVERSATIONS.c
        chosen = select(columns.id, columns.title, columns.changed).where(columns.owner == _digest(owner), wanted)
        with self._records.opened() as connection:
            rows = connection.execute(chosen.order_by(columns.changed.desc(), columns.id).limit(limit))
            return [Head(*row) for row in rows]


def _is(owner: str, id_: str) -> ColumnElement[bool]:
    return and_(CONVERSATIONS.c.id == id_, CONVERSATIONS.c.owner == _digest(owner))


def _check(connection: Connection, owner: str, id_: str) -> None:
    """Pass where the owner has that conversation.

    Raises:
        ConversationMissing: where they have none of that id.
    """
    if not connection.execute(select(func.count()).select_from(CONVERSATIONS).where(_is(owner, id_))).scalar_one():
        raise ConversationMissing(*_MISSING)


def _has(word: str) -> ColumnElement[bool]:
    """Whether a conversation has a word in its title or in any turn."""
    turns = select(TURNS.c.conversation).where(TURNS.c.words.contains(word, autoescape=True))
    return or_(CONVERSATIONS.c.words.contains(word, autoescape=True), CONVERSATIONS.c.id.in_(turns))


def _to_turn(row: Row[tuple[object, ...]]) -> KeptTurn:
    try:
        answer = _ANSWERS.validate_json(row.answer) if row.answer else None
    except ValidationError:
        answer = None
    return KeptTurn(row.number, row.question, answer, row.text, row.asked)


def _digest(owner: str) -> str:
    return sha256(owner.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat()
