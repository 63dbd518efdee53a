"""Pure: the times and sources that a question names, and what they do to the order of what is found.

A time may be when a thing was reported, or when it happened; a source may be asked for, or be what
the question is about. So only what is tied to the reporting narrows the search (*reported in June*,
*last week*, *according to The Verge*); anything else named is a preference: its best articles are
among the first, and no other is lost. Nothing counts that no article of the library is of.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import TypeVar

from assistant.entries import Entry
from assistant.filters import EVERYTHING, Filter, Published, known_sources, touches
from assistant.periods import Period, find_periods

T = TypeVar("T")

_SOURCE, _SOURCE_AND_TIME = 0.10, 0.16
"""What being of a source named is worth, in units of the score, and of the time named with it too."""

_TIME = 0.02
"""What being of a time named is worth: as much as a name that is found in a passage."""

MOST_NAMED = 6
"""Of so many things named in a question each is searched for; of the others none is."""

_LONGEST_ACRONYM = 4
_SECTION = re.compile(r"\s*(?: [|–-]|:) .*$")
_DOMAIN = re.compile(r"\.(?:com|org|net|de|at|ch|co\.uk)$", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|der|die|das)\s+(?=\S)", re.IGNORECASE)
_NAME_SHAPE = re.compile(r".*[^\W_][A-Z\d]|.*\w\.\w")
"""A capital or a digit inside a word, or a full stop: *TechCrunch, ORF, CBSSports.com*."""

_SAYS = (
    r"(?:reports?|reported|says?|said|writes?|wrote|mentions?|mentioned|states?|stated|claims?|claimed|notes?|noted|"
    r"suggests?|suggested|describes?|described|alleges?|alleged|covers?|covered|publishe[sd]|berichte[nt]?|berichtete[nt]?|"
    r"schreib(?:t|en)|schrieb(?:en)?|melde[nt]|meldete[nt]?|sagt(?:e[nt]?)?|nennt|nannte)"
)
_REPORT = (
    r"(?:articles?|reports?|reporting|stor(?:y|ies)|coverage|news|reviews?|pieces?|artikeln?|berichten?|bericht|"
    r"meldung(?:en)?|beitrag|beiträgen?)"
)
_THE = r"(?:\s+(?:the|der|des|dem|die|das))?"
_QUESTION_WORD = r"(?:what|when|how|why|who|whom|which|was|wann|wie|warum|wen|wem|worüber)"
_ASKED_BEFORE = re.compile(
    rf"\b(?:according\s+to|laut|gemäß|nach\s+angaben\s+(?:von|der|des)|{_QUESTION_WORD}\s+{_SAYS}){_THE}\s+$",
    re.IGNORECASE,
)
_ASKED_AROUND = (
    re.compile(rf"\b{_QUESTION_WORD}\s+(?:did|does|do|has|have|hat|haben){_THE}\s+$", re.IGNORECASE),
    re.compile(rf"\s+{_SAYS}\b", re.IGNORECASE),
)
_ASKED_AFTER = re.compile(r"\s+zufolge\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    rf"\b(?:(?:reported|published|written|covered|said|stated|described|mentioned)\s+(?:by|in)|"
    rf"{_REPORT}\s+(?:\w+\s+)?(?:by|from|in|of|von|vom|aus|im|der|des)){_THE}\s+$",
    re.IGNORECASE,
)
_REPORTS = re.compile(rf"(?:['’]s?)?\s+(?:(?:has|have|had|hat|haben)\s+)?(?:{_SAYS}|{_REPORT})\b", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:\s*,)?\s*(?:(?:and|und|or|oder|&)\s+)?(?:(?:the|der|die|das|by|from)\s+)?|,\s*", re.IGNORECASE
)
_LAST_ARTICLE = re.compile(r"(?:the|der|die|das)\s+$", re.IGNORECASE)
_QUOTES = "'\"‘’“”„‚«»›‹"


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names of the articles that it is asked of.

    Attributes:
        must: what the question asks for; what is given beside it where it asks for nothing.
        sources: each source that it names besides, in its order, with the time that goes with it and
            without; all within ``must``.
        times: times that it names besides, of whatever source; all within ``must``.
    """

    must: Filter = EVERYTHING
    sources: tuple[Filter, ...] = ()
    times: tuple[Filter, ...] = ()

    @property
    def searches(self) -> tuple[Filter, ...]:
        """What is searched for, so that the best of each thing named is found."""
        return (self.must, *self.sources, *self.times)

    def worth(self, article: Published) -> float:
        """What being named is worth to a passage of an article, in units of its score."""
        named = [_worth(wanted) for wanted in (*self.sources, *self.times) if wanted.matches(article)]
        return max(named, default=0.0)


