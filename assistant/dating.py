"""Pure: the times that a sentence gives an event, such as *die Landtagswahl am 1. September*.

The date in a sentence is seldom that of what the sentence names: *am 12. Juni focht er die Wahl an*. It counts
only in a few forms that leave no doubt, in German and English; ``docs/retrieval.md`` has them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.days import Day, read_days, to_day
from assistant.periods import Period
from assistant.times import read_times

NOUNS = (
    ("stichwahl", "run-?off"),
    ("wahl", "election"),
    ("referendum|volksabstimmung|volksentscheid|abstimmung", "referendum|vote"),
    ("gipfel(?:treffen)?", "summit"),
    ("konferenz", "conference"),
    ("parteitag", "convention"),
    ("treffen|begegnung", "meeting"),
    ("besuch|visite", "visit"),
    ("rede|ansprache", "speech"),
    ("debatte|duell", "debate"),
    ("erdbeben|beben", "earthquake|quake"),
    ("flut|überschwemmung|hochwasser", "flood|flooding"),
    ("sturm|unwetter|gewitter|orkan", "storm|hurricane|typhoon|cyclone|tornado"),
    ("ausbruch", "eruption|outbreak"),
    ("anschlag|attentat|angriff|überfall|massaker", "attack|assault|bombing|shooting|massacre|assassination"),
    ("explosion", "explosion|blast"),
    ("brand|feuer", "fire|blaze"),
    ("unfall|unglück|absturz|einsturz|zusammenstoß", "accident|crash|collapse|derailment|collision"),
    ("diebstahl|raub|einbruch", "theft|robbery|burglary|heist"),
    ("einmarsch|invasion", "invasion"),
    ("putsch|staatsstreich", "coup"),
    ("rücktritt", "resignation"),
    ("amtseinführung|vereidigung|krönung", "inauguration|coronation"),
    ("hochzeit|trauung", "wedding"),
    ("beerdigung|begräbnis|trauerfeier", "funeral"),
    ("tod|ermordung", "death|murder"),
    ("urteil|freispruch", "verdict|ruling|acquittal"),
    ("prozess", "trial"),
    ("streik", "strike"),
    ("einigung|abkommen", "deal|agreement"),
    ("eröffnung|einweihung", "opening"),
    ("finale|endspiel", "final"),
    ("spiel", "match|game"),
    ("konzert", "concert"),
    ("festival", "festival"),
    ("feier", "ceremony"),
)
"""Nouns of events in German, which may end a compound, and in English; those of one row mean the same."""

ENDINGS = {"de": "(?:e?s|e?n|e)?", "en": "(?:e?s)?"}

_NEAREST_DAYS = 120
"""A date without a year is that of the year in which it is so near to its article: every other is further away
than twice that."""

_LONGEST_CHARS, _MOST_NOUNS = 500, 3
"""A sentence that is longer, or names the event more often, is not read."""

LINKS = (
    "of|to|on|in|at|for|from|by|with|about|over|after|before|since|during|against|and|or|the|a|an|von|vom|zu|zum|zur|"
    "am|an|auf|im|bei|beim|für|über|nach|vor|seit|gegen|mit|durch|zwischen|und|oder|der|die|das|des|dem|den|ein|eine"
)
WORD = rf"(?:(?!(?i:{LINKS})\s)[\w’'.-]+\s)"
_THE = r"(?i:the|an?|this|die|das|der|dem|den|des|eine[mnr]?|ein|diese[mnr]?)\s"
_EVENT = rf"(?:{_THE}{WORD}{{0,3}}|{WORD}?)¤"
_WHERE = rf"(?:\s(?:(?!am\s|on\s)(?:{LINKS})\b|[A-ZÄÖÜ\d][\w’'.-]*)){{0,6}}?"
_ON = r"\s(?:am|on|in|im)(?:\s(?:the|dem))?\s§(\d+)"
_HAPPENS = (
    r"(?:statt(?:find\w*|fand\w*|gefunden)?|abgehalten|angesetzt|beg[aio]nn\w*|startet\w*|ereignete\w*|erschütter\w+|"
    r"held|takes? place|took place|scheduled|set for|due|begins?|began|starts?|started|opens?|opened|struck|hits?|"
    r"shook|rocked|occurred|happened)\b"
)
_VERB = rf"(?:{_HAPPENS}|(?:will|is|was|were|are|wird|werden|soll|sollen|wurden?|ist|war|findet|finden|fand|fanden)\b)"
_CLAUSE = r"(?:^|\bthat\s|[,;:]\s)(?:(?:dass|weil|als|because|when)\s)?"

_FORMS = [
    re.compile(form)
    for form in (
        # the election of 9 June; der Gipfel vom 13. bis 15. Juni
        rf"¤{_WHERE}\s(?:vom|of)(?:\sthe)?\s§(\d+)",
        # the 9 June election; yesterday's election
        rf"\b(?i:the|a|this)\s{WORD}?§(\d+)\s{WORD}{{0,2}}¤",
        rf"§(\d+)['’]s\s{WORD}{{0,2}}¤",
        # the quake that struck on 6 February; the vote to be held on 9 June; die Wahl, die am 9. Juni stattfindet
        rf"¤{_WHERE}\s(?:that|which)\s{_HAPPENS}[^,;:§¤]*\s§(\d+)",
        rf"¤{_WHERE}\s(?:to be\s)?(?:held|scheduled|set|due)\s(?:on|for|in)\s§(\d+)",
        rf"¤{_WHERE},\s(?:der|die|das)\s(?:am|im)\s§(\d+)[^,;:]*\b{_HAPPENS}",
        # bei der Wahl in Sachsen am 1. September
        rf"\b(?i:bei|beim|in|während|at|during)\s{_EVENT}{_WHERE}{_ON}",
        # first in its sentence, so that the date is of no verb: Nach der Wahl am 9. Juni trat er zurück
        rf"^(?:(?:After|Before|Since|Following|Nach|Vor|Seit)\s)?{_EVENT}{_WHERE}{_ON}",
        # Die Wahl findet am 9. Juni statt
        rf"{_CLAUSE}{_EVENT}{_WHERE}\s(?=[^,;:]*\b{_HAPPENS}){_VERB}[^,;:§¤]*\s§(\d+)",
        rf"{_CLAUSE}{_EVENT}{_WHERE}\s(?:is|was|ist|war)\s(?:am|on)\s§(\d+)\s?[.,;]",
        # Am 9. Juni findet in Sachsen die Wahl statt; On 6 February a powerful earthquake struck
        rf"{_CLAUSE}(?i:am\s|im\s)?§(\d+)\s(?=[^,;:]*\b{_HAPPENS})[a-zäöü]+(?:\ssich)?(?:\s(?:in|im|auf)\s[A-ZÄÖÜ]\S+)?\s{_EVENT}",
        rf"{_CLAUSE}(?i:on\s|in\s)?§(\d+),?\s{_EVENT}(?={_WHERE}\s{_HAPPENS})",
    )
]

# What was moved or called off, what might have been; and the marks that stand for what was found below.
_DOUBTFUL = re.compile(
    r"\b(?:not|never|cancel\w*|postpon\w*|call\w* off|would|nicht|nie|abgesagt|absag\w+|verschob\w*|verschieb\w*|"
    r"verlegt|würde\w*|hätte\w*|wäre\w*)\b|[§¤]",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"\b(?i:zu[rm]?|über|about|on)\s(?:{_THE})?{WORD}{{0,3}}$")
_YEAR = re.compile(r"(?<![\w§.,-])(?:19|20)\d\d(?![\w§]|[.,-]\w)")
_RANGE = re.compile(r"§(\d+)\s?(?:bis(?:\szum)?|to|until|–|-)\s?§(\d+)")
_BEHIND_WEEKDAY = re.compile(r",?\s(?:(?:dem|den|the)\s)?")


@dataclass(frozen=True, slots=True)
class Span:
    """A time, from one end to the other, both ISO 8601 with the precision that is told.

    Attributes:
        since: a year, a month or a day.
        until: the same, of the same precision.
    """

    since: str
    until: str

    @property
    def is_exact(self) -> bool:
        """Whether its days are told."""
        return self.since.count("-") == 2


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a question tells a time by, and what the library says of it.

    Attributes:
        phrase: as the question has it, *vor der Wahl*.
        span: when it was, or will be; a day, days or a month.
        told_by: titles of the articles that say so, at least one.
        period: the time that the question names by it.
    """

    phrase: str
    span: Span
    told_by: tuple[str, ...]
    period: Period


