"""The passages that a search found, ranked for one question by all the evidence there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy

from assistant.candidates import Candidate
from assistant.cosines import AS_IT_IS, Scale, scale_of
from assistant.embedding import NamedEmbeddings, TokenEmbeddings
from assistant.engine import EmbeddedQuestion
from assistant.names import find_terms, to_terms
from assistant.ranking import ACROSS_LANGUAGES, NAME, WORDS, match_tokens, match_words
from assistant.times import newness

_READ = 10
_READ_AT_LEAST = 4
_WITHIN_REACH = 0.15
"""Compared token by token are so many of the best passages at the most: those whose score, as far as it is known
before, is no further from the best. Those further away do not overtake it."""

_FEWEST_COMPARED = 8
"""Words are compared among so many passages or more."""

_MOST_TERMS = 3
_EQUAL_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, or a part of one, as passages are compared with it.

    Attributes:
        text: as it was asked.
        language: ISO 639-1.
        embedded: its vectors.
        scale: of the model that made them.
    """

    text: str
    language: str
    embedded: EmbeddedQuestion
    scale: Scale = AS_IT_IS


def embed_question(text: str, language: str, embeddings: NamedEmbeddings) -> Asked:
    """A question with its vectors, those of its tokens too where the model gives them.

    Args:
        text: any.
        language: of the question, ISO 639-1.
        embeddings: the model that the library was built with.
    """
    if isinstance(embeddings, TokenEmbeddings):
        return Asked(text, language, embeddings.embed_question(text))
    vector = numpy.asarray(embeddings.embed_query(text), dtype=numpy.float32)
    return Asked(text, language, EmbeddedQuestion(vector), scale_of(embeddings))


def rank_passages(
    asked: Asked, passages: Iterable[Candidate], embeddings: NamedEmbeddings, most_chars: int | None = None
) -> list[Candidate]:
    """Passages by the odds that they answer a question, best first.

    All are compared by their vectors and words; the best of these token by token too, and read for
    the names and numbers of the question.

    Args:
        asked: the question.
        passages: in any order, as found by this question, their cosines on the scale of the built-in model.
        embeddings: the model that the library was built with.
        most_chars: of the passages that are compared token by token, which takes about 40 ms for each
            1,000; None for as many passages as may be the best.
    """
    by_language = [_by_language(asked.language, passage) for passage in passages]
    found = best_first(_by_words(asked, by_language))
    read = _count_within_reach(found)
    terms = to_terms(asked.text, asked.language)
    nearest = []
    compared = read if most_chars is None else _count_within(found[:read], most_chars)
    for passage in [*_by_tokens(asked.embedded, found[:compared], embeddings), *found[compared:read]]:
        evidence = find_terms(terms, _to_text(passage), passage.entry.language)
        named, missing = (min(len(each), _MOST_TERMS) for each in (evidence.found, evidence.missing))
        nearest.append(replace(passage, bonus=passage.bonus + NAME * (named - missing)))
    surplus = _surplus(nearest)
    return best_first(
        replace(passage, surplus=surplus) if passage.match is None else passage for passage in [*nearest, *found[read:]]
    )


def _count_within_reach(found: Sequence[Candidate]) -> int:
    near = sum(passage.score >= found[0].score - _WITHIN_REACH for passage in found[:_READ])
    return max(_READ_AT_LEAST, near)


def _count_within(passages: Sequence[Candidate], most_chars: int) -> int:
    ends = accumulate(len(passage.text) for passage in passages)
    return sum(end <= most_chars for end in ends)


def best_first(passages: Iterable[Candidate]) -> list[Candidate]:
    """Passages by their scores; between equal matches the newer article comes first.

    Args:
        passages: in any order.
    """
    by_place = sorted(passages, key=lambda each: (each.entry.id, each.passage.start))
    by_age = sorted(by_place, key=lambda each: (newness(each.entry.published), each.score), reverse=True)
    return sorted(by_age, key=lambda each: round(each.score, _EQUAL_DIGITS), reverse=True)


def _by_language(language: str, passage: Candidate) -> Candidate:
    across = passage.entry.language not in (None, language)
    return replace(passage, bonus=ACROSS_LANGUAGES * across)


def _by_words(asked: Asked, passages: Sequence[Candidate]) -> Iterator[Candidate]:
    """Passages with what their words are worth, those in another language as they were.

    The best of them gains nothing, so that their language as a whole is not preferred. How rare a word is
    cannot be told among a handful, which stay as they were.
    """
    alike = [passage for passage in passages if passage.entry.language in (None, asked.language)]
    if len(alike) < _FEWEST_COMPARED:
        yield from passages
        return
    matches = match_words(asked.text, [_to_text(passage) for passage in alike])
    best = max(matches, default=0.0)
    yield from (passage for passage in passages if passage.entry.language not in (None, asked.language))
    for passage, match in zip(alike, matches, strict=True):
        yield replace(passage, bonus=passage.bonus + WORDS * (match - best))


def _to_text(passage: Candidate) -> str:
    return f"{passage.entry.title}\n{passage.text}"


def _by_tokens(
    asked: EmbeddedQuestion, passages: Sequence[Candidate], embeddings: NamedEmbeddings
) -> Iterator[Candidate]:
    """Passages with the matches of their tokens, as they were where there are no vectors of tokens."""
    tokens = None
    if isinstance(embeddings, TokenEmbeddings) and asked.tokens is not None:
        tokens = embeddings.embed_tokens([_to_parts(passage) for passage in passages])
    if tokens is None or asked.tokens is None or asked.weights is None:
        yield from passages
        return
    for passage, parts in zip(passages, tokens, strict=True):
        found = match_tokens(asked.tokens, asked.weights, parts)
        # Odd parts are the sentences, even ones what stands between them.
        yield replace(passage, match=found.whole, sentence_matches=found.parts[1::2], pair_matches=found.pairs[1::2])


def _to_parts(passage: Candidate) -> list[str]:
    """A passage's sentences, with what stands before, between and behind them."""
    ends = [passage.passage.start, *(place for each in passage.passage.sentences for place in (each.start, each.end))]
    return [passage.between(*span).strip() for span in pairwise([*ends, passage.passage.end])]


def _surplus(read: Sequence[Candidate]) -> float:
    """By how much the matches of a question exceed what cosines let expect.

    A question of many parts matches every passage less than others do. Without this, passages whose
    tokens were not compared would overtake those that were.
    """
    surpluses = [passage.match - passage.expected_match for passage in read if passage.match is not None]
    return sum(surpluses) / len(surpluses) if surpluses else 0.0
