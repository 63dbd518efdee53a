"""Whether a library is whole, and mending it where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.articles import Article, Passage
from assistant.entries import Entry, Layout, Stored, passage_ids, sentence_ids
from assistant.errors import ArticleMissing
from assistant.library import Library
from ingest.sources import fingerprint_of


@dataclass(frozen=True, slots=True)
class Verification:
    """What is wrong with a library.

    Attributes:
        articles: how many there are.
        damaged: entries of articles that are not as they were taken in, each with what is wrong.
        interrupted: entries of articles that were being written or removed when a run was stopped.
        passages: ids of those that belong to no article.
        sentences: ids of those that belong to no article.
    """

    articles: int
    damaged: tuple[tuple[Entry, str], ...]
    interrupted: tuple[Entry, ...]
    passages: frozenset[str]
    sentences: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.damaged or self.interrupted or self.passages or self.sentences)

    def to_json(self) -> dict[str, Any]:
        """What is wrong, as one JSON object."""
        return {
            "articles": self.articles,
            "damaged": [
                {"article_id": entry.id, "path": entry.origin.path, "reason": reason} for entry, reason in self.damaged
            ],
            "interrupted": [entry.id for entry in self.interrupted],
            "passages": sorted(self.passages),
            "sentences": sorted(self.sentences),
        }

    def to_lines(self) -> list[str]:
        """What is wrong, a line each, for a reader."""
        if self.is_whole:
            return [f"{self.articles:,} articles, all whole."]
        lines = [f"{self.articles:,} articles, {len(self.damaged)} of them damaged."]
        lines += [f"  {entry.id} ({entry.origin.path}): {reason}" for entry, reason in self.damaged]
        if self.interrupted:
            lines.append(f"{len(self.interrupted)} articles that a run was stopped at have something left behind.")
        if self.passages or self.sentences:
            orphans = f"{len(self.passages):,} passages and {len(self.sentences):,} sentences"
            lines.append(f"{orphans} belong to no article.")
        return lines


def verify(library: Library) -> Verification:
    """Look at all that is stored: every article complete, every offset true, nothing that belongs to none.

    Args:
        library: of this model; ``open_library`` refuses any other.
    """
    stored = library.stored()
    whole = [entry for entry in stored.entries.values() if entry.complete]
    interrupted = tuple(entry for entry in stored.entries.values() if entry.leftovers or not entry.complete)
    damaged = tuple((entry, reason) for entry in whole if (reason := _damage(entry, stored, library)))
    return Verification(
        articles=len(whole),
        damaged=damaged,
        interrupted=interrupted,
        passages=stored.passages - _owned(stored, passage_ids),
        sentences=stored.sentences - _owned(stored, sentence_ids),
    )


def repair(library: Library, found: Verification) -> Iterator[str]:
    """Mend what can be mended.

    Args:
        library: that was verified.
        found: what is wrong with it.

    Yields:
        What was done, a line each.
    """
    if library.abandon_successor():
        yield "Removed a rebuilding that was begun and not finished."
    if found.interrupted:
        library.settle()
        yield f"Removed what was left behind of {len(found.interrupted)} articles."
    if found.passages or found.sentences:
        library.discard(found.passages, found.sentences)
        yield f"Removed {len(found.passages):,} passages and {len(found.sentences):,} sentences of no article."
    if found.damaged:
        library.remove([entry.id for entry, _ in found.damaged])
        roots = ", ".join(sorted({entry.origin.root for entry, _ in found.damaged}))
        yield f"Removed {len(found.damaged)} damaged articles; take them in again with: python -m ingest {roots}"


def _owned(stored: Stored, to_ids: Callable[[str, str, Layout], list[str]]) -> frozenset[str]:
    """The ids that the entries vouch for, those of versions that are to be swept included."""
    versions = ((entry.id, *each) for entry in stored.entries.values() for each in entry.all_versions.items())
    return frozenset(id_ for version in versions for id_ in to_ids(*version))


def _damage(entry: Entry, stored: Stored, library: Library) -> str:
    """What is wrong with an article; empty for nothing."""
    ids = passage_ids(entry.id, entry.version, entry.layout), sentence_ids(entry.id, entry.version, entry.layout)
    missing = len(set(ids[0]) - stored.passages), len(set(ids[1]) - stored.sentences)
    if any(missing):
        return f"{missing[0]} passages and {missing[1]} sentences are missing."
    if lost := library.without_vectors(entry):
        return f"{lost} of its passages and sentences have no vector."
    try:
        article, passages = library.article(entry.id)
    except ArticleMissing as error:
        return str(error)
    return _false_offset(article, passages) or (
        "" if fingerprint_of(article) == entry.fingerprint else "its text is not the one that was taken in."
    )


def _false_offset(article: Article, passages: tuple[Passage, ...]) -> str:
    reached = 0
    for passage in passages:
        sentences = [reached, *(place for each in passage.sentences for place in (each.start, each.end)), passage.end]
        if passage.start != reached or sentences != sorted(sentences):
            return f"the offsets from character {reached:,} on are false."
        reached = passage.end
    return "" if reached == len(article.text) else f"the offsets from character {reached:,} on are false."
