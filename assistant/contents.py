"""What a library holds, read back and searched.

A reader takes only what an entry vouches for, and therefore never sees half an article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy
from chromadb.errors import ChromaError

from assistant.articles import Article, Passage
from assistant.candidates import Candidate
from assistant.connection import Connection
from assistant.entries import (
    Entry,
    Stored,
    article_id_of,
    is_vouched_for,
    passage_id_of,
    passage_ids,
    sentence_ids,
    sentence_ids_of,
    to_entry,
    to_passage,
)
from assistant.errors import ArticleMissing
from assistant.filters import EVERYTHING, Filter
from assistant.nearest import nearest, nearest_of, to_vectors
from assistant.portions import Portions
from assistant.weights import Vectors


class Contents(Connection):
    """All that is asked of a library: its articles, and what of them is near to a question."""

    def entries(self) -> list[Entry]:
        """Every whole article that is not hidden, by id; read once for each generation."""
        with self._fresh():
            if self._whole is None:
                every = self._entries_of(None)
                whole = {id_: every[id_] for id_ in sorted(every) if every[id_].complete}
                self._hidden = {id_: entry for id_, entry in whole.items() if entry.hidden}
                self._whole = {id_: entry for id_, entry in whole.items() if not entry.hidden}
            return list(self._whole.values())

    def hidden(self) -> list[Entry]:
        """Every whole article that is hidden, by id: it is in no list and no search, but opens by its id."""
        with self._fresh():
            self.entries()
            return list(self._hidden.values())

    def languages(self) -> frozenset[str]:
        """The languages of the articles, as ISO 639-1 codes; empty where none is known."""
        return frozenset(entry.language for entry in self.entries() if entry.language)

    def is_empty(self) -> bool:
        """Whether there is no whole article, hidden or not."""
        return not self.entries() and not self.hidden()

    def entry(self, article_id: str) -> Entry:
        """What is known of one article.

        Raises:
            ArticleMissing: when there is no whole article of that id.
        """
        with self._fresh():
            entry = self._entries_of([article_id]).get(article_id)
        if entry is None or not entry.complete:
            raise ArticleMissing(f"The library at {self.location} holds no article {article_id!r}.")
        return entry

    def article(self, article_id: str) -> tuple[Article, tuple[Passage, ...]]:
        """One article, its text put together from its passages, and those passages in order.

        Raises:
            ArticleMissing: when there is no whole article of that id.
        """
        with self._fresh():
            entry = self.entry(article_id)
            ids = passage_ids(entry.id, entry.version, entry.layout)
            found = self._passages.get(ids=ids, include=["documents", "metadatas"])
        rows = {id_: (text, data) for id_, text, data in _rows(found)}
        if len(rows) != len(ids):
            raise ArticleMissing(f"The article {article_id!r} was changed just now.", "Ask again.")
        text = "".join(rows[id_][0] for id_ in ids)
        article = Article(entry.id, entry.title, text, entry.published, entry.language, entry.source, entry.url)
        return article, tuple(to_passage(*rows[id_]) for id_ in ids)

    def mentions(self, word: str) -> bool:
        """Whether a word stands in any passage, title or source as it is written here, also inside a longer one."""
        with self._fresh():
            if any(word in entry.title or word in (entry.source or "") for entry in self.entries()):
                return True
            return bool(self._passages_with(word, limit=None if self._hidden else 1))

    def articles_with(self, *spellings: str) -> frozenset[str]:
        """Ids of the articles in whose text one of these stands as it is written here, within a passage."""
        with self._fresh():
            self.entries()
            return frozenset(map(article_id_of, self._passages_with(*spellings, limit=None)))

    def beginnings(self, entries: Sequence[Entry]) -> dict[str, str]:
        """The first passage of each of some articles, by the article's id."""
        ids = [passage_ids(entry.id, entry.version, entry.layout)[0] for entry in entries if entry.complete]
        if not ids:
            return {}
        with self._fresh():
            found = self._passages.get(ids=ids, include=["documents", "metadatas"])
        return {article_id_of(id_): text for id_, text, _ in _rows(found)}

    def articles_near(self, article_ids: Sequence[str], most: int) -> dict[str, list[tuple[Entry, float]]]:
        """For each of some articles those nearest to it, by the means of their passages' vectors.

        Args:
            article_ids: those that are not stored, or are hidden, are left out.
            most: so many for each, fewer where hidden ones are among the nearest.

        Returns:
            The others with their cosines, nearest first.
        """
        with self._fresh():
            entries = {entry.id: entry for entry in self.entries()}
            asked = [id_ for id_ in article_ids if id_ in entries]
            if not asked:
                return {}
            own = to_vectors(self._articles.get(ids=asked, include=["embeddings"]))
            vectors = numpy.array([own[id_] for id_ in asked])
            found = self._articles.query(vectors, most + 1)
        return {
            id_: [(entries[other], 1 - distance) for other, distance in others if other != id_ and other in entries][
                :most
            ]
            for id_, others in zip(asked, found, strict=True)
        }

    def search(
        self, vector: Sequence[float], wanted: Filter = EVERYTHING, *, passages: int = 20, sentences: int = 40
    ) -> list[Candidate]:
        """Passages near a question: those nearest themselves, and those of the nearest sentences.

        Args:
            vector: of the question.
            wanted: only passages of articles that it matches.
            passages: how many of the nearest passages are taken.
            sentences: how many of the nearest sentences bring their passage along.

        Returns:
            Candidates in no order; none from an empty library, or where no article is wanted.
        """
        question = numpy.asarray(vector, dtype=numpy.float32)
        with self._fresh():
            return self._candidates(self._near(question, wanted, passages, sentences), question)

    def passages_of(self, entries: Sequence[Entry], vector: Sequence[float]) -> list[Candidate]:
        """All passages of some articles, as if a question had found them.

        Args:
            entries: of the articles; those of other versions than are stored have no passages.
            vector: of the question.

        Returns:
            Candidates in the order of the articles and of their texts.
        """
        ids = [id_ for entry in entries for id_ in passage_ids(entry.id, entry.version, entry.layout)]
        with self._fresh():
            found = self._candidates(ids, numpy.asarray(vector, dtype=numpy.float32))
        order = {entry.id: index for index, entry in enumerate(entries)}
        return sorted(found, key=lambda each: (order[each.entry.id], each.passage.start))

    def stored_passages(self) -> list[tuple[Entry, str, Vectors]]:
        """Every passage of every whole article, in order: its article's entry, its text, its vector.

        All of it is in memory at once; to find passages, ``search``.
        """
        with self._fresh():
            entries = self.entries()
            found = self._passages.get(include=["embeddings", "documents"])
        vectors, texts = to_vectors(found), dict(zip(found["ids"], found["documents"] or [], strict=True))
        return [
            (entry, texts[id_], vectors[id_])
            for entry in entries
            for id_ in passage_ids(entry.id, entry.version, entry.layout)
            if id_ in texts
        ]

    def stored(self) -> Stored:
        """All that is stored, whether or not an entry vouches for it."""
        with self._fresh():
            passages, sentences = (frozenset(each.get(include=[])["ids"]) for each in (self._passages, self._sentences))
            return Stored(self._entries_of(None), passages, sentences)

    def without_vectors(self, entry: Entry) -> int:
        """How many passages and sentences of a whole article have no vector that can be read.

        Args:
            entry: of the article, whose passages and sentences are stored.
        """
        with self._fresh():
            lost, dimension = 0, self.dimension()
            for collection, to_ids in ((self._passages, passage_ids), (self._sentences, sentence_ids)):
                ids = to_ids(entry.id, entry.version, entry.layout)
                if not _are_readable(collection, ids, dimension):
                    lost += sum(not _are_readable(collection, [id_], dimension) for id_ in ids)
            return lost

    def _candidates(self, passages: list[str], question: Vectors) -> list[Candidate]:
        """Those of these passages that are whole, in no order."""
        if not passages:
            return []
        found = self._passages.get(ids=passages, include=["embeddings", "documents", "metadatas"])
        passage_vectors = to_vectors(found)
        entries = self._known({article_id_of(id_) for id_ in found["ids"]})
        whole = {
            id_: (to_passage(text, data), text)
            for id_, text, data in _rows(found)
            if is_vouched_for(id_, entries.get(article_id_of(id_)))
        }
        ids = [each for id_, (passage, _) in whole.items() for each in sentence_ids_of(id_, len(passage.sentences))]
        vectors = to_vectors(self._sentences.get(ids=ids, include=["embeddings"])) if ids else {}
        candidates = []
        for id_, (passage, text) in whole.items():
            own = [vectors.get(each) for each in sentence_ids_of(id_, len(passage.sentences))]
            if all(vector is not None for vector in own):
                entry = entries[article_id_of(id_)]
                stacked = numpy.array(own, dtype=numpy.float32).reshape(len(own), question.size)
                candidates.append(
                    Candidate(entry, passage, text, 0.0, (), passage_vectors[id_], stacked).seen_from(question)
                )
        return candidates

    def _near(self, question: Vectors, wanted: Filter, passages: int, sentences: int) -> list[str]:
        """Ids of the passages nearest to a question and of those of the nearest sentences, each once."""
        entries = self.entries()
        left = [entry for entry in entries if wanted.matches(entry)] if wanted else entries
        if not left:
            return []
        if len(left) == len(entries) and not self._hidden:
            near = nearest(self._passages, question, passages)
            near += map(passage_id_of, nearest(self._sentences, question, sentences))
            return list(dict.fromkeys(near))
        stored = [*entries, *self._hidden.values()]
        share = sum(len(entry.layout) for entry in left) / sum(len(entry.layout) for entry in stored)
        near = nearest_of(self._passages, question, passages, left, share, passage_ids)
        near += map(passage_id_of, nearest_of(self._sentences, question, sentences, left, share, sentence_ids))
        return list(dict.fromkeys(near))

    def _passages_with(self, *spellings: str, limit: int | None) -> list[str]:
        found = self._passages.containing(spellings, limit)
        return [id_ for id_ in found if article_id_of(id_) not in self._hidden]

    def _entries_of(self, article_ids: Iterable[str] | None) -> dict[str, Entry]:
        ids = None if article_ids is None else list(dict.fromkeys(article_ids))
        if ids is not None and not ids:
            return {}
        found = self._articles.get(ids=ids, include=["metadatas"])
        return {id_: to_entry(id_, data) for id_, data in zip(found["ids"], found["metadatas"] or [], strict=True)}

    def _known(self, article_ids: set[str]) -> Mapping[str, Entry]:
        """Entries of those of these articles that are not hidden, and of others where all were read before."""
        if self._whole is not None:
            return self._whole
        return {id_: entry for id_, entry in self._entries_of(article_ids).items() if not entry.hidden}


def _rows(found: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    return zip(found["ids"], found["documents"], found["metadatas"], strict=True)


def _are_readable(collection: Portions, ids: list[str], dimension: int) -> bool:
    try:
        vectors = numpy.asarray(collection.get(ids=ids, include=["embeddings"])["embeddings"], dtype=numpy.float32)
    except (ChromaError, ValueError):
        return False  # Chroma fails on a record whose vector is gone
    return vectors.shape == (len(ids), dimension) and bool(numpy.isfinite(vectors).all())
