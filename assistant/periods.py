"""Pure: the times that a question names, as a small grammar in German and English.

A general parser of dates finds too much in questions: dateparser's ``search_dates`` reads *The Sun*,
*Die Zeit* and *may* as times, and gives a day where a month was meant. Here a time is a date as it
is written out, or one of a few phrases. Names of months are those of CLDR, through Babel, in the
question's language, German (*Jänner* too) and English.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_LONGEST_DISTANCE = 60
_YEAR = r"(?:19|20)\d\d"

# What may stand between the word that sets a limit and the date.
_FILLERS = r"(?:\s+(?:the|dem|den|der|das|year|jahr|jahre|month\s+of|monat))*\s+$"
_LIMITS = {
    "since": re.compile(rf"\b(?:since|seit|ab){_FILLERS}", re.IGNORECASE),
    "before": re.compile(rf"\b(?:before|prior\s+to|vor){_FILLERS}", re.IGNORECASE),
    "until": re.compile(rf"\b(?:until|till|up\s+to|bis|bis\s+(?:zum|einschließlich)){_FILLERS}", re.IGNORECASE),
    "after": re.compile(rf"\b(?:after|nach){_FILLERS}", re.IGNORECASE),
}
_RANGE_OPENS = re.compile(rf"\b(?:between|zwischen|from|von|vom){_FILLERS}", re.IGNORECASE)
_RANGE_GOES_ON = re.compile(
    r"\s+(?:and|und|to|until|till|bis|bis\s+zum)(?:\s+(?:the|dem))?\s+|\s?[–-]\s?", re.IGNORECASE
)
_BARE_MONTH_OPENS = re.compile(
    r"\b(?:in|im|during|since|seit|ab|until|till|bis|before|vor|after|nach|last|this|letzten|vergangenen|diesen)\s+$",
    re.IGNORECASE,
)
_AMOUNT_FOLLOWS = re.compile(
    r"[.,]\d|\s*(?:[%€$£]|(?:years?|jahren?|people|men|women|menschen|euros?|dollars?|pounds?|pfund|percent|prozent|"
    r"meters?|metern?|kilometers?|kilometern?|km|tons?|tonnen|million\w*|billion\w*|milliarden?)\b)",
    re.IGNORECASE,
)
_AMOUNT_PRECEDES = re.compile(r"(?:[€$£#.,:/-]|\bnr\.?\s|\bno\.?\s)$", re.IGNORECASE)

# Words that tie a time to the reporting of a thing, not to the thing: nouns near it, verbs right beside it.
_REPORT = re.compile(
    r"\b(?:articles?|reports?|news|stories|coverage|headlines?|reviews?|artikeln?|berichten?|bericht|meldung(?:en)?|"
    r"nachrichten|beiträgen?|beitrag|schlagzeilen?)\b[^.;:?!]*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:reported|published|written|wrote|printed|appeared|berichtete[nt]?|berichtet|veröffentlichte?[nt]?|meldete[nt]?|"
    r"gemeldet|schrieb(?:en)?|erschien(?:en)?)(?:\s+(?:in|on|at|im|am|vom|since|seit|before|vor|the|dem|between|zwischen))*"
    r"\s+'?$",
    re.IGNORECASE,
)
_REPORTED_LAST = re.compile(
    r"\b(?:reported|published|printed|berichtet(?:\s+(?:wurde|worden))?|veröffentlicht|gemeldet|geschrieben|erschienen)\W*$",
    re.IGNORECASE,
)
_ASKS_WHAT_WAS_REPORTED = re.compile(
    r"(?:\b(?:was|were|been)\s+(?:reported|published|written|printed)\b|"
    r"\bwhat\s+(?:did|has|have)\s[^.;:?!]*\b(?:reported|report|written|write|published|publish)\b|"
    r"\b(?:was|worüber|wie)\s+(?:berichte|schreib|schrieb|melde)\w*)[^.;:?!]*$",
    re.IGNORECASE,
)
_REPORT_FOLLOWS = re.compile(r"^\s+(?:articles?|reports?|news|stories|story|coverage)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a question names.

    Attributes:
        since: ISO 8601, a year, a month or a day; None where it has no beginning.
        until: the same of its end, which belongs to it.
        start: where its name begins in the question.
        end: one past where it ends.
        of_reporting: whether it says when something was reported, so that only articles of that time
            are asked for; else it may be the time of the thing itself.
    """

    since: str | None
    until: str | None
    start: int
    end: int
    of_reporting: bool


def find_periods(question: str, language: str, today: date | None = None) -> tuple[Period, ...]:
    """The times that a question names, in order.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        today: what *last week*, and *May* without a year, are counted from; None leaves those out.
    """
    found = [*_relative(question, today), *_absolute(question, language, today)]
    return tuple(sorted(found, key=lambda period: period.start))


_Limits = tuple[str | None, str | None]
"""Since and until, as in ``Period``."""


