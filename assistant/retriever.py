"""The library as a LangChain retriever, in a module of its own: LangChain's takes half a second to import."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.filters import EVERYTHING, Filter
from assistant.library import Library
from assistant.retrieval import find_passages


class ArticleRetriever(BaseRetriever):
    """The library as a LangChain retriever, for chains of your own.

    Documents hold the text of a passage, best first. Their metadata: ``article_id, title, published,
    language, source, url, section, start, end, score, confidence, copies``; ``start`` and ``end`` are
    offsets into the article's text, ``confidence`` is that of the whole search, ``copies`` are the ids of
    articles that hold a near copy of the passage.
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
                    "copies": [copy.entry.id for copy in each.copies],
                },
            )
            for each in found.shown[: self.k]
        ]
