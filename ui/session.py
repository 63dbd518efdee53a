"""The conversation that a page shows: asking, asking again, keeping it and opening another."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from assistant.conversation import Assistant
from assistant.errors import AssistantError
from assistant.filters import Filter
from assistant.following import Exchange
from assistant.turns import Opinion
from ui.choices import ASKED
from ui.filtering import chosen
from ui.translations import stop_translations
from ui.turns import Turn

if TYPE_CHECKING:
    from assistant.archive import Archive

ADDRESS = "conversation"
"""What the address bar calls the conversation that is shown."""

_TITLE_CHARS = 80

Running = MutableMapping[str, Turn]
"""Turns that are being answered, by conversation, of all sessions: a page that is loaded anew finds its own again."""


@dataclass(slots=True)
class Conversation:
    """What is asked and answered on a page.

    Attributes:
        id: under which it is kept; None while it is not.
        turns: in order.
        trouble: why it is not kept, or was not found; empty for neither.
        editing: whether the last question is being edited.
        in_address: whether the address bar has led here, or been made to; else something was clicked since.
    """

    id: str | None = None
    turns: list[Turn] = field(default_factory=list)
    trouble: str = ""
    editing: bool = False
    in_address: bool = False


class Session:
    """A browser's conversation, as callbacks and pages use it. Made anew with each run of the page.

    Args:
        assistant: answers.
        archive: keeps conversations.
        owner: of the conversations; None for nobody, whose are not kept.
        running: turns that are being answered, of all sessions.
    """

    def __init__(self, assistant: Assistant, archive: Archive, owner: str | None, running: Running) -> None:
        self._assistant = assistant
        self._archive = archive
        self._owner = owner
        self._running = running

    @property
    def conversation(self) -> Conversation:
        """What is shown."""
        shown: Conversation = st.session_state.setdefault("conversation", Conversation(in_address=True))
        return shown

    def follow_address(self) -> None:
        """Open the conversation that the address names when the page is loaded, or the browser goes back to it.

        What a click shows is written into the address. A browser sends the one that it had when something was
        clicked, so an address is a way back only where nothing was asked or opened since the last run.
        """
        found = st.query_params.get(ADDRESS)
        shown = self.conversation
        if shown.in_address and found != shown.id:
            shown = self._kept(found) if found else Conversation()
            # With what is shown, in one step: a second step of the browser may interrupt this run anywhere.
            shown.in_address = True
            self._show(shown)
        if shown.id is None:
            st.query_params.pop(ADDRESS, None)
        elif found != shown.id:
            st.query_params[ADDRESS] = shown.id
        shown.in_address = True

    def leave_address(self) -> None:
        """Look at the address no more until what is shown has been written into it."""
        self.conversation.in_address = False

    def ask(self, question: str) -> None:
        """Ask a question behind the others."""
        if question.strip():
            self._ask(question.strip(), self.conversation.turns, self.wanted)

    def ask_again(self, question: str | None = None, *, quotes_only: bool = False) -> None:
        """Ask the last question again, of the same articles, or another one in its place.

        Args:
            question: to be asked; None for the same.
            quotes_only: whether the chat model is to have no part in the answer.
        """
        shown = self.conversation
        if shown.turns and (question is None or question.strip()):
            last = shown.turns[-1]
            self._ask((question or last.question).strip(), shown.turns[:-1], last.wanted, quotes_only=quotes_only)

    @property
    def writes(self) -> bool:
        """Whether a chat model writes the answers."""
        return self._assistant.writes

    def edit(self) -> None:
        """Let the last question be put in other words."""
        self.conversation.editing = True

    def leave(self) -> None:
        """Leave the last question as it is."""
        self.conversation.editing = False

    @property
    def wanted(self) -> Filter:
        """What articles must be to be asked; what the visitor chose last."""
        return chosen(ASKED)

    def begin(self) -> None:
        """Begin a new conversation; what is being answered in the other goes on."""
        self._show(Conversation())

    def open(self, id_: str) -> None:
        """Show a conversation that is kept."""
        self._show(self._kept(id_))

    def _kept(self, id_: str) -> Conversation:
        try:
            kept = self._archive.turns(self._owner or "", id_)
        except AssistantError as error:
            return Conversation(trouble=str(error))
        turns = [Turn.kept(each) for each in kept]
        if (running := self._running.get(id_)) is not None and turns:
            turns[-1] = running
        return Conversation(id_, turns)

    def judging(self, turn: Turn) -> Callable[[Opinion | None], None] | None:
        """What keeps an opinion on an answer; None where its conversation is not kept."""
        owner, shown = self._owner, self.conversation
        if owner is None or shown.id is None:
            return None
        id_, number = shown.id, shown.turns.index(turn) + 1

        def judge(opinion: Opinion | None) -> None:
            try:
                self._archive.judge(
                    owner, id_, number, opinion.thumb if opinion else None, opinion.comment if opinion else ""
                )
                turn.opinion = opinion
            except AssistantError as error:
                shown.trouble = str(error)

        return judge

    def citing(self, article_id: str, *, shown: bool = False) -> list[tuple[str, str]]:
        """Id and title of the conversations that cite an article; none where they cannot be read.

        Args:
            article_id: of the article.
            shown: whether the one that is shown counts too.
        """
        if self._owner is None:
            return []
        with suppress(AssistantError):
            heads = self._archive.citing(self._owner, article_id)
            return [(each.id, each.title) for each in heads if shown or each.id != self.conversation.id]
        return []

    def _show(self, conversation: Conversation) -> None:
        if not conversation.turns:
            stop_translations()
        st.session_state["opened"] = None
        st.session_state["conversation"] = conversation

    def _ask(self, question: str, before: list[Turn], wanted: Filter, *, quotes_only: bool = False) -> None:
        self.leave_address()
        shown = self.conversation
        for turn in shown.turns:
            turn.stop()
        turn = Turn(question, wanted, quotes_only=quotes_only)
        self._begin_to_keep(shown, question)
        shown.turns, shown.editing = [*before, turn], False
        history = [_to_exchange(each) for each in before]
        ask = partial(self._assistant.ask, wanted=wanted, history=history, quotes_only=quotes_only)
        turn.start(ask, self._keeper(shown, len(shown.turns)))

    def _begin_to_keep(self, shown: Conversation, question: str) -> None:
        if shown.id is not None or self._owner is None:
            return
        try:
            shown.id = self._archive.begin(self._owner, " ".join(question.split())[:_TITLE_CHARS])
        except AssistantError as error:
            shown.trouble = str(error)

    def _keeper(self, shown: Conversation, number: int) -> Callable[[Turn], None]:
        """Keeps a turn when it begins and when it ends, whatever has become of its page."""
        archive, owner, id_ = self._archive, self._owner, shown.id

        def keep(turn: Turn) -> None:
            if owner is None or id_ is None:
                return
            if turn.status == "running":
                self._running[id_] = turn
            elif self._running.get(id_) is turn:
                del self._running[id_]
            try:
                archive.keep(owner, id_, turn.to_kept(number))
            except AssistantError as error:
                shown.trouble = str(error)

        return keep


def _to_exchange(turn: Turn) -> Exchange:
    """What a later question may lean on; of a turn that was stopped, its question."""
    if turn.answer is None:
        return Exchange(turn.question, turn.question)
    return Exchange(turn.question, turn.answer.resolved or turn.question, turn.answer.text)