@dataclass(frozen=True, slots=True)
class _Date:
    """A date as it is written; year 0 where none is."""

    start: int
    end: int
    year: int
    month: int | None
    day: int | None
    first_day: int | None = None

    @property
    def is_bare_month(self) -> bool:
        return not self.year and self.day is None

    def in_year(self, year: int) -> "_Date":
        return _Date(self.start, self.end, year, self.month, self.day, self.first_day)

    def to_iso(self, day: int | None = None) -> str:
        parts = [f"{self.year:04}", *(f"{each:02}" for each in (self.month, day or self.day) if each)]
        return "-".join(parts)


def _absolute(question: str, language: str, today: date | None) -> Iterator[Period]:
    dates = list(_dates(question, language))
    index = 0
    while index < len(dates):
        first, second = dates[index], dates[index + 1] if index + 1 < len(dates) else None
        opening = _RANGE_OPENS.search(question[: first.start])
        if second and opening and _RANGE_GOES_ON.fullmatch(question[first.end : second.start]):
            last = _with_year(second, today)
            begin = first if first.year else first.in_year(last.year) if last else None
            span: _Limits | None = (begin.to_iso(), last.to_iso()) if begin and last else None
            start, end, index = opening.start(), second.end, index + 2
        else:
            span, start, end, index = _limited(question, first, today), first.start, first.end, index + 1
        if span is not None:
            yield Period(*span, start, end, of_reporting=is_of_reporting(question, start, end))


def _limited(question: str, written: _Date, today: date | None) -> _Limits | None:
    """A single date with the word before it that makes it a limit; None where it is no date after all."""
    before = question[: written.start]
    if written.is_bare_month and not _BARE_MONTH_OPENS.search(before):
        return None
    dated = _with_year(written, today)
    if dated is None:
        return None
    first, last = dated.to_iso(dated.first_day), dated.to_iso()
    for limit, pattern in _LIMITS.items():
        if pattern.search(before):
            return {
                "since": (first, None),
                "before": (None, shifted(first, -1)),
                "until": (None, last),
                "after": (shifted(last, 1), None),
            }[limit]
    return first, last


def _with_year(written: _Date, today: date | None) -> _Date | None:
    """The date in its year; where it has none, the latest that has begun."""
    if written.year:
        return written
    if today is None or written.month is None:
        return None
    has_begun = (written.month, written.day or 1) <= (today.month, today.day)
    return written.in_year(today.year if has_begun else today.year - 1)


def _dates(question: str, language: str) -> Iterator[_Date]:
    months, pattern = _grammar(language)
    for match in pattern.finditer(question):
        parts = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
        name = parts.get("name")
        if name and language in ("de", "en") and not name[0].isupper():
            continue
        if set(parts) == {"year"} and _is_amount(question, match):
            continue
        month = months[name.casefold().rstrip(".")] if name else int(parts["month"]) if "month" in parts else None
        day = int(parts["day"]) if "day" in parts else None
        year = int(parts.get("year", 0))
        if _exists(year, month, day):
            first_day = int(parts["first"]) if "first" in parts else None
            yield _Date(match.start(), match.end(), year, month, day, first_day)


def _exists(year: int, month: int | None, day: int | None) -> bool:
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        return False
    return True


def _is_amount(question: str, match: re.Match[str]) -> bool:
    before, after = question[: match.start()], question[match.end() :]
    return bool(_AMOUNT_PRECEDES.search(before) or _AMOUNT_FOLLOWS.match(after))


