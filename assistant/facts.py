"""Pure: the facts of a text that can be compared across languages: numbers, dates, quotations, names.

``docs/checking.md`` says what counts as a name, and what is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.days import Day, read_days
from assistant.names import fold
from assistant.numerals import read_numbers
from assistant.places import place_at

Kind = Literal["number", "date", "quotation", "name"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something in a text that is the same in every language.

    Attributes:
        kind: what it is.
        text: as it is written there.
        start: its first character.
        end: one past its last.
        values: what it is compared by, any of which will do: a number's digits; a quotation's words and a name's
            spellings, folded; of a date its text.
        sure: whether it is surely one; *first* may be no number, a capitalised German word no name.
        day: of a date.
        determined: whether an article or an adjective stands before a name, as before most German nouns.
        is_place: a country, a city or a language that is known under its names in many languages.
    """

    kind: Kind
    text: str
    start: int
    end: int
    values: frozenset[str]
    sure: bool = True
    day: Day | None = None
    determined: bool = False
    is_place: bool = False


@lru_cache(maxsize=1_024)
def read_facts(text: str, language: str | None) -> tuple[Fact, ...]:
    """The facts of a text, in order.

    Numbers of dates and names in quotations are part of those and not given by themselves.

    Args:
        text: any text.
        language: of the text, ISO 639-1; None where unknown.
    """
    days = [
        Fact(
            "date", text[day.start : day.end], day.start, day.end, frozenset({fold(text[day.start : day.end])}), day=day
        )
        for day in read_days(text, language)
    ]
    numbers = [
        Fact("number", text[each.start : each.end], each.start, each.end, each.values, each.sure)
        for each in read_numbers(text, language)
        if not _overlaps(each.start, each.end, days)
    ]
    quotations = list(_quotations(text))
    names = [
        name
        for name in _names(text, language or "")
        if not _overlaps(name.start, name.end, [*days, *quotations, *(each for each in numbers if each.sure)])
    ]
    return tuple(sorted([*days, *numbers, *quotations, *names], key=lambda fact: fact.start))


def _overlaps(start: int, end: int, facts: Sequence[Fact]) -> bool:
    return any(start < fact.end and fact.start < end for fact in facts)


# Quotations

_QUOTED = re.compile(
    r"„(?P<a>[^„“”\"]{2,600})[“”\"]|“(?P<b>[^“”]{2,600})”|«(?P<c>[^«»]{2,600})»|»(?P<d>[^«»]{2,600})«|\"(?P<e>[^\"]{2,600})\""
    r"|‚(?P<f>[^‚‘]{2,600})‘|‹(?P<g>[^‹›]{2,600})›|›(?P<h>[^‹›]{2,600})‹|(?<!\w)‘(?P<i>[^‘\n]{2,600}?)’(?!\w)"
    r"|(?<![\w'])'(?P<j>[^'\n]{2,600}?)'(?!\w)|「(?P<k>[^「」]{2,600})」"
)
_LETTER = re.compile(r"[^\W\d_]")


def _quotations(text: str) -> Iterator[Fact]:
    for match in _QUOTED.finditer(text):
        words = next(filter(None, match.groups()))
        if _LETTER.search(words):
            yield Fact("quotation", words, *match.span(), frozenset({fold_quotation(words)}))


def fold_quotation(text: str) -> str:
    """A text's words without case and punctuation, one space between them and at both ends."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return f" {words} "


# Names

_WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.!?:;…]['\"“”»«’)\]]*\s+|[\n„“\"«»‚‘(\[–—]\s*)$")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")

_NO_NAMES = """
president vice-president minister prime chancellor king queen prince princess pope emperor empress dr prof mr mrs ms
miss sir lord lady dame general colonel captain senator governor mayor professor doctor saint st secretary duke count
ceo chairman judge justice
präsident präsidentin präsidenten vizepräsident ministerpräsident ministerpräsidentin minister ministerin ministers
bundeskanzler bundeskanzlerin kanzler kanzlerin könig königin königs kaiser kaiserin prinz prinzessin fürst papst
papstes herr herrn frau general generals oberst senator senatorin bürgermeister bürgermeisterin professor professorin
doktor sankt sekretär graf herzog richter richterin chef chefin sprecher sprecherin us-präsident us-präsidenten
i god
"""
_GENERIC = frozenset(_NO_NAMES.split())
"""Titles go with a name and are none."""

_COMMON_WORDS = {
    "en": """
a about above according across after again against all almost along already also although always among an and another
any are around as at away because been before being below between beyond both but by can could despite did do does
due during each early either english even eventually every everyone few finally first following for former from further
given had has have he hence her here him his how however i if in including indeed initially instead into is it its
just last late later least less like many may meanwhile might more moreover most much must my near nearly neither
nevertheless new next no nobody none nor not nothing now nowadays of off often on once one only or originally other
others otherwise our out over overall part particularly people perhaps previously rather recently several shall she
should similarly since so some someone sometimes soon specifically still subsequently such than that the their them
then there thereafter therefore these they this those though through throughout thus to today together too toward
towards two typically under unlike until up upon us used usually various very was we well were what when where whereas
whether which while who whole whose why will with within without would yes yet you your
""",
    "de": """
