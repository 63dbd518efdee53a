"""Pure: which articles a question is asked of, by date, language and source."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale

from assistant.errors import FilterError, FilterLeavesNothing
from assistant.names import fold

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LEADING_ARTICLE = re.compile(r"(?:the|der|die|das)\s+(?=\S)", re.IGNORECASE)
_DAY_CHARS = len("2024-06-18")
_MOST_LISTED = 12


class Published(Protocol):
    """What an article, its entry and an excerpt of it have in common."""

    @property
    def published(self) -> str | None:
        """Date in ISO 8601."""

    @property
    def language(self) -> str | None:
        """ISO 639-1 code."""

    @property
    def source(self) -> str | None:
        """Name of the publication."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an article must be to be searched; empty, it matches every article.

    Attributes:
        since: ISO 8601 with the precision it was given in, ``2024``, ``2024-06`` or ``2024-06-18``;
            articles of that time or later. None for no such limit.
        until: the same, for articles of that time or earlier.
        languages: ISO 639-1 codes, any of which will do; empty for all.
        sources: names of publications, any of which will do; empty for all.
    """

    since: str | None = None
    until: str | None = None
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.since or self.until or self.languages or self.sources)

    def matches(self, article: Published) -> bool:
        """Whether an article is one of those asked for.

        A month or a year matches where any day of it does. An article without a date matches no
        filter that has one, and so for its language and its source.
        """
        if self.languages and article.language not in self.languages:
            return False
        if self.sources and source_key(article.source) not in _keys(self.sources):
            return False
        return touches(article.published, self.since, self.until)

    def __str__(self) -> str:
        """What it asks for, after *is* or *are*: ``from 2024-06, in de, of ORF``."""
        if self.since == self.until:
            times = [f"from {self.since}"] if self.since else []
        else:
            times = [f"from {self.since} on" if self.since else "", f"up to {self.until}" if self.until else ""]
        languages = f"in {' or '.join(self.languages)}" if self.languages else ""
        sources = f"of {' or '.join(self.sources)}" if self.sources else ""
        return ", ".join(part for part in (*times, languages, sources) if part)

    def to_json(self) -> dict[str, Any]:
        """One object, None for each end of time that is open."""
        return {
            "from": self.since,
            "to": self.until,
            "languages": list(self.languages),
            "sources": list(self.sources),
        }


EVERYTHING = Filter()
"""Asks for nothing, matches every article."""


def touches(published: str | None, since: str | None, until: str | None) -> bool:
    """Whether any day of a date lies between two others, all ISO 8601 with the precision they have.

    Args:
        published: None where unknown, which lies between no dates.
        since: None for no earliest.
        until: None for no latest.
    """
    if since is None and until is None:
        return True
    if published is None:
        return False
    first, last = first_day(published), last_day(published)
    return (until is None or first <= last_day(until)) and (since is None or last >= first_day(since))


def first_day(value: str) -> str:
    """The first day of a year, a month or a day, in a form that sorts."""
    day = value[:_DAY_CHARS]
    return day + "0000-01-01"[len(day) :]


def last_day(value: str) -> str:
    """The last day of a year, a month or a day, in a form that sorts; every month may have 31 for that."""
    day = value[:_DAY_CHARS]
    return day + "0000-12-31"[len(day) :]


def is_date(value: str) -> bool:
    """Whether a text is a year, a month or a day as filters take them."""
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    year, month, day = (int(each or 1) for each in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4_096)
def source_key(source: str | None) -> str:
    """A source's name as it is compared: without case, accents and a leading *The*, *Der*, *Die*, *Das*."""
    return fold(_LEADING_ARTICLE.sub("", " ".join((source or "").split()), count=1))


@lru_cache(maxsize=256)
def _keys(sources: tuple[str, ...]) -> frozenset[str]:
    return frozenset(source_key(each) for each in sources)


def known_sources(articles: Iterable[Published]) -> dict[str, str]:
    """The sources of articles by the key they are compared by, each as it is first written."""
    sources: dict[str, str] = {}
    for source in dict.fromkeys(article.source for article in articles):
        if source:
            sources.setdefault(source_key(source), source)
    return sources


def check_filter(wanted: Filter, articles: Collection[Published]) -> Filter:
    """A filter that leaves something, its languages and sources written as the library writes them.

    Args:
        wanted: as a user gave it.
        articles: of the library.

    Raises:
        FilterError: names the first value that is no date, or that no article has, and the nearest known.
        FilterLeavesNothing: when no article is all that is asked for.
    """
    for value in (wanted.since, wanted.until):
        if value is not None and not is_date(value):
            raise FilterError(f"{value!r} is no date.", "Write 2024, 2024-06 or 2024-06-18.")
    if wanted.since and wanted.until and first_day(wanted.since) > last_day(wanted.until):
        raise FilterError(f"{wanted.since} is later than {wanted.until}.", "Write the earlier date first.")
    languages = {article.language for article in articles if article.language}
    sources = known_sources(articles)
    checked = Filter(
        wanted.since,
        wanted.until,
        tuple(dict.fromkeys(_known_language(each, languages) for each in wanted.languages)),
        tuple(dict.fromkeys(_known_source(each, sources) for each in wanted.sources)),
    )
    if not any(checked.matches(article) for article in articles):
        remedy = "Ask for less at once; python -m assistant library stats counts what there is."
        raise FilterLeavesNothing(f"No article in the library is {checked}.", remedy)
    return checked


def _known_language(value: str, languages: Collection[str]) -> str:
    code = value.strip().casefold()
    if code in languages:
        return code
    by_name = {name.casefold(): each for each in sorted(languages) for name in _names_of_language(each)}
    near = [code[:2]] if code[:2] in languages and code[2:3] in ("-", "_") else []
    near += [by_name[name] for name in difflib.get_close_matches(code, by_name, n=1)]
    raise FilterError(f"No article in the library is in the language {value!r}.", _did_you_mean(near, languages))


def _names_of_language(code: str) -> Iterator[str]:
    """A language's name in German, English and itself. Source: CLDR, through Babel."""
    for locale in ("de", "en", code):
        if name := Locale(locale).languages.get(code):
            yield name


def _known_source(value: str, sources: dict[str, str]) -> str:
    key = source_key(value)
    if key in sources:
        return sources[key]
    near = [sources[each] for each in difflib.get_close_matches(key, sources, n=1)]
    near = near or [name for each, name in sources.items() if key and key in each][:1]
    raise FilterError(f"No article in the library is of the source {value!r}.", _did_you_mean(near, sources.values()))


def _did_you_mean(near: list[str], known: Iterable[str]) -> str:
    if near:
        return f"Did you mean {near[0]}?"
    every = sorted(known, key=str.casefold)
    more = f" and {len(every) - _MOST_LISTED} more" if len(every) > _MOST_LISTED else ""
    return f"It has {', '.join(every[:_MOST_LISTED])}{more}." if every else "It knows none of any article."
