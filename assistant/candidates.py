"""A passage that a search found, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy

from assistant.articles import Passage
from assistant.cosines import Scale
from assistant.entries import Entry
from assistant.ranking import PAIR_SURPLUS, estimate_match, estimate_sentence_match, to_quote_score, to_score
from assistant.weights import Vectors


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search found, with what is needed to rank and to quote it.

    Attributes:
        entry: its article.
        passage: its offsets in the article.
        text: of the passage; ``text[0]`` is the article's character ``passage.start``.
        cosine: of passage and question, -1 to 1; as the model has it until it is brought to a scale.
        sentence_cosines: of each sentence and the question, -1 to 1, in order; likewise.
        vector: (dimension,), float32.
        sentence_vectors: (sentences, dimension), float32.
        match: how well its tokens match the question's, -1 to 1; None where they were not compared.
        sentence_matches: the same for each sentence; empty where they were not compared.
        pair_matches: the same for each sentence together with the one before it; likewise.
        surplus: by how much matches exceed what cosines let expect, with this question; used for those
            that were not compared.
        bonus: what ranking adds to its cosines; 0 until it is ranked.
        copies: near copies of it in other articles; empty until they are looked for.
    """

    entry: Entry
    passage: Passage
    text: str
    cosine: float
    sentence_cosines: tuple[float, ...]
    vector: Vectors = field(repr=False, compare=False)
    sentence_vectors: Vectors = field(repr=False, compare=False)
    match: float | None = None
    sentence_matches: tuple[float, ...] = ()
    pair_matches: tuple[float, ...] = ()
    surplus: float = 0.0
    bonus: float = 0.0
    copies: tuple[Candidate, ...] = ()

    @property
    def score(self) -> float:
        """How well it fits the question, by its cosine, its best sentence's, its tokens, and what ranking adds."""
        match = self.expected_match + self.surplus if self.match is None else self.match
        return to_score(self.cosine, max(self.sentence_cosines, default=-1.0), match) + self.bonus

    def seen_from(self, question: Vectors) -> Candidate:
        """The same passage as found by another question; nothing is compared but whole vectors.

        Args:
            question: its vector.
        """
        cosines = tuple(to_cosine(self.sentence_vectors, question).tolist())
        cosine = float(to_cosine(self.vector, question))
        return Candidate(self.entry, self.passage, self.text, cosine, cosines, self.vector, self.sentence_vectors)

    def on(self, scale: Scale, language: str) -> Candidate:
        """The same passage with its cosines on the scale of the built-in model; only once.

        Args:
            scale: of the model that made its vectors.
            language: of the question, ISO 639-1.
        """
        line = scale.between(language, self.entry.language)
        if line is None:
            return self
        return replace(self, cosine=line.of(self.cosine), sentence_cosines=tuple(map(line.of, self.sentence_cosines)))

    @property
    def expected_match(self) -> float:
        """The match that its cosines let expect."""
        return estimate_match(self.cosine, max(self.sentence_cosines, default=-1.0))

    def quote_scores(self) -> list[float]:
        """How well each sentence answers the question, in order."""
        matches = self.sentence_matches or [
            estimate_sentence_match(self.cosine, own) + self.surplus for own in self.sentence_cosines
        ]
        return [
            to_quote_score(self.score, cosine, match)
            for cosine, match in zip(self.sentence_cosines, matches, strict=True)
        ]

    def pair_score(self, index: int) -> float:
        """How well a sentence and the one before it answer the question together; 0 where tokens were not compared.

        Args:
            index: of the sentence, from 1 on.
        """
        if not self.pair_matches:
            return 0.0
        cosine = max(self.sentence_cosines[index - 1 : index + 1])
        return to_quote_score(self.score, cosine, self.pair_matches[index] - PAIR_SURPLUS)

    def between(self, start: int, end: int) -> str:
        """The article's text between two of its offsets, which must lie in this passage."""
        return self.text[start - self.passage.start : end - self.passage.start]


def to_cosine(vectors: Vectors, question: Vectors) -> Vectors:
    """Cosines of vectors and a question; a vector of length zero counts as unrelated."""
    lengths = numpy.linalg.norm(vectors, axis=-1) * numpy.linalg.norm(question)
    cosines: Vectors = numpy.clip((vectors @ question) / numpy.maximum(lengths, 1e-12), -1, 1)
    return cosines
