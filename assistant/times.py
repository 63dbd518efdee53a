"""Pure: words such as *tonight* or *letzte Woche* in a quote, and what they mean seen from its article's date.

A word gets a meaning only where its article's date and the word leave no choice; ``docs/retrieval.md``
has the rules. The language's words are in the tables below: German, English, French, Spanish.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Unit = Literal["day", "days", "month", "year"]


@dataclass(frozen=True, slots=True)
class TimeNote:
    """A word of a quote that means another time in each article.

    Attributes:
        start: its first character, in code points of the quote.
        end: one past its last.
        text: ``quote[start:end]``.
        unit: what it means one of; ``days`` for a stretch such as a week.
        earliest: the first day it can mean; None where that cannot be told.
        latest: the last one.
        exact: whether it means all days from the earliest to the latest, and may be shown as that.
            Else only the article's date can be shown beside it.
    """

    start: int
    end: int
    text: str
    unit: Unit
    earliest: date | None
    latest: date | None
    exact: bool


def read_times(quote: str, language: str | None, published: str | None, before: str = "") -> tuple[TimeNote, ...]:
    """What the relative times of a quote mean, each word once.

    Args:
        quote: verbatim, beginning where a sentence begins.
        language: of the quote, ISO 639-1; None where unknown.
        published: date of its article, ISO 8601 with the precision it has; None where unknown.
        before: the article's text up to the quote, which tells whether somebody is speaking.

    Returns:
        In the order of the quote; empty without a date, and for a language without tables.
    """
    if not published:
        return ()
    first, last = _days_of(published)
    notes: dict[str, TimeNote] = {}
    for start, end, rule, weekday in sorted(_matches(quote, language or ""), key=lambda found: found[0]):
        note = _to_note(quote, start, end, rule, weekday, (first, last))
        if note is None:
            continue
        if _is_spoken(before.rpartition("\n\n")[2], quote, start):
            # What a person calls yesterday is seen from the day of speaking, which may be another.
            note = replace(note, earliest=None, latest=None, exact=False)
        same = " ".join(note.text.casefold().split())
        if same not in notes or (notes[same].exact and not note.exact):
            notes[same] = replace(notes.get(same, note), earliest=note.earliest, latest=note.latest, exact=note.exact)
    return tuple(notes.values())


def newness(published: str | None) -> tuple[str, float]:
    """A key that sorts by publication: the newer an article, the greater; one without a date is the least.

    The date counts as it is written, whatever the time zone; times are compared within a day. A year
    or month alone counts as its beginning: it is never newer than a day in it.
    """
    if not published:
        return "", 0.0
    if "T" not in published:
        return published, 0.0
    moment = datetime.fromisoformat(published)
    return published[:10], (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern and what it means.

    Attributes:
        pattern: of the whole word or words.
        kind: a key of ``_MEANINGS``.
        shift: how many of the kind lie between the article's date and the time meant.
        doubt: ``none``; ``nowadays`` where it may also mean a longer time around the date; ``unknown``
            where it may mean something else altogether.
        unless_after: what must not stand before it.
    """

    pattern: re.Pattern[str]
    kind: str
    shift: int
    doubt: Literal["none", "nowadays", "unknown"]
    unless_after: re.Pattern[str] | None


