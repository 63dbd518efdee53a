"""A question that is being answered in the background, so that the page stays usable meanwhile."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from assistant.answers import Answer, Piece
from assistant.errors import AssistantError

Status = Literal["running", "done", "stopped", "failed"]
Ask = Callable[[str], Iterator[Piece | Answer]]


@dataclass(slots=True)
class Turn:
    """One question and what has come of it so far. The thread that fills it touches nothing of Streamlit.

    Attributes:
        number: unique in a session, from 1.
        question: as it was asked.
        text: what has been streamed.
        answer: None until it is finished.
        error: what stopped it; not one of ours where it is a bug.
        status: whether it is still running.
    """

    number: int
    question: str
    text: str = ""
    answer: Answer | None = None
    error: BaseException | None = None
    status: Status = "running"
    _changed: threading.Event = field(default_factory=threading.Event, repr=False)

    def start(self, ask: Ask) -> None:
        """Begin, or begin again, to answer."""
        self.text, self.answer, self.error, self.status = "", None, None, "running"
        threading.Thread(target=self._work, args=(ask,), daemon=True, name=f"turn-{self.number}").start()

    def stop(self) -> None:
        """Keep what has come and ask for no more."""
        if self.status == "running":
            self.status = "stopped"
            self._changed.set()

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
        self._changed.set()


def failure_of(error: BaseException | None) -> AssistantError | None:
    """What a reader can be told of an error that a thread met.

    Raises:
        BaseException: an error that is a bug.
    """
    if error is not None and not isinstance(error, AssistantError):
        raise error
    return error
