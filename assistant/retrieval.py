"""A question as ranked passages with one confidence, also as a LangChain retriever."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.confidence import USUAL_MARGIN, Signals, to_bonus, to_confidence
from assistant.embedding import NamedEmbeddings
from assistant.language import detect_question_language
from assistant.library import Candidate, Library
from assistant.names import Term, find_terms, to_terms
from assistant.smalltalk import asks_nothing

_READ_PASSAGES = 12
"""So many of the best passages by cosine are read for the names and numbers of the question."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        question: as it was asked.
        language: of the question, ISO 639-1.
        passages: best first; empty from an empty library, and for a question that asks nothing.
        signals: of the best passage; None where nothing was found.
    """

    question: str
    language: str
    passages: tuple[Candidate, ...]
    signals: Signals | None

    @property
    def confidence(self) -> float:
        """The chance that the best passage answers the question, 0 to 1; 0 where nothing was found."""
        return to_confidence(self.signals) if self.signals else 0.0


def find_passages(question: str, library: Library, embeddings: NamedEmbeddings) -> Retrieval:
    """Rank the passages of a library by the odds that they answer a question.

    A passage scores its own cosine plus that of its best sentence: a passage of many subjects is
    found by the one sentence that answers. Passages in another language than the question's have
    smaller cosines throughout, which the odds make up for.

    Args:
        question: any text.
        library: to be searched.
        embeddings: the model that the library was built with.
    """
    language = detect_question_language(question, library.languages())
    if asks_nothing(question):
        return Retrieval(question, language, (), None)
    terms = to_terms(question, language)
    found = library.search(embeddings.embed_query(question))
    by_cosine = sorted((_seen(question, language, passage) for passage in found), key=_order)
    read = sorted((_read(terms, *each) for each in by_cosine[:_READ_PASSAGES]), key=_order)
    ranked = tuple(passage for passage, _ in [*read, *by_cosine[_READ_PASSAGES:]])
    signals = replace(read[0][1], margin=_margin([passage.score for passage in ranked])) if read else None
    return Retrieval(question, language, ranked, signals)


def _margin(scores: Sequence[float]) -> float:
    """How far the first score stands out from the fifth to twelfth; the usual where there are none."""
    others = scores[4:12]
    return scores[0] - sum(others) / len(others) if others else USUAL_MARGIN


def _order(ranked: tuple[Candidate, Signals]) -> tuple[float, str, int]:
    passage, _ = ranked
    return -passage.score, passage.entry.id, passage.passage.start


def _seen(question: str, language: str, passage: Candidate) -> tuple[Candidate, Signals]:
    across = passage.entry.language not in (None, language)
    signals = Signals(passage.score, across, found=0, missing=0, question_chars=len(question))
    return replace(passage, bonus=to_bonus(signals)), signals


def _read(terms: Sequence[Term], passage: Candidate, signals: Signals) -> tuple[Candidate, Signals]:
    evidence = find_terms(terms, f"{passage.entry.title}\n{passage.text}", passage.entry.language)
    signals = replace(signals, found=len(evidence.found), missing=len(evidence.missing))
    return replace(passage, bonus=to_bonus(signals)), signals


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

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # LangChain passes it; there are no steps to report
        found = find_passages(query, self.library, self.embeddings)
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
            for each in found.passages[: self.k]
        ]
