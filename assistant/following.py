"""Pure: what a question means that leans on the one before it, by rule.

*And why?*, *was ist mit Vietnam?*, *what did they sign?* say too little to search by. They are read
behind the question before them. Where a rule cannot tell whether a question leans on another, it gives
two readings, one with the names of that question, and the search tells which of them is answered better.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from assistant.names import to_terms
from assistant.smalltalk import asks_nothing, courtesy_of

_MOST_NAMES = 4
_LONGEST_CHARS = 600
"""Of what was asked before, no more than this is carried over."""

_OPENS_ON = re.compile(
    r"^\W*(?:and|but|also|then|so|or|what about|how about|und|aber|auch|dann|oder|sondern|was ist mit|wie ist es mit|"
    r"wie (?:sieht|steht) es (?:mit|bei)|et|mais|alors|qu'en est-il|y|pero|qué hay de|entonces)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|its|there|this|that|these|those|then|"
    r"er|ihm|ihn|ihnen|ihr|ihre|ihrem|ihren|ihrer|sein|seine|seinem|seinen|seiner|dort|dorthin|dieser|dieses|diesem|"
    r"diesen|diese|davon|damit|daran|dabei|dafür|dagegen|danach|davor|dazu|deshalb|"
    r"il|elle|ils|elles|lui|leur|celui-ci|cela|él|ella|ellos|ellas|eso|esto|allí)\b|\bsie\b",
)
_FILLING_WORDS = """
auf in en bitte please again nochmal noch einmal auch jetzt now into das die antwort the answer say it that translate
übersetze übersetz sag s'il te vous plaît por favor lo and und can you could du können sie me mir to nach ins
"""
_FILLERS = frozenset(_FILLING_WORDS.split())
_LANGUAGES = ("de", "en", "fr", "es", "it", "nl", "pl", "pt", "ru", "tr", "uk")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the conversation so far.

    Attributes:
        question: as it was asked.
        resolved: what was searched for, as it can be understood by itself.
        answer: what was answered; empty where nothing was.
    """

    question: str
    resolved: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question may mean.

    Attributes:
        text: as it can be understood by itself.
        focus: the part of the text that is to be answered; None for all of it.
        language: to answer in, ISO 639-1; None for the question's own.
    """

    text: str
    focus: str | None = None
    language: str | None = None


def read_question(question: str, language: str, history: Sequence[Exchange]) -> tuple[Reading, ...]:
    """What a question may mean after others; the question as it is where it leans on none.

    Args:
        question: any text.
        language: of the question, ISO 639-1.
        history: of the conversation, the last exchange last.

    Returns:
        One reading, or two where the search has to tell; the question by itself is the first of two.
    """
    asked = [exchange for exchange in history if courtesy_of(exchange.question) is None]
    if not asked:
        return (Reading(question),)
    last = asked[-1]
    before = last.resolved[-_LONGEST_CHARS:]
    if wanted := asked_language(question):
        went_on = last.question != before and before.endswith(last.question)
        return (Reading(before, last.question if went_on else None, wanted),)
    names = _names(question, language)
    leans = bool(_OPENS_ON.search(question) or _POINTS_BACK.search(question)) or asks_nothing(question)
    if (leans and not names) or _only_names(question, names):
        return (Reading(f"{before.rstrip(' ?')}? {question}", focus=question),)
    carried = _names(before, language)[:_MOST_NAMES]
    if carried and (leans or not names):
        # *What did he say to Kim?* names one of the two that it is about; *how do I boil an egg?* neither.
        return Reading(question), Reading(f"{question} ({', '.join(carried)})")
    return (Reading(question),)


def _only_names(question: str, names: Sequence[str]) -> bool:
    """Whether a question goes on with nothing but names: *what about Vietnam?*."""
    opened = _OPENS_ON.match(question)
    rest = question[opened.end() :] if opened else ""
    for name in names:
        rest = rest.replace(name, " ")
    return opened is not None and asks_nothing(rest)


def asked_language(question: str) -> str | None:
    """The language that is all a question asks for, *auf Deutsch bitte*, as ISO 639-1; None where it asks for more."""
    words = [word for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", question.casefold()) if word not in _FILLERS]
    return _language_names().get(words[0]) if len(words) == 1 else None


def _names(question: str, language: str) -> tuple[str, ...]:
    return tuple(term.text for term in to_terms(question, language))


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """Names of languages, each in the commonest languages, with their codes. Source: CLDR, through Babel."""
    return dict(_named_languages())


def _named_languages() -> Iterator[tuple[str, str]]:
    for told_in in _LANGUAGES:
        for code in _LANGUAGES:
            if name := Locale(told_in).languages.get(code):
                yield name.casefold(), code
