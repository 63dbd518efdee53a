"""Measures a chat model as a judge of statements, beside the rules: what ``checkbench --judge`` does."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from assistant.answers import STATES, Claim, Excerpt, State
from assistant.chat_model import ChatModel
from assistant.checking import Cited, Verdict, Words, check_statement
from assistant.judging import judge_statements

AT_ONCE = 3
"""Statements in one request, as many as answers are asked to have."""

_JUDGES = ("rules", "model", "both")


@dataclass(frozen=True, slots=True)
class Trial:
    """A statement of which is known whether it is true, beside what it cites.

    Attributes:
        kind: what is known of it.
        direction: languages of statement and text, such as ``de-en``.
        language: of the statement.
        statement: its text.
        cited: the sentences that support it best.
        similarity: the highest cosine of it and one of them.
    """

    kind: str
    direction: str
    language: str
    statement: str
    cited: Cited
    similarity: float

    def check(self, words: Words) -> Verdict:
        """What the rules say of it."""
        return check_statement(self.statement, self.language, self.cited, self.similarity, words)

    def to_claim(self) -> Claim:
        """As a judge is given it."""
        excerpts = (
            Excerpt("", self.cited.title, None, self.cited.language, None, None, 0, len(each), each)
            for each in self.cited.sentences
        )
        return Claim(self.statement, tuple(excerpts))


@dataclass(slots=True)
class Found:
    """What was found of a judge.

    Attributes:
        counts: by kind and judge (``rules``, ``model``, or ``both``, the worse of the two), how often each state.
        unjudged: statements that the model gave no verdict on; they are not counted.
        shortfalls: why not, and for how many requests.
    """

    counts: defaultdict[str, dict[str, Counter[State]]] = field(
        default_factory=lambda: defaultdict(lambda: {judge: Counter() for judge in _JUDGES})
    )
    unjudged: int = 0
    shortfalls: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, rules: State, model: State) -> None:
        """Count one statement."""
        counts = self.counts[kind]
        for judge, state in zip(_JUDGES, (rules, model, min(rules, model, key=STATES.index)), strict=True):
            counts[judge][state] += 1

    def to_json(self) -> dict[str, Any]:
        """Counts by kind and judge, and how many were not judged."""
        kinds = {
            kind: {judge: {state: counts[state] for state in reversed(STATES)} for judge, counts in judges.items()}
            for kind, judges in self.counts.items()
        }
        return {"kinds": kinds, "unjudged": self.unjudged, "shortfalls": dict(self.shortfalls)}

    def to_lines(self, names: Mapping[str, str]) -> Iterator[str]:
        """The shares as people read them.

        Args:
            names: of the kinds, in the order of the lines.
        """
        yield f"{'':<30}{'n':>5}  {'':<6}{'supported':>11}{'partly':>9}{'unsupported':>13}"
        for kind in filter(self.counts.__contains__, names):
            for judge, counts in self.counts[kind].items():
                total = counts.total()
                name, count = (names[kind], str(total)) if judge == _JUDGES[0] else ("", "")
                shares = "".join(
                    f"{counts[state] / total:>{width}.1%}"
                    for state, width in zip(reversed(STATES), (11, 9, 13), strict=True)
                )
                yield f"{name:<30}{count:>5}  {judge:<6}{shares}"
        if self.unjudged:
            yield ""
            yield f"{self.unjudged} statements were not judged:"
            yield from (f"  {count} times: {why}" for why, count in self.shortfalls.most_common())


def judge_sample(trials: Sequence[Trial], model: ChatModel, words: Words) -> Found:
    """Ask rules and model about statements, three in a request, in an order that mixes them, the same each time.

    Args:
        trials: the statements.
        model: that judges.
        words: compares single words, for the rules.
    """
    found, trials = Found(), list(trials)
    Random(0).shuffle(trials)  # noqa: S311 -- no secret
    for start in range(0, len(trials), AT_ONCE):
        batch = trials[start : start + AT_ONCE]
        steps = judge_statements([each.to_claim() for each in batch], model)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                judgement = end.value
                break
        for trial, verdict in zip(batch, judgement.verdicts, strict=False):
            found.add(trial.kind, trial.check(words).state, verdict.state)
        if judgement.shortfall:
            found.unjudged += len(batch) - len(judgement.verdicts)
            found.shortfalls[judgement.shortfall] += 1
        print(f"judged {min(start + AT_ONCE, len(trials))} of {len(trials)}", end="\r", file=sys.stderr)
    print(file=sys.stderr)
    return found
