"""Pure: how sure a search may be that a passage answers a question.

A logistic model over a handful of signals. Its weights were fitted by ``make calibrate`` on one
half of held-out questions and are reported on the other; ``docs/retrieval.md`` has the figures.
"""

import math
from dataclasses import dataclass

_INTERCEPT = -2.4
_SCORE = 50.1
_ACROSS_LANGUAGES = 4.2
_FOUND = 0.6
_MISSING = -0.5
_LENGTH = 0.5
_MARGIN = 20.4

_USUAL_SCORE = 1.6
_USUAL_LOG_CHARS = 4.0
USUAL_MARGIN = 0.1
"""The margin where there are too few passages to tell."""

_MOST_TERMS = 3
_SHORTEST_CHARS = 18
"""Questions shorter than those that the weights were fitted on count as so long."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question and a passage.

    Attributes:
        score: of the passage: its cosine and its best sentence's, -2 to 2.
        across_languages: whether question and passage are in different languages.
        found: names and numbers of the question that occur in the passage.
        missing: those that would be there if the passage spoke of them, and are not.
        question_chars: length of the question.
        margin: how far the passage's score stands out among those found. Questions about nothing
            in particular ("How are you?") are equally near to everything.
    """

    score: float
    across_languages: bool
    found: int
    missing: int
    question_chars: int
    margin: float = USUAL_MARGIN

    def to_features(self) -> tuple[float, ...]:
        """The signals as the model weighs them, in the order of ``WEIGHTS``."""
        return (
            self.score - _USUAL_SCORE,
            float(self.across_languages),
            float(min(self.found, _MOST_TERMS)),
            float(min(self.missing, _MOST_TERMS)),
            math.log(max(self.question_chars, _SHORTEST_CHARS)) - _USUAL_LOG_CHARS,
            self.margin - USUAL_MARGIN,
        )


WEIGHTS = (_SCORE, _ACROSS_LANGUAGES, _FOUND, _MISSING, _LENGTH, _MARGIN)
"""One a feature: points of log odds."""


def to_confidence(signals: Signals) -> float:
    """The chance that the passage answers the question, 0 to 1."""
    log_odds = _INTERCEPT + sum(weight * signal for weight, signal in zip(WEIGHTS, signals.to_features(), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def to_bonus(signals: Signals) -> float:
    """What a passage's language and the names found in it are worth, in units of its score.

    Added to their scores, it ranks passages by the odds that they answer.
    """
    _, across, found, missing, *_ = signals.to_features()
    return (_ACROSS_LANGUAGES * across + _FOUND * found + _MISSING * missing) / _SCORE
