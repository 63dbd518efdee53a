"""Pure: a number of a text, and what all ways to write one share: words for powers of ten, decades."""

import re
from dataclasses import dataclass
from functools import lru_cache

_SCALES = {
    "en": {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "dozen": 12}
    | {"m": 6, "mn": 6, "bn": 9, "tn": 12, "k": 3, "lakh": 5, "crore": 7},
    "de": {"hundert": 2, "tausend": 3, "tsd": 3, "million": 6, "mio": 6, "milliarde": 9, "mrd": 9, "billion": 12}
    | {"billiarde": 15, "dutzend": 12},
    "": {"million": 6, "millón": 6, "millon": 6, "milione": 6, "miljoen": 6, "milhão": 6, "milhõ": 6, "milioni": 6}
    | {"milliard": 9, "miliardo": 9, "miliardi": 9, "miljard": 9, "billion": 12, "mille": 3, "mil": 3, "млн": 6}
    | {"млрд": 9, "тыс": 3, "mln": 6, "mld": 9, "md": 9, "milyon": 6, "milyar": 9},
}
"""Powers of ten by language, without plurals; a dozen is none."""

_DOZEN = frozenset({"dozen", "dutzend"})
WORD = re.compile(r"[^\W\d_]+")
_SCALE_WORD = re.compile(r"[\s\u00a0-]?(?P<word>[^\W\d_]+)")
LONGEST_ABBREVIATION = 3
"""A word for a power of ten that has no more letters takes no ending."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    Attributes:
        start: its first character.
        end: one past its last.
        values: all that it may mean, as decimal digits; ``"7:30"`` for a time of day with minutes.
        sure: whether it is surely a number; *ein*, *first*, *both*, *half* also say other things.
    """

    start: int
    end: int
    values: frozenset[str]
    sure: bool = True


def scale_behind(text: str, end: int, language: str) -> tuple[float, int] | None:
    """By what the word behind a number multiplies it, and where that word ends."""
    match = _SCALE_WORD.match(text, end)
    if match is None:
        return None
    scale = scale_of(match["word"], language)
    return (scale, match.end()) if scale else None


@lru_cache(maxsize=4_096)
def scale_of(word: str, language: str) -> float | None:
    """What a word for a power of ten, or for a dozen, multiplies by; None for any other word."""
    folded = word.casefold()
    scales = _SCALES.get(language, _SCALES[""])
    for ending in ("", "s", "n", "en", "e", "es"):
        stem = folded.removesuffix(ending)
        if stem in scales and folded == stem + ending and (not ending or len(stem) > LONGEST_ABBREVIATION):
            if len(stem) == 1 and word.isupper():  # 5 M is a name of something
                return None
            return 12.0 if stem in _DOZEN else 10.0 ** scales[stem]
    return None


def to_decades(values: set[float]) -> set[float]:
    """A decade under its two names, *1990s* and *90s*; *1800s* is the 19th century too."""
    both = set(values)
    for value in values:
        if value < 100:
            both.add(1900 + value)
        elif value % 100 == 0:
            both.add(value / 100 + 1)
    return both


def to_text(value: float) -> str:
    """A value as decimal digits, with four places at the most."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
