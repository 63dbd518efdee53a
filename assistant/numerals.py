"""Pure: the numbers that a text writes, in digits or in German or English words, by their value.

``1.000`` and ``1,000``, ``zweitägig`` and ``two-day``, ``eine Milliarde`` and ``a billion`` have the same value.
text2num was tried for the words: it leaves *zwei*, *two*, *zweitägig* and *two dozen* as they are, and does not join
digits and *Millionen*. In other languages than these two only digits, and the commonest words for millions, are read.
"""

import re
from collections.abc import Iterator

from assistant.english_numerals import in_english
from assistant.german_numerals import in_german
from assistant.number import Number, scale_behind, to_decades, to_text

WORDED_LANGUAGES = frozenset({"de", "en"})
"""Languages whose number words are read."""


def read_numbers(text: str, language: str | None) -> tuple[Number, ...]:
    """The numbers of a text, in order, none of which overlap.

    Args:
        text: any text.
        language: of the text, ISO 639-1; None where unknown.
    """
    found = [*_digits(text, language or ""), *_roman(text)]
    taken = [False] * (len(text) + 1)
    for number in found:
        taken[number.start : number.end] = [True] * (number.end - number.start)
    read_words = {"de": in_german, "en": in_english}.get(language or "")
    words = read_words(text) if read_words else ()
    found += [number for number in words if not any(taken[number.start : number.end])]
    return tuple(sorted(found, key=lambda number: number.start))


# Digits

_GROUPED = r"\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?:['’]\d{3})+|(?:[ \u00a0\u202f]\d{3})+)(?!\d)(?:[.,]\d{1,2}(?!\d))?"
_PLAIN = r"\d+(?:[.,]\d+)*"
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_DIGITS = re.compile(rf"(?:{_GROUPED}|{_PLAIN}|(?=[½¼¾⅓⅔]))(?P<part>[½¼¾⅓⅔])?")
_PART_OF_NAME = re.compile(r"[^\W\d_]\w*-?\Z")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_LONGEST_DIGITS = 24
_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?")
_HALF_DAY = re.compile(r"\s?(?P<half>[ap])\.?\s?m\b", re.IGNORECASE)
_CLOCK = re.compile(r"\s?(?:Uhr|h\b|o['’]clock)")
_DECADE = re.compile(r"['’]?(?:s|er|ern)\b")
_BEFORE_SHORT_YEAR = re.compile(r"(?P<century>1\d|20)\d\d\s?[–—/-]\s?$")


def _digits(text: str, language: str) -> Iterator[Number]:
    read_to = 0
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if start < read_to:
            continue
        written = match.group().rstrip("½¼¾⅓⅔") or "0"
        before = text[:start]
        if not match.group() or before[-1:].isdigit() or len(written) > _LONGEST_DIGITS:
            continue
        if _is_in_a_name(before, written):
            continue
        clock = _read_clock(text, start, end, written)
        if clock is not None:
            read_to = clock.end
            yield clock
            continue
        values = _readings(written, language)
        if match["part"]:
            values = {value + _VULGAR[match["part"]] for value in values}
        scale = scale_behind(text, end, language)
        if scale is not None:
            values, end = {value * scale[0] for value in values}, scale[1]
        elif decade := _DECADE.match(text, end):
            end = decade.end()
            values = to_decades(values)
        elif short := _BEFORE_SHORT_YEAR.search(before[-8:]):
            values |= {float(short["century"] + written)} if len(written) == len("95") else set()
        yield Number(start, end, frozenset(map(to_text, values)))


def _is_in_a_name(before: str, written: str) -> bool:
    """Whether digits belong to a name, as in *G7*, *COVID-19*, *F-16*; a year never does."""
    match = _PART_OF_NAME.search(before[-30:])
    if match is None:
        return False
    return not before.endswith("-") or (any(each.isupper() for each in match.group()) and not _YEAR.fullmatch(written))


def _read_clock(text: str, start: int, end: int, written: str) -> Number | None:
    """A time of day, where what stands around digits says that it is one."""
    if text[end : end + 1] == ":" and written.isdigit():
        match = re.compile(r":[0-5]\d(?!\d)").match(text, end)
        if match is None:
            return None
        written, end = f"{written}{match.group()}", match.end()
    elif text[start - 1 : start] == ":" and text[start - 2 : start - 1].isdigit():
        return None
    time, half, clock = _TIME.fullmatch(written), _HALF_DAY.match(text, end), _CLOCK.match(text, end)
    if time is None or not (half or clock or ":" in written):
        return None
    hours = {int(time["hour"])}
    if half:
        hours = {int(time["hour"]) % 12 + (12 if half["half"] in "pP" else 0), *hours}
    elif int(time["hour"]) <= 12:
        hours |= {int(time["hour"]) % 12 + 12}
    minute = time["minute"]
    values = {f"{hour}:{minute}" if minute and minute != "00" else str(hour) for hour in hours}
    return Number(start, max(each.end() for each in (half, clock) if each) if half or clock else end, frozenset(values))


def _readings(written: str, language: str) -> set[float]:
    """What digits with full stops and commas may mean."""
    bare = re.sub(r"['’ \u00a0\u202f]", "", written)
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return {float(bare)}
    last = bare.rindex(marks[-1])
    whole, part = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    as_decimal, as_whole = float(f"{whole}.{part}"), float(whole + part)
    if len(set(marks)) > 1:
        return {as_decimal}
    groups = re.split(r"[.,]", bare)
    grouped = len(groups[0]) <= len("999") and all(len(group) == len("000") for group in groups[1:])
    if not grouped:
        return {as_decimal} if len(marks) == 1 else {as_whole}
    decimal_mark = "." if language == "en" else ","
    ambiguous = marks[-1] == decimal_mark and len(marks) == 1
    if not ambiguous:
        return {as_whole}
    return {as_decimal} if groups[0] in ("0", "00") else {as_decimal, as_whole}


# Roman numerals behind a name: Ludwig XIV., Super Bowl L

_ROMAN = re.compile(
    r"(?<=[^\W\d_][ \u00a0])(?P<roman>M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?!\w)"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def _roman(text: str) -> Iterator[Number]:
    for match in _ROMAN.finditer(text):
        written = match["roman"]
        name = re.search(r"(\w+)\W$", text[: match.start()])
        if not written or name is None or not name.group(1)[0].isupper():
            continue
        values = [_ROMAN_DIGITS[each] for each in written]
        value = sum(-own if own < behind else own for own, behind in zip(values, [*values[1:], 0], strict=True))
        # A single letter may be an initial, or the English "I".
        yield Number(*match.span(), frozenset({str(value)}), sure=len(written) > 1)
