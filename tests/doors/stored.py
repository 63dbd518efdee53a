"""What a library holds, read past its door, and articles to put into one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from chromadb.errors import InternalError

from assistant.articles import Article, Origin
from assistant.entries import EmbeddedArticle
from assistant.library import Library, open_library
from ingest.sources import fingerprint_of
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
        fingerprint=fingerprint_of(article),
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
    """Ids whose vectors the index of each collection holds: those it finds, and those that can be read of the rest.

    An index is searched along its links, and one vector in some ten thousand may have none that leads to it.
    """
    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    try:
        held = {}
        for name in ("passages", "sentences"):
            collection = client.get_collection(f"article-assistant.{name}", embedding_function=None)
            question: list[float] = WordEmbeddings().embed_query("the")
            ids = collection.query(query_embeddings=question, n_results=max(1, collection.count()), include=[])["ids"]
            found = set(ids[0])
            rest = set(collection.get(include=[])["ids"]) - found
            held[name] = found | {id_ for id_ in rest if _is_readable(collection, id_)}
        return held
    finally:
        client.close()  # type: ignore[attr-defined]


def _is_readable(collection: Any, id_: str) -> bool:
    try:
        collection.get(ids=[id_], include=["embeddings"])
    except InternalError:  # "Error finding id": the record has no vector
        return False
    return True
