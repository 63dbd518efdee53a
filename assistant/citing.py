"""Pure: marks in a text and what they stand for.

A chat model marks a statement with the number of a passage, ``[3]``. A reader sees numbers that
count from 1 in order of first use, each the number of one sentence: the one in that passage
that supports the statement best.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.answers import Statement
from assistant.sentences import sentence_spans

MARK = re.compile(r"\[\s{0,2}\d{1,3}(?:\s{0,2}[,;]\s{0,2}\d{1,3}){0,5}\s{0,2}\]")
"""A mark: a number, or several, in square brackets."""

_SPACED_MARK = re.compile(rf"\s*({MARK.pattern})")
_END = re.compile(r"[.!?…。！？][\"'”“»«)\]]*$")
_MARKS = re.compile(rf"(?:{MARK.pattern}\s*)*{MARK.pattern}")
_PERHAPS_MARKS = re.compile(rf"\s*{MARK.pattern}|\s*(?:\[[\d\s,;]*)?$")
"""The first mark, or what may become one."""

_UNDECIDED = re.compile(r"(?:[.!?…。！？][\"'”“»«)\]]*|\n)\s*\S*$")
"""What may be the end of a sentence, while the word behind it may still grow."""


def numbers_in(mark: str) -> tuple[int, ...]:
    """The numbers of a mark, in order."""
    return tuple(int(number) for number in re.findall(r"\d+", mark))


def to_mark(numbers: tuple[int, ...]) -> str:
    """Numbers as they stand in a text, each in brackets of its own."""
    return "".join(f"[{number}]" for number in numbers)


@dataclass(slots=True)
class MarkReader:
    """Renumbers marks in a text that arrives in pieces, sentence by sentence.

    What stands before a mark is passed on as it comes; the mark itself when its sentence is at its end,
    since only the whole sentence says what it has to support. A full stop is told from that of *18. Juni*
    by the word behind it.

    Args:
        resolve: a reader's numbers for what a model's numbers stand for, given the statement that they
            belong to, as far as it goes before the next mark; none for numbers that stand for nothing.
        language: of the text, ISO 639-1.
        find: a reader's numbers for a sentence without a mark; none where nothing supports it.

    Attributes:
        text: all that was passed on so far.
    """

    resolve: Callable[[tuple[int, ...], str], tuple[int, ...]]
    language: str
    find: Callable[[str], tuple[int, ...]] = lambda _: ()
    text: str = field(default="", init=False)
    _held: str = field(default="", init=False)
    _begun: int = field(default=0, init=False)
    """Where in the text the sentence begins that is not at its end."""

    def feed(self, piece: str) -> str:
        """Take the next piece; give what can be shown, with a reader's marks."""
        return "".join(map(self._take, piece))

    def finish(self, *, broken: bool = False) -> str:
        """Give what was held back because a mark, or more of its sentence, might have followed.

        Args:
            broken: whether more should have come; then nothing is looked for what may be half a sentence.
        """
        if broken:
            self.find = lambda _: ()
            self._held = _PERHAPS_MARKS.sub("", self._held) if "]" not in self._held else self._held
        return self._give(at_end=True)

    def _take(self, character: str) -> str:
        """Character by character, so that it does not matter how a text is cut."""
        if not self._held and character.isalnum():
            self.text += character
            return character
        self._held += character
        return self._give(at_end=False)

    def _give(self, *, at_end: bool) -> str:
        before = len(self.text)
        tail, shown = self.text[self._begun :] + self._held, before - self._begun
        bare = MARK.sub(lambda match: " " * len(match.group()), tail)
        undecided = None if at_end else _UNDECIDED.search(bare)
        decided = undecided.start() if undecided else len(tail)
        spans = list(statement_spans(bare, self.language)) or [(0, 0)]
        ended = spans if at_end else [span for span in spans[:-1] if span[1] <= decided]
        # Each sentence has what stands before the next one: its marks may follow its full stop.
        bounds = [0, *(start for start, _ in spans[1:]), len(tail)][: len(ended) + 1]
        done = "".join(
            self._finished(tail[first:last], end - first, shown - first)
            for (_, end), (first, last) in zip(ended, pairwise(bounds), strict=True)
        )
        open_ = tail[bounds[-1] :]
        held = [decided - bounds[-1], *(match.start() for match in [_PERHAPS_MARKS.search(open_)] if match)]
        cut = max(shown - bounds[-1], min(held))
        self.text = self.text[: self._begun] + done + open_[:cut]
        self._held = open_[cut:]
        self._begun += len(done)
        return self.text[before:]

    def _finished(self, sentence: str, end: int, shown: int) -> str:
        """A sentence and what follows it, with a reader's marks.

        Args:
            sentence: up to where the next one begins.
            end: of the sentence itself.
            shown: how much of it was passed on before.
        """
        groups = list(_MARKS.finditer(sentence))
        if not groups:
            numbers = self.find(_plain(sentence[:end])) if end >= shown else ()
            return f"{sentence[:end]} {to_mark(numbers)}{sentence[end:]}" if numbers else sentence
        text, position = "", 0
        for group in groups:
            text += sentence[position : group.start()]
            position = group.end()
            statement = _plain(sentence[: end if group is groups[-1] else group.start()])
            known = self.resolve(tuple(dict.fromkeys(numbers_in(group.group()))), statement)
            marks = _MARKS_AT_END.search(text)
            standing = numbers_in(marks.group()) if marks else ()
            if known:
                text += to_mark(tuple(number for number in dict.fromkeys(known) if number not in standing))
            else:
                text = text.rstrip()
        return text + sentence[position:]


