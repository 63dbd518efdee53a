"""The time that a question tells by an event: *vor der Wahl*, *since the earthquake*.

Nothing is known of events here. Which day it was the library's own sentences say, or nothing happens.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.candidates import Candidate
from assistant.dating import ENDINGS, LINKS, NOUNS, WORD, Event, Span, read_event_times, to_pattern
from assistant.embedding import NamedEmbeddings
from assistant.entries import Entry
from assistant.filters import Filter, first_day, last_day
from assistant.library import Library
from assistant.names import Term, find_terms, fold, to_terms
from assistant.periods import Period, find_periods, is_of_reporting, shifted

_AGREEING = 4
"""A time counts where so many times as many articles agree with it as tell another, who may be mistaken: where more
than one in five tell another, two events of the name are taken to be meant."""

_LIMITS = {
    "before": r"before|prior\s+to|ahead\s+of|vor",
    "after": r"after|following|nach",
    "since": r"since|seit",
    "during": r"during|während",
}
_DETERMINERS = {
    "de": r"d(?:er|em|en|es)|(?P<owner>(?:sein|ihr)e[mnrs])|(?P<name>[A-ZÄÖÜ][\w-]+s)",
    "en": r"the|(?P<owner>his|her|their|its)|(?P<name>[A-Z][\w-]*['’]s?)",
}
_BESIDE = re.compile(
    r"(?:\s+(?:in|im|on|auf|of|von|vom|der|des|at|by|bei|between|zwischen|to|nach|and|und|with|mit)"
    r"(?:\s+(?:the|an?|dem|den|der|eine[mrs]))?"
    r"(?:(?:\s+[A-ZÄÖÜ][\w’'-]*)+|(?<!and|und)\s+[a-zäöü][\w’'-]*))*"
)
_NOUN_ENDS = re.compile(
    r"\s*(?:[^\w\s]|$)|\s+(?:[A-Z]|(?:in|of|at|by|to|on|between|with|and|or|the|a|his|her|their|its|did|do|does|was|were|"
    r"is|are|has|had|have|will|what|who|how|which|where|why|that|as|about|for|than)\b)"
)
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:letzte|vorige|vergangene|vorletzte|nächste|kommende|erste|zweite|dritte|frühere|jüngste|"
    r"last|previous|next|coming|upcoming|first|second|third|earlier|recent|latest|\d)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:sag(?:t|te|ten)\b|verspr[aeo]ch|erwart|umfrage|prognose|vorhersag|warn|forder|kündigt|angekündigt|geplant|"
    r"plan(?:t|te|ten|s|ned)?\b|rechnet|hoff(?:t|te|ten)\b|polls?\b|said|say|promis|expect|predict|forecast|demand|"
    r"announc|hope[ds]?\b|claim|vow(?:s|ed)\b)",
    re.IGNORECASE,
)
"""Words for what is said or expected: that is reported when it is, while how things were is told later too."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a question says of an event.

    Attributes:
        start: its first character in the question.
        end: one past its last.
        limit: a key of ``_LIMITS``.
        event: its noun with the words beside it.
        nouns: what finds its noun in sentences, by their language.
        names: that tell which event of that noun is meant.
        others: words in small letters that tell the same.
    """

    start: int
    end: int
    limit: str
    event: str
    nouns: Mapping[str, re.Pattern[str]]
    names: tuple[Term, ...]
    others: tuple[str, ...]

    def is_meant(self, text: str, language: str) -> bool:
        """Whether a text has all that is said beside the noun."""
        if len(find_terms(self.names, text, language).found) < len(self.names):
            return False
        folded = fold(text)
        return all(fold(each[: max(4, len(each) - 2)]) in folded for each in self.others)


def find_event(
    question: str,
    language: str,
    library: Library,
    embeddings: NamedEmbeddings,
    wanted: Filter,
    today: date | None = None,
) -> Event | None:
    """The event that a question tells its time by, where articles agree on when it was.

    Args:
        question: any text. One that names a time otherwise is taken at that.
        language: of the question, ISO 639-1.
        library: tells when the event was.
        embeddings: the model that the library was built with.
        wanted: only articles that it matches are asked; none where it has a time.
        today: as in ``find_periods``.
    """
    phrase = None if wanted.since or wanted.until else _find_phrase(question, language)
    if phrase is None or find_periods(question, language, today):
        return None
    if not any(entry.published for entry in library.entries()):
        return None
    asked = {"de": "Wann ist {}?", "en": "When is {}?"}[language].format(phrase.event)
    near = library.search(embeddings.embed_query(asked), wanted)
    agreed = _agreed([*_told(near, phrase)])
    if agreed is None:
        return None
    span, told_by = agreed
    since, until = _limits(phrase.limit, span)
    of_reporting = (
        phrase.limit in ("after", "since")
        or bool(_SAID.search(question))
        or is_of_reporting(question, phrase.start, phrase.end)
    )
    period = Period(since, until, phrase.start, phrase.end, of_reporting)
    return Event(question[phrase.start : phrase.end], span, told_by, period)


def _limits(limit: str, span: Span) -> tuple[str | None, str | None]:
    """Since and until. What is known to a month alone may be reported in all of it."""
    match limit:
        case "before":
            return None, shifted(span.since, -1) if span.is_exact else span.since
        case "after":  # it is over on its last day, and reported on the same
            return span.until, None
        case "since":
            return span.since, None
        case _:  # of its last evening the next day tells
            return span.since, shifted(span.until, 1) if span.is_exact else span.until


def _find_phrase(question: str, language: str) -> _Phrase | None:
    if language not in _DETERMINERS:
        return None
    for match in _pattern(language).finditer(question):
        noun, which = match["noun"], match["which"]
        is_part = language == "en" and not _NOUN_ENDS.match(question, match.end())  # the election campaign
        if is_part or _ONE_OF_SEVERAL.search(which):
            continue
        nouns = _nouns(noun, language)
        behind = _BESIDE.match(question, match.end())
        end = behind.end() if behind else match.end()
        # of "his visit" only the names in the question tell whose
        words = f"{match['name'] or ''} {which} {question[match.end() : end]}"
        names = to_terms(question if match["owner"] else words, language)
        names = tuple(each for each in names if not nouns[language].fullmatch(each.text))
        others = tuple(each for each in words.split() if each[0].islower() and not re.fullmatch(LINKS, each))
        if others:  # they cannot be compared across languages
            nouns = {language: nouns[language]}
        limit = next(name for name, words in _LIMITS.items() if re.fullmatch(words, match["limit"], re.IGNORECASE))
        event = question[match.start("which") : end]
        return _Phrase(match.start(), end, limit, event, nouns, names, others)
    return None


@lru_cache(maxsize=len(_DETERMINERS))
def _pattern(language: str) -> re.Pattern[str]:
    """What finds the phrases of a language, up to the noun."""
    limits = "|".join(_LIMITS.values())
    nouns = "|".join(row[language == "en"] for row in NOUNS)
    before = r"[\w-]*?" if language == "de" else ""
    return re.compile(
        rf"(?<![\w-])(?P<limit>(?i:{limits}))\s+(?:{_DETERMINERS[language]})\s+(?P<which>{WORD}{{0,3}}?)"
        rf"(?P<noun>{before}(?i:{nouns}){ENDINGS[language]})(?![\w-])"
    )


def _nouns(noun: str, language: str) -> dict[str, re.Pattern[str]]:
    """What finds a noun in sentences; what stands before it in a compound has no translation here."""
    column = 1 if language == "en" else 0
    german, english = next(row for row in NOUNS if to_pattern(language, row[column]).fullmatch(noun))
    found = to_pattern(language, (german, english)[column]).fullmatch(noun)
    first_part = found["first"] if found else ""
    every = {"de": to_pattern("de", german, first_part), "en": to_pattern("en", english)}
    return {language: every[language]} if first_part else every


def _told(near: Iterable[Candidate], phrase: _Phrase) -> Iterator[tuple[Entry, Span]]:
    """The times that articles give the event; only those beside all its names, if some are."""
    beside: list[tuple[Entry, Span]] = []
    elsewhere: list[tuple[Entry, Span]] = []
    for passage in sorted(near, key=lambda each: -each.cosine):
        entry, language = passage.entry, passage.entry.language or ""
        for sentence in passage.passage.sentences if language in phrase.nouns else ():
            text = passage.between(sentence.start, sentence.end)
            before = passage.between(passage.passage.start, sentence.start)
            times = read_event_times(text, language, entry.published, phrase.nouns[language], before)
            if times and phrase.is_meant(f"{entry.title}\n{passage.text}", language):
                told = beside if phrase.is_meant(text, language) else elsewhere
                told += [(entry, span) for span in times]
    yield from beside or elsewhere


def _agreed(told: Sequence[tuple[Entry, Span]]) -> tuple[Span, tuple[str, ...]] | None:
    """The time that nearly all articles agree on, and the titles of those that tell it; days before months."""
    spans: dict[str, list[Span]] = {}
    for entry, span in told:
        spans.setdefault(entry.id, []).append(span)
    known = {span for _, span in told if span.since.count("-")}  # a year is too long to be of use
    for span in sorted(known, key=lambda each: (not each.is_exact, each.since, each.until)):
        agreeing = sum(all(_agree(each, span) for each in own) for own in spans.values())
        if agreeing >= _AGREEING * (len(spans) - agreeing):
            return span, tuple({entry.id: entry.title for entry, each in told if each == span}.values())
    return None


def _agree(told: Span, span: Span) -> bool:
    """Whether a time is within another, or is a month or year that this one lies in."""
    inner, outer = (told, span) if told.is_exact else (span, told)
    return first_day(outer.since) <= first_day(inner.since) and last_day(inner.until) <= last_day(outer.until)
