"""A question that leans on the ones before it, made to stand by itself by a chat model."""

from collections.abc import Generator, Sequence
from contextlib import closing

from assistant.answers import Piece, Usage
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError
from assistant.following import Exchange
from assistant.prompts import render_resolving_prompt

_MOST_CHARS = 300
"""A model that writes more does something else than it was asked."""


def resolve_question(
    question: str, history: Sequence[Exchange], model: ChatModel
) -> Generator[Piece, None, str | None]:
    """What a question means after others; empty pieces come while the model thinks.

    Args:
        question: as it was asked.
        history: at least one exchange.
        model: that resolves it.

    Returns:
        One question; None where the model fails or writes anything else.
    """
    written = ""
    try:
        with closing(model.stream(render_resolving_prompt(question, history))) as steps:
            for step in steps:
                if not isinstance(step, Usage):
                    written += step
                    yield Piece("")
                if len(written) > _MOST_CHARS:
                    return None
    except ChatModelError:
        return None  # the same failure is told when the answer is to be written
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 else None
