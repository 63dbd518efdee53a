"""A question as ranked passages with one confidence, also as a LangChain retriever."""

from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.confidence import Signals, to_confidence
from assistant.embedding import NamedEmbeddings
from assistant.language import detect_question_language
from assistant.library import Candidate, Library
from assistant.names import find_terms, to_terms


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        question: as it was asked.
        language: of the question, ISO 639-1.
        passages: best first; empty from an empty library.
        signals: what the confidence is made of; None where nothing was found.
    """

    question: str
    language: str
    passages: tuple[Candidate, ...]
    signals: Signals | None

    @property
    def confidence(self) -> float:
        """The chance that the passages answer the question, 0 to 1; 0 where nothing was found."""
        return to_confidence(self.signals) if self.signals else 0.0


def find_passages(question: str, library: Library, embeddings: NamedEmbeddings) -> Retrieval:
    """Rank the passages of a library by how well they fit a question.

    A passage scores its own cosine plus that of its best sentence: a passage of many subjects is
    found by the one sentence that answers.

    Args:
        question: any text.
        library: to be searched.
        embeddings: the model that the library was built with.
    """
    language = detect_question_language(question, library.languages())
    found = library.search(embeddings.embed_query(question))
    ranked = tuple(sorted(found, key=lambda passage: (-passage.score, passage.entry.id, passage.passage.start)))
    signals = _signals(question, language, ranked[0]) if ranked else None
    return Retrieval(question, language, ranked, signals)


def _signals(question: str, language: str, best: Candidate) -> Signals:
    evidence = find_terms(to_terms(question, language), f"{best.entry.title}\n{best.text}", best.entry.language)
    return Signals(
        score=best.score,
        across_languages=best.entry.language not in (None, language),
        found=len(evidence.found),
        missing=len(evidence.missing),
        question_chars=len(question),
    )


class ArticleRetriever(BaseRetriever):
    """The library as a LangChain retriever, for chains of your own.

    Documents hold the text of a passage, best first. Their metadata: ``article_id, title, published,
    language, source, url, section, start, end, score, confidence``; ``start`` and ``end`` are
    offsets into the article's text, ``confidence`` is that of the whole search.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    embeddings: Any = Field(description="LangChain embeddings of the model that the library was built with")
    k: int = Field(6, ge=1, description="How many passages at the most")

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
