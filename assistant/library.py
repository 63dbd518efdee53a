"""The door to Chroma: a library is opened here, written, and replaced by its successor.

``passages`` holds a vector and the text of each passage, ``sentences`` a vector and nothing
else of each sentence, ``articles`` an entry an article. The entry is written twice: first it
says which version is about to come, so that an interrupted write can be undone; last it
says that this version is whole. What is stored is read in contents.py, on the connection of
connection.py, which says what the fourth collection, ``library``, is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy

from assistant.access import Access
from assistant.chroma_server import ServerStore
from assistant.contents import Contents
from assistant.entries import EmbeddedArticle, Entry, passage_ids, sentence_ids, to_entry_data, to_passage_data
from assistant.errors import LibraryMismatch, LibraryUnusable
from assistant.nearest import nearest
from assistant.stores import FolderStore, Store


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


class Library(Contents):
    """All articles. Made by ``open_library``; may be used from several threads.

    Every method raises ``LibraryUnusable`` or ``LibraryUnreachable`` where the place fails.
    """

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
                    nearest(collection, numpy.ones(dimension, dtype=numpy.float32), 1)

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
