"""Pure: what a passage and a sentence score for a question.

Two kinds of evidence are weighed: cosines of whole vectors, and how well single tokens match
(late interaction: each token of the question finds the token nearest to it; source: Khattab and
Zaharia 2020). The weights were fitted by ``make calibrate`` on one half of the questions and are reported on the
other; ``docs/retrieval.md`` has the figures.
"""

from collections.abc import Sequence

import numpy

from assistant.weights import Vectors

_PASSAGE = 0.3
_MATCH = 0.6
"""Weights of a passage's cosine and match; that of its best sentence's cosine is 1."""

ACROSS_LANGUAGES = 0.13
"""The right passage scores so much less for the same question in another language."""

NAME = 0.01
"""What a name or number of the question is worth that is found, or that is missing, in a passage."""

_QUOTE_PASSAGE, _QUOTE_COSINE, _QUOTE_MATCH = 0.17, 0.21, 0.36


def match_tokens(question: Vectors, weights: Vectors, parts: Sequence[Vectors]) -> tuple[float, tuple[float, ...]]:
    """How well the tokens of a question are matched by those of a passage, and by those of each of its parts.

    Args:
        question: its tokens, (tokens, width), centred and of unit length.
        weights: how much each of them tells, (tokens,).
        parts: tokens of a passage's parts, like those of the question.

    Returns:
        For the passage and for each part: the weighted mean of each token's best cosine, -1 to 1; 0
        where there are no tokens.
    """
    if not len(question) or not any(len(part) for part in parts):
        return 0.0, (0.0,) * len(parts)
    shares = weights / weights.sum()
    best = [(question @ part.T).max(axis=1) if len(part) else None for part in parts]
    whole = numpy.max([each for each in best if each is not None], axis=0)
    return float(shares @ whole), tuple(0.0 if each is None else float(shares @ each) for each in best)


def estimate_match(passage: float, sentence: float) -> float:
    """The match that cosines let expect, for passages whose tokens were not compared.

    Args:
        passage: its cosine.
        sentence: the highest cosine of its sentences.
    """
    return -1.35 + 2.03 * passage + 0.28 * sentence


def estimate_sentence_match(passage: float, sentence: float) -> float:
    """The same for one sentence, by its own cosine and its passage's."""
    return -1.3 + 1.63 * passage + 0.55 * sentence


def to_score(passage: float, sentence: float, match: float) -> float:
    """What a passage scores, before what its language and the names in it add.

    Args:
        passage: its cosine.
        sentence: the highest cosine of its sentences.
        match: of its tokens, or as estimated.
    """
    return _PASSAGE * passage + sentence + _MATCH * match


def to_quote_score(passage: float, sentence: float, match: float) -> float:
    """What a sentence scores as a quote.

    Args:
        passage: what its passage scores, all included.
        sentence: its own cosine.
        match: of its own tokens, or as estimated.
    """
    return _QUOTE_PASSAGE * passage + _QUOTE_COSINE * sentence + _QUOTE_MATCH * match
