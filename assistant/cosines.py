"""Pure: the cosines of any embedding model, brought to the scale of the built-in one.

Ranking, confidence, quoting and the check of statements weigh cosines by numbers that were fitted to
multilingual-e5-small, whose cosines lie between 0.70 and 0.92. Other models spread theirs otherwise, so theirs are laid
over its: by straight lines through what both give to the same probes. ``docs/embeddings.md`` has what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy

from assistant.probes import ENGLISH, GERMAN, Told
from assistant.weights import Vectors

_SAME_MODEL = 0.01
"""A model all of whose levels are as near to those of the built-in one is taken for it."""

_WITHIN, _ACROSS = [(0, 0), (1, 1)], [(0, 1), (1, 0)]
"""Pairs of languages, by their places in ``Levels``."""

_OWN, _OTHERS = 0, 2
"""Places of the levels of the own report, and of unrelated ones."""

_TELLS_ENOUGH = 0.8
"""A model that tells so much of what the built-in one tells of two languages is taken to know them as well."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line from cosines to cosines.

    Attributes:
        start: what 0 comes to.
        slope: 0 or more.
    """

    start: float
    slope: float

    def of(self, cosine: float) -> float:
        """What a cosine comes to, -1 to 1."""
        return min(1.0, max(-1.0, self.start + self.slope * cosine))


@dataclass(frozen=True, slots=True)
class Scale:
    """How the cosines of a model become those of the built-in one.

    Attributes:
        lines: for a German question and a German text, German and English, English and German, English and
            English; none where cosines stay as they are.
    """

    lines: tuple[Line, ...] = ()

    def between(self, language: str, other: str | None) -> Line | None:
        """The line for a question and a text; None where nothing is to be done.

        There are no probes in other languages than English and German: they are taken to be known as German is.

        Args:
            language: of the question, ISO 639-1.
            other: of the text; None where unknown, which counts as the same.
        """
        if not self.lines:
            return None
        of_german, to_english, of_english, english = self.lines
        if other in (None, language):
            return english if language == "en" else of_german
        return of_english if language == "en" else to_english


AS_IT_IS = Scale()
"""That of the built-in model."""


@runtime_checkable
class ScaledEmbeddings(Protocol):
    """Embeddings whose cosines may be on another scale than those of the built-in model."""

    def scale(self) -> Scale:
        """What brings them there."""


def scale_of(embeddings: object) -> Scale:
    """The scale of an embedding model; the built-in one, and what does not say, is taken as it is.

    Args:
        embeddings: of the library.

    Raises:
        EmbeddingModelError: when its server does not give the vectors of the probes.
    """
    return embeddings.scale() if isinstance(embeddings, ScaledEmbeddings) else AS_IT_IS


def probes_asked() -> list[str]:
    """The probes that are embedded as questions, in the order that ``to_levels`` has them."""
    return [text for told in (GERMAN, ENGLISH) for text in _in_order(told, ("question", "statement"))]


def probes_told() -> list[str]:
    """The probes that are embedded as passages, likewise."""
    return [text for told in (GERMAN, ENGLISH) for text in _in_order(told, ("passage", "before", "answer", "behind"))]


def _in_order(told: Sequence[Told], kinds: Iterable[str]) -> list[str]:
    return [getattr(each, kind) for kind in kinds for each in told]


@dataclass(frozen=True, slots=True)
class Levels:
    """What the cosines of probes come to; German comes before English, questions before statements.

    Attributes:
        means: (language, language of the text, question or statement, report or sentence, whose), -1 to 1. Whose is
            the own report, the one on the like, or any other.
        contrast: (language, language of the text); how far the own report stands out from the others, in standard
            deviations of those.
    """

    means: Vectors
    contrast: Vectors


def to_levels(asked: Vectors, told: Vectors) -> Levels:
    """What a model's cosines of the probes come to.

    Args:
        asked: vectors of ``probes_asked``, of unit length.
        told: those of ``probes_told``.
    """
    count, width = len(GERMAN), asked.shape[1]
    questions, texts = asked.reshape(2, 2, count, width), told.reshape(2, 4, count, width)
    cosines = numpy.einsum("aqiw,btjw->abqtij", questions, texts)
    own, place = numpy.eye(count, dtype=bool), numpy.arange(count)
    like = place[:, numpy.newaxis] == place ^ 1
    others = ~own & ~like
    means = numpy.stack([cosines[..., pairs].mean(axis=-1) for pairs in (own, like, others)], axis=-1)
    spread = numpy.maximum(cosines[..., others].std(axis=-1), 1e-6)
    contrast = ((means[..., 0] - means[..., 2]) / spread).mean(axis=(2, 3))
    reports, sentences = means[:, :, :, 0], means[:, :, :, 1:].mean(axis=3)
    return Levels(numpy.stack([reports, sentences], axis=3), contrast)


def fit_scale(levels: Levels) -> Scale:
    """What brings a model's cosines to the scale of the built-in one.

    How steep the lines are is fitted within the languages that the model knows, by least squares through the levels.
    A line goes through the level of the own report; languages that the model knows have one in common, and so has what
    it knows across them. Where it tells the own report from others less well than the built-in model does, a line is
    flatter and goes through the level of the others, so that questions in a language that it does not know are refused.

    Args:
        levels: of the model.
    """
    if float(numpy.abs(levels.means - BUILT_IN_LEVELS.means).max()) < _SAME_MODEL:
        return AS_IT_IS
    known = numpy.clip(levels.contrast / BUILT_IN_LEVELS.contrast / _TELLS_ENOUGH, 0, 1) ** 2
    slope = _fit_slope(levels.means, [pair for pair in _WITHIN if known[pair] == 1] or _WITHIN)
    lines = {}
    for pairs in (_WITHIN, _ACROSS):
        for pair in pairs:
            is_known = known[pair] == 1
            alike = [each for each in pairs if known[each] == 1] if is_known else [pair]
            whose = _OWN if is_known else _OTHERS
            here, there = (
                numpy.mean([means[each][..., whose] for each in alike])
                for means in (levels.means, BUILT_IN_LEVELS.means)
            )
            flatter = slope * float(known[pair])
            lines[pair] = Line(float(there - flatter * here), flatter)
    return Scale(tuple(lines[pair] for pair in sorted(lines)))


def _fit_slope(means: Vectors, pairs: Sequence[tuple[int, int]]) -> float:
    """Of the line by least squares, 0 or more; 0 for a model that tells nothing apart."""
    given, wanted = (
        numpy.mean([each[pair] for pair in pairs], axis=0).ravel() for each in (means, BUILT_IN_LEVELS.means)
    )
    given, wanted = given - given.mean(), wanted - wanted.mean()
    return max(0.0, float(given @ wanted / max(float(given @ given), 1e-9)))


BUILT_IN_LEVELS = Levels(
    means=numpy.array(
        [
            [
                [[[0.891, 0.781, 0.761], [0.826, 0.774, 0.757]], [[0.870, 0.790, 0.777], [0.850, 0.806, 0.794]]],
                [[[0.832, 0.742, 0.722], [0.772, 0.723, 0.706]], [[0.839, 0.772, 0.759], [0.816, 0.771, 0.759]]],
            ],
            [
                [[[0.827, 0.739, 0.719], [0.785, 0.741, 0.724]], [[0.810, 0.738, 0.722], [0.792, 0.750, 0.737]]],
                [[[0.884, 0.771, 0.749], [0.803, 0.744, 0.727]], [[0.864, 0.778, 0.760], [0.803, 0.747, 0.733]]],
            ],
        ]
    ),
    contrast=numpy.array([[3.65, 2.87], [3.06, 3.64]]),
)
"""Of multilingual-e5-small; a test makes them anew."""
