"""Pure: the dates and weekdays that a text names, as far as it gives them.

``18. Juni``, ``June 18`` and ``18 June 2024`` are compatible. Names of months and weekdays are those of CLDR,
through Babel.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_YEAR = r"(?:1\d|20)\d\d"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it is written; 0 for a part that is not given.

    Attributes:
        start: its first character.
        end: one past its last.
        year: 0 where it is not given.
        month: 1 to 12.
        day: of the month.
        weekday: 0 for Monday; None for a date without one.
        others: other readings of the same digits, such as 6/7/2024.
    """

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int | None = None
    others: tuple["Day", ...] = ()

    def agrees(self, other: "Day") -> bool:
        """Whether both can be the same day, or one is within the other."""
        return any(_agree(own, its) for own in (self, *self.others) for its in (other, *other.others))

    def falls_on(self) -> int | None:
        """Its weekday, where it is given or can be told from the date."""
        if self.weekday is not None or not (self.year and self.month and self.day):
            return self.weekday
        return date(self.year, self.month, self.day).weekday()


def _agree(one: Day, other: Day) -> bool:
    if (one.weekday is None) != (other.weekday is None) or one.weekday is not None:
        return one.falls_on() is not None and one.falls_on() == other.falls_on()
    parts = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    return all(own == its or not own or not its for own, its in parts) and any(own and its for own, its in parts)


def read_days(text: str, language: str | None) -> tuple[Day, ...]:
    """The dates and weekdays of a text, in order; a year alone is a number.

    Args:
        text: any text.
        language: of the text, ISO 639-1; None where unknown.
    """
    return tuple(sorted(_found(text, language or "en"), key=lambda found: found.start))


def to_day(published: str | None) -> Day | None:
    """An article's date, ISO 8601 with the precision it has."""
    match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", published or "")
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    return Day(0, 0, year, month, day) if year and _exists(year, month, day) else None


def years_of(day: Day, published: Day) -> frozenset[int]:
    """The years that a date without one is of, in an article of some date: that of the article, and the nearest.

    Args:
        day: with a month.
        published: the article's date, with a month.
    """
    years = range(published.year - 1, published.year + 2)
    distances = {year: abs(12 * (year - published.year) + day.month - published.month) for year in years}
    nearest = min(distances.values())
    return frozenset({published.year, *(year for year in years if distances[year] == nearest)})


def _found(text: str, language: str) -> Iterator[Day]:
    months, weekdays, pattern = _grammar(language)
    for match in pattern.finditer(text):
        parts = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
        start, end = match.span()
        if "weekday" in parts:
            yield Day(start, end, weekday=weekdays[parts["weekday"].casefold()])
            continue
        name = parts.get("name")
        if name and language in ("de", "en") and not name[0].isupper():
            continue
        month = months[name.casefold().rstrip(".")] if name else int(parts.get("month", 0))
        year, day = int(parts.get("year", 0)), int(parts.get("day", 0))
        found = [Day(start, end, year, month, day)] if _exists(year, month, day) else []
        if "slash" in parts and _exists(year, day, month):
            found.append(Day(start, end, year, day, month))
        if found:
            yield Day(start, end, found[0].year, found[0].month, found[0].day, others=tuple(found[1:]))
        if found and "first" in parts and _exists(year, month, int(parts["first"])):
            yield Day(start, end, year, month, int(parts["first"]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=32)
def _grammar(language: str) -> tuple[dict[str, int], dict[str, int], re.Pattern[str]]:
    """Months and weekdays by their names, without case and full stop, and a pattern of all forms of dates."""
    wide = _names(language, "months", "wide")
    months = {**_names(language, "months", "abbreviated"), **wide}
    weekdays = _names(language, "days", "wide")
    if language == "de":
        weekdays["sonnabend"] = weekdays["samstag"]
    full, any_form, days = (_any_of(names) for names in (wide, months, weekdays))
    name = rf"(?:{full}|(?:{any_form})\.?)(?!\w)"
    of = r"(?:of\s+|de\s+|del\s+)?"
    first = r"(?:(?P<first{0}>\d{{1,2}})\.?\s*(?:[–—-]|to|bis|bis\s+zum|and|und)\s*)?"
    # "May" and "March" are words of their own.
    bare = rf"(?<!\w)(?P<name6>{full})(?!\w)"
    if language == "en":
        bare = (
            rf"(?<!\w)(?:(?:in|of|since|until|by|last|next|this|early|late|mid|from|to|during|and)[\s-]+)"
            rf"(?P<name6>{full})(?!\w)|(?<!\w)(?P<name7>(?!May|March)(?:{full}))(?!\w)"
        )
    forms = [
        r"(?<![\d-])(?P<year1>\d{4})-(?P<month1>\d\d)-(?P<day1>\d\d)(?![\d-])",
        r"(?<![\d.])(?P<day2>\d{1,2})\.\s?(?P<month2>\d{1,2})\.\s?(?P<year2>\d{4})(?!\d)",
        r"(?<![\d./])(?P<month8>\d{1,2})(?P<slash>/)(?P<day8>\d{1,2})/(?P<year8>\d{4})(?!\d)",
        (
            rf"(?<![\d.,]){first.format(3)}(?P<day3>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+{of}(?P<name3>{name})"
            rf"(?:,?\s+{of}(?P<year3>{_YEAR})(?!\w))?"
        ),
        (
            rf"(?<!\w)(?P<name4>{name})\s+{first.format(4)}(?P<day4>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.,]*\d)"
            rf"(?:,?\s+(?P<year4>{_YEAR})(?!\w))?"
        ),
        rf"(?<!\w)(?P<name5>{name}),?\s+{of}(?P<year5>{_YEAR})(?!\w)",
        bare,
        rf"(?<!\w)(?P<weekday>{days})(?=s?(?!\w)|['’]|abend|morgen|nacht|vormittag|nachmittag|mittag)",
    ]
    return months, weekdays, re.compile("|".join(forms), re.IGNORECASE)


def _any_of(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _names(language: str, kind: str, width: str) -> dict[str, int]:
    """Names of months or weekdays in a language; in English where it is not known."""
    names: dict[str, int] = {}
    for code in (language, "de_AT") if language == "de" else (language,):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            locale = Locale("en")
        for form in ("format", "stand-alone"):
            for number, name in getattr(locale, kind)[form][width].items():
                if not name.isdigit():
                    names.setdefault(name.casefold().rstrip("."), number)
    return names
