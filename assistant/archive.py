"""The conversations of each reader, kept between runs, and what readers think of answers."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.turns import Feedback, Head, KeptTurn, Opinion, Thumb, folded

if TYPE_CHECKING:
    from assistant.records import Records

_ID_BYTES = 16
_MOST_WORDS = 20
"""Of a search; more leave nothing that fewer do not."""


class Archive:
    """Conversations by their owners. Another owner's conversation is for each method as if it were not there.

    Every method raises ``RecordsError`` when the file cannot be used, and those that take the id of a
    conversation ``ConversationMissing`` where the owner has none of that id.

    Args:
        records: keep them; threads and processes may share them.
    """

    def __init__(self, records: Records) -> None:
        self._records = records

    def begin(self, owner: str, title: str) -> str:
        """A new conversation's id, which cannot be guessed.

        Args:
            owner: any text that only they have, such as a cookie; only its SHA-256 is kept.
            title: of the conversation; white space in it becomes single spaces.
        """
        id_ = secrets.token_urlsafe(_ID_BYTES)
        self._records.add_conversation(_hashed(owner), id_, _one_line(title))
        return id_

    def keep(self, owner: str, id_: str, turn: KeptTurn) -> None:
        """Keep a turn. One that was asked at another time under its number is replaced, and all after it deleted.

        The same turn may be kept again and again while it grows. Without its answer it does not replace itself
        with one; and a turn that was asked before one that now stands under its number or a lower one comes too
        late: its question was replaced meanwhile, and it is left out.

        Args:
            owner: as in ``begin``.
            id_: of the conversation.
            turn: its opinion is not kept; that is for ``judge``.
        """
        self._records.keep_turn(_hashed(owner), id_, turn)

    def heads(self, owner: str, words: str = "", limit: int | None = None) -> list[Head]:
        """The owner's conversations, newest first.

        Args:
            owner: as in ``begin``.
            words: each of which must stand in a title, a question or an answer of the conversation, also within
                a longer word; case and accents do not count.
            limit: most to be given; None for all.
        """
        wanted = list(dict.fromkeys(folded(words).split()))[:_MOST_WORDS]
        return self._records.heads(_hashed(owner), wanted, None, limit)

    def citing(self, owner: str, article_id: str) -> list[Head]:
        """The owner's conversations with an answer that cites an article or names it as a copy, newest first."""
        return self._records.heads(_hashed(owner), (), article_id, None)

    def turns(self, owner: str, id_: str) -> Sequence[KeptTurn]:
        """What was asked in a conversation, in order."""
        return self._records.turns(_hashed(owner), id_)

    def rename(self, owner: str, id_: str, title: str) -> None:
        """Give a conversation another title; its place in the list stays."""
        self._records.rename_conversation(_hashed(owner), id_, _one_line(title))

    def delete(self, owner: str, id_: str) -> None:
        """Delete a conversation, its turns and the opinions on them; nothing of them stays in the file."""
        self._records.delete_conversation(_hashed(owner), id_)

    def judge(self, owner: str, id_: str, number: int, thumb: Thumb | None, comment: str = "") -> None:
        """Keep what the owner thinks of an answer, in place of what they thought before.

        Args:
            owner: as in ``begin``.
            id_: of the conversation.
            number: of the turn.
            thumb: None takes the opinion back, its comment too.
            comment: in the owner's words.

        Raises:
            ConversationMissing: also when there is no such turn.
        """
        self._records.judge_turn(_hashed(owner), id_, number, Opinion(thumb, comment.strip()) if thumb else None)

    def feedback(self) -> list[Feedback]:
        """Every owner's opinions, without who and where, newest first.

        An answer that was judged and then replaced is still among them; one whose conversation was deleted is not.
        """
        return self._records.feedback()


def _hashed(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()


def _one_line(title: str) -> str:
    return " ".join(title.split())
