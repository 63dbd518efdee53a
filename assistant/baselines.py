"""What a user would otherwise pick, on the same articles: other ways to rank them for a question.

The packages behind it come with ``pip install 'article-assistant[bench]'``.
"""

from __future__ import annotations

import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy

from assistant.errors import AssistantError, MeasuringError
from assistant.evaluation import LISTED_ARTICLES
from assistant.minilm import open_minilm

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

    from assistant.articles import Article
    from assistant.entries import Entry
    from assistant.library import Library

Ranker = Callable[[str, str], list[str]]
"""A question and its language as the ids of articles: best first, distinct, 50 at the most."""

FUSION_RANK = 60
"""The constant of reciprocal rank fusion. Source: Cormack, Clarke and Büttcher 2009."""

CHUNK_CHARS = 1_000
CHUNK_OVERLAP_CHARS = 200
"""Sizes of LangChain's tutorial on retrieval-augmented generation."""

_CHUNKS = 50
_PACKAGES = {
    "bm25s": "bm25s",
    "Stemmer": "PyStemmer",
    "langchain_chroma": "langchain-chroma",
    "langchain_text_splitters": "langchain-text-splitters",
}


def check_packages() -> None:
    """Make sure that everything is installed.

    Raises:
        MeasuringError: naming what is missing.
    """
    missing = [package for module, package in _PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise MeasuringError(
            f"--baselines needs packages that are not installed: {', '.join(missing)}.",
            "Install them with: pip install 'article-assistant[bench]'",
        )


def minilm_embeddings() -> Embeddings:
    """The model all-MiniLM-L6-v2, which LangChain's and Chroma's examples use.

    Raises:
        MeasuringError: when its package is not installed, with the command that installs it.
    """
    return open_minilm()


def build_rankers(library: Library, embeddings: Embeddings) -> Iterator[tuple[str, Ranker | None]]:
    """Each method with its name; None for one that cannot be run, which standard error says.

    Args:
        library: holds the articles.
        embeddings: the model that the library was built with.

    """
    stored = library.stored_passages()
    dense, lexical = dense_ranker(stored, embeddings), bm25_ranker(stored)
    yield "e5, best passage", dense
    yield "BM25, stemmed", lexical
    yield "both, fused", fused_ranker(dense, lexical)
    yield "LangChain tutorial, e5", tutorial_ranker(library, embeddings)
    try:
        yield "LangChain tutorial, MiniLM", tutorial_ranker(library, minilm_embeddings())
    except AssistantError as error:
        print(error, file=sys.stderr)
        yield "LangChain tutorial, MiniLM", None


def dense_ranker(stored: Sequence[tuple[Entry, str, Any]], embeddings: Embeddings) -> Ranker:
    """Articles by the cosine of their best passage, over the library's own vectors, all of them compared."""
    article_ids = [entry.id for entry, _, _ in stored]
    vectors = _unit(numpy.array([vector for _, _, vector in stored]))

    def rank(question: str, _: str) -> list[str]:
        return _by_best(article_ids, vectors @ _unit(numpy.array(embeddings.embed_query(question))))

    return rank


def bm25_ranker(stored: Sequence[tuple[Entry, str, Any]]) -> Ranker:
    """Articles by the BM25 of their best passage; each text's words are stemmed as its own language does."""
    import bm25s

    article_ids = [entry.id for entry, _, _ in stored]
    index = bm25s.BM25()
    # A word of its own keeps a corpus of nothing but stop words from being an error.
    words = [to_words(text, entry.language) or ["\N{REPLACEMENT CHARACTER}"] for entry, text, _ in stored]
    index.index(words, show_progress=False)

    def rank(question: str, language: str) -> list[str]:
        asked = to_words(question, language)
        return _by_best(article_ids, index.get_scores(asked), above=0.0) if asked else []

    return rank


def to_words(text: str, language: str | None) -> list[str]:
    """The words of a text as BM25 counts them: stems without stop words, where its language has any."""
    import bm25s
    import Stemmer

    try:
        stemmer = Stemmer.Stemmer(language or "")
    except KeyError:  # a language without a stemmer
        stemmer = None
    stop_words = language if language in _STOP_WORDS else None
    tokens: list[list[str]] = bm25s.tokenize(
        [text], stopwords=stop_words, stemmer=stemmer, return_ids=False, show_progress=False
    )
    return tokens[0]


_STOP_WORDS = ("da", "de", "en", "es", "fr", "it", "ko", "nl", "no", "pt", "ru", "sv", "tr", "zh")
"""Languages that bm25s has a list for."""


def fused_ranker(*rankers: Ranker) -> Ranker:
    """Several rankings as one. Source: reciprocal rank fusion, Cormack, Clarke and Büttcher 2009."""

    def rank(question: str, language: str) -> list[str]:
        return fuse([each(question, language) for each in rankers])

    return rank


def fuse(rankings: Iterable[Sequence[str]]) -> list[str]:
    """Articles by the sum of 1 divided by ``FUSION_RANK`` plus their rank in each ranking."""
    points: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for place, article_id in enumerate(ranking, 1):
            points[article_id] += 1 / (FUSION_RANK + place)
    return sorted(points, key=lambda article_id: (-points[article_id], article_id))


def tutorial_ranker(library: Library, embeddings: Embeddings) -> Ranker:
    """What LangChain's tutorial builds: chunks of 1,000 characters in Chroma, found by similarity."""
    chunks = to_chunks(library.article(entry.id)[0] for entry in library.entries())
    # Chroma keeps what is in memory for the whole process; a name of its own keeps corpora apart.
    store = store_chunks(chunks, embeddings, f"tutorial-{uuid.uuid4().hex}")

    def rank(question: str, _: str) -> list[str]:
        found = store.similarity_search(question, k=min(_CHUNKS, len(chunks)))
        return list(dict.fromkeys(each.metadata["article_id"] for each in found))

    return rank


def to_chunks(articles: Iterable[Article]) -> list[Document]:
    """Articles in overlapping chunks, as LangChain's tutorial cuts them."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=CHUNK_OVERLAP_CHARS)
    documents = [Document(page_content=each.text, metadata={"article_id": each.id}) for each in articles]
    chunks: list[Document] = splitter.split_documents(documents)
    return chunks


def store_chunks(chunks: list[Document], embeddings: Embeddings, name: str, folder: str | None = None) -> Any:
    """The LangChain store that chunks were added to.

    Args:
        chunks: to be embedded.
        embeddings: the model.
        name: of the collection.
        folder: where it is kept; None for in memory.
    """
    from langchain_chroma import Chroma

    return Chroma.from_documents(chunks, embeddings, collection_name=name, persist_directory=folder)


def _by_best(article_ids: Sequence[str], scores: Any, above: float = -numpy.inf) -> list[str]:
    """Articles by their best passage: the ids of passages' articles and the passages' scores, ranked."""
    best_first = sorted(zip(scores.tolist(), article_ids, strict=True), key=lambda pair: (-pair[0], pair[1]))
    ranked = dict.fromkeys(article_id for score, article_id in best_first if score > above)
    return list(ranked)[:LISTED_ARTICLES]


def _unit(vectors: Any) -> Any:
    return vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
