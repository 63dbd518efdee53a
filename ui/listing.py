"""Which articles the library page shows, in which order, and how many there are of what."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.accents import without_accents
from assistant.answers import Copy, Excerpt
from assistant.candidates import Candidate
from assistant.embedding import NamedEmbeddings
from assistant.entries import Entry
from assistant.filters import Filter
from assistant.library import Library
from assistant.names import fold
from assistant.quoting import to_excerpt
from assistant.related import copies_of_articles
from assistant.retrieval import find_passages
from ui.plain import shortened

ARTICLES_PER_PAGE = 20
BEGINNING_CHARS = 240
_MOST_MONTHS = 36
"""More months than this are counted as years."""

_LONGEST_TEXT = 200


def _in_dictionary(text: str) -> str:
    """What a text is sorted by: its letters and digits without case and accents."""
    return "".join(each for each in without_accents(text) if each.isalnum() or each == " ").strip()


_ORDERS: Mapping[str, Callable[[Entry], Any]] = {
    "newest": lambda entry: (entry.published or "", entry.id),
    "oldest": lambda entry: (entry.published is None, entry.published or "", entry.id),
    "title": lambda entry: (_in_dictionary(entry.title), entry.id),
    "source": lambda entry: (entry.source is None, _in_dictionary(entry.source or ""), entry.published or "", entry.id),
}
ORDERS = tuple(_ORDERS)
"""The orders a list may have, the usual one first; articles without what it is ordered by come last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of the list.

    Attributes:
        entry: of it.
        beginning: of its text, shortened, in one line; empty where a sentence is shown instead.
        excerpt: the sentence that was found; None where the list is no search.
        copies: its near copies, with the place where the sentence stands in each.
    """

    entry: Entry
    beginning: str = ""
    excerpt: Excerpt | None = None
    copies: tuple[Copy, ...] = ()


def ordered(entries: Iterable[Entry], order: str) -> list[Entry]:
    """Articles in one of ``ORDERS``."""
    return sorted(entries, key=_ORDERS[order], reverse=order == "newest")


def with_words(library: Library, entries: Sequence[Entry], text: str) -> list[Entry]:
    """The articles that have every word of a text in their title, source or text, in the order given.

    In titles and sources case and accents do not count. In texts a word is looked for as it is
    written, in small letters, in capitals and with a capital at its beginning.

    Args:
        library: that holds them.
        entries: to choose from.
        text: words; cut after 200 characters.
    """
    left = list(entries)
    for word in dict.fromkeys(text[:_LONGEST_TEXT].split()):
        within = library.articles_with(*_spellings(word))
        folded = fold(word)
        left = [
            each
            for each in left
            if each.id in within or folded in fold(each.title) or (each.source and folded in fold(each.source))
        ]
    return left


def by_meaning(library: Library, embeddings: NamedEmbeddings, text: str, wanted: Filter) -> list[Row]:
    """The articles that a search by meaning finds, best first, each with its best sentence.

    Args:
        library: to be searched.
        embeddings: the model that it was built with.
        text: what is looked for, in any language.
        wanted: only articles that it matches.
    """
    rows: dict[str, Row] = {}
    for passage in find_passages(text, library, embeddings, wanted, narrow=False, quick=True).passages:
        if passage.entry.id not in rows and (excerpt := _best_sentence(passage)):
            rows[passage.entry.id] = Row(passage.entry, excerpt=excerpt, copies=excerpt.copies)
    return _without(rows.values())


def rows_of(
    library: Library, entries: Sequence[Entry], text: str = "", before: Collection[str] = frozenset()
) -> list[Row]:
    """What a page shows of its articles; of those that print the same, the first.

    Args:
        library: that holds them.
        entries: of one page.
        text: the words that were looked for; empty where the list is no search.
        before: the ids of the articles on the pages before.
    """
    beginnings = library.beginnings(entries)
    copies = copies_of_articles(library, entries)
    rows = []
    for entry in entries:
        if any(each.id in before for each in copies.get(entry.id, [])):
            continue
        excerpt = _sentence_with(library, entry, text.split()) if text else None
        beginning = "" if excerpt else _beginning(beginnings.get(entry.id, ""), entry.title)
        same = tuple(Copy(each.id, each.title, each.published, each.source, 0, 0) for each in copies.get(entry.id, []))
        rows.append(Row(entry, beginning, excerpt, same))
    return _without(rows)


def _beginning(text: str, title: str) -> str:
    """The first words of a text in one line, without the title where it begins with that."""
    line = " ".join(text.split())
    return shortened(line.removeprefix(title).strip() or line, BEGINNING_CHARS)


def count_by(values: Iterable[str | None]) -> list[tuple[str | None, int]]:
    """How often each value is there, the most frequent first; None for what is unknown."""
    return sorted(Counter(values).items(), key=lambda item: (-item[1], item[0] or ""))


def count_times(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """How many articles are of each month, those between without any too, or of each year where it is many months.

    Articles of which no month is known count for neither.
    """
    published = [each.published for each in entries if each.published and len(each.published) >= len("2024-06")]
    months = Counter(each[:7] for each in published)
    if not months:
        return []
    first, last = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (min(months), max(months)))
    if last - first < _MOST_MONTHS:
        return [(name, months[name]) for at in range(first, last + 1) if (name := f"{at // 12:04}-{at % 12 + 1:02}")]
    years = Counter(each[:4] for each in published)
    return [(name, years[name]) for at in range(first // 12, last // 12 + 1) if (name := f"{at:04}")]


def _without(rows: Iterable[Row]) -> list[Row]:
    """Rows without those that print the same as one before them."""
    kept: list[Row] = []
    told: set[str] = set()
    for row in rows:
        if row.entry.id not in told:
            kept.append(row)
            told.update(copy.article_id for copy in row.copies)
    return kept


def _spellings(word: str) -> tuple[str, ...]:
    return word, word.lower(), word.upper(), word[:1].upper() + word[1:].lower()


def _best_sentence(passage: Candidate) -> Excerpt | None:
    scores = passage.quote_scores()
    if not scores:
        return None
    best = passage.passage.sentences[max(range(len(scores)), key=scores.__getitem__)]
    return to_excerpt(passage, best.start, best.end)


def _sentence_with(library: Library, entry: Entry, words: Sequence[str]) -> Excerpt | None:
    """The first sentence that holds most of some words; None where none holds any."""
    article, passages = library.article(entry.id)
    sought = {word.casefold() for word in words}
    best, most = None, 0
    for passage in passages:
        for each in passage.sentences:
            held = sum(word in article.text[each.start : each.end].casefold() for word in sought)
            if held > most:
                best, most = (passage, each), held
    if best is None:
        return None
    passage, place = best
    return Excerpt(
        entry.id,
        entry.title,
        entry.published,
        entry.language,
        entry.source,
        passage.section,
        place.start,
        place.end,
        article.text[place.start : place.end],
    )
