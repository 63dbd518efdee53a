"""Pure: the numbers that an English text writes in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.number import WORD, Number, scale_behind, scale_of, to_decades, to_text

_ENGLISH_TO_19 = """
zero one two three four five six seven eight nine ten eleven twelve
thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {
    **{word: number for number, word in enumerate(_ENGLISH_TO_19.split())},
    **{word: 10 * number for number, word in enumerate(_ENGLISH_TENS.split(), start=2)},
}
_ENGLISH["tens"] = 10
_ENGLISH_ORDINALS = {
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    **{f"{word}th": number for word, number in _ENGLISH.items() if word in ("four", "six", "seven", "ten", "eleven")},
    **{f"{word}th": number for word, number in _ENGLISH.items() if word.endswith("teen")},
    **{f"{word[:-1]}ieth": number for word, number in _ENGLISH.items() if word.endswith("ty")},
}
_ENGLISH_SINGLE = {"twice": 2, "thrice": 3, "triple": 3, "tripled": 3, "quadruple": 4, "twofold": 2, "threefold": 3}
_ENGLISH_DECADES = {f"{word[:-1]}ies": number for word, number in _ENGLISH.items() if word.endswith("ty")}
_ENGLISH_UNSURE = {
    **dict.fromkeys(("one", "first", "once", "single", "firstly"), 1.0),
    **dict.fromkeys(("both", "pair", "couple", "twin", "twins", "double", "doubled", "dual", "bilateral"), 2.0),
    "half": 0.5,
    "halves": 0.5,
    "quarter": 4.0,
    "quarters": 4.0,
    "thirds": 3.0,
    "fifths": 5.0,
    "trio": 3.0,
    "fourfold": 4.0,
    "fivefold": 5.0,
    "secondly": 2.0,
    "thirdly": 3.0,
    "secondary": 2.0,
}
_UNIT_OF_TIME_BEFORE = re.compile(r"(?:\b(?:per|each|every|split|one)|\d|/)[\s-]*$", re.IGNORECASE)
_HUNDRED = 100.0


@dataclass(slots=True)
class _Sum:
    """An English number while its words are read."""

    start: int
    end: int
    total: float = 0.0
    current: float = 0.0
    last: str = ""

    def take(self, word: str) -> bool:
        """Add the next word; False where it does not continue this number."""
        scale = scale_of(word, "en") if len(word) > len("mn") else None
        if scale:
            return self._multiply(word, scale)
        value = _ENGLISH.get(word, _ENGLISH_ORDINALS.get(word))
        if word == "first" and self.last == "tens":
            value = 1
        if value is None or self.last == "ordinal":
            return False
        if self.last in ("", "hundred", "thousand") or (self.last == "tens" and 0 < value < 10):
            self.current += value
        elif self.last in ("teen", "tens") and value >= 10 and 10 <= self.current < 100 and not self.total:
            self.current = self.current * _HUNDRED + value  # nineteen eighty-four
        else:
            return False
        is_tens = value >= 20 and value % 10 == 0
        kind = "tens" if is_tens else "teen" if value >= 10 else "unit"
        self.last = "ordinal" if word in _ENGLISH_ORDINALS or word == "first" else kind
        return True

    def _multiply(self, word: str, scale: float) -> bool:
        if self.last in ("ordinal", "thousand") and not word.endswith("s"):
            return False
        if scale == _HUNDRED:
            self.current, self.last = (self.current or 1.0) * scale, "hundred"
        else:
            self.total, self.current = self.total + (self.current or 1.0) * scale, 0.0
            self.last = "thousand"
        return True


_CONNECTING = frozenset({"and", "of", "a"})
_JOINS = re.compile(r"\s+(?:of\s+)?(?:a\s+)?|\s*-\s*")
_JOINS_WITH_AND = re.compile(r"\s+and\s+")
_SCALE_FOLLOWS_HALF = re.compile(r"\s+(?:of\s+)?a\s+(?:million|billion|trillion|thousand|dozen)\b", re.IGNORECASE)
_NUMBER_FOLLOWS_ONE = re.compile(
    r"[\s-]+(?:hundred|thousand|million|billion|trillion)\b|\s+and\s+a\s+half\b", re.IGNORECASE
)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b|-and-a-half\b", re.IGNORECASE)


def in_english(text: str) -> Iterator[Number]:
    """The numbers that an English text writes in words, in order."""
    open_sum: _Sum | None = None
    read_to = 0
    for match in WORD.finditer(text):
        word = match.group().casefold()
        if word in _CONNECTING or match.start() < read_to:
            continue
        if open_sum and _continues(open_sum, text[open_sum.end : match.start()]) and open_sum.take(word):
            open_sum.end = match.end()
            continue
        if open_sum:
            closed = _closed(open_sum, text)
            yield closed
            read_to = closed.end
        open_sum = _opened(match, text) if match.start() >= read_to else None
        if open_sum is None and match.start() >= read_to:
            yield from _single(match)
    if open_sum:
        yield _closed(open_sum, text)


def _opened(match: re.Match[str], text: str) -> _Sum | None:
    """A number that a word begins; None where it begins none."""
    word = match.group().casefold()
    number = _Sum(*match.span())
    if word == "half":
        if not _SCALE_FOLLOWS_HALF.match(text, match.end()):
            return None
        number.current = 0.5
        return number
    if word == "second" and _is_unit_of_time(match, text):
        return None
    if word == "one" and not _NUMBER_FOLLOWS_ONE.match(text, match.end()):
        return None
    return number if number.take(word) else None


def _is_unit_of_time(second: re.Match[str], text: str) -> bool:
    before = text[max(0, second.start() - 12) : second.start()]
    if _UNIT_OF_TIME_BEFORE.search(before):
        return True
    return bool(re.search(r"\ba\s+$", before) and re.match(r"\W*$|\s*[,.;)]|\s+(?:later|ago)\b", text[second.end() :]))


def _single(match: re.Match[str]) -> Iterator[Number]:
    """A number that is one word of its own."""
    word = match.group().casefold()
    if word in _ENGLISH_SINGLE:
        yield Number(*match.span(), frozenset({to_text(_ENGLISH_SINGLE[word])}))
    elif word in _ENGLISH_DECADES:
        yield Number(*match.span(), frozenset(map(to_text, to_decades({float(_ENGLISH_DECADES[word])}))))
    elif word in _ENGLISH_UNSURE:
        yield Number(*match.span(), frozenset({to_text(_ENGLISH_UNSURE[word])}), sure=False)


def _continues(number: _Sum, between: str) -> bool:
    if _JOINS.fullmatch(between):
        return True
    return number.last in ("hundred", "thousand") and _JOINS_WITH_AND.fullmatch(between) is not None


def _closed(number: _Sum, text: str) -> Number:
    value = number.total + number.current
    half = _AND_A_HALF.match(text, number.end)
    end = number.end
    if half:
        scale = scale_behind(text, half.end(), "en")
        value, end = (value + 0.5) * (scale[0] if scale else 1.0), scale[1] if scale else half.end()
    # With a capital letter inside a sentence it is a part of a title: Thousand Oaks.
    is_titled = text[number.start].isupper() and text[: number.start].rstrip()[-1:] not in ("", *".!?:;")
    return Number(number.start, end, frozenset({to_text(value)}), sure=not is_titled)