_WEEKDAYS = {
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_NUMBERS = {
    language: {"sonnabend": 5} | {name: number for number, name in enumerate(names.split())}
    for language, names in _WEEKDAYS.items()
}


def _rule(
    language: str,
    kind: str,
    shift: int,
    pattern: str,
    doubt: Literal["none", "nowadays", "unknown"] = "none",
    unless_after: str = "",
) -> _Rule:
    """A rule from a short pattern: a space is any white space, ``WD`` a weekday."""
    names = "|".join(_NUMBERS[language])

    def compiled(short: str) -> re.Pattern[str]:
        return re.compile(short.replace("WD", f"(?P<weekday>{names})").replace(" ", r"\s+"), re.IGNORECASE)

    return _Rule(
        compiled(rf"(?<![\w\-.@/])(?:{pattern})(?![\w@/]|[\-.]\w)"),
        kind,
        shift,
        doubt,
        compiled(rf"(?:{unless_after}) $".replace("WD", names)) if unless_after else None,
    )


_GERMAN_HOURS = "(?:früh|morgen|vormittag|mittag|nachmittag|abend)"
_GERMAN_DAY = "WD(?:abend|morgen|vormittag|mittag|nachmittag)?(?! (?:vor|in) (?:einer|einem|zwei))"
_AGO = "(?! (?:vor|in) (?:ein|zwei|drei|vier|fünf|zehn|[0-9])[^ ]* (?:tag|woche|monat|jahr))"
_FINAL = "(?! (?:des|der|dieser|sein|seine[rsmn]?|ihr|ihre[rsmn]?|unsere[rsmn]?|vor|von|als)\\b)"
_OWN = r"\b(?:der|die|das|den|dem|sein\w*|ihr\w*|mein\w*|unser\w*|jede\w*|allerletzte\w*)"
_GERMAN = [
    *(
        ("weekday of week", weeks, f"WD (?:der )?(?:{names})r woche")
        for weeks, names in ((-1, "vergangene|letzte|vorige"), (0, "diese"), (1, "kommende|nächste"))
    ),
    ("day", 2, "übermorgen" + _AGO),
    ("day", -2, "vorgestern" + _AGO),
    ("day", 0, "heute (?:nacht)", "unknown"),
    ("day", 0, "heute " + _GERMAN_HOURS),
    ("day", 0, "heutigen(?= WD)"),
    ("day", 0, "heute(?! auf morgen|[ -](?:journal|show|plus)\\b)" + _AGO, "nowadays"),
    ("day", -1, "gestern nacht", "unknown"),
    ("day", -1, f"gestern(?: {_GERMAN_HOURS})?" + _AGO, "none", r"\b(?:nicht|schnee|welt) von"),
    ("day", -1, "gestrigen(?= WD)"),
    ("day", 1, "morgen nacht", "unknown"),
    ("day", 1, "morgigen(?= WD)"),
    ("day", 1, "morgen(?= an\\b)"),
    (
        "day",
        1,
        f"morgen(?: {_GERMAN_HOURS})?(?! für morgen|!)" + _AGO,
        "none",
        r"\b(?:von|auf|am|jeden|guten|diesen?|einen|eines|gegen|der|WD|heute|gestern)",
    ),
    ("night", -1, "(?:vergangene|letzte) nacht", "none", r"\b(?:sein\w*|ihr\w*|die)"),
    *(
        rule
        for kind, noun in (("week", "woche"), ("month", "monats?"), ("year", "jahr(?:e?s)?"))
        for rule in (
            (kind, -2, f"(?:vorletzte|vorvergangene|vorvorige)[nrsm]? {noun}{_FINAL}", "none", _OWN),
            (kind, 2, f"übernächste[nrsm]? {noun}"),
            (kind, -1, f"(?:vergangene|vorige)[nrsm]? {noun}"),
            (kind, -1, f"letzte[nrsm]? {noun}{_FINAL}", "none", _OWN),
            (kind, 1, f"(?:kommende|nächste)[nrsm]? {noun}", "none", r"\b(?:innerhalb (?:der|des)|binnen|während der)"),
        )
    ),
    ("week", 0, "diese woche"),
    ("month", 0, "diesen monat"),
    ("year", 0, "dieses jahr|heuer"),
    # "In diesem Jahr" may point back to a year that the text has just told of.
    ("year", 0, "diese[mrs] (?:woche|monats?|jahr(?:es)?)", "unknown"),
    ("weekend", -1, "(?:vergangene|letzte|vorige)[nsm]? wochenende" + _FINAL, "none", _OWN),
    ("weekend", 1, "(?:kommende|nächste)[nsm]? wochenende"),
    ("nearest weekday", -1, f"vergangene[nm] {_GERMAN_DAY}"),
    ("agreed weekday", -1, f"(?:letzte|vorige)[nm] {_GERMAN_DAY}{_FINAL}", "none", _OWN),
    ("nearest weekday", 1, f"kommende[nm] {_GERMAN_DAY}"),
    ("agreed weekday", 1, f"nächste[nm] {_GERMAN_DAY}"),
    ("weekday to come", 1, f"diesen {_GERMAN_DAY}"),
]

_ENGLISH_OWNER = r"\b(?:the|a|his|her|their|its|my|our|your|every|each|very|one)"
_ENGLISH = [
    ("day", 2, "(?:the )?day after tomorrow"),
    ("day", -2, "(?:the )?day before yesterday"),
    ("day", 0, "tonight|this (?:morning|afternoon|evening)|(?:earlier|later) today"),
    ("day", 0, "today", "nowadays"),
    (
        "day",
        1,
        "tomorrow(?: (?:morning|afternoon|evening|night))?",
        "none",
        r"\b(?:no|of|better|brighter|the|a|our|their)",
    ),
    ("night", -1, "last night", "none", _ENGLISH_OWNER),
    ("day", -1, "yesterday(?: (?:morning|afternoon|evening))?", "none", r"\b(?:of|like|only)"),
    *(
        ("weekday of week", weeks, f"WD (?:of )?{name} week")
        for weeks, name in ((-1, "last"), (0, "this"), (1, "next"))
    ),
    *(
        (kind, shift, f"{name} {noun}(?! (?:of|on|in which)\\b)", "none", _ENGLISH_OWNER)
        for kind, noun in (("english week", "week"), ("month", "month"), ("year", "year"))
        for shift, name in ((-1, "last"), (0, "this"), (1, "next"))
    ),
    ("weekend", -1, "last weekend(?! of\\b)", "none", _ENGLISH_OWNER),
    ("nearest weekday", -1, "this past WD"),
    ("nearest weekday", 1, "this coming WD"),
    ("agreed weekday", -1, "last WD(?! (?:of|in|before)\\b)", "none", _ENGLISH_OWNER),
    ("agreed weekday", 1, "next WD(?! week\\b)", "none", _ENGLISH_OWNER),
    ("weekday to come", 1, "this WD"),
]

_FRENCH = [
    ("day", 2, "après-demain"),
    ("day", -2, "avant-hier"),
    ("day", 0, "ce soir|ce matin|cet après-midi"),
    ("day", 0, "aujourd['’]hui", "nowadays"),
    ("day", -1, "hier(?: (?:soir|matin|après-midi))?"),
    ("day", 1, "demain(?: (?:soir|matin|après-midi))?", "none", r"\bmonde de"),
    ("week", -1, "semaine (?:dernière|passée)"),
    ("week", 0, "cette semaine"),
    ("week", 1, "semaine prochaine"),
    ("month", -1, "mois (?:dernier|passé)"),
    ("month", 0, "ce mois-ci"),
    ("month", 1, "mois prochain"),
    ("year", -1, "année (?:dernière|passée)|an (?:dernier|passé)"),
    ("year", 0, "cette année"),
    ("year", 1, "année prochaine|an prochain"),
    ("agreed weekday", -1, "WD (?:dernier|passé)"),
    ("agreed weekday", 1, "WD prochain"),
]

_SPANISH = [
    ("day", 2, "pasado mañana"),
    ("day", -2, "anteayer|antes de ayer"),
    ("day", 0, "esta (?:mañana|tarde)"),
    ("day", 0, "esta noche", "unknown"),
    ("day", 0, "hoy", "nowadays"),
    ("day", -1, "ayer", "none", r"\b(?:el|del)"),
    ("night", -1, "anoche"),
    (
        "day",
        1,
        "mañana(?: por la (?:mañana|tarde|noche))?",
        "none",
        r"\b(?:la|una|esta|esa|aquella|cada|media|toda|de|del|el)",
    ),
    ("week", -1, "semana pasada"),
    ("week", 0, "esta semana"),
    ("week", 1, "próxima semana|semana (?:próxima|que viene)"),
    ("month", -1, "mes pasado|pasado mes"),
    ("month", 0, "este mes"),
    ("month", 1, "próximo mes|mes (?:próximo|que viene)"),
    ("year", -1, "año pasado|pasado año"),
    ("year", 0, "este año"),
    ("year", 1, "próximo año|año (?:próximo|que viene)"),
    ("agreed weekday", -1, "pasado WD"),
    ("agreed weekday", -1, "WD pasado"),
    ("agreed weekday", 1, "próximo WD"),
    ("agreed weekday", 1, "WD (?:próximo|que viene)"),
]

_RULES: dict[str, list[_Rule]] = {
    language: [_rule(language, *row) for row in rows]  # type: ignore[arg-type]
    for language, rows in (("de", _GERMAN), ("en", _ENGLISH), ("fr", _FRENCH), ("es", _SPANISH))
}

_BEGINNING = re.compile(r"(?:^|[.!?:;…–—(\[„“”\"«»‘’‚'])\s*$")
_NEXT_WEEKDAY = re.compile(r"[\s,(–]+(?:(?:den|dem|el|le)\s+)?(\w+)")
_SPEECH_MARKS = '"„“”«»'
_ONE_DAY = timedelta(days=1)

Found = tuple[int, int, _Rule, int | None]
Span = tuple[date, date]


def _matches(quote: str, language: str) -> Iterator[Found]:
    """Start, end, rule and weekday of each word; where two overlap, that of the earlier rule."""
    taken: list[range] = []
    for rule in _RULES.get(language, []):
        for match in rule.pattern.finditer(quote):
            before = quote[: match.start()]
            if any(match.start() in other or other.start in range(*match.span()) for other in taken):
                continue
            # A capital letter inside a sentence makes it a name or a noun: USA Today, am Morgen.
            named = match.groupdict().get("weekday")
            begins_with_weekday = bool(named) and match.start("weekday") == match.start()
            is_name = match.group()[0].isupper() and not begins_with_weekday and not _BEGINNING.search(before)
            if is_name or (rule.unless_after and rule.unless_after.search(before)):
                continue
            taken.append(range(*match.span()))
            weekday = _NUMBERS[language][named.casefold()] if named else _weekday_behind(quote, match.end(), language)
            yield match.start(), match.end(), rule, weekday


def _weekday_behind(quote: str, end: int, language: str) -> int | None:
    """The weekday that a word is explained by, as in *morgen, Freitag*."""
    match = _NEXT_WEEKDAY.match(quote, end)
    return _NUMBERS[language].get(match.group(1).casefold()) if match else None


def _to_note(quote: str, start: int, end: int, rule: _Rule, weekday: int | None, published: Span) -> TimeNote | None:
    """The note; None where the word may mean two days, or the text speaks of another weekday."""
    try:
        spans = [_meaning(rule, day, weekday) for day in published]
    except (OverflowError, ValueError):  # before the year 1, after 9999
        return None
    text = quote[start:end]
    if rule.doubt == "unknown":
        return TimeNote(start, end, text, "day", None, None, exact=False)
    first, last = spans[0][0], spans[1][1]
    known = published[0] == published[1]
    if known and rule.kind == "day" and weekday not in (None, first.weekday()):
        return None
    if known and (last - first).days >= _MOST_DAYS.get(rule.kind, 366):
        return None
    exact = spans[0] == spans[1] and rule.doubt == "none"
    return TimeNote(start, end, text, _UNITS.get(rule.kind, "day"), first, last, exact)


_SUNDAY = 6
_UNITS: dict[str, Unit] = {
    "week": "days",
    "english week": "days",
    "weekend": "days",
    "night": "days",
    "month": "month",
    "year": "year",
}
_MOST_DAYS = {"nearest weekday": 1, "agreed weekday": 1, "weekday to come": 1, "weekend": 2, "english week": 7}
"""A word of a kind that may mean more days than these has two readings."""


def _meaning(rule: _Rule, day: date, weekday: int | None) -> Span:
    """What a word means in a text of one day: all days that it spans or, where it can be told less, may mean."""
    monday = day - _ONE_DAY * day.weekday()
    match rule.kind:
        case "day":
            return (day + _ONE_DAY * rule.shift,) * 2
        case "night":
            return day + _ONE_DAY * rule.shift, day
        case "week" | "english week":
            first = monday + 7 * _ONE_DAY * rule.shift
            # Where weeks begin on Sunday, another one has begun on that day.
            both = rule.kind == "english week" and day.weekday() == _SUNDAY
            return first, first + _ONE_DAY * (12 if both else 6)
        case "month":
            return _month(day, rule.shift)
        case "year":
            return date(day.year + rule.shift, 1, 1), date(day.year + rule.shift, 12, 31)
        case "weekend":
            return _weekend(day, monday, rule.shift)
        case "weekday of week":
            return (monday + _ONE_DAY * (7 * rule.shift + (weekday or 0)),) * 2
        case _:
            return _weekday(rule, day, weekday or 0)


def _month(day: date, shift: int) -> Span:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    first = date(year, month + 1, 1)
    return first, (first + 31 * _ONE_DAY).replace(day=1) - _ONE_DAY


def _weekend(day: date, monday: date, shift: int) -> Span:
    """The weekend before or after; both that may be meant on a Saturday or Sunday."""
    saturday = monday + 5 * _ONE_DAY
    if day >= saturday:
        return (saturday - 7 * _ONE_DAY, saturday + _ONE_DAY) if shift < 0 else (saturday, saturday + 8 * _ONE_DAY)
    saturday -= 7 * _ONE_DAY if shift < 0 else 0 * _ONE_DAY
    return saturday, saturday + _ONE_DAY


def _weekday(rule: _Rule, day: date, weekday: int) -> Span:
    """The nearest such day before or after; with the one a week further where some would mean that one."""
    if rule.kind == "weekday to come" and weekday <= day.weekday():
        return day - 7 * _ONE_DAY, day + 7 * _ONE_DAY
    distance = rule.shift * (weekday - day.weekday()) % 7 or 7
    nearest = day + _ONE_DAY * rule.shift * distance
    in_this_week = nearest.isocalendar()[:2] == day.isocalendar()[:2]
    if rule.kind == "agreed weekday" and in_this_week:
        other = nearest + 7 * _ONE_DAY * rule.shift
        return min(nearest, other), max(nearest, other)
    return nearest, nearest


def _days_of(published: str) -> Span:
    """First and last day of a date that may be a year or a month."""
    written = published[:10]
    match written.count("-"):
        case 0:
            return date(int(written), 1, 1), date(int(written), 12, 31)
        case 1:
            return _month(date.fromisoformat(f"{written}-01"), 0)
        case _:
            return (date.fromisoformat(written),) * 2


def _is_spoken(before: str, quote: str, start: int) -> bool:
    """Whether a word stands between quotation marks, some of which may stand before or behind the quote."""
    text, place = before + quote, len(before) + start
    marks = [index for index, each in enumerate(text) if each in _SPEECH_MARKS]
    earlier = [index for index in marks if index < place]
    if earlier:
        return _opens(text, earlier[-1])
    return bool(marks) and not _opens(text, marks[0])


def _opens(text: str, index: int) -> bool:
    """Whether a quotation mark opens, which its shape does not tell in all languages but the space around it does."""
    free_before = index == 0 or text[index - 1].isspace() or text[index - 1] in "([–—‚‘"
    free_behind = index + 1 == len(text) or text[index + 1].isspace() or text[index + 1] in ",.;:!?)"
    return text[index] in "«„" if free_before and free_behind else free_before