def _plain(text: str) -> str:
    return " ".join(without_marks(text).split())


_MARKS_AT_END = re.compile(rf"(?:{MARK.pattern}\s*)+$")


def to_statements(text: str, language: str) -> tuple[Statement, ...]:
    """A text with marks as its statements: sentences without marks, and the numbers of those.

    A mark belongs to the sentence that it stands in or behind.

    Args:
        text: with marks.
        language: of the text, ISO 639-1.
    """
    bare, marks = _without_marks(text)
    spans = _worded_spans(bare, language)
    numbers: list[list[int]] = [[] for _ in spans]
    for place, found in marks:
        if spans:
            numbers[_owner(place, spans)] += found
    return tuple(
        Statement(" ".join(bare[start:end].split()), tuple(dict.fromkeys(own)))
        for (start, end), own in zip(spans, numbers, strict=True)
    )


def _worded_spans(bare: str, language: str) -> list[tuple[int, int]]:
    return [span for span in statement_spans(bare, language) if re.search(r"\w", bare[slice(*span)])]


def _owner(place: int, spans: Sequence[tuple[int, int]]) -> int:
    """Which statement a mark at a place belongs to."""
    behind = [index for index, (start, _) in enumerate(spans) if start < place] or [0]
    return behind[-1]


def drop_marks(text: str, language: str, statements: Collection[int]) -> str:
    """A text without the marks of some of its statements; all else stays as it is.

    Args:
        text: with marks.
        language: of the text, ISO 639-1.
        statements: by their place in what ``to_statements`` gives.
    """
    bare, marks = _without_marks(text)
    spans = _worded_spans(bare, language)
    kept, position = "", 0
    for (place, _), match in zip(marks, _SPACED_MARK.finditer(text), strict=True):
        if spans and _owner(place, spans) in statements:
            kept += text[position : match.start()]
            position = match.end()
    return kept + text[position:]


def text_after(text: str, beginning: str) -> str:
    """What follows in a text behind its beginning, from which marks may since have been dropped.

    Args:
        text: the whole.
        beginning: as it was.

    Returns:
        The whole text where it begins otherwise.
    """
    if text.startswith(beginning):
        return text[len(beginning) :]
    length = len(without_marks(beginning))
    if without_marks(text)[:length] != without_marks(beginning):
        return text
    position, left = 0, length
    for match in _SPACED_MARK.finditer(text):
        if match.start() - position > left:
            break
        left -= match.start() - position
        position = match.end()
    return text[position + left :]


def without_marks(text: str) -> str:
    """A text as a reader without footnotes would read it."""
    return _without_marks(text)[0]


def finished(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of a text that broke off, without a last one that has neither a mark nor an end."""
    last = statements[-1] if statements else None
    is_half = last is not None and not last.citations and not _END.search(last.text)
    return tuple(statements[:-1] if is_half else statements)


def _without_marks(text: str) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """A text without its marks, and where in it each of them stood."""
    bare = ""
    marks = []
    position = 0
    for match in _SPACED_MARK.finditer(text):
        bare += text[position : match.start()]
        marks.append((len(bare), numbers_in(match.group(1))))
        position = match.end()
    return bare + text[position:], marks


def statement_spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end, line by line.

    Args:
        text: any text.
        language: of it, ISO 639-1.
    """
    for line in re.finditer(r"[^\n]+", text):
        for start, end in sentence_spans(line.group(), language):
            yield line.start() + start, line.start() + end
