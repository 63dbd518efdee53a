"""The door to Chroma: what is stored, written, searched and read back.

``passages`` holds a vector and the text of each passage, ``sentences`` a vector and nothing
else of each sentence, ``articles`` an entry an article. The entry is written twice: first it
says which version is about to come, so that an interrupted write can be undone; last it
says that this version is whole. A reader takes only what an entry vouches for, and therefore
never sees half an article.

A fourth collection, ``library``, holds which model made the vectors, and a generation that
changes with every write: an open Chroma client does not find what other processes wrote
since, so it is closed and opened again when the generation is another. On a server it also
holds who may write.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy
from chromadb.errors import ChromaError

from assistant.access import Access
from assistant.articles import Article, Passage
from assistant.candidates import Candidate, to_cosine
from assistant.chroma_server import ServerStore
from assistant.entries import (
    ID_OVERHEAD_BYTES,
    EmbeddedArticle,
    Entry,
    Layout,
    article_id_of,
    is_vouched_for,
    passage_id_of,
    passage_ids,
    sentence_ids,
    sentence_ids_of,
    to_entry,
    to_entry_data,
    to_passage,
    to_passage_data,
)
from assistant.errors import ArticleMissing, LibraryMismatch, LibraryMissing, LibraryUnusable, ingest_with
from assistant.filters import EVERYTHING, Filter
from assistant.portions import Portions
from assistant.stores import HEAD, FolderStore, Store
from assistant.weights import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

SCHEMA = 2
"""The layout of what is stored; a library of another layout is refused."""

_INDEX: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
"""Chroma's usual 100 misses a nearest sentence in 300 even in small libraries, another at each start."""

_FEW = 1_000
"""So many vectors are quicker read and compared than searched by their ids: 32 ms, 93 ms."""

_LARGE_SHARE = 0.1
_POINT = [[1.0]]
"""The vector of an item that is not searched for."""

