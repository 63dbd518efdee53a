"""Pure: what one written answer is worth, and what many are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant import scoring
from assistant.answers import Answer, Author, Excerpt, Mode, Statement, Usage
from assistant.language import other_language

Outcome = Literal["whole", "incomplete", "quotes", "declined", "refused"]
"""What became of a question that a chat model should answer.

*whole*: written to its end. *incomplete*: it broke off. *quotes*: the model failed before it wrote a
word. *declined*: the model said that the passages do not answer. *refused*: the model was not asked.
"""

Place = tuple[str, int, int]
"""A stretch of an article: its id, the first character and one past the last."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one written answer is worth.

    Attributes:
        outcome: what became of the question.
        mode: of the answer.
        text: the whole answer, with marks, and with the quotes that follow where it cites nothing or broke off.
        statements: the whole answer, sentence by sentence; empty when refused.
        author: the chat model; None where it wrote nothing.
        cited: of each excerpt that a written statement cites, whether it overlaps a sentence that
            holds the expected answer; None where no such sentence is known, or nothing was written. An
            excerpt counts once.
        holds_answer: whether what was written holds an expected answer, without regard to case; None
            where the row has none, or nothing was written.
        in_language: whether what was written is not clearly in another language than the question;
            None where nothing was.
        usage: what the chat model took; None where its server does not count.
        seconds: from question to finished answer.
        own_seconds: what of them passed before the chat model was asked; None where it was not.
    """

    outcome: Outcome
    mode: Mode
    text: str
    statements: tuple[Statement, ...]
    author: Author | None
    cited: tuple[bool, ...] | None
    holds_answer: bool | None
    in_language: bool | None
    usage: Usage | None
    seconds: float
    own_seconds: float | None

    @property
    def own_statements(self) -> tuple[Statement, ...]:
        """Those that the chat model wrote; quotes that follow them are none."""
        return tuple(each for each in self.statements if not each.quoted)

    @property
    def is_written(self) -> bool:
        """Whether there is an answer that the chat model wrote, whole or not."""
        return self.outcome in {"whole", "incomplete"}

    def to_json(self) -> dict[str, Any]:
        """What a line of a results file has more."""
        return {
            "outcome": self.outcome,
            "mode": self.mode,
            "text": self.text,
            "statements": [each.to_json() for each in self.statements],
        }


def judge(answer: Answer, language: str, expected: Sequence[str], gold: Sequence[Place]) -> Written:
    """What an answer is worth.

    Args:
        answer: finished, of an assistant with a chat model.
        language: that it should be in, ISO 639-1.
        expected: texts that a right answer holds, any of them; empty where none is known.
        gold: the sentences that hold an expected answer; empty where none is known.
    """
    outcome = _outcome_of(answer)
    written = outcome in {"whole", "incomplete"}
    own = [each for each in answer.statements if not each.quoted]
    # What the statements leave out are marks, quotes that follow, and half a sentence.
    text = " ".join(each.text for each in own)
    excerpts = {each.number: each.excerpt for each in answer.citations}
    numbers = dict.fromkeys(number for each in own for number in each.citations if number in excerpts)
    return Written(
        outcome=outcome,
        mode=answer.mode,
        text=answer.text,
        statements=answer.statements,
        author=answer.author,
        cited=tuple(_overlaps(excerpts[each], gold) for each in numbers) if written and gold else None,
        holds_answer=_holds(text, expected) if written and expected else None,
        in_language=other_language(text, language) is None if written else None,
        usage=answer.usage,
        seconds=answer.seconds,
        own_seconds=answer.own_seconds,
    )


def _outcome_of(answer: Answer) -> Outcome:
    if answer.refused:
        return "declined" if answer.author else "refused"
    if answer.mode == "quotes":
        return "quotes"
    return "incomplete" if answer.incomplete else "whole"


def _holds(text: str, expected: Sequence[str]) -> bool:
    return any(" ".join(each.split()).casefold() in text.casefold() for each in expected)


def _overlaps(excerpt: Excerpt, gold: Sequence[Place]) -> bool:
    """Whether an excerpt, or a copy of it in another article, shares a character with one of these sentences."""
    # A copy that does not have the sentence is empty.
    copies = [(each.article_id, each.start, each.end) for each in excerpt.copies if each.start < each.end]
    places: list[Place] = [(excerpt.article_id, excerpt.start, excerpt.end), *copies]
    return any(
        article_id == other and start < last and first < end
        for article_id, start, end in places
        for other, first, last in gold
    )


@dataclass(frozen=True, slots=True)
class Writing:
    """What written answers are worth; shares from 0 to 1, None where nothing can be said.

    All from ``statements`` on is of the answers that the chat model wrote, *whole* and *incomplete*
    ones, without the quotes that follow some of them.

    Attributes:
        questions: all of them.
        refused: those that the chat model was not asked, since the articles do not seem to answer them.
        declined: those of which it said that its passages do not answer them.
        quotes: those where it failed before it wrote a word, so that quotes took its place.
        incomplete: those where it broke off.
        whole: those answered to the end.
        statements: sentences written.
        supported: the share of them that what they cite supports.
        partly: the share that it supports in part.
        unsupported: the share that it does not support; that cite nothing is among them.
        all_supported: the share of answers that have statements, and none that is not supported.
        with_gold: answers to questions of which a sentence is known that holds the expected answer.
        citations: excerpts that their statements cite, each once an answer.
        precision: the share of those that overlap such a sentence.
        recall: the share of the answers ``with_gold`` with at least one citation that does.
        expecting: answers to questions that come with an expected answer.
        holding: the share of them that hold it, without regard to case.
        in_language: the share of answers not clearly in another language than their question; less
            than forty letters are in none clearly.
        median_seconds: from question to finished answer.
        most_seconds: what 95 % of the answers do not take longer than.
        most_own_seconds: what 95 % of them do not take longer than before the model is asked.
        prompt_tokens: mean of what the model read, where its server counts.
        completion_tokens: mean of what it wrote, likewise.
    """

    questions: int
    refused: int
    declined: int
    quotes: int
    incomplete: int
    whole: int
    statements: int
    supported: float | None
    partly: float | None
    unsupported: float | None
    all_supported: float | None
    with_gold: int
    citations: int
    precision: float | None
    recall: float | None
    expecting: int
    holding: float | None
    in_language: float | None
    median_seconds: float | None
    most_seconds: float | None
    most_own_seconds: float | None
    prompt_tokens: float | None
    completion_tokens: float | None


def to_writing(every: Sequence[Written]) -> Writing:
    """What answers are worth together."""
    outcomes = Counter(each.outcome for each in every)
    written = [each for each in every if each.is_written]
    states = [[statement.state for statement in each.own_statements] for each in written]
    flat = [state for own in states for state in own]
    cited = [each.cited for each in written if each.cited is not None]
    holding = [each.holds_answer for each in written if each.holds_answer is not None]
    seconds = [each.seconds for each in written]
    usages = [each.usage for each in written if each.usage is not None]
    return Writing(
        questions=len(every),
        refused=outcomes["refused"],
        declined=outcomes["declined"],
        quotes=outcomes["quotes"],
        incomplete=outcomes["incomplete"],
        whole=outcomes["whole"],
        statements=len(flat),
        supported=scoring.mean([state == "supported" for state in flat]),
        partly=scoring.mean([state == "partly" for state in flat]),
        unsupported=scoring.mean([state == "unsupported" for state in flat]),
        all_supported=scoring.mean([set(own) == {"supported"} for own in states]),
        with_gold=len(cited),
        citations=sum(map(len, cited)),
        precision=scoring.mean([right for own in cited for right in own]),
        recall=scoring.mean([any(own) for own in cited]),
        expecting=len(holding),
        holding=scoring.mean(holding),
        in_language=scoring.mean([bool(each.in_language) for each in written]),
        median_seconds=scoring.percentile(seconds, 50),
        most_seconds=scoring.percentile(seconds, 95),
        most_own_seconds=scoring.percentile([each.own_seconds for each in written if each.own_seconds is not None], 95),
        prompt_tokens=scoring.mean([each.prompt_tokens for each in usages]),
        completion_tokens=scoring.mean([each.completion_tokens for each in usages]),
    )
