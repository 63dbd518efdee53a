"""Pure: the names and numbers of a question, and which of them occur in a text.

Cosines say how near a text is to a question, not whether it speaks of the same things: "the
weather in Graz" is as near to any text with "this evening" in it as "Who is John Kirby?" is to
the text that names him. Names and numbers are compared as words, across spellings and, for
countries, across languages.

A name counts as missing only where that can be told: the text must be in the name's script,
and a German noun, capitalised like a name, is missed only in a German text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from assistant.accents import without_accents

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")

# Words that begin a question with a capital letter and are no names.
_OPENING_WORDS = """
a about according after also an and any are as at before between but by can could describe did do does during
explain for from give had has have how if in is list many may most much name of on or should since tell the
their there these this to under was were what when where which while who whom whose why will with would
aber als am an auf aus bei beim bis das dem den der des die dies diese dieser durch ein eine einem einen einer
es für gab gibt hat hatte hatten haben im in ist kann kannst können konnte mit nach nenne ob oder seit sind
soll sollte und unter vom von vor wann war waren warum was welche welchem welchen welcher welches wem wen wer
werden weshalb wessen wie wieso wieviel wieviele wird wo wodurch wofür woher wohin womit woran worauf woraus
worin worüber wovon wozu wurde wurden zu zum zur über
à après avant avec combien comment dans de depuis des du en est-ce le la les où par pour pourquoi qu'est-ce que
quand quel quelle quelles quels qui quoi sur un une
al antes con cómo cuál cuáles cuándo cuánta cuántas cuánto cuántos dónde después desde el las los para qué quién
quiénes según sobre por qu
please isn aren wasn weren don doesn didn hasn haven hadn won couldn wouldn shouldn
bitte erkläre beschreibe sag sage zeig zeige gib
"""
_OPENERS = frozenset(_OPENING_WORDS.split())

COUNTRY_LANGUAGES = (
    "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk", "tr", "ar", "zh", "el", "ro", "vi", "hi", "th",
)  # fmt: skip
"""Names of countries and cities are known in these languages."""

_NAME = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]+"
_WHO_IS = re.compile(
    rf"(?:[Ww]ho(?: is| was|[’']s)|[Ww]er (?:ist|war)|[Qq]ui est|[¿]?[Qq]uién (?:es|fue)) "
    rf"({_NAME}(?: (?:{_NAME}|von|van|de|der|den|du|di|da|la|le|al|bin|zu))* {_NAME}) ?[?.]?"
)
"""Of one word alone a name says too little: *Who is Huber?* may mean any."""

_LIKENESS = 0.82
_SHORTEST_INFLECTED = 4
_SHORTEST_ALIKE = 6
_SAME_SOUND = str.maketrans({"j": "i", "y": "i", "w": "v", "c": "k", "q": "k", "z": "s", "x": "k"})


@dataclass(frozen=True, slots=True)
class Term:
    """A name or a number of a question.

    Attributes:
        text: as the question writes it.
        spellings: all that count as the same, folded by ``fold``.
        is_number: compared as a whole.
        may_be_noun: capitalised in a language that capitalises its nouns.
        is_country: a name that is known in many languages, so that likeness is not asked for.
    """

    text: str
    spellings: frozenset[str]
    is_number: bool
    may_be_noun: bool
    is_country: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which terms of a question occur in a text.

    Attributes:
        found: terms that occur.
        missing: terms that would be there if the text spoke of them, and are not.
    """

    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def balance(self) -> float:
        """From -1 (all that can be told are missing) to 1 (all occur); 0 where nothing can be told."""
        told = len(self.found) + len(self.missing)
        return (len(self.found) - len(self.missing)) / told if told else 0.0


def to_terms(question: str, language: str) -> tuple[Term, ...]:
    """The names and numbers of a question, each once.

    Args:
        question: any text.
        language: its ISO 639-1 code.
    """
    countries = _countries(language)
    words = [match.group() for match in _WORD.finditer(question)]
    terms: dict[str, Term] = {}
    index = 0
    while index < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[index : index + length])
            if len(words) - index >= length and phrase[:1].isupper() and phrase.casefold() in countries:
                code = countries[phrase.casefold()]
                terms[phrase] = Term(
                    phrase, _country_spellings(code), is_number=False, may_be_noun=False, is_country=True
                )
                index += length
                break
        else:
            term = _to_term(words[index], language, opens=index == 0)
            if term is not None:
                terms[term.text] = term
            index += 1
    return tuple(terms.values())


