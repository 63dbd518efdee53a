"""Whether what statements cite supports them, by a chat model that is asked for it statement by statement."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import reduce
from textwrap import shorten
from typing import Any

from assistant.answers import STATES, Claim, Judged, Piece, Usage
from assistant.chat_model import ChatModel, Schema
from assistant.errors import ChatModelError, PromptTooLong
from assistant.prompts import render_judging_prompt

MOST_AT_ONCE = 8
"""Statements in one request."""

MOST_STATEMENTS = 24
"""So many of an answer are judged."""

_MOST_CHARS = 20_000
"""A model that writes more does something else than it was asked."""

_MOST_REASON_CHARS = 120
"""Of a reason that is shown; a dozen words are asked for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a chat model said of statements.

    Attributes:
        verdicts: on the first statements, in order; all of them where nothing went wrong.
        usage: what the model took; None where its server does not count.
        shortfall: why others were not judged; empty where all were.
    """

    verdicts: tuple[Judged, ...]
    usage: Usage | None = None
    shortfall: str = ""


def judge_statements(claims: Sequence[Claim], model: ChatModel) -> Generator[Piece, None, Judgement]:
    """Ask a chat model whether statements are supported; empty pieces come while it thinks.

    Eight statements go into a request, fewer where the model cannot read as many, and 24 are judged at the most.

    Args:
        claims: of one answer, in order.
        model: that judges.

    Returns:
        The verdicts; where the model fails, those that it gave before.
    """
    verdicts: list[Judged] = []
    took: list[Usage] = []
    most, size = min(len(claims), MOST_STATEMENTS), MOST_AT_ONCE
    shortfall = f"no more than {MOST_STATEMENTS} are judged." if most < len(claims) else ""
    while len(verdicts) < most:
        batch = claims[len(verdicts) : min(len(verdicts) + size, most)]
        try:
            reply = yield from _ask(batch, model, took)
            verdicts += _read_verdicts(reply, len(batch), model)
        except ChatModelError as error:
            if not isinstance(error, PromptTooLong) or len(batch) == 1:
                shortfall = str(error)
                break
            size = len(batch) // 2
    return Judgement(tuple(verdicts), reduce(Usage.plus, took) if took else None, shortfall)


def judging_note(judgement: Judgement, statements: int) -> str:
    """What a reader is told of statements that were not judged; empty where all were.

    Args:
        judgement: on them.
        statements: how many there were.
    """
    if not judgement.shortfall:
        return ""
    if not judgement.verdicts:
        return f"The chat model did not judge its statements: {judgement.shortfall}"
    return f"The chat model judged {len(judgement.verdicts)} of its {statements} statements: {judgement.shortfall}"


def _ask(claims: Sequence[Claim], model: ChatModel, took: list[Usage]) -> Generator[Piece, None, str]:
    """What the model writes; what it took comes to the others that it took."""
    written = ""
    with closing(model.stream(render_judging_prompt(claims), _to_schema(len(claims)))) as steps:
        for step in steps:
            if isinstance(step, Usage):
                took.append(step)
                continue
            written += step
            yield Piece("")
            if len(written) > _MOST_CHARS:
                break
    return written


def _to_schema(count: int) -> Schema:
    """One property a statement, so that an answer can neither leave one out nor name one twice."""
    names = [str(number) for number in range(1, count + 1)]
    verdict = _object({"reason": {"type": "string"}, "verdict": {"type": "string", "enum": list(reversed(STATES))}})
    return _object(dict.fromkeys(names, verdict))


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _read_verdicts(reply: str, count: int, model: ChatModel) -> list[Judged]:
    """The verdicts in what a model wrote, whatever stands around them.

    Raises:
        ChatModelError: when there is not exactly one for each statement.
    """
    for found in _objects_in(reply):
        if set(found) == {str(number) for number in range(1, count + 1)}:
            verdicts = [_to_judged(found[str(number)]) for number in range(1, count + 1)]
            read = [each for each in verdicts if each is not None]
            if len(read) == count:
                return read
    raise ChatModelError(f"{model.author().model} did not answer with one verdict for each.")


def _objects_in(text: str) -> Generator[dict[str, Any], None, None]:
    """The JSON objects in a text, also between other words; none that names a property twice."""
    decoder = json.JSONDecoder(object_pairs_hook=_without_doubles)
    position = text.find("{")
    while position >= 0:
        try:
            found, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            end = position + 1
        else:
            if found is not None:
                yield found
        position = text.find("{", end)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any] | None:
    found = dict(pairs)
    return found if len(found) == len(pairs) else None


def _to_judged(said: Any) -> Judged | None:
    """One verdict; None for what is none."""
    if not isinstance(said, dict) or not isinstance(said.get("verdict"), str):
        return None
    state = next((each for each in STATES if each == said["verdict"].strip().lower()), None)
    if state is None:
        return None
    reason = said.get("reason")
    short = shorten(reason, _MOST_REASON_CHARS, placeholder=" …") if isinstance(reason, str) else ""
    return Judged("model", state, (short,) if short else ())
