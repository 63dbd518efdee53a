"""Pure: true statements made false, to measure the check with.

One number, date, quotation or name is replaced by one from another paragraph in the same language. What counts as
one is told by simple rules of its own, and not by ``assistant/facts.py``: the check is to be measured on what it
overlooks too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Kind = Literal["number", "date", "quotation", "name"]
KINDS: tuple[Kind, ...] = ("number", "date", "quotation", "name")

_MONTHS = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "de": "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
}
_DATES = {
    "en": rf"\b(?:\d{{1,2}} (?:{_MONTHS['en']})(?: \d{{4}})?|(?:{_MONTHS['en']}) \d{{1,2}}(?:, \d{{4}})?\b|"
    rf"(?:{_MONTHS['en']}) \d{{4}})\b",
    "de": rf"\b(?:\d{{1,2}}\. (?:{_MONTHS['de']})(?: \d{{4}})?|(?:{_MONTHS['de']}) \d{{4}})\b",
}
_NUMBER_WORDS = {
    "en": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|"
    "million|billion|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth",
    "de": "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|vierzig|fünfzig|hundert|tausend|"
    "zweite[nr]?|dritte[nr]?|vierte[nr]?|fünfte[nr]?|sechste[nr]?|siebte[nr]?|achte[nr]?|neunte[nr]?|zehnte[nr]?",
}
_DIGITS = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])")
_QUOTED = re.compile(r"[„“\"»«]([^„“”\"»«]{3,300})[“”\"«»]")
_NAME = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{2,}(?![\w’'-])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one language, and its twin in the other.

    Attributes:
        sentences: in order.
        twin: the whole text of the same paragraph in the other language.
        language: of the sentences, ``de`` or ``en``.
    """

    sentences: tuple[str, ...]
    twin: str
    language: str


@dataclass(frozen=True, slots=True)
class Untruth:
    """A sentence with one fact changed.

    Attributes:
        paragraph: number of the paragraph that it is of.
        sentence: its number there.
        kind: what was changed.
        statement: the false sentence.
    """

    paragraph: int
    sentence: int
    kind: Kind
    statement: str


@dataclass(frozen=True, slots=True)
class _Spot:
    start: int
    end: int
    text: str
    group: str


def make_untruths(paragraphs: Sequence[Paragraph], seed: int = 0) -> Iterator[Untruth]:
    """For each sentence and each kind of fact that it has, one statement in which one of them is changed.

    Args:
        paragraphs: all of one language.
        seed: of the choice what is replaced by what.

    Yields:
        In the order of the paragraphs and their sentences.
    """
    pool: dict[tuple[Kind, str], list[tuple[int, str]]] = {}
    for index, paragraph in enumerate(paragraphs):
        for sentence in paragraph.sentences:
            for kind in KINDS:
                for spot in _spots(kind, sentence, paragraph):
                    pool.setdefault((kind, spot.group), []).append((index, spot.text))
    for index, paragraph in enumerate(paragraphs):
        for number, sentence in enumerate(paragraph.sentences):
            for kind in KINDS:
                random = Random(f"{seed} {paragraph.language} {index} {number} {kind}")  # noqa: S311 -- no secret
                spots = list(_spots(kind, sentence, paragraph))
                random.shuffle(spots)
                for spot in spots:
                    elsewhere = [text for other, text in pool[kind, spot.group] if other != index]
                    others = [text for text in elsewhere if _differs(kind, text, spot.text, paragraph)]
                    if others:
                        changed = sentence[: spot.start] + random.choice(others) + sentence[spot.end :]
                        yield Untruth(index, number, kind, changed)
                        break


def _spots(kind: Kind, sentence: str, paragraph: Paragraph) -> Iterator[_Spot]:
    """Where a fact of a kind stands, in a group with what may take its place."""
    dates = list(re.finditer(_DATES[paragraph.language], sentence))
    if kind == "date":
        yield from (_Spot(*match.span(), match.group(), _shape(match.group())) for match in dates)
    elif kind == "quotation":
        yield from (_Spot(*match.span(1), match.group(1), "") for match in _QUOTED.finditer(sentence))
    elif kind == "number":
        words = re.finditer(rf"\b(?:{_NUMBER_WORDS[paragraph.language]})\b", sentence)
        for match in (*_DIGITS.finditer(sentence), *words):
            if not any(date.start() <= match.start() < date.end() for date in dates):
                yield _Spot(*match.span(), match.group(), _shape(match.group()))
    else:
        for match in _NAME.finditer(sentence):
            is_month = re.fullmatch(_MONTHS[paragraph.language], match.group())
            # German capitalises nouns: a name is what stands in the English text too.
            is_name = paragraph.language == "en" or re.search(rf"(?<=[a-z,] ){match.group()}\b", paragraph.twin)
            if is_name and not is_month:
                yield _Spot(*match.span(), match.group(), "")


def _shape(text: str) -> str:
    """Years for years, digits for digits; words with the same ending, so that *dritten* is not made *vier*."""
    if re.fullmatch(r"(?:1\d|20)\d\d", text):
        return "year"
    if re.search(r"[^\W\d]{3} \d|\d\.? [^\W\d]{3}", text):
        return re.sub(r"\w", "x", re.sub(r"[^\W\d_]+", "month", re.sub(r"\d+", "0", text)))
    if text[0].isdigit():
        return "digits"
    if re.search(r"te[nr]?$|th$|second|third", text):
        return f"ordinal {text[-2:] if text[-2:] in ('en', 'er') else ''}"
    return "word"


def _differs(kind: Kind, text: str, other: str, paragraph: Paragraph) -> bool:
    if kind == "date":
        return not set(re.findall(r"[^\W\d]{3,}", text)) & set(re.findall(r"[^\W\d]{3,}", other))
    if kind == "name":
        both = " ".join([*paragraph.sentences, paragraph.twin]).casefold()
        return text.casefold() not in both
    return re.sub(r"\W", "", text.casefold()) != re.sub(r"\W", "", other.casefold())
