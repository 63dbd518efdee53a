"""Articles beside an article: its near copies, and others on what it is about.

Nearness is that of the means of articles' passages, which the library keeps. Whether what is near
is a copy is told by its text, as in a search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy

from assistant.copies import join_copies
from assistant.entries import Entry
from assistant.library import Library

_NEAR = 0.94
"""Cosine from which an article is read to tell whether it is a copy; copies have 0.98 or more, few others this much."""

_MOST_COPIES = 8
"""Of one article so many of the nearest are read."""

_SHARED = 0.5
"""A copy shares so much of the passages of the shorter of the two."""


def related(library: Library, article_id: str, most: int = 5) -> list[Entry]:
    """The articles nearest to one, nearest first, without its near copies, and each report once.

    Args:
        library: that holds it.
        article_id: of an article; one that is not there, or is hidden, has none.
        most: so many at the most.
    """
    near = library.articles_near([article_id], most + 2 * _MOST_COPIES).get(article_id, [])
    if not near:
        return []
    found: list[Entry] = []
    passed = {each.id for each in copies_of_articles(library, [library.entry(article_id)]).get(article_id, [])}
    for entry, _ in near:
        if entry.id not in passed:
            found.append(entry)
            if len(found) == most:
                break
            passed.update(each.id for each in copies_of_articles(library, [entry]).get(entry.id, []))
    return found


def copies_of_articles(library: Library, entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The near copies of each of some articles, nearest first; articles without any are left out.

    Args:
        library: that holds them.
        entries: of the articles.
    """
    nearest = library.articles_near([entry.id for entry in entries], _MOST_COPIES)
    found = {}
    for entry in entries:
        near = [other for other, cosine in nearest.get(entry.id, []) if cosine >= _NEAR]
        if near and (copies := _copies_among(library, entry, near)):
            found[entry.id] = copies
    return found


def _copies_among(library: Library, entry: Entry, near: Sequence[Entry]) -> list[Entry]:
    """Those of these articles that share most of their passages with one."""
    everywhere = numpy.zeros(library.dimension()).tolist()  # no question is asked
    shared: Counter[str] = Counter()
    for group in join_copies(library.passages_of([entry, *near], everywhere)):
        ids = {each.entry.id for each in (group, *group.copies)}
        if entry.id in ids:
            shared.update(ids)
    fewest = {other.id: min(len(entry.layout), len(other.layout)) for other in near}
    return [other for other in near if shared[other.id] >= _SHARED * fewest[other.id]]
