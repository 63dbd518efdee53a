"""Pure: the numbers that a German text writes in words."""

import re
from collections.abc import Iterator

from assistant.number import LONGEST_ABBREVIATION, WORD, Number, scale_behind, scale_of, to_decades, to_text

_UNITS = {"ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8}
_UNITS |= {"neun": 9}
_TEENS = {"zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16}
_TEENS |= {"siebzehn": 17, "achtzehn": 18, "neunzehn": 19}
_TENS = {"zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70}
_TENS |= {"achtzig": 80, "neunzig": 90}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNDER_100 = rf"(?:(?:{_any(_UNITS)})und(?:{_any(_TENS)})|{_any(_TEENS)}|{_any(_TENS)}|{_any(_UNITS)})"
_UNDER_1000 = rf"(?:(?:{_UNDER_100})?hundert(?:und)?(?:{_UNDER_100})?|{_UNDER_100})"
_GERMAN_NUMBER = rf"(?:(?:{_UNDER_1000})?tausend(?:und)?(?:{_UNDER_1000})?|{_UNDER_1000})"
_DERIVED = (
    r"mal|mals|malig\w*|fach\w*|einhalb|tägig\w*|wöchig\w*|monatig\w*|jährig\w*|jährlich\w*|stündig\w*|minütig\w*|"
    r"köpfig\w*|teilig\w*|stellig\w*|stöckig\w*|seitig\w*|sprachig\w*|stufig\w*|erlei|ern?|st?e[nrsm]?|te[nrsm]?|"
    r"tens|stens|t|e|en"
)
_GERMAN_WORD = re.compile(rf"(?P<number>{_GERMAN_NUMBER})(?P<rest>{_DERIVED})?")
_GERMAN_ORDINALS = {"dritt": 3, "siebt": 7, "acht": 8}
_GERMAN_ORDINAL = re.compile(rf"(?P<ordinal>{_any(_GERMAN_ORDINALS)})(?:e[nrsm]?|ens)")
_GERMAN_PREFIX = re.compile(rf"(?:{_any(_UNITS | _TEENS | _TENS | _GERMAN_ORDINALS)}|hundert|tausend)")
_GERMAN_UNSURE_WORDS = {
    1.0: """
    ein eins eine einen einem einer eines einmal einzige einziger einzigen einzelne einzeln zuerst
    erste ersten erster erstes erstem erstens erstmals einst
    """,
    2.0: """
    beide beiden beider beides paar doppelt doppelte doppelten doppel zwilling zwillinge
    verdoppelt verdoppeln verdoppelte
    """,
    0.5: "hälfte halb halbe halben halber halbes",
    3.0: "drittel dritteln trio",
    4.0: "viertel vierteln quartal",
    5.0: "fünftel",
}
_GERMAN_UNSURE = {word: value for value, words in _GERMAN_UNSURE_WORDS.items() for word in words.split()}
_DECADE_FOLLOWS = re.compile(r"\s*(?:-\s*)?Jahren?\b")


def in_german(text: str) -> Iterator[Number]:
    """The numbers that a German text writes in words, in order."""
    skip_to = 0
    for match in WORD.finditer(text):
        if match.start() < skip_to:
            continue
        number = _read_german(match, text)
        if number is not None:
            skip_to = number.end
            yield number


def _read_german(match: re.Match[str], text: str) -> Number | None:
    word = match.group().casefold()
    start, end = match.span()
    scale = scale_of(match.group(), "de")
    if scale and len(word) > LONGEST_ABBREVIATION:
        # "Million" by itself is one; a number before it has taken it along already.
        return Number(start, end, frozenset({to_text(scale)}))
    if word in _GERMAN_UNSURE:
        return _scaled(start, end, {_GERMAN_UNSURE[word]}, text, sure=False)
    if word == "anderthalb":
        return _scaled(start, end, {1.5}, text)
    ordinal = _GERMAN_ORDINAL.fullmatch(word)
    if ordinal:
        return Number(start, end, frozenset({str(_GERMAN_ORDINALS[ordinal["ordinal"]])}))
    whole = _GERMAN_WORD.fullmatch(word)
    return _read_whole(whole, start, end, text) if whole else _read_beginning(word, start, end)


def _read_whole(whole: re.Match[str], start: int, end: int, text: str) -> Number:
    """A word that is a number, perhaps with an ending: zweitägig, zweieinhalb, neunziger."""
    values, rest = {_german_value(whole["number"])}, whole["rest"] or ""
    if rest == "einhalb":
        values = {value + 0.5 for value in values}
    elif rest in ("er", "ern") and _DECADE_FOLLOWS.match(text, end):
        values = to_decades(values)
    return _scaled(start, end, values, text, sure=whole["number"] != "ein" or rest == "einhalb")


def _read_beginning(word: str, start: int, end: int) -> Number | None:
    """A word that begins with a number, such as zweitgrößte, and as Zweifel."""
    beginning = _GERMAN_PREFIX.match(word)
    value = _german_value(beginning.group()) if beginning else 0.0
    return Number(start, end, frozenset({to_text(value)}), sure=False) if value > 1 else None


def _scaled(start: int, end: int, values: set[float], text: str, *, sure: bool = True) -> Number:
    behind = scale_behind(text, end, "de")
    if behind:
        return Number(start, behind[1], frozenset(to_text(value * behind[0]) for value in values))
    return Number(start, end, frozenset(map(to_text, values)), sure)


def _german_value(word: str) -> float:
    """The value of a word that is all number."""
    before, thousand, after = word.partition("tausend")
    if thousand:
        return (_german_value(before) if before else 1.0) * 1_000 + _german_value(after.removeprefix("und"))
    before, hundred, after = word.partition("hundert")
    if hundred:
        return (_german_value(before) if before else 1.0) * 100 + _german_value(after.removeprefix("und"))
    if not word:
        return 0.0
    small = {**_UNITS, **_TEENS, **_TENS, **_GERMAN_ORDINALS}
    if word in small:
        return float(small[word])
    unit, _, tens = word.partition("und")
    return float(_UNITS.get(unit, 0) + _TENS.get(tens, 0))