@lru_cache(maxsize=32)
def _grammar(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Months by their names, without case and full stop, and a pattern of all forms of dates."""
    wide, short = _month_names(language, "wide"), _month_names(language, "abbreviated")
    months = {**short, **wide}
    full = "|".join(sorted(map(re.escape, wide), key=len, reverse=True))
    any_form = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    name = rf"(?:{full}|(?:{any_form})\.?)(?!\w)"
    of = r"(?:of\s+|de\s+|del\s+)?"
    span = r"(?:(?P<first{0}>\d{{1,2}})\.?\s*(?:[–-]|to|bis|bis\s+zum|and|und)\s*)?"
    forms = [
        r"(?<![\d-])(?P<year1>\d{4})-(?P<month1>\d\d)(?:-(?P<day1>\d\d)(?:T[\d:.+Z-]*\d)?)?(?![\d-])",
        r"(?<![\d.])(?P<day2>\d{1,2})\.\s?(?P<month2>\d{1,2})\.\s?(?P<year2>\d{4})(?!\d)",
        rf"(?<![\d.,]){span.format(3)}(?P<day3>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+{of}(?P<name3>{name})(?:,?\s+{of}(?P<year3>{_YEAR})(?!\w))?",
        rf"(?<!\w)(?P<name4>{name})\s+(?P<day4>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)(?:,?\s+(?P<year4>{_YEAR})(?!\w))?",
        rf"(?<!\w)(?P<name5>{name}),?\s+{of}(?P<year5>{_YEAR})(?!\w)",
        rf"(?<!\w)(?P<name6>{full})(?!\w)",
        rf"(?<!\w)(?P<year7>{_YEAR})(?!\w|-\w)",
    ]
    return months, re.compile("|".join(forms), re.IGNORECASE)


def _month_names(language: str, width: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for code in (language, "de", "de_AT", "en"):
        try:
            months = Locale.parse(code).months
        except (UnknownLocaleError, ValueError):
            continue
        for form in ("format", "stand-alone"):
            for number, name in months[form][width].items():
                if not name.isdigit():
                    names.setdefault(name.casefold().rstrip("."), number)
    return names


def is_of_reporting(question: str, start: int, end: int) -> bool:
    """Whether a time that stands in a question between two places says when something was reported."""
    before, after = question[max(0, start - _LONGEST_DISTANCE) : start], question[end:]
    return bool(
        _REPORT.search(before)
        or _REPORTED.search(before)
        or _ASKS_WHAT_WAS_REPORTED.search(before)
        or _REPORTED_LAST.search(after)
        or _REPORT_FOLLOWS.match(after)
    )


def shifted(value: str, steps: int) -> str:
    """The year, month or day so many after another; before it where negative."""
    if len(value) == len("2024"):
        return f"{int(value) + steps:04}"
    if len(value) == len("2024-06"):
        months = int(value[:4]) * 12 + int(value[5:]) - 1 + steps
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return (date.fromisoformat(value) + timedelta(days=steps)).isoformat()


_Span = tuple[date, date]


def _week(day: date) -> _Span:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> _Span:
    return day.replace(day=1), date.fromisoformat(shifted(f"{day:%Y-%m}", 1) + "-01") - timedelta(days=1)


def _year(day: date) -> _Span:
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


_LAST = r"(?:last|previous|letzte[rnms]?|vergangene[rnms]?|vorige[rnms]?)"
_THIS = r"(?:this|diese[rnms]?)"
# "the last week of the war", "die letzte Woche vor der Wahl": of something, not before today.
_NOT_OF = r"(?!\w|\s+(?:of|before|des|der|vor|im|von)\b)"
_PHRASES: tuple[tuple[str, Callable[[date], _Span], bool], ...] = (
    (r"(?:the\s+)?day\s+before\s+yesterday|vorgestern", lambda day: (day - timedelta(2),) * 2, True),
    (r"(?<!before )yesterday|gestern", lambda day: (day - timedelta(1),) * 2, True),
    (rf"{_LAST}\s+(?:week|woche){_NOT_OF}", lambda day: _week(day - timedelta(7)), True),
    (rf"past\s+week{_NOT_OF}", lambda day: (day - timedelta(7), day), True),
    (rf"{_THIS}\s+(?:week|woche){_NOT_OF}", _week, True),
    (rf"{_LAST}\s+(?:month|monats?){_NOT_OF}", lambda day: _month(day.replace(day=1) - timedelta(1)), True),
    (rf"{_THIS}\s+(?:month|monats?){_NOT_OF}", _month, True),
    (rf"{_THIS}\s+(?:year|jahre?s?){_NOT_OF}|heuer", _year, True),
    # What happened last year is reported this year too, and "today" also means "nowadays".
    (rf"{_LAST}\s+(?:year|jahre?s?){_NOT_OF}", lambda day: _year(day.replace(day=1, month=1) - timedelta(1)), False),
    (r"today|heute", lambda day: (day, day), False),
)
_NUMBERS = {
    name: number
    for names in (
        "two three four five six seven eight nine ten",
        "zwei drei vier fünf sechs sieben acht neun zehn",
    )
    for number, name in enumerate(names.split(), start=2)
}
_PAST_DAYS = re.compile(
    rf"(?<!\w)(?:last|past|letzten|vergangenen)\s+(?:(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+)?"
    r"(?:(?:few|couple\s+of|paar)\s+)?(?P<unit>days|tagen?|weeks|wochen|months|monaten?)" + _NOT_OF,
    re.IGNORECASE,
)
_DAYS_OF = {"d": 1, "t": 1, "w": 7, "m": 30}
_FEW = {"d": 7, "t": 7, "w": 3, "m": 3}
"""So many are a few, by the first letter of the unit."""


def _relative(question: str, today: date | None) -> Iterator[Period]:
    if today is None:
        return
    for pattern, to_span, is_safe in _PHRASES:
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", question, re.IGNORECASE):
            start, end = match.span()
            first, last = to_span(today)
            of_reporting = is_safe or is_of_reporting(question, start, end)
            yield Period(first.isoformat(), last.isoformat(), start, end, of_reporting)
    for match in _PAST_DAYS.finditer(question):
        unit = match["unit"][0].casefold()
        number = match["number"]
        amount = (_NUMBERS.get(number.casefold()) or int(number)) if number else _FEW[unit]
        first = today - timedelta(days=amount * _DAYS_OF[unit])
        yield Period(first.isoformat(), today.isoformat(), *match.span(), of_reporting=True)
