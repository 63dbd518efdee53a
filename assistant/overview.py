"""Pure: questions about a library: what there is of a time, a source or a subject, and how much at all.

*What was reported in June 2024?*, *was gab es gestern?*, *what is new in The Verge?* name no subject that
passages could be near to. They are answered by the articles of that time or source themselves.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.articles import Article, Passage, Sentence
from assistant.entries import Entry
from assistant.filters import EVERYTHING, Filter, Published
from assistant.narrowing import find_named
from assistant.times import newness

_ASKING_WORDS = """
reported reports report reporting written writes wrote published happened happen happens happening going new news
latest newest recent articles stories headlines summarise summarize summary overview say says said berichtet
berichtete berichteten berichten geschrieben schrieb schreibt gemeldet meldete veröffentlicht erschienen erschien
passiert passierte geschehen geschah los neu neues neue neuen neueste neuesten neuigkeiten nachrichten meldungen
schlagzeilen zeitung zeitungen newspaper newspapers artikel artikeln fasse fass zusammen zusammenfassung überblick gab
stand steht stehen
"""
_FILLING_WORDS = """
what which was were is are s has have had been being did do does there the a an of to in on at from about by according
for during since before after until and or all any anything everything this that me us you i can could please give
tell show list up sum recently was welche welcher welches wurde wurden wird werden ist sind war waren hat haben gibt
es im in am an um ab vom von alle allen der die das den dem des und oder über zu laut nach seit vor bis aus bei alles
denn so mir uns du ihr sie kannst können könnt bitte gib zeig zeige nenne liste einen eine ein
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_FILLING = frozenset(_FILLING_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_ASKS_FOR_ONE = re.compile(r"welcher artikel\b", re.IGNORECASE)
_ABOUT = frozenset(("worum", "wovon", "handelt", "geht", "article", "text"))
_MARKS = "\"'“”„«»‹›‘’‚"
_LEAD_CHARS = 40
"""A first sentence of fewer is more often a place, a heading or a greeting."""

_ENDS = frozenset(".!?…“”\"'»«")

_HOW_MANY = re.compile(
    r"(?:how many|wie ?viele) (?:\w+ )?(?:articles|artikel|texts|texte|documents|dokumente)"
    r"(?: (?:do you have|have you got|are there|hast du|haben sie|gibt es|sind(?: es)?|kennst du|in total|insgesamt|"
    r"are|(?:in|hat) (?:the|your|der|deiner|die) (?:library|bibliothek)))*",
    re.IGNORECASE,
)
_THINGS = r"(?:articles|stories|reports|news|texts|coverage)"
_DINGE = r"(?:artikel|berichte|beiträge|meldungen|nachrichten|texte)"
_ARTICLES_ABOUT = re.compile(
    rf"(?:(?:what|which) {_THINGS} (?:do you have|have you got|are there|is there|can you find)|what do you have|"
    rf"(?:do you have|have you got|are there|is there) (?:any |some )?{_THINGS}|"
    rf"(?:please )?(?:show|give|find|list) (?:me )?(?:all |any |some |the |your )*{_THINGS}) "
    r"(?:about|on|regarding|concerning) (.+)",
    re.IGNORECASE,
)
_ARTIKEL_ZU = re.compile(
    rf"(?:welche {_DINGE} (?:hast du|habt ihr|haben sie|gibt es|kennst du|findest du)|was hast du|"
    rf"(?:hast du|habt ihr|haben sie|gibt es) (?:auch |irgendwelche )?{_DINGE}|"
    rf"(?:zeige?|nenne?|suche?|finde?|liste) (?:mir |uns )?(?:bitte )?(?:alle |die )?{_DINGE}) "
    r"(?:über|zum|zur|zu) (.+)",
    re.IGNORECASE,
)
"""What goes before a subject where a library is asked for its articles, in English and in German."""


def asked_subject(question: str) -> str | None:
    """What a question asks for articles about, *fires* in *what articles do you have about fires?*.

    Args:
        question: any text.

    Returns:
        None for a question that asks for anything else.
    """
    plain = " ".join(question.split()).rstrip(" ?!.")
    found = _ARTICLES_ABOUT.fullmatch(plain) or _ARTIKEL_ZU.fullmatch(plain)
    return found[1] if found and _WORD.search(found[1]) else None


def asks_how_many(question: str) -> bool:
    """Whether a question is how many articles there are in all, and nothing else."""
    return _HOW_MANY.fullmatch(" ".join(_WORD.findall(question))) is not None


def asked_overview(
    question: str,
    language: str,
    articles: Sequence[Published],
    given: Filter = EVERYTHING,
    today: date | None = None,
) -> Filter | None:
    """The articles that a question asks for, where it asks for all there is of a time or a source.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        articles: of the library.
        given: what is asked for beside the question, as in ``to_named``.
        today: as in ``find_periods``.

    Returns:
        A filter that perhaps no article matches. None for a question that asks for anything else, or for what
        happened in a time that no article is of, which a later one may tell.
    """
    if not _ASKING.intersection(_words_of(question)):
        return None
    # What else such a question may hold names nothing, so a name is one here: *was steht im Kurier?*
    mentions, periods = find_named(question, language, articles, given, today, doubtful=True)
    if len(mentions) > 1 or len(periods) > 1 or not (mentions or periods or given):
        return None
    spans = [*((each.start, each.end) for each in mentions), *((each.start, each.end) for each in periods)]
    if not _asks_for_all(_without(question, spans)):
        return None
    wanted = replace(given, sources=mentions[0].sources) if mentions else given
    wanted = replace(wanted, since=periods[0].since, until=periods[0].until) if periods else wanted
    is_of_reporting = bool(mentions) or all(period.of_reporting for period in periods)
    return wanted if is_of_reporting or any(map(wanted.matches, articles)) else None


def asked_article(question: str, entries: Sequence[Entry], wanted: Filter = EVERYTHING) -> Entry | None:
    """The article whose title a question has between quotation marks and that it asks of what it is about.

    Args:
        question: any text.
        entries: of the library.
        wanted: what the article has to match.

    Returns:
        The newest of several; None for a question that asks for anything else.
    """
    if not any(mark in question for mark in _MARKS):
        return None
    folded = question.casefold()
    # In a large library few titles stand in a question: only these are looked for between marks.
    likely = [entry for entry in entries if entry.title.casefold() in folded]
    asked = (entry for entry in newest_first(likely, wanted) if _is_asked_of(question, entry.title))
    return next(asked, None)


def _is_asked_of(question: str, title: str) -> bool:
    quoted = rf"[{_MARKS}]\s*{re.escape(title)}\s*[{_MARKS}]"
    rest, count = re.subn(quoted, " ", question, flags=re.IGNORECASE)
    return count > 0 and all(word in _ASKING or word in _FILLING or word in _ABOUT for word in _words_of(rest))


def _words_of(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _without(question: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        question = f"{question[:start]} {question[end:]}"
    return question


def _asks_for_all(rest: str) -> bool:
    words = _words_of(rest)
    if _ASKS_FOR_ONE.search(rest):
        return False
    return any(word in _ASKING for word in words) and all(word in _ASKING or word in _FILLING for word in words)


def newest_first(entries: Iterable[Entry], wanted: Filter) -> list[Entry]:
    """The articles that a filter matches, newest first, those without a date last."""
    by_id = sorted((entry for entry in entries if wanted.matches(entry)), key=lambda entry: entry.id)
    return sorted(by_id, key=lambda entry: newness(entry.published), reverse=True)


def beginning_of(article: Article, passages: Sequence[Passage], most: int) -> list[Sentence]:
    """The first sentences of an article, short ones and headings only where there are no others; empty without any.

    Args:
        article: with its text.
        passages: of the article.
        most: so many at the most.
    """
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    whole = [each for each in sentences if _is_whole(article.text[each.start : each.end])]
    return whole[:most] or sentences[:1]


def _is_whole(text: str) -> bool:
    return len(text) >= _LEAD_CHARS and text[-1] in _ENDS
