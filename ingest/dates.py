"""Pure: the date of an article as others wrote it, in ISO 8601 with the precision it has; none that may be two days."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from assistant.days import Day, read_days

_LONGEST_CHARS = 80
_SHOWN_CHARS = 40

_CALENDAR_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DATE_WITH_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_OF_MAIL = re.compile(r"(?:[A-Za-z]{3},\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?!\d)")
_MONTH = re.compile(r"(?P<month>\d{1,2})[./]\s?(?P<year>\d{4})|(?P<year2>\d{4})[./](?P<month2>\d{1,2})")
_HYPHENS = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)")
_HYPHENS_IN_WORDS = re.compile(r"(\d{1,2})-([^\W\d]+)\.?-(\d{4})")
_TIME = re.compile(
    r"(?:T|,?\s+(?:(?:um|at)\s+)?)\d{1,2}(?::\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:Uhr|[ap]\.?m\.?)?|\.\d\d\s?Uhr)"
    r"\s*(?:Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"(?:(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)\.?)?(?:\s*,?\s*(?:den|dem|the))?[\s,]*", re.IGNORECASE
)
"""What may stand beside a date: a weekday, which is written out or not."""


class Undated(Exception):
    """Why what stands for a date is not taken for one; it becomes a note."""


def read_date(value: object, language: str | None = None) -> str | None:
    """A date in ISO 8601 with the precision it has.

    Args:
        value: as it was written: a year, a month or a day, in figures or with the name of the month, with a time
            or without; None where nothing was. A time counts in ISO 8601 and in the form of mail, else the day alone.
        language: of the article, ISO 639-1; names of months count in it, in German and English.

    Raises:
        Undated: when it is no such date, or may be one of two days.
    """
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    is_written = isinstance(value, (str, int)) and not isinstance(value, bool)
    given = " ".join(str(value).split()) if is_written else type(value).__name__
    if not given:
        return None
    read = _read_iso(given)
    if read is None and is_written and len(given) <= _LONGEST_CHARS:
        found = set(filter(_read_iso, _readings(given, language)))
        if len(found) > 1:
            raise Undated(
                f"has the date {given[:_SHOWN_CHARS]!r}, which may be two days, and has no date now; "
                "write it as 2024-06-18."
            )
        read = found.pop() if found else None
    if read is None:
        raise Undated(
            f"has the date {given[:_SHOWN_CHARS]!r}, which is not read, and has no date now; "
            "write it as 2024, 2024-06 or 2024-06-18."
        )
    return read


def is_date(written: str, language: str | None = None) -> bool:
    """Whether a text is a date as ``read_date`` reads it."""
    try:
        return read_date(written, language) is not None
    except Undated:
        return False


def _read_iso(given: str) -> str | None:
    with suppress(ValueError):
        if _CALENDAR_DATE.fullmatch(given):
            date.fromisoformat(given + "-01" * (2 - given.count("-")))
            return given
        if _DATE_WITH_TIME.match(given):
            return datetime.fromisoformat(given).isoformat()
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        if _OF_MAIL.match(given):
            return parsedate_to_datetime(given).isoformat()
    return None


def _readings(given: str, language: str | None) -> Iterator[str]:
    """What a date in another form may mean."""
    day = _TIME.sub("", given)
    if match := _COMPACT.fullmatch(day):
        day = "-".join(match.groups())
    if match := _YEAR_FIRST.fullmatch(day):
        year, _, month, of_month = match.groups()
        day = f"{year}-{int(month):02}-{int(of_month):02}"
    elif match := _MONTH.fullmatch(day):
        yield f"{match['year'] or match['year2']}-{int(match['month'] or match['month2']):02}"
    day = _HYPHENS_IN_WORDS.sub(r"\1 \2 \3", _HYPHENS.sub(r"\1/\2/\3", day)).title()
    for each in dict.fromkeys(("de", "en", language or "en")):
        days = [found for found in read_days(day, each) if found.weekday is None]
        if len(days) == 1 and days[0].year and _is_all(day, days[0], each):
            yield from map(_to_iso, (days[0], *days[0].others))


def _is_all(given: str, day: Day, language: str) -> bool:
    """Whether nothing but a weekday stands beside a date."""
    rest = given[: day.start], given[day.end :]
    for weekday in read_days(rest[0], language):
        rest = rest[0][: weekday.start] + rest[0][weekday.end :], rest[1]
    return all(_AROUND.fullmatch(each) for each in rest)


def _to_iso(day: Day) -> str:
    return f"{day.year:04}-{day.month:02}" + (f"-{day.day:02}" if day.day else "")