aber alle allem allen aller alles allerdings als also alte alten am an ander andere anderen anderer anderes anders auch
auf aufgrund aus außer außerdem außerhalb bald bei beide beiden beim bereits besonders bevor bis bisher da dabei dadurch
dafür dagegen daher dahin damals damit danach dann daran darauf daraus darin darüber darum darunter das dass davon davor
dazu dem den denen denn dennoch der deren des deshalb dessen desto deswegen die dies diese dieselbe diesem diesen dieser
dieses doch dort drei du durch ebenfalls ebenso eigentlich ein eine einem einen einer eines einige einigen einiger
einiges einmal einst entweder er erst erste ersten erster es etliche etwa euch euer falls fast ferner folglich früher
für ganz gegen gegenüber gemäß genau gerade gleichzeitig hat hatte hatten heute hier hierbei hinter hingegen hinzu ich
ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem infolge infolgedessen innerhalb insbesondere insgesamt
inzwischen ist ja jede jedem jeden jeder jedes jedoch jemand jene jenen jener jenes jetzt kann kein keine keinem keinen
keiner konnte konnten könnte laut letztendlich letzte lediglich man manche manchmal mehr mehrere mehreren meist meiste
meisten mit mitte möglicherweise musste nach nachdem nachfolgend nahe nahezu neben nein neue neuen neuer nicht nichts
nie niemand noch nun nur ob obgleich obwohl oder oft ohne per pro rund schließlich schon sehr seien sein seine seinem
seinen seiner seines seit seitdem sich sie sind so sobald sofern sogar solche solchen solcher somit sondern sonst soll
sollte sowie sowohl später statt stattdessen trotz trotzdem über überall übrigens um und ungefähr uns unser unter
ursprünglich viel viele vielen vieler vielleicht vom von vor vorher während wann war waren warum was wegen weil weiter
weitere weiteren weiterhin welche welchem welchen welcher welches wem wen wenige wenn wer werden wessen wie wieder wir
wird wo wobei wodurch wohingegen wurde wurden zu zudem zuerst zuletzt zum zunächst zur zusammen zusätzlich zuvor zwar
zwei zwischen
ende anfang mitte
""",
    "": """
al au aux avec ce ces cette con dans de del della des du el elle en est et il ils je la las le les lo los mais nous
nos on ou par para pero pour que qui se ses son su sur un una une y
""",
}
_COMMON = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
"""Words that begin a sentence with a capital letter, or a title, and are no names."""


def is_common(word: str, language: str) -> bool:
    """Whether a word is a title, or one that begins sentences and is no name.

    Args:
        word: as it is written; in capitals it is common in no language.
        language: ISO 639-1; any other than German and English has a few words of the Romance ones.
    """
    folded = word.casefold()
    return not word.isupper() and (folded in _GENERIC or folded in _COMMON.get(language, _COMMON[""]))


_DETERMINED = re.compile(
    r"(?:\b(?:der|die|das|dem|den|des|ein|eine|einem|einen|einer|eines|kein\w*|dies\w*|jen\w+|jed\w+|sein\w*|ihr\w*|"
    r"unser\w*|viel\w*|all\w*|einige\w*|mehrere\w*|zum|zur|beim|vom|am|im|ins|ans|[a-zäöüß]+(?:e|en|er|es|em))\s+)$"
)
_NOUN = re.compile(
    r"(?:ung|heit|keit|schaft|tion|sion|tät|ismus|nis|tum|chen|ment|enz|anz|ik|ur|ie|ling|isten?|logen?|ler|ner)"
    r"(?:e|en|s|es|se|sen|n)?$"
)
_ABBREVIATION = re.compile(r"(?:[a-z]\.)+\w")
_LONGEST_BEFORE = 40


def _names(text: str, language: str) -> Iterator[Fact]:
    words = list(_parts(_WORD.finditer(text)))
    index = 0
    while index < len(words):
        for length in (4, 3, 2, 1):
            phrase = words[index : index + length]
            place = _place(text, phrase, language) if len(phrase) == length else None
            if place is not None:
                yield place
                index += length
                break
        else:
            name = _name(text, *words[index], language)
            if name is not None:
                yield name
            index += 1


def _place(text: str, phrase: Sequence[tuple[int, int]], language: str) -> Fact | None:
    start, end = phrase[0][0], phrase[-1][1]
    written = text[start:end]
    if not written[0].isupper() or is_common(written, language):
        return None
    bare = _POSSESSIVE.sub("", written)
    spellings = place_at(bare, language)
    if not spellings:
        return None
    return Fact("name", bare, start, start + len(bare), spellings | {fold(bare)}, is_place=True)


def _parts(words: Iterator[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Where words begin and end; those of a compound such as Putin-Besuch by themselves, COVID-19 as a whole."""
    for match in words:
        parts = list(re.finditer(r"[^-]+", match.group()))
        if len(parts) > 1 and all(part.group()[0].isupper() for part in parts):
            yield from ((match.start() + part.start(), match.start() + part.end()) for part in parts)
        else:
            yield match.span()


def _name(text: str, start: int, end: int, language: str) -> Fact | None:
    word = _POSSESSIVE.sub("", text[start:end])
    if len(word) < len("G7") or not any(each.isupper() for each in word) or is_common(word, language):
        return None
    word = re.sub(r"(?<=\d)s$", "", word)  # F-16s
    if _ABBREVIATION.fullmatch(word):
        return None
    if "-" in word and not word.partition("-")[0].isupper():
        word = re.sub(r"(?:-\d+)+$", "", word)  # Sauerstoff-18
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    opens = not before or (_SENTENCE_BEGINS.search(before) is not None and before[-1:].strip() != "-")
    sure = any(each.isdigit() or each.isupper() for each in word[1:])
    if language == "de":
        if not sure and _NOUN.search(word):
            return None
    elif not opens:
        sure = True
    determined = language == "de" and _DETERMINED.search(before) is not None
    return Fact("name", word, start, start + len(word), frozenset({fold(word)}), sure, determined=determined)
