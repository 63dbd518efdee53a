"""A question as ranked passages with one confidence, also as a LangChain retriever."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.confidence import FEW_PASSAGES, MARGIN_AMONG_FEW, Signals, to_confidence
from assistant.copies import join_copies
from assistant.embedding import NamedEmbeddings, TokenEmbeddings
from assistant.engine import EmbeddedQuestion
from assistant.filters import EVERYTHING, Filter
from assistant.language import detect_question_language
from assistant.library import Candidate, Library
from assistant.names import Term, find_terms, to_terms
from assistant.narrowing import Named, arrange, to_named
from assistant.ranking import ACROSS_LANGUAGES, NAME, match_tokens
from assistant.smalltalk import asks_nothing
from assistant.times import newness

_READ_PASSAGES = 10
"""So many of the best passages by cosine are read for the names and tokens of the question."""

_MOST_TERMS = 3
_EQUAL_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        question: as it was asked.
        language: of the question, ISO 639-1.
        passages: best first, near copies joined; empty from an empty library.
        signals: of the best passage; None where nothing was found, and for a question that asks nothing.
        filter: what every passage's article is; empty for all articles.
    """

    question: str
    language: str
    passages: tuple[Candidate, ...]
    signals: Signals | None
    filter: Filter = EVERYTHING

    @property
    def confidence(self) -> float:
        """The chance that the best passage answers the question, 0 to 1; 0 where there are no signals."""
        return to_confidence(self.signals) if self.signals else 0.0

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """The passages worth a reader's time: none for a question that asks nothing."""
        return self.passages if self.signals else ()


def find_passages(
    question: str,
    library: Library,
    embeddings: NamedEmbeddings,
    wanted: Filter = EVERYTHING,
    *,
    today: date | None = None,
    narrow: bool = True,
) -> Retrieval:
    """Rank the passages of a library by the odds that they answer a question.

    Cosines choose the candidates. The best of them are read for the names and numbers of the
    question, and their tokens compared with the question's. Passages in another language than the question's
    score less throughout, which is made up for.

    Args:
        question: any text.
        library: to be searched.
        embeddings: the model that the library was built with.
        wanted: only articles that it matches are searched.
        today: what the times in the question are counted from; None leaves out *last week*.
        narrow: whether a time or a source that the question asks for may be all that is searched.
    """
    language = detect_question_language(question, library.languages())
    named = to_named(question, language, library.entries(), wanted, today) if narrow else Named(wanted)
    asked = _embed(question, embeddings)
    candidates = _search(library, asked.vector.tolist(), named.searches)
    found = best_first(_by_language(language, passage) for passage in candidates)
    terms = to_terms(question, language)
    read = [_by_names(terms, passage) for passage in _by_tokens(asked, found[:_READ_PASSAGES], embeddings)]
    surplus = _surplus(read)
    rest = [replace(passage, surplus=surplus) for passage in found[_READ_PASSAGES:]]
    ranked = join_copies(best_first([*read, *rest]))
    signals = Signals(ranked[0].score, len(question), _margin(ranked)) if ranked else None
    ranked = tuple(arrange(ranked, named, lambda each: each.entry, lambda each: each.score))
    return Retrieval(question, language, ranked, None if asks_nothing(question) else signals, named.must)


def _search(library: Library, vector: Sequence[float], ways: Sequence[Filter]) -> list[Candidate]:
    """What is found by any of several filters, each passage once."""
    found = [passage for wanted in ways for passage in library.search(vector, wanted)]
    return list({(passage.entry.id, passage.passage.start): passage for passage in found}.values())


def _embed(question: str, embeddings: NamedEmbeddings) -> EmbeddedQuestion:
    if isinstance(embeddings, TokenEmbeddings):
        return embeddings.embed_question(question)
    return EmbeddedQuestion(numpy.asarray(embeddings.embed_query(question), dtype=numpy.float32))


def _by_language(language: str, passage: Candidate) -> Candidate:
    across = passage.entry.language not in (None, language)
    return replace(passage, bonus=ACROSS_LANGUAGES * across)


def _by_names(terms: Sequence[Term], passage: Candidate) -> Candidate:
    evidence = find_terms(terms, f"{passage.entry.title}\n{passage.text}", passage.entry.language)
    found, missing = (min(len(each), _MOST_TERMS) for each in (evidence.found, evidence.missing))
    return replace(passage, bonus=passage.bonus + NAME * (found - missing))


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
        match, matches = match_tokens(asked.tokens, asked.weights, parts)
        # Odd parts are the sentences, even ones what stands between them.
        yield replace(passage, match=match, sentence_matches=matches[1::2])


def _surplus(read: Sequence[Candidate]) -> float:
    """By how much the matches of a question exceed what cosines let expect.

    A question of many parts matches every passage less than others do. Without this, passages whose
    tokens were not compared would overtake those that were.
    """
    surpluses = [passage.match - passage.expected_match for passage in read if passage.match is not None]
    return sum(surpluses) / len(surpluses) if surpluses else 0.0


def _to_parts(passage: Candidate) -> list[str]:
    """A passage's sentences, with what stands before, between and behind them."""
    ends = [passage.passage.start, *(place for each in passage.passage.sentences for place in (each.start, each.end))]
    return [passage.between(*span).strip() for span in pairwise([*ends, passage.passage.end])]


def _margin(ranked: Sequence[Candidate]) -> float:
    """How far the first score stands out from the fifth to twelfth."""
    if len(ranked) < FEW_PASSAGES:
        return MARGIN_AMONG_FEW
    others = [passage.score for passage in ranked[4:12]]
    return ranked[0].score - sum(others) / len(others)


def best_first(passages: Iterable[Candidate]) -> list[Candidate]:
    """Passages by their scores; between equal matches the newer article comes first.

    Args:
        passages: in any order.
    """
    by_place = sorted(passages, key=lambda each: (each.entry.id, each.passage.start))
    by_age = sorted(by_place, key=lambda each: (newness(each.entry.published), each.score), reverse=True)
    return sorted(by_age, key=lambda each: round(each.score, _EQUAL_DIGITS), reverse=True)


class ArticleRetriever(BaseRetriever):
    """The library as a LangChain retriever, for chains of your own.

    Documents hold the text of a passage, best first. Their metadata: ``article_id, title, published,
    language, source, url, section, start, end, score, confidence``; ``start`` and ``end`` are
    offsets into the article's text, ``confidence`` is that of the whole search.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    embeddings: Any = Field(description="LangChain embeddings of the model that the library was built with")
    k: int = Field(default=6, ge=1, description="How many passages at the most")
    filter: Filter = Field(default=EVERYTHING, description="Only articles that it matches are searched")

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # LangChain passes it; there are no steps to report
        found = find_passages(query, self.library, self.embeddings, self.filter)
        return [
            Document(
                page_content=each.text,
                metadata={
                    "article_id": each.entry.id,
                    "title": each.entry.title,
                    "published": each.entry.published,
                    "language": each.entry.language,
                    "source": each.entry.source,
                    "url": each.entry.url,
                    "section": each.passage.section,
                    "start": each.passage.start,
                    "end": each.passage.end,
                    "score": each.score,
                    "confidence": found.confidence,
                },
            )
            for each in found.shown[: self.k]
        ]