def to_pattern(language: str, nouns: str, first_part: str = "") -> re.Pattern[str]:
    """What finds the forms of nouns in a text, in German the compounds that end in them too.

    Args:
        language: ``de`` or ``en``.
        nouns: of ``NOUNS``, in that language.
        first_part: what a German compound has before the noun, as *Landtags*; empty for any.
    """
    before = rf"[\w-]*?{re.escape(first_part)}" if language == "de" else ""
    return re.compile(rf"(?<![\w-])(?P<first>{before})(?:{nouns}){ENDINGS[language]}(?![\w-])", re.IGNORECASE)


def read_event_times(
    sentence: str, language: str, published: str | None, noun: re.Pattern[str], before: str = ""
) -> frozenset[Span]:
    """The times that a sentence gives an event; none where it leaves doubt.

    Args:
        sentence: of an article.
        language: of it, ``de`` or ``en``.
        published: date of the article, ISO 8601; None where unknown.
        noun: of the event, as ``to_pattern`` gives it.
        before: the text up to the sentence, which tells whether somebody is speaking.
    """
    nouns = [match for match in noun.finditer(sentence) if language == "en" or match.group()[0].isupper()]
    if not 0 < len(nouns) <= _MOST_NOUNS or len(sentence) > _LONGEST_CHARS or _DOUBTFUL.search(sentence):
        return frozenset()
    times = sorted(_times(sentence, language, published, before), key=lambda each: each[:2])
    if not times:
        return frozenset()
    # "Bei der Wahl am 1. September" is read as "Bei der ¤ am §0"
    parts = [(start, end, f"§{index}") for index, (start, end, _) in enumerate(times)]
    parts += [(*match.span(), "¤") for match in nouns]
    text, done = "", 0
    for start, end, mark in sorted(parts):
        if start >= done:
            text, done = f"{text}{sentence[done:start]}{mark}", end
    text, spans = _with_ranges(text + sentence[done:], [span for _, _, span in times])
    return frozenset(
        spans[int(match.group(1))]
        for form in _FORMS
        for match in form.finditer(text)
        if not _ABOUT.search(text[: match.start() + match.group().index("¤")])
    )


