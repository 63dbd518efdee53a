"""Pure: how sure a search may be that a passage answers a question.

A logistic model over a handful of signals. Its weights were fitted by ``make calibrate`` on one
half of held-out questions and are reported on the other; ``docs/retrieval.md`` has the figures.
"""

import math
from dataclasses import dataclass

_INTERCEPT = -5.0
_SCORE = 34.4
_LENGTH = 1.07
_MARGIN = 8.6
_PARTS = 2.5

_USUAL_SCORE = 1.3
_USUAL_LOG_CHARS = 4.0
USUAL_MARGIN = 0.1

FEW_PASSAGES = 8
MARGIN_AMONG_FEW = 0.35
"""Among fewer passages than that there is nothing to stand out from, and the margin counts as that of a clear
answer: questions that a handful of passages do not answer score low enough by themselves."""

_SHORTEST_CHARS = 18
"""Questions shorter than those that the weights were fitted on count as so long."""

_FEW_PARTS_CHARS, _MANY_PARTS_CHARS = 120, 180
"""Up to the one length a question asks for one thing, from the other on for several: no passage answers all."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question and the passage that fits it best.

    Attributes:
        score: of the passage, as it was ranked.
        question_chars: length of the question.
        margin: how far the passage's score stands out among those found. Questions about nothing
            in particular ("How are you?") are equally near to everything.
    """

    score: float
    question_chars: int
    margin: float = USUAL_MARGIN

    def to_features(self) -> tuple[float, ...]:
        """The signals as the model weighs them, in the order of ``WEIGHTS``."""
        return (
            self.score - _USUAL_SCORE,
            math.log(max(self.question_chars, _SHORTEST_CHARS)) - _USUAL_LOG_CHARS,
            self.margin - USUAL_MARGIN,
            _parts(self.question_chars),
        )


def _parts(chars: int) -> float:
    """From 0, a question of one part, to 1, one of several, by its length."""
    share = math.log(max(chars, 1) / _FEW_PARTS_CHARS) / math.log(_MANY_PARTS_CHARS / _FEW_PARTS_CHARS)
    return min(1.0, max(0.0, share))


WEIGHTS = (_SCORE, _LENGTH, _MARGIN, _PARTS)
"""One a feature: points of log odds."""


def to_confidence(signals: Signals) -> float:
    """The chance that the passage answers the question, 0 to 1."""
    log_odds = _INTERCEPT + sum(weight * signal for weight, signal in zip(WEIGHTS, signals.to_features(), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
