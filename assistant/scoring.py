"""Pure: the scores of rankings and of confidences. None stands for what cannot be said, such as a mean of nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy

WRONGLY_REFUSED = 0.05
"""The share of answerable questions that the threshold of ``answered_at`` may refuse."""

BINS = 10
"""The confidences from 0 to 1 are parted into so many bins of equal width."""


def mean(values: Sequence[float]) -> float | None:
    """The mean, of truth values the share of those that hold; None of nothing."""
    return sum(values) / len(values) if values else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value that so many percent are not above, between two neighbours in proportion; None of nothing."""
    return float(numpy.percentile(values, percent)) if values else None


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """1 divided by the rank of the first gold article, counted from 1; 0 where none was found."""
    return next((1 / rank for rank, article_id in enumerate(ranked, 1) if article_id in gold), 0.0)


def hit(ranked: Sequence[str], gold: Collection[str], most: int) -> bool:
    """Whether a gold article is among the first ones."""
    return any(article_id in gold for article_id in ranked[:most])


def recall(ranked: Sequence[str], gold: Collection[str], most: int) -> float:
    """The share of the gold articles that are among the first ones.

    Args:
        ranked: distinct ids, best first.
        gold: at least one id.
        most: how many are looked at.
    """
    return len(set(ranked[:most]) & set(gold)) / len(set(gold))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that a positive scores higher than a negative, ties counted half; None without both.

    Source: area under the receiver operating characteristic, as the rank sum of Mann and Whitney.
    """
    if not positive or not negative:
        return None
    _, where, counts = numpy.unique([*positive, *negative], return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[where]
    wins = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(wins / (len(positive) * len(negative)))


def answered_at(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """The share of unanswerable questions answered at the threshold that refuses 5 % of the answerable ones.

    Args:
        answerable: confidences of questions that can be answered.
        unanswerable: of those that cannot.

    Returns:
        The share, 0 to 1; None without both kinds.
    """
    if not answerable or not unanswerable:
        return None
    threshold = sorted(answerable)[int(WRONGLY_REFUSED * len(answerable))]
    return mean([confidence >= threshold for confidence in unanswerable])


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence.

    Attributes:
        low: the least confidence of the bin.
        high: one that belongs to the next bin; the last bin holds 1 too.
        questions: how many there are.
        confidence: their mean; None where there are none.
        answerable: the share of them that can be answered; None where there are none.
    """

    low: float
    high: float
    questions: int
    confidence: float | None
    answerable: float | None


def to_bins(confidences: Sequence[float], answerable: Sequence[bool]) -> tuple[Bin, ...]:
    """Confidences in bins of equal width, with what came true of them."""
    bins = []
    for index in range(BINS):
        pairs = zip(confidences, answerable, strict=True)
        inside = [pair for pair in pairs if min(int(pair[0] * BINS), BINS - 1) == index]
        predicted, true = mean([each for each, _ in inside]), mean([each for _, each in inside])
        bins.append(Bin(index / BINS, (index + 1) / BINS, len(inside), predicted, true))
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """By how much confidence and share differ, a mean over questions; None without any.

    Source: expected calibration error, Naeini, Cooper and Hauskrecht 2015.
    """
    asked = sum(each.questions for each in bins)
    apart = (abs((each.confidence or 0.0) - (each.answerable or 0.0)) * each.questions for each in bins)
    return sum(apart) / asked if asked else None
