"""A question that is being answered in the background, so that the page stays usable meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from time import monotonic
from typing import Literal

from assistant.answers import Answer, Piece
from assistant.errors import AssistantError
from assistant.filters import EVERYTHING, Filter
from assistant.standing import Standing
from assistant.turns import KeptTurn, Opinion

Status = Literal["running", "done", "stopped", "failed"]
Ask = Callable[[str], Iterator[Piece | Answer]]

_numbers = count(1)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Turn:
    """One question and what has come of it so far. The thread that fills it touches nothing of Streamlit.

    Attributes:
        question: as it was asked.
        wanted: what articles had to be to be asked.
        quotes_only: whether no chat model has a part in it.
        text: what has been streamed.
        answer: None until it is finished.
        error: what stopped it; not one of ours where it is a bug.
        status: whether it is still running.
        asked: when.
        opinion: of the reader, on the answer.
        number: unique in this process, from 1.
        was_kept: whether it comes from the archive, and its articles may have changed since.
        standings: how its citations stand now, by number; None where that was not looked for.
    """

    question: str
    wanted: Filter = EVERYTHING
    quotes_only: bool = field(default=False, kw_only=True)
    text: str = ""
    answer: Answer | None = None
    error: BaseException | None = None
    status: Status = "running"
    asked: datetime = field(default_factory=_now)
    opinion: Opinion | None = None
    number: int = field(default_factory=lambda: next(_numbers))
    was_kept: bool = False
    standings: dict[int, Standing] | None = None
    _changed: threading.Event = field(default_factory=threading.Event, repr=False)
    _keep: Callable[[Turn], None] = field(default=lambda _: None, repr=False)

    @classmethod
    def kept(cls, turn: KeptTurn) -> Turn:
        """A turn as it was kept; one without an answer was stopped, or its server was."""
        wanted = turn.answer.filter if turn.answer else EVERYTHING
        status: Status = "done" if turn.answer else "stopped"
        return cls(
            turn.question,
            wanted,
            turn.text,
            turn.answer,
            status=status,
            asked=turn.asked,
            opinion=turn.opinion,
            was_kept=True,
        )

    def to_kept(self, number: int) -> KeptTurn:
        """The turn as it is kept.

        Args:
            number: its place in its conversation, from 1.
        """
        return KeptTurn(number, self.question, self.answer, self.text, self.asked)

    def start(self, ask: Ask, keep: Callable[[Turn], None] = lambda _: None) -> None:
        """Begin to answer.

        Args:
            ask: answers the question.
            keep: is given the turn when it begins and when it has ended, there by the thread that answers.
        """
        self._keep = keep
        keep(self)
        threading.Thread(target=self._work, args=(ask,), daemon=True, name=f"turn-{self.number}").start()

    @property
    def seconds(self) -> float:
        """How long ago it was asked."""
        return (_now() - self.asked).total_seconds()

    def stop(self) -> None:
        """Keep what has come and ask for no more."""
        if self.status == "running":
            self._finish("stopped")

    def wait_for_words(self, seconds: float) -> None:
        """Return when there is something to show, or after some seconds."""
        until = monotonic() + seconds
        while self.status == "running" and not self.text and (left := until - monotonic()) > 0:
            self.wait(left)

    def wait(self, seconds: float) -> None:
        """Return when something has come, or after some seconds."""
        self._changed.wait(seconds)
        self._changed.clear()

    @property
    def failure(self) -> AssistantError | None:
        """What a reader can be told of the error.

        Raises:
            BaseException: an error that is a bug passes through here, into the page that shows it.
        """
        return failure_of(self.error)

    def _work(self, ask: Ask) -> None:
        try:
            for step in ask(self.question):
                if self.status == "stopped":
                    return
                if isinstance(step, Piece):
                    self.text += step.text
                else:
                    self.answer = step
                self._changed.set()
            self._finish("done")
        except BaseException as error:  # noqa: BLE001 - carried to the page's thread, which raises it
            self.error = error
            self._finish("failed")

    def _finish(self, status: Status) -> None:
        if self.status == "running":
            self.status = status
            self._keep(self)
        self._changed.set()


def failure_of(error: BaseException | None) -> AssistantError | None:
    """What a reader can be told of an error that a thread met.

    Raises:
        BaseException: an error that is a bug.
    """
    if error is not None and not isinstance(error, AssistantError):
        raise error
    return error