_AMPLE = 2
"""Of articles with a large share of all vectors, so many times more are searched than should be needed."""


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is stored in a library.

    Attributes:
        entries: of articles, whole or not, by id.
        passages: ids.
        sentences: ids.
    """

    entries: Mapping[str, Entry]
    passages: frozenset[str]
    sentences: frozenset[str]


def open_library(
    location: str,
    model: str | None,
    *,
    create: bool = False,
    sample: bool | None = None,
    access: Access = Access(),
) -> Library:
    """Open the library at a folder or at the address of a Chroma server.

    Args:
        location: a folder, or ``http(s)://host:port``.
        model: the embedding model in force, ``provider:name``; None to read a library of whichever model.
        create: whether to make the library where there is none.
        sample: whether it must hold the sample articles, or must not: they never stand beside
            others. None for whatever it holds.
        access: how a server knows its user; a folder asks for nothing.

    Raises:
        LibraryMissing: when there is none and none may be made.
        LibraryEmpty: when there is an empty folder and none may be made.
        LibraryUnusable: when the place cannot be used.
        LibraryUnreachable: when the server does not answer.
        LibraryMismatch: when it was built with another model, or holds the other kind of articles.
    """
    server = location.startswith(("http://", "https://"))
    if "://" in location and not server:
        raise LibraryUnusable(f"{location} is no library.", "Name a folder, or the http(s) address of a Chroma server.")
    store: Store = ServerStore(location, access) if server else FolderStore(Path(location).expanduser().absolute())
    store.prepare(create=create)
    library = Library(store, model, holds_sample=bool(sample))
    try:
        library.check(sample=sample)
        if create:
            library.establish()
    except LibraryMismatch:
        library.close()
        raise
    return library


class Library:
    """All articles. Made by ``open_library``; may be used from several threads.

    Every method raises ``LibraryUnusable`` or ``LibraryUnreachable`` where the place fails.

    Attributes:
        location: the folder or address.
        name: tells it from all others: its location, on a server with the database where one is set.
    """

    def __init__(self, store: Store, model: str | None, *, holds_sample: bool) -> None:
        self.location = store.location
        self.name = store.name
        self._holds_sample = holds_sample
        self._store = store
        self._model = model
        self._lock = threading.RLock()
        self._whole: dict[str, Entry] | None = None
        self._hidden: dict[str, Entry] = {}
        self._client: Client | None = None
        self._inside = False
        with self._fresh():
            pass

    @contextmanager
    def writing_alone(
        self, seconds: float | None = None, on_wait: Callable[[str], None] | None = None
    ) -> Iterator[None]:
        """Write while no other process does; within this, no other thread either.

        Args:
            seconds: to wait for another; None for as long as it takes.
            on_wait: told who is waited for, once.

        Raises:
            LibraryBusy: when another does not end in that time.
            LibraryUnusable: when the file that is locked cannot be written.
        """
        with self._store.writer.alone(seconds, on_wait):
            yield

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written where it lies."""
        return self._store.is_read_only

    @property
    def most_id_bytes(self) -> int | None:
        """How long the id of an article may be, in UTF-8; None for as long as it is."""
        with self._fresh():
            most = self._quotas.id_bytes
        return None if most is None else most - ID_OVERHEAD_BYTES

    @property
    def sample(self) -> bool:
        """Whether its articles are the invented sample."""
        with self._fresh():
            return bool(self._head_data().get("sample", self._holds_sample))

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

    def generation(self) -> Hashable:
        """Another value after each write, of whichever process."""
        with self._fresh():
            return self._seen

    def dimension(self) -> int:
        """How many numbers its vectors have; 0 before the first is written."""
        with self._fresh():
            return int(self._head_data().get("dimension", 0))

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

    def _passages_with(self, *spellings: str, limit: int | None) -> list[str]:
        found = self._passages.containing(spellings, limit)
        return [id_ for id_ in found if article_id_of(id_) not in self._hidden]

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
            own = _vectors(self._articles.get(ids=asked, include=["embeddings"]))
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

    def _candidates(self, passages: list[str], question: Vectors) -> list[Candidate]:
        """Those of these passages that are whole, in no order."""
        if not passages:
            return []
        found = self._passages.get(ids=passages, include=["embeddings", "documents", "metadatas"])
        passage_vectors = _vectors(found)
        entries = self._known({article_id_of(id_) for id_ in found["ids"]})
        whole = {
            id_: (to_passage(text, data), text)
            for id_, text, data in _rows(found)
            if is_vouched_for(id_, entries.get(article_id_of(id_)))
        }
        ids = [each for id_, (passage, _) in whole.items() for each in sentence_ids_of(id_, len(passage.sentences))]
        vectors = _vectors(self._sentences.get(ids=ids, include=["embeddings"])) if ids else {}
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

    def stored_passages(self) -> list[tuple[Entry, str, Vectors]]:
        """Every passage of every whole article, in order: its article's entry, its text, its vector.

        All of it is in memory at once; to find passages, ``search``.
        """
        with self._fresh():
            entries = self.entries()
            found = self._passages.get(include=["embeddings", "documents"])
        vectors, texts = _vectors(found), dict(zip(found["ids"], found["documents"] or [], strict=True))
        return [
            (entry, texts[id_], vectors[id_])
            for entry in entries
            for id_ in passage_ids(entry.id, entry.version, entry.layout)
            if id_ in texts
        ]

    def _near(self, question: Vectors, wanted: Filter, passages: int, sentences: int) -> list[str]:
        """Ids of the passages nearest to a question and of those of the nearest sentences, each once."""
        entries = self.entries()
        left = [entry for entry in entries if wanted.matches(entry)] if wanted else entries
        if not left:
            return []
        if len(left) == len(entries) and not self._hidden:
            near = _nearest(self._passages, question, passages)
            near += map(passage_id_of, _nearest(self._sentences, question, sentences))
            return list(dict.fromkeys(near))
        stored = [*entries, *self._hidden.values()]
        share = sum(len(entry.layout) for entry in left) / sum(len(entry.layout) for entry in stored)
        near = _nearest_of(self._passages, question, passages, left, share, passage_ids)
        near += map(passage_id_of, _nearest_of(self._sentences, question, sentences, left, share, sentence_ids))
        return list(dict.fromkeys(near))

    def write(self, articles: Sequence[EmbeddedArticle]) -> None:
        """Store articles; one whose id is taken replaces that one whole, and stays hidden where that one is."""
        if not articles:
            return
        with self._changing():
            before = self._entries_of([item.article.id for item in articles])
            hidden = {id_ for id_, entry in before.items() if entry.hidden}
            after = [replace(item.to_entry(), hidden=item.article.id in hidden) for item in articles]
            means = [_mean(item.passage_vectors) for item in articles]
            if not self._head_data()["dimension"]:
                self._next_generation(dimension=len(means[0]))
            self._put([_announced(entry, before.get(entry.id)) for entry in after], means)
            self._put_vectors(list(zip(articles, after, strict=True)))
            whole = [replace(entry, leftovers=_outdated(entry, before.get(entry.id))) for entry in after]
            self._put(whole, means)
            self._next_generation()
            self._sweep([entry for entry in whole if entry.leftovers])

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles with all that belongs to them; an id that is not there is passed over."""
        with self._changing():
            gone = self._entries_of(article_ids).values()
            emptied = [replace(entry, layout=(), leftovers=entry.all_versions) for entry in gone]
            if emptied:
                self._put(emptied)
                self._next_generation()
                self._sweep(emptied)

    def hide(self, article_ids: Iterable[str], *, hidden: bool = True) -> list[Entry]:
        """Keep articles out of lists and searches, also when they are read again; or show them again.

        Args:
            article_ids: one that is not there, or is so already, is passed over.
            hidden: False to show them again.

        Returns:
            The entries that were changed, as they are now.
        """
        with self._changing():
            known = self._entries_of(article_ids).values()
            changed = [replace(entry, hidden=hidden) for entry in known if entry.hidden != hidden]
            if changed:
                self._put(changed)
                self._next_generation()
            return changed

    def move(self, entries: Sequence[Entry]) -> None:
        """Store new origins of articles whose content is the same."""
        if entries:
            with self._changing():
                self._put(entries)
                self._next_generation()

    def warm(self) -> None:
        """Have Chroma read the index of a folder from disk now, and not when it first writes; that may take seconds."""
        with self._fresh():
            dimension = self.dimension()
            if dimension and self._store.goes_stale:
                for collection in (self._passages, self._sentences):
                    _nearest(collection, numpy.ones(dimension, dtype=numpy.float32), 1)

    def note_files(self, fingerprints: Mapping[str, str]) -> None:
        """Store by which fingerprints files are known to be unchanged.

        Args:
            fingerprints: by the id of an article that was read from the file; one that is not there is passed over.
        """
        with self._changing():
            known = self._entries_of(fingerprints).values()
            noted = [replace(entry, file_fingerprint=fingerprints[entry.id]) for entry in known]
            changed = [entry for entry, before in zip(noted, known, strict=True) if entry != before]
            if changed:
                self._put(changed)
                self._next_generation()

    def settle(self) -> None:
        """Undo what an interrupted run left behind, so that only whole articles are stored."""
        with self._changing():
            every = self._entries_of(None).values()
            self._sweep([entry for entry in every if entry.leftovers or not entry.complete])
            self._store.drop(range(self._edition))

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

    def discard(self, passages: Iterable[str], sentences: Iterable[str]) -> None:
        """Delete passages and sentences that no entry vouches for.

        Args:
            passages: their ids.
            sentences: their ids.
        """
        with self._changing():
            self._passages.delete(list(passages))
            self._sentences.delete(list(sentences))
            self._next_generation()

    def check(self, *, sample: bool | None = None) -> None:
        """Refuse a library of the other kind; one of another model is refused wherever it is used.

        Args:
            sample: as in ``open_library``.

        Raises:
            LibraryMismatch: naming both sides and what to do.
        """
        with self._fresh():
            head = self._head_data()
        if head and sample is not None and bool(head["sample"]) != sample:
            holds = "the sample articles; your own" if head["sample"] else "your own articles; those of the sample"
            raise LibraryMismatch(
                f"The library at {self.location} holds {holds} do not go into the same library.",
                "Choose another with --library.",
            )

    def _check_head(self, head: Mapping[str, Any]) -> None:
        """Refuse another layout, and vectors of another model.

        Raises:
            LibraryMismatch: naming both sides and what to do.
        """
        if not head:
            return
        if head["schema"] != SCHEMA:
            raise LibraryMismatch(
                f"The library at {self.location} has layout {head['schema']}; this version reads layout {SCHEMA}.",
                "Move it away and take your articles in again, or name a new one with --library.",
                of_sample=bool(head["sample"]),
            )
        if self._model is not None and head["model"] != self._model:
            raise LibraryMismatch(
                f"The library at {self.location} was built with {head['model']} ({head['dimension']} numbers a "
                f"passage); the settings ask for {self._model}.",
                f"Set ASSISTANT_EMBEDDINGS={head['model']}, or build the library anew with: "
                f"{ingest_with('--rebuild', self.location)}",
                of_sample=bool(head["sample"]),
            )

    def begin_successor(self, model: str) -> Library:
        """A library of another model beside this one, to take its place; readers do not see it until it does.

        Args:
            model: as in ``open_library``. What was begun with the same one is gone on with.
        """
        with self._fresh():
            store, sample = self._store.beside(self._edition + 1), self.sample
        store.prepare(create=True)
        try:
            successor = Library(store, model, holds_sample=sample)
        except LibraryMismatch:
            self.abandon_successor()
            store.prepare(create=True)
            successor = Library(store, model, holds_sample=sample)
        successor.establish()
        return successor

    def abandon_successor(self) -> bool:
        """Delete a successor that was begun; False where there is none."""
        with self._changing():
            following = self._edition + 1
            return self._store.drop(range(following, following + 1))

    def give_way(self, successor: Library) -> None:
        """Let a successor take this library's place, at once and whole, and delete what it replaces.

        Args:
            successor: from ``begin_successor``; closed afterwards. This library is to be closed too.
        """
        with self._changing():
            hidden = {entry.id for entry in self.hidden()}
            successor.hide(hidden)
            successor.hide([entry.id for entry in successor.hidden() if entry.id not in hidden], hidden=False)
            successor.close()
            following = self._edition + 1
            if self._client is not None:
                self._store.switch(following, self._client)
            self._next_generation()  # readers that are connected to a server look again
            self._let_go()
            self._store.drop(range(following))

    def establish(self) -> None:
        """Say which model and kind of articles the library is for, before the first comes in."""
        with self._fresh():
            if not self._head_data():
                # Of several who do so at once on a server, the first decides.
                self._head.add([HEAD], embeddings=_POINT, metadatas=[self._data_of(0)])
                self._seen = self._generation()
                self._check_head(self._head_data())

    def close(self) -> None:
        """Let go of the files or the connection."""
        with self._lock:
            with suppress(LibraryMissing), self._store.alone():
                self._let_go()
            self._let_go()  # where the folder is gone there is nobody to keep out

    def _attach(self, client: Client) -> None:
        """Take the collections of the edition in force.

        Raises:
            LibraryMismatch: when they are of another layout or model.
        """
        self._client = client
        prefix = self._store.prefix(client)
        self._edition = self._store.current(client)
        self._quotas = self._store.quotas(client)
        self._head, self._articles, self._passages, self._sentences = (
            Portions(
                client.get_or_create_collection(prefix + name, configuration=_INDEX, embedding_function=None),
                self._quotas,
                self._store.check_writable,
            )
            for name in (HEAD, "articles", "passages", "sentences")
        )
        self._whole = None
        self._seen = self._generation()
        self._check_head(self._head_data())

    @contextmanager
    def _fresh(self) -> Iterator[None]:
        """One thread of one process at a time, on a client that finds what others have written."""
        with self._lock, self._store.translated():
            if self._inside:
                yield
                return
            with self._store.alone():
                self._inside = True
                try:
                    if self._client is None or self._generation() != self._seen:
                        self._catch_up()
                    yield
                finally:
                    self._inside = False

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """As ``_fresh``, for what writes."""
        with self._store.changing(), self._fresh():
            yield

    def _catch_up(self) -> None:
        """Find what is stored by now.

        Raises:
            LibraryMismatch: when it is of another layout or model; the next use looks again.
        """
        client = self._client
        if client is None or self._store.goes_stale:
            self._let_go()
            client = self._store.connect()
        try:
            self._attach(client)
        except LibraryMismatch:
            self._let_go()
            raise

    def _let_go(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _head_data(self) -> Mapping[str, Any]:
        found = self._head.get(ids=[HEAD], include=["metadatas"])["metadatas"]
        return found[0] if found else {}

    def _generation(self) -> tuple[str, int]:
        return str(self._head_data().get("generation", "")), self._store.identity()

    def _next_generation(self, dimension: int | None = None) -> None:
        data = {**self._head_data(), "generation": uuid.uuid4().hex}
        if dimension is not None:
            data |= self._data_of(dimension)
        self._head.upsert([HEAD], embeddings=_POINT, metadatas=[data])
        self._seen = self._generation()
        self._whole = None

    def _data_of(self, dimension: int) -> dict[str, Any]:
        """What the library says of itself from its beginning."""
        data = {"schema": SCHEMA, "model": self._model, "dimension": dimension, "sample": self._holds_sample}
        return {**data, "generation": uuid.uuid4().hex}

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

    def _put(self, entries: Sequence[Entry], vectors: Sequence[Sequence[float]] | None = None) -> None:
        ids, data = [entry.id for entry in entries], [to_entry_data(entry) for entry in entries]
        if vectors is None:
            self._articles.update(ids, metadatas=data)
        else:
            self._articles.upsert(ids, metadatas=data, embeddings=vectors)

    def _put_vectors(self, items: Sequence[tuple[EmbeddedArticle, Entry]]) -> None:
        """Store passages and sentences, all at once: Chroma takes as long for one vector as for a hundred."""
        self._passages.upsert(
            [id_ for _, entry in items for id_ in passage_ids(entry.id, entry.version, entry.layout)],
            embeddings=[vector for item, _ in items for vector in item.passage_vectors],
            documents=[item.article.text[each.start : each.end] for item, _ in items for each in item.passages],
            metadatas=[to_passage_data(entry, each) for item, entry in items for each in item.passages],
        )
        self._sentences.upsert(
            [id_ for _, entry in items for id_ in sentence_ids(entry.id, entry.version, entry.layout)],
            embeddings=[vector for item, _ in items for vector in item.sentence_vectors],
        )

    def _sweep(self, entries: Iterable[Entry]) -> None:
        """Delete the vectors of outdated versions, then what the entries say of them."""
        entries = list(entries)
        outdated = [(entry.id, version, layout) for entry in entries for version, layout in entry.leftovers.items()]
        self._passages.delete([id_ for each in outdated for id_ in passage_ids(*each)])
        self._sentences.delete([id_ for each in outdated for id_ in sentence_ids(*each)])
        self._put([replace(entry, leftovers={}) for entry in entries if entry.complete])
        self._articles.delete([entry.id for entry in entries if not entry.complete])


def _rows(found: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    return zip(found["ids"], found["documents"], found["metadatas"], strict=True)


def _are_readable(collection: Portions, ids: list[str], dimension: int) -> bool:
    try:
        vectors = numpy.asarray(collection.get(ids=ids, include=["embeddings"])["embeddings"], dtype=numpy.float32)
    except (ChromaError, ValueError):
        return False  # Chroma fails on a record whose vector is gone
    return vectors.shape == (len(ids), dimension) and bool(numpy.isfinite(vectors).all())


def _vectors(found: Any) -> dict[str, Vectors]:
    return dict(zip(found["ids"], numpy.asarray(found["embeddings"], dtype=numpy.float32), strict=True))


def _nearest(collection: Portions, question: Vectors, most: int, ids: list[str] | None = None) -> list[str]:
    return [id_ for id_, _ in collection.query(question[numpy.newaxis], most, ids)[0]]


def _nearest_of(
    collection: Portions,
    question: Vectors,
    most: int,
    entries: Sequence[Entry],
    share: float,
    ids_of: Callable[[str, str, Layout], list[str]],
) -> list[str]:
    """Ids of the nearest vectors of some articles, which have that share of them all.

    Where they have much of them, they are among those nearest of all, unless the question is nearer
    to the others throughout, as to those in its own language. A few are read and compared. Between
    the two Chroma is told their ids, which is quicker than its filter by metadata; not where ids go
    in portions, so there one look at those nearest of all always comes first.
    """
    if share >= _LARGE_SHARE or collection.is_limited:
        allowed = {entry.id for entry in entries}
        near = _nearest(collection, question, int(_AMPLE * most / share))
        found = [id_ for id_ in near if article_id_of(id_) in allowed]
        if len(found) >= most:
            return found[:most]
    ids = [id_ for entry in entries for id_ in ids_of(entry.id, entry.version, entry.layout)]
    if len(ids) > _FEW:
        return _nearest(collection, question, most, ids)
    if len(ids) <= most:
        return ids
    vectors = _vectors(collection.get(ids=ids, include=["embeddings"]))
    return sorted(vectors, key=lambda id_: -float(to_cosine(vectors[id_], question)))[:most]


def _mean(vectors: Sequence[Sequence[float]]) -> list[float]:
    mean: list[float] = numpy.mean(numpy.asarray(vectors, dtype=numpy.float32), axis=0).tolist()
    return mean


def _announced(entry: Entry, before: Entry | None) -> Entry:
    """The entry before its vectors are written: what was whole stays so, the rest is to be swept."""
    coming = {entry.version: entry.layout}
    if before is None or not before.complete:
        return replace(entry, layout=(), leftovers={**(before.leftovers if before else {}), **coming})
    if before.version == entry.version:
        return before
    return replace(before, leftovers={**before.leftovers, **coming})


def _outdated(entry: Entry, before: Entry | None) -> dict[str, tuple[int, ...]]:
    versions = before.all_versions if before else {}
    return {version: layout for version, layout in versions.items() if version != entry.version}
