"""What a written statement leans on: the sentences behind a chat model's marks, and whether they support it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy

from assistant.answers import STATES, Excerpt
from assistant.candidates import Candidate
from assistant.checking import Cited, Verdict, check_statement, find_support
from assistant.cosines import scale_of
from assistant.embedding import NamedEmbeddings
from assistant.facts import read_facts
from assistant.likeness import WordVectors
from assistant.quoting import to_excerpt
from assistant.weights import Vectors

_MOST_SEARCHED = 2
"""What a statement without a mark may lean on is looked for in so many of the nearest passages."""


@dataclass(frozen=True, slots=True)
class Support:
    """What a statement leans on.

    Attributes:
        statement: as far as it was written when its marks came, without marks.
        excerpts: that carry it, those of the first mark first; none where nothing supports it.
        verdict: whether they support it.
        nearest: those in each passage that come nearest to it, whether or not they support it.
    """

    statement: str
    excerpts: tuple[Excerpt, ...]
    verdict: Verdict
    nearest: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leg:
    """A passage that a statement cites, with the sentences in it that carry the statement, the best first."""

    passage: Candidate
    sentences: tuple[int, ...]
    similarity: float
    verdict: Verdict

    @property
    def rank(self) -> int:
        return STATES.index(self.verdict.state)


class Checker:
    """Checks statements against passages.

    Args:
        language: of the statements, ISO 639-1.
        embeddings: of the library.
        words: compares single words; may be shared.
    """

    def __init__(self, language: str, embeddings: NamedEmbeddings, words: WordVectors) -> None:
        self._language = language
        self._embeddings = embeddings
        self._words = words
        self._embedded: tuple[str, Vectors] = "", numpy.empty(0, numpy.float32)

    def support(self, statement: str, passages: Sequence[Candidate]) -> Support:
        """Find what carries a statement in the passages that it cites, and check it.

        Several passages that support it only together are taken together.

        Args:
            statement: one sentence, without marks.
            passages: at least one.
        """
        legs = [self._leg(statement, passage) for passage in passages if passage.passage.sentences]
        if not legs or not statement.strip():
            return Support(statement, (), Verdict("unsupported", ("no cited sentence says this",)))
        best = max(legs, key=lambda leg: leg.rank)
        verdict = best.verdict
        kept = [leg for leg in legs if leg.rank] if best.rank else []
        if verdict.state != "supported" and len(legs) > 1:
            together = self._check_together(statement, legs)
            if STATES.index(together.state) > best.rank:
                verdict, kept = together, legs
        excerpts, nearest = (tuple(each for leg in some for each in _to_excerpts(leg)) for some in (kept, legs))
        return Support(statement, excerpts, verdict, nearest)

    def find(self, statement: str, passages: Sequence[Candidate]) -> Support | None:
        """Find what carries a statement that cites nothing.

        Only where it has facts that can be compared: much that says little is near to every text.

        Args:
            statement: one sentence, without marks.
            passages: that the writer was given.

        Returns:
            What supports it wholly; None where nothing does.
        """
        if not any(fact.sure for fact in read_facts(statement, self._language)):
            return None
        near = sorted(passages, key=lambda each: -max(self._similarities(statement, each), default=0.0))
        for passage in near[:_MOST_SEARCHED]:
            support = self.support(statement, [passage])
            if support.verdict.state == "supported":
                return support
        return None

    def may_be_true(self, statement: str, question: str, passages: Sequence[Candidate]) -> bool:
        """Whether a statement on what is missing has no number, date or quotation that nobody gave it.

        Its names may be those of what is missing.

        Args:
            statement: one or more sentences.
            question: what is missing may be named there.
            passages: that the writer was given.
        """
        whole = Cited(
            sentences=(question, *(each.text for each in passages)),
            passage="\n".join(each.text for each in passages),
            title="\n".join(each.entry.title for each in passages),
            published=passages[0].entry.published if passages else None,
            language=passages[0].entry.language if passages else self._language,
        )
        return check_statement(statement, self._language, whole, 1.0).state != "unsupported"

    def _leg(self, statement: str, passage: Candidate) -> _Leg:
        similarities = self._similarities(statement, passage)
        texts = [passage.between(each.start, each.end) for each in passage.passage.sentences]
        chosen = find_support(statement, self._language, texts, similarities, passage.entry.language)
        similarity = max(similarities[index] for index in chosen)
        cited = _to_cited(passage, [texts[index] for index in chosen])
        verdict = check_statement(statement, self._language, cited, similarity, self._words)
        return _Leg(passage, chosen, similarity, verdict)

    def _similarities(self, statement: str, passage: Candidate) -> list[float]:
        """Cosines of a statement and each sentence of a passage, on the scale of the built-in model."""
        cosines: list[float] = (passage.sentence_vectors @ self._embed(statement)).tolist()
        line = scale_of(self._embeddings).between(self._language, passage.entry.language)
        return cosines if line is None else list(map(line.of, cosines))

    def _embed(self, statement: str) -> Vectors:
        """The vector of a statement; that of the last one is kept, for each passage that it is compared with."""
        if statement != self._embedded[0]:
            vector = numpy.asarray(self._embeddings.embed_query(statement), dtype=numpy.float32)
            self._embedded = statement, vector
        return self._embedded[1]

    def _check_together(self, statement: str, legs: Sequence[_Leg]) -> Verdict:
        """The verdict on several passages as if they were one, in the language of the first."""
        every = [_to_cited(leg.passage, [_sentence(leg.passage, index) for index in leg.sentences]) for leg in legs]
        cited = Cited(
            sentences=tuple(sentence for each in every for sentence in each.sentences),
            passage="\n".join(each.passage for each in every),
            title="\n".join(each.title for each in every),
            published=every[0].published,
            language=every[0].language,
        )
        return check_statement(statement, self._language, cited, max(leg.similarity for leg in legs), self._words)


def _to_cited(passage: Candidate, sentences: Sequence[str]) -> Cited:
    entry = passage.entry
    return Cited(tuple(sentences), passage.text, entry.title, entry.published, entry.language)


def _sentence(passage: Candidate, index: int) -> str:
    sentence = passage.passage.sentences[index]
    return passage.between(sentence.start, sentence.end)


def _to_excerpts(leg: _Leg) -> list[Excerpt]:
    """The sentences that carry a statement; those that follow each other as one excerpt."""
    runs: list[list[int]] = [[min(leg.sentences)]]
    for before, index in pairwise(sorted(leg.sentences)):
        if index == before + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    sentences = leg.passage.passage.sentences
    return [to_excerpt(leg.passage, sentences[run[0]].start, sentences[run[-1]].end) for run in runs]