def find_terms(terms: Iterable[Term], text: str, language: str | None) -> Evidence:
    """Look for the terms of a question in a text.

    Args:
        terms: of the question.
        text: of passages; empty for none.
        language: of the text, ISO 639-1; None where unknown.
    """
    words = {fold(word) for match in _WORD.finditer(text) for word in (match.group(), *match.group().split("-"))}
    folded = fold(text)
    script = _script(text)
    found, missing = [], []
    for term in terms:
        if any(_occurs(spelling, term, words, folded) for spelling in term.spellings):
            found.append(term.text)
        elif _script(term.text) in (None, script) and not (term.may_be_noun and language != "de"):
            missing.append(term.text)
    return Evidence(tuple(found), tuple(missing))


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case, accents, and differences of spelling between languages.

    ``Pjöngjang`` and ``Pyongyang`` become the same, so do ``Selenskyj`` and ``Zelensky``.
    """
    plain = _THOUSANDS.sub("", without_accents(word))
    return re.sub(r"([^\d\s])\1+", r"\1", plain.replace("ph", "f").replace("’", "'").translate(_SAME_SOUND))


def _to_term(word: str, language: str, *, opens: bool) -> Term | None:
    if _NUMBER.fullmatch(word):
        return Term(word, frozenset({fold(word)}), is_number=True, may_be_noun=False)
    opening = re.split("['’]", word.casefold())[0]
    if not any(each.isupper() for each in word) or (opens and opening in _OPENERS) or len(word) < 2:
        return None
    bare = re.sub(r"['’]s?$", "", word)
    is_acronym = bare.isupper() or any(each.isdigit() for each in bare)
    return Term(bare, frozenset({fold(bare)}), is_number=False, may_be_noun=language == "de" and not is_acronym)


def _occurs(spelling: str, term: Term, words: set[str], folded: str) -> bool:
    if spelling in words:
        return True
    if term.is_number or len(spelling) < _SHORTEST_INFLECTED:
        return False
    if " " in spelling:
        return spelling in folded
    if term.may_be_noun:
        stem = spelling[: max(_SHORTEST_INFLECTED, len(spelling) - 2)]
        return any(stem in word for word in words)
    longest = len(spelling) + (1 if len(spelling) < _SHORTEST_ALIKE else 3)
    if any(word.startswith(spelling) and len(word) <= longest for word in words):
        return True
    return len(spelling) >= _SHORTEST_ALIKE and not term.is_country and _has_like(spelling, words)


def _has_like(spelling: str, words: set[str]) -> bool:
    """Whether a word begins like a name and is spelt nearly so."""
    matcher = SequenceMatcher(b=spelling, autojunk=False)
    for word in words:
        if word[0] == spelling[0]:
            matcher.set_seq1(word)
            if matcher.real_quick_ratio() >= _LIKENESS and matcher.ratio() >= _LIKENESS:
                return True
    return False


@lru_cache(maxsize=64)
def _countries(language: str) -> dict[str, str]:
    """Names of countries in one language, folded by case, with their codes. Source: CLDR, through Babel."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {name.casefold(): code for code, name in territories.items() if _COUNTRY_CODE.fullmatch(code)}


@lru_cache(maxsize=512)
def _country_spellings(code: str) -> frozenset[str]:
    """A country's names in the languages that our users' articles are likely to be in, folded."""
    names = (Locale(language).territories.get(code) for language in COUNTRY_LANGUAGES)
    return frozenset(fold(name) for name in names if name)


def _script(text: str) -> str | None:
    """The script most letters of a text are in, such as ``LATIN``; None where there are none."""
    names = (unicodedata.name(each, "").split(" ")[0] for each in text[:2_000] if each.isalpha())
    counted = Counter(names).most_common(1)
    return counted[0][0] if counted else None


def names_who_is_asked(question: str, text: str) -> bool:
    """Whether a question is who somebody is, and nothing else, and a text has their whole name as the question has it.

    Args:
        question: any text; a name of one word is not enough.
        text: of a passage.
    """
    asked = _WHO_IS.fullmatch(" ".join(question.split()))
    return bool(asked and re.search(rf"(?<!\w){re.escape(asked[1])}(?!\w)", " ".join(text.split())))
