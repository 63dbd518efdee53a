"""Pure: what a passage and a sentence score for a question.

Three kinds of evidence are weighed: cosines of whole vectors; how well single tokens match
(late interaction: each token of the question finds the token nearest to it; source: Khattab and
Zaharia 2020); and, within one language, which words are the same (BM25; source: Robertson and
Zaragoza 2009). The weights were fitted by ``make calibrate`` on one half of the questions and are reported on the
other; ``docs/retrieval.md`` has the figures.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from assistant.weights import Vectors

_PASSAGE = 0.3
_MATCH = 0.6
"""Weights of a passage's cosine and match; that of its best sentence's cosine is 1."""

ACROSS_LANGUAGES = 0.13
"""The right passage scores so much less for the same question in another language."""

NAME = 0.01
"""What a name or number of the question is worth that is found, or that is missing, in a passage."""

WORDS = 0.01
"""What a point of BM25 is worth."""

PAIR_SURPLUS = 0.011
"""By so much two sentences together match a question better than the better of them, whatever they say: the mean over
2,769 neighbours in passages found by the sample's questions."""

_SATURATION, _LENGTH_SHARE = 1.5, 0.75
"""Usually called k1 and b."""

_SHORTEST_WORD = 3
_WORD = re.compile(r"\w+")

_QUOTE_PASSAGE, _QUOTE_COSINE, _QUOTE_MATCH = 0.17, 0.21, 0.36


@dataclass(frozen=True, slots=True)
class Matches:
    """How well the tokens of a question are matched: the weighted mean of each token's best cosine, -1 to 1.

    Attributes:
        whole: by those of a passage.
        parts: by those of each of its parts; 0 where there are no tokens.
        pairs: by those of each part and the last but one together, which is the sentence before a sentence.
    """

    whole: float
    parts: tuple[float, ...]
    pairs: tuple[float, ...]


def match_tokens(question: Vectors, weights: Vectors, parts: Sequence[Vectors]) -> Matches:
    """How well the tokens of a question are matched by those of a passage.

    Args:
        question: its tokens, (tokens, width), centred and of unit length.
        weights: how much each of them tells, (tokens,).
        parts: tokens of a passage's parts, like those of the question.
    """
    if not len(question) or not any(len(part) for part in parts):
        none = (0.0,) * len(parts)
        return Matches(0.0, none, none)
    shares = weights / weights.sum()
    nothing = numpy.full(len(question), -1.0, dtype=numpy.float32)
    best = [(question @ part.T).max(axis=1) if len(part) else nothing for part in parts]
    pairs = [numpy.maximum(each, before) for each, before in zip(best, [nothing, nothing, *best], strict=False)]

    def to_match(own: Vectors) -> float:
        return 0.0 if own is nothing else float(shares @ own)

    return Matches(float(shares @ numpy.max(best, axis=0)), tuple(map(to_match, best)), tuple(map(to_match, pairs)))


def match_words(question: str, texts: Sequence[str]) -> list[float]:
    """How well each of several texts matches the words of a question: BM25, 0 or more.

    What a word tells is counted among these texts alone, so that nothing has to be kept of the others.

    Args:
        question: in the language of the texts.
        texts: that a search found.
    """
    asked = {word for word in _words(question) if len(word) >= _SHORTEST_WORD or word.isdigit()}
    found = [Counter(word for word in _words(text) if word in asked) for text in texts]
    usual = sum(map(len, texts)) / max(1, len(texts))
    spread = Counter(word for each in found for word in each)
    tells = {word: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for word, count in spread.items()}
    scores = []
    for text, counts in zip(texts, found, strict=True):
        damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / max(1, usual))
        points = (tells[word] * count * (_SATURATION + 1) / (count + damping) for word, count in counts.items())
        scores.append(sum(points))
    return scores


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


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