def _worth(wanted: Filter) -> float:
    if not wanted.sources:
        return _TIME
    return _SOURCE_AND_TIME if wanted.since or wanted.until else _SOURCE


@dataclass(frozen=True, slots=True)
class Mention:
    """Sources that one name in a question stands for: *FOX News* for each of its sections."""

    sources: tuple[str, ...]
    start: int
    end: int
    is_asked_for: bool


def to_named(
    question: str,
    language: str,
    articles: Sequence[Published],
    given: Filter = EVERYTHING,
    today: date | None = None,
    event: Period | None = None,
) -> Named:
    """What a question names, as filters.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        articles: of the library.
        given: what is asked for beside the question; it is kept, and what it says of a time or of
            sources goes before what the question says of them.
        today: as in ``find_periods``.
        event: a time that it names by an event; None where it names none, or nothing tells it.
    """
    mentions, periods = find_named(question, language, articles, given, today)
    found = [*periods, *([event] if event and not (given.since or given.until) else [])]
    periods = [each for each in found if any(touches(one.published, each.since, each.until) for one in articles)]
    must = given
    if len(mentions) == 1 and mentions[0].is_asked_for:
        must = replace(must, sources=mentions[0].sources)
    # Of several sources, one is of that time; the others may be of any.
    if len(mentions) <= 1 and len(periods) == 1 and periods[0].of_reporting:
        must = replace(must, since=periods[0].since, until=periods[0].until)
    times = [replace(must, since=each.since, until=each.until) for each in periods] if not mentions else []
    return Named(must, _parts(_of_sources(mentions, periods, must), must, articles), _parts(times, must, articles))


def find_named(
    question: str,
    language: str,
    articles: Sequence[Published],
    given: Filter,
    today: date | None,
    *,
    doubtful: bool = False,
) -> tuple[list[Mention], list[Period]]:
    """The sources and the times that a question names, none of what is given beside it.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        articles: of the library.
        given: as in ``to_named``.
        today: as in ``find_periods``.
        doubtful: as in ``find_mentions``.
    """
    sources = frozenset() if given.sources else frozenset(known_sources(articles).values())
    mentions = find_mentions(question, language, sources, doubtful=doubtful)
    periods = [] if given.since or given.until else [*find_periods(question, language, today)]
    return mentions, periods


def _parts(filters: Iterable[Filter], must: Filter, articles: Sequence[Published]) -> tuple[Filter, ...]:
    """Filters that ask for more than another and leave an article, each once, the first few."""
    narrower = [each for each in dict.fromkeys(filters) if each != must]
    return tuple(each for each in narrower if any(each.matches(one) for one in articles))[:MOST_NAMED]


def _of_sources(mentions: Sequence[Mention], periods: Sequence[Period], must: Filter) -> Iterator[Filter]:
    """A filter a source, before it one with the time that is named behind the source."""
    for mention, following in zip_longest(mentions, mentions[1:]):
        of_source = replace(must, sources=mention.sources)
        for period in periods:
            if len(mentions) == 1 or _belongs(period, mention, following):
                yield replace(of_source, since=period.since, until=period.until)
        yield of_source


def _belongs(period: Period, mention: Mention, following: Mention | None) -> bool:
    return mention.start <= period.start and (following is None or period.start < following.start)


def find_mentions(question: str, language: str, sources: frozenset[str], *, doubtful: bool = False) -> list[Mention]:
    """Sources by any of their names, the longest name where several stand in one place.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        sources: as the library writes them.
        doubtful: whether a name counts that may be an ordinary word.
    """
    found: list[Mention] = []
    uncertain: list[Mention] = []
    for name, meant in _names(sources):
        if name not in question:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", question):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in (*found, *uncertain)):
                continue
            mention = Mention(meant, start, end, _is_asked_for(question, start, end))
            certain = _is_introduced(question, start, end) or _is_name(name, question[:start], language)
            (found if certain else uncertain).append(mention)
    if doubtful:
        found += uncertain
    else:
        _take_listed(question, found, uncertain)
    return sorted(found, key=lambda mention: mention.start)


