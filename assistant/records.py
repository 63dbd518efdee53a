"""The door to SQLite: what is kept for a user between runs, in one file of theirs.

Articles are in Chroma alone. Here are translations of quotes, conversations, and what readers think of answers.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, exists, func, insert, or_, select, true, update
from sqlalchemy.dialects.sqlite import insert as insert_new

from assistant.answers import Author, Translation
from assistant.errors import ConversationMissing
from assistant.storage import CONVERSATIONS, FEEDBACK, TRANSLATIONS, TURNS, Storage
from assistant.turns import (
    Feedback,
    Head,
    KeptTurn,
    Opinion,
    answer_from_text,
    answer_to_text,
    folded,
    whole_characters,
)


def default_records() -> Path:
    """The file where none is named: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("article-assistant") / "records.sqlite"


class Records:
    """What is kept between runs. Threads and processes may share the file; it is made when something is first kept.

    Every method raises ``RecordsError`` when the file cannot be used. Those that take a conversation raise
    ``ConversationMissing`` where its owner has none of that id.

    Args:
        path: of the file; None for that in the user's data folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._storage = Storage((path or default_records()).expanduser().absolute())

    def find_translation(self, quote: str, language: str, model: str | None = None) -> Translation | None:
        """A translation that was kept; None where there is none.

        Args:
            quote: letter by letter.
            language: it was translated into, ISO 639-1.
            model: that wrote it; None for any, the newest first.
        """
        table = TRANSLATIONS.c
        wanted = select(table.text, table.model, table.host).where(table.quote == quote, table.language == language)
        if model is not None:
            wanted = wanted.where(table.model == model)
        rows = self._read(wanted.order_by(table.made.desc()).limit(1))
        return Translation(rows[0].text, language, Author(rows[0].model, rows[0].host)) if rows else None

    def keep_translation(self, quote: str, translation: Translation) -> None:
        """Keep a translation; where the same model's is kept already, that one stays.

        Args:
            quote: letter by letter.
            translation: of it.
        """
        row = {
            "quote": quote,
            "language": translation.language,
            "model": translation.author.model,
            "host": translation.author.host,
            "text": translation.text,
            "made": _to_stamp(datetime.now(UTC)),
        }
        with self._storage.opened() as connection:
            connection.execute(insert_new(TRANSLATIONS).values(row).on_conflict_do_nothing())

    def add_conversation(self, owner: str, id_: str, title: str) -> None:
        """Begin a conversation, without turns.

        Args:
            owner: as it is stored.
            id_: of the conversation, new.
            title: one line.
        """
        row = {"id": id_, "owner": owner, "changed": _to_stamp(datetime.now(UTC)), **_titled(title)}
        with self._storage.opened() as connection:
            connection.execute(insert(CONVERSATIONS).values(row))

    def rename_conversation(self, owner: str, id_: str, title: str) -> None:
        """Give a conversation another title; its place in the list stays."""
        with self._changing(owner, id_) as connection:
            connection.execute(update(CONVERSATIONS).where(CONVERSATIONS.c.id == id_).values(_titled(title)))

    def delete_conversation(self, owner: str, id_: str) -> None:
        """Delete a conversation with all that belongs to it."""
        with self._changing(owner, id_) as connection:
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == id_))
            for table in (TURNS, FEEDBACK):
                connection.execute(delete(table).where(table.c.conversation == id_))

    def heads(self, owner: str, words: Sequence[str], article_id: str | None, limit: int | None) -> list[Head]:
        """Conversations of an owner, newest first.

        Args:
            owner: as it is stored.
            words: folded; each must stand in the title or in a turn.
            article_id: only those that cite it; None for all.
            limit: most to be given; None for all.
        """
        table = CONVERSATIONS.c
        own = TURNS.c.conversation == table.id
        wanted = select(table.id, table.title, table.changed).where(table.owner == owner)
        for word in words:
            in_turns = exists().where(own, func.instr(TURNS.c.folded, word) > 0)
            wanted = wanted.where(or_(func.instr(table.folded, word) > 0, in_turns))
        if article_id is not None:
            cited = func.json_each(TURNS.c.articles).table_valued("value")
            citing = select(1).select_from(TURNS.join(cited, true())).where(own, cited.c.value == article_id)
            wanted = wanted.where(citing.exists())
        rows = self._read(wanted.order_by(table.changed.desc(), table.id).limit(limit))
        return [Head(row.id, row.title, datetime.fromisoformat(row.changed)) for row in rows]

    def turns(self, owner: str, id_: str) -> list[KeptTurn]:
        """The turns of a conversation by number, with the opinions on them.

        Raises:
            ConversationMissing: when its owner has none of that id.
        """
        same = and_(*(TURNS.c[name] == FEEDBACK.c[name] for name in _KEY))
        own = and_(CONVERSATIONS.c.id == id_, CONVERSATIONS.c.owner == owner)
        known = CONVERSATIONS.outerjoin(TURNS, TURNS.c.conversation == id_).outerjoin(FEEDBACK, same)
        wanted = select(TURNS, FEEDBACK.c.thumb, FEEDBACK.c.comment).select_from(known).where(own)
        if not (rows := self._read(wanted.order_by(TURNS.c.number))):
            raise ConversationMissing
        # A conversation without turns is one row of nothing.
        return [_to_turn(row) for row in rows if row.number is not None]

    def keep_turn(self, owner: str, id_: str, turn: KeptTurn) -> None:
        """Keep a turn, as ``Archive.keep`` says."""
        asked, answer = _to_stamp(turn.asked), turn.answer
        text = turn.text if answer is None else answer.text
        cited = {article_id for each in answer.citations for article_id in each.excerpt.sources} if answer else ()
        row = {
            "conversation": id_,
            "number": turn.number,
            "asked": asked,
            "question": whole_characters(turn.question),
            "text": whole_characters(text),
            "answer": whole_characters(answer_to_text(answer)) if answer else None,
            "articles": json.dumps(sorted(cited)),
            "folded": folded(whole_characters(f"{turn.question} {text}")),
        }
        table = TURNS.c
        upto = select(table.number, table.asked, table.answer.is_not(None).label("is_whole"))
        upto = upto.where(table.conversation == id_, table.number <= turn.number)
        with self._changing(owner, id_) as connection:
            before = connection.execute(upto).all()
            same = [each for each in before if each.number == turn.number and each.asked == asked]
            if any(each.asked > asked for each in before) or (answer is None and any(each.is_whole for each in same)):
                return
            replaced = table.number == turn.number if same else table.number >= turn.number
            connection.execute(delete(TURNS).where(table.conversation == id_, replaced))
            connection.execute(insert(TURNS).values(row))
            changed = {"changed": _to_stamp(datetime.now(UTC))}
            connection.execute(update(CONVERSATIONS).where(CONVERSATIONS.c.id == id_).values(changed))

    def judge_turn(self, owner: str, id_: str, number: int, opinion: Opinion | None) -> None:
        """Keep what a reader thinks of an answer, with a copy of it, in place of what they thought before.

        Args:
            owner: as it is stored.
            id_: of the conversation.
            number: of the turn.
            opinion: None to take it back.

        Raises:
            ConversationMissing: when there is no such turn.
        """
        with self._changing(owner, id_) as connection:
            found = select(TURNS).where(TURNS.c.conversation == id_, TURNS.c.number == number)
            if (turn := connection.execute(found).first()) is None:
                raise ConversationMissing
            key = {name: getattr(turn, name) for name in _KEY}
            connection.execute(delete(FEEDBACK).where(*(FEEDBACK.c[name] == value for name, value in key.items())))
            if opinion is None:
                return
            answer = answer_from_text(turn.answer)
            row = {
                **key,
                "given": _to_stamp(datetime.now(UTC)),
                "thumb": opinion.thumb,
                "comment": whole_characters(opinion.comment),
                "question": turn.question,
                "text": turn.text,
                "mode": answer.mode if answer else None,
                "model": answer.author.model if answer and answer.author else None,
            }
            connection.execute(insert(FEEDBACK).values(row))

    def feedback(self) -> list[Feedback]:
        """Every opinion of every reader, newest first."""
        return [
            Feedback(
                given=datetime.fromisoformat(row.given),
                opinion=Opinion(row.thumb, row.comment),
                question=row.question,
                text=row.text,
                mode=row.mode,
                model=row.model,
            )
            for row in self._read(select(FEEDBACK).order_by(FEEDBACK.c.given.desc()))
        ]

    def _read(self, wanted: Select[Any]) -> Sequence[Row[Any]]:
        """Rows; none where there is no file, which is not made for that."""
        if not self._storage.exists():
            return []
        with self._storage.opened() as connection:
            return connection.execute(wanted).all()

    @contextmanager
    def _changing(self, owner: str, id_: str) -> Iterator[Connection]:
        """The file, for changes to a conversation.

        Raises:
            ConversationMissing: when its owner has none of that id.
        """
        own = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.id == id_, CONVERSATIONS.c.owner == owner)
        if not self._storage.exists():
            raise ConversationMissing
        with self._storage.changing() as connection:
            if connection.execute(own).first() is None:
                raise ConversationMissing
            yield connection


_KEY = ("conversation", "number", "asked")
"""What a turn and the opinion on it have in common."""


def _titled(title: str) -> dict[str, str]:
    return {"title": whole_characters(title), "folded": folded(whole_characters(title))}


def _to_turn(row: Row[Any]) -> KeptTurn:
    return KeptTurn(
        number=row.number,
        question=row.question,
        answer=answer_from_text(row.answer),
        text=row.text,
        asked=datetime.fromisoformat(row.asked),
        opinion=Opinion(row.thumb, row.comment) if row.thumb else None,
    )


def _to_stamp(when: datetime) -> str:
    """A time in a form that sorts."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")
