"""Pure: the numbers that a text writes, in digits or in German or English words, by their value.

``1.000`` and ``1,000``, ``zweitägig`` and ``two-day``, ``eine Milliarde`` and ``a billion`` have the same value.
text2num was tried for the words: it leaves *zwei*, *two*, *zweitägig* and *two dozen* as they are, and does not join
digits and *Millionen*. In other languages than these two only digits, and the commonest words for millions, are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

WORDED_LANGUAGES = frozenset({"de", "en"})
"""Languages whose number words are read."""


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
    read_words = {"de": _german, "en": _english}.get(language or "")
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
_SCALE_WORD = re.compile(r"[\s\u00a0-]?(?P<word>[^\W\d_]+)")


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
        scale = _scale_behind(text, end, language)
        if scale is not None:
            values, end = {value * scale[0] for value in values}, scale[1]
        elif decade := _DECADE.match(text, end):
            end = decade.end()
            values = _decades(values)
        elif short := _BEFORE_SHORT_YEAR.search(before[-8:]):
            values |= {float(short["century"] + written)} if len(written) == len("95") else set()
        yield Number(start, end, frozenset(map(_to_text, values)))


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


def _scale_behind(text: str, end: int, language: str) -> tuple[float, int] | None:
    """By what the word behind a number multiplies it, and where that word ends."""
    match = _SCALE_WORD.match(text, end)
    if match is None:
        return None
    scale = _scale_of(match["word"], language)
    return (scale, match.end()) if scale else None


@lru_cache(maxsize=4_096)
def _scale_of(word: str, language: str) -> float | None:
    folded = word.casefold()
    scales = _SCALES.get(language, _SCALES[""])
    for ending in ("", "s", "n", "en", "e", "es"):
        stem = folded.removesuffix(ending)
        if stem in scales and folded == stem + ending and (not ending or len(stem) > _LONGEST_ABBREVIATION):
            if len(stem) == 1 and word.isupper():  # 5 M is a name of something
                return None
            return 12.0 if stem in _DOZEN else 10.0 ** scales[stem]
    return None


_LONGEST_ABBREVIATION = 3


def _decades(values: set[float]) -> set[float]:
    """A decade under its two names, *1990s* and *90s*; *1800s* is the 19th century too."""
    both = set(values)
    for value in values:
        if value < 100:
            both.add(1900 + value)
        elif value % 100 == 0:
            both.add(value / 100 + 1)
    return both


def _to_text(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


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


# English words

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
_TOKEN = re.compile(r"[^\W\d_]+")


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
        scale = _scale_of(word, "en") if len(word) > len("mn") else None
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


def _english(text: str) -> Iterator[Number]:
    open_sum: _Sum | None = None
    read_to = 0
    for match in _TOKEN.finditer(text):
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
        yield Number(*match.span(), frozenset({_to_text(_ENGLISH_SINGLE[word])}))
    elif word in _ENGLISH_DECADES:
        yield Number(*match.span(), frozenset(map(_to_text, _decades({float(_ENGLISH_DECADES[word])}))))
    elif word in _ENGLISH_UNSURE:
        yield Number(*match.span(), frozenset({_to_text(_ENGLISH_UNSURE[word])}), sure=False)


def _continues(number: _Sum, between: str) -> bool:
    if _JOINS.fullmatch(between):
        return True
    return number.last in ("hundred", "thousand") and _JOINS_WITH_AND.fullmatch(between) is not None


def _closed(number: _Sum, text: str) -> Number:
    value = number.total + number.current
    half = _AND_A_HALF.match(text, number.end)
    end = number.end
    if half:
        scale = _scale_behind(text, half.end(), "en")
        value, end = (value + 0.5) * (scale[0] if scale else 1.0), scale[1] if scale else half.end()
    # With a capital letter inside a sentence it is a part of a title: Thousand Oaks.
    is_titled = text[number.start].isupper() and text[: number.start].rstrip()[-1:] not in ("", *".!?:;")
    return Number(number.start, end, frozenset({_to_text(value)}), sure=not is_titled)


# German words

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


def _german(text: str) -> Iterator[Number]:
    skip_to = 0
    for match in _TOKEN.finditer(text):
        if match.start() < skip_to:
            continue
        number = _read_german(match, text)
        if number is not None:
            skip_to = number.end
            yield number


def _read_german(match: re.Match[str], text: str) -> Number | None:
    word = match.group().casefold()
    start, end = match.span()
    scale = _scale_of(match.group(), "de")
    if scale and len(word) > _LONGEST_ABBREVIATION:
        # "Million" by itself is one; a number before it has taken it along already.
        return Number(start, end, frozenset({_to_text(scale)}))
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
        values = _decades(values)
    return _scaled(start, end, values, text, sure=whole["number"] != "ein" or rest == "einhalb")


def _read_beginning(word: str, start: int, end: int) -> Number | None:
    """A word that begins with a number, such as zweitgrößte, and as Zweifel."""
    beginning = _GERMAN_PREFIX.match(word)
    value = _german_value(beginning.group()) if beginning else 0.0
    return Number(start, end, frozenset({_to_text(value)}), sure=False) if value > 1 else None


def _scaled(start: int, end: int, values: set[float], text: str, *, sure: bool = True) -> Number:
    behind = _scale_behind(text, end, "de")
    if behind:
        return Number(start, behind[1], frozenset(_to_text(value * behind[0]) for value in values))
    return Number(start, end, frozenset(map(_to_text, values)), sure)


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