def _take_listed(question: str, found: list[Mention], uncertain: list[Mention]) -> None:
    """Names in a list with one that is certain are certain too: *by TechCrunch, Fortune and Time*."""
    for mention in sorted(uncertain, key=lambda each: each.start):
        for other in found:
            first, last = sorted((mention, other), key=lambda each: each.start)
            if _LISTED.fullmatch(question[first.end : last.start]):
                found.append(mention)
                break


@lru_cache(maxsize=16)
def _names(sources: frozenset[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Names of sources with what each stands for, the longest first: whole, or without section, domain, article."""
    names: dict[str, list[str]] = {}
    for source in sorted(sources):
        head = _SECTION.sub("", source)
        for name in {source, head, _DOMAIN.sub("", head)}:
            acronym = name.upper() if name.isalpha() and len(name) <= _LONGEST_ACRONYM else name
            for form in {name, _ARTICLE.sub("", name, count=1), acronym}:
                names.setdefault(form, []).append(source)
    long_enough = [(name, tuple(meant)) for name, meant in names.items() if len(name) > 1]
    return sorted(long_enough, key=lambda each: (-len(each[0]), each[0]))


def _is_introduced(question: str, start: int, end: int) -> bool:
    """Whether a name is quoted, or stands beside a word of reporting."""
    before, after = question[:start], question[end:]
    bare = _LAST_ARTICLE.sub("", before)
    if bare[-1:] in _QUOTES and after[:1] in _QUOTES and bare and after:
        return True
    return bool(_INTRODUCED.search(before) or _REPORTS.match(after)) or _is_asked_for(question, start, end)


def _is_asked_for(question: str, start: int, end: int) -> bool:
    before, after = question[:start].rstrip(_QUOTES), question[end:].lstrip(_QUOTES)
    opening, verb = _ASKED_AROUND
    return bool(
        _ASKED_BEFORE.search(before) or _ASKED_AFTER.match(after) or (opening.search(before) and verb.match(after))
    )


def _is_name(name: str, before: str, language: str) -> bool:
    """Whether a name can hardly be an ordinary word: by its letters, or by being several words."""
    if _NAME_SHAPE.match(name):
        return True
    return " " in name and bool(before.strip()) and not (language == "de" and _ARTICLE.match(name))


def arrange(
    ranked: Sequence[T],
    named: Named,
    entry_of: Callable[[T], Entry],
    score_of: Callable[[T], float],
    parts: Sequence[Sequence[T]] = (),
) -> list[T]:
    """Passages in an order in which all that is named, and each part of the question, has its best among the first.

    In turn, all passages, each source named and each part give the best article that is not there yet.
    Where no source is named, the best article of every part comes first of all, unless it is there.

    Args:
        ranked: best first.
        named: what the question names.
        entry_of: the article of a passage.
        score_of: what a passage was ranked by.
        parts: for each part of the question, some of these passages, best first.

    Returns:
        All of them.
    """
    # No score counts as higher than that of one ranked before it: equals in worth keep their order.
    scores = accumulate(map(score_of, ranked), min)
    worths = (named.worth(entry_of(each)) for each in ranked)
    points = {id(each): score + worth for each, score, worth in zip(ranked, scores, worths, strict=True)}
    ordered = sorted(ranked, key=lambda each: -points[id(each)])
    lanes = [ordered, *([each for each in ordered if wanted.matches(entry_of(each))] for wanted in named.sources)]
    first: dict[str, T] = {entry_of(each).id: each for each in ordered[:1]}
    for part in parts if not named.sources else ():
        first.setdefault(entry_of(part[0]).id, part[0])
    for lane in [*lanes[1:], *parts, *(lanes if named.sources else ())]:
        best = next((each for each in lane if entry_of(each).id not in first), None)
        if best is not None:
            first[entry_of(best).id] = best
    placed = {id(each) for each in first.values()}
    return [*first.values(), *(each for each in ordered if id(each) not in placed)]
