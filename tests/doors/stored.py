"""What a library holds, read past its door, and articles to put into one."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from assistant.articles import Article, Origin
from assistant.entries import EmbeddedArticle
from assistant.library import Library, open_library
from ingest.splitting import split
from tests.doors.fakes import WordEmbeddings

MODEL = str(WordEmbeddings.model)


def open_words(place: Path | str, *, create: bool = True) -> Library:
    """A library for ``WordEmbeddings``."""
    return open_library(str(place), MODEL, create=create)


def embed(article: Article, embeddings: Any, root: str = "/news") -> EmbeddedArticle:
    """An article ready to be stored."""
    passages = split(article.text, article.language)
    texts = [article.text[each.start : each.end].strip() for each in passages]
    sentences = [article.text[each.start : each.end] for passage in passages for each in passage.sentences]
    return EmbeddedArticle(
        article=article,
        origin=Origin(root, f"{root}/{article.id}.txt"),
        fingerprint=hashlib.sha256(article.text.encode()).hexdigest(),
        passages=passages,
        passage_vectors=embeddings.embed_documents(texts),
        sentence_vectors=embeddings.embed_documents(sentences),
    )


def write_texts(library: Library, texts: dict[str, str], embeddings: Any = None) -> None:
    """Store texts under their ids, all at once."""
    model = embeddings or WordEmbeddings()
    library.write([embed(Article(id_, id_.title(), text, language="en"), model) for id_, text in texts.items()])


def stored_in(folder: Path) -> dict[str, dict[str, tuple[str | None, dict[str, Any]]]]:
    """Ids, documents and metadata of each collection, without the generation, which differs between runs."""
    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    try:
        return {collection.name.rpartition(".")[2]: _rows_of(collection) for collection in client.list_collections()}
    finally:
        client.close()  # type: ignore[attr-defined]


def _rows_of(collection: Any) -> dict[str, tuple[str | None, dict[str, Any]]]:
    found = collection.get(include=["documents", "metadatas"])
    documents: Iterable[str | None] = found["documents"]
    return {
        id_: (text, {key: value for key, value in (data or {}).items() if key != "generation"})
        for id_, text, data in zip(found["ids"], documents, found["metadatas"], strict=True)
    }


def vectors_in(folder: Path) -> dict[str, set[str]]:
    """Ids that the vector index of each collection finds."""
    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    try:
        found = {}
        for name in ("passages", "sentences"):
            collection = client.get_collection(f"article-assistant.{name}", embedding_function=None)
            question: list[float] = WordEmbeddings().embed_query("the")
            ids = collection.query(query_embeddings=question, n_results=max(1, collection.count()), include=[])["ids"]
            found[name] = set(ids[0])
        return found
    finally:
        client.close()  # type: ignore[attr-defined]