def _with_ranges(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """A text in which two marks that make a range are the first of them."""
    for match in [*_RANGE.finditer(text)][::-1]:
        first, last = spans[int(match.group(1))], spans[int(match.group(2))]
        if first.is_exact and last.is_exact and first.since < last.until:
            spans[int(match.group(1))] = Span(first.since, last.until)
            text = f"{text[: match.start()]}§{match.group(1)}{text[match.end() :]}"
    return text, spans


def _times(sentence: str, language: str, published: str | None, before: str) -> Iterator[tuple[int, int, Span]]:
    """The times of a sentence that can be told, with their places; several of one place are a range."""
    for note in read_times(sentence, language, published, before):
        if note.exact and note.unit in ("day", "month") and note.earliest:
            value = note.earliest.isoformat()[: 10 if note.unit == "day" else 7]
            yield note.start, note.end, Span(value, value)
    found = read_days(sentence, language)
    for match in _YEAR.finditer(sentence):
        if not any(each.start <= match.start() < each.end for each in found):
            yield *match.span(), Span(match.group(), match.group())
    for end in dict.fromkeys(each.end for each in found if each.weekday is None and not each.others):
        days = [each for each in found if each.end == end]
        values = sorted(filter(None, (_to_iso(each, published) for each in days)))
        start = days[0].start
        if not days[0].day and not days[0].year:  # "in June" is found with its preposition, which the forms look for
            start = end - len(re.split(r"[\s-]", sentence[start:end])[-1])
        weekdays = [
            each for each in found if _BEHIND_WEEKDAY.fullmatch(sentence[each.end : start]) and each.weekday is not None
        ]
        if len(values) == len(days) and all(_is_on(values[0], each) for each in weekdays):
            yield min([start, *(each.start for each in weekdays)]), end, Span(values[0], values[-1])


def _is_on(value: str, weekday: Day) -> bool:
    return value.count("-") == 2 and date.fromisoformat(value).weekday() == weekday.weekday


def _to_iso(day: Day, published: str | None) -> str | None:
    """A date as far as it is told; where it has no year, in the one that is nearest to its article."""
    year = day.year or _nearest_year(day, published)
    return "-".join([f"{year:04}", *(f"{each:02}" for each in (day.month, day.day) if each)]) if year else None


def _nearest_year(day: Day, published: str | None) -> int | None:
    article = to_day(published)
    if article is None or not article.month:
        return None
    written = date(article.year, article.month, article.day or 15)
    for year in (written.year - 1, written.year, written.year + 1):
        try:
            distance = date(year, day.month, day.day or 15) - written
        except ValueError:  # 29 February
            continue
        if abs(distance.days) <= _NEAREST_DAYS:
            return year
    return None
