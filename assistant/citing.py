"""Pure: marks in a text and what they stand for.

A chat model marks a statement with the number of a passage, ``[3]``. A reader sees numbers that
count from 1 in order of first use, each the number of one sentence: the one in that passage
that supports the statement best.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers import Statement
from assistant.sentences import sentence_spans

MARK = re.compile(r"\[\s{0,2}\d{1,3}(?:\s{0,2}[,;]\s{0,2}\d{1,3}){0,5}\s{0,2}\]")
"""A mark: a number, or several, in square brackets."""

_END = re.compile(r"[.!?…。！？][\"'”“»«)\]]*$")
_LONGEST_MARKS_CHARS = 1_000
_MARKS = re.compile(rf"(?:{MARK.pattern}\s*)*{MARK.pattern}")
_PERHAPS_MARKS = re.compile(rf"(?:\s*{MARK.pattern})*\s*(?:\[[\d\s,;]*)?$")


def numbers_in(mark: str) -> tuple[int, ...]:
    """The numbers of a mark, in order."""
    return tuple(int(number) for number in re.findall(r"\d+", mark))


def to_mark(numbers: tuple[int, ...]) -> str:
    """Numbers as they stand in a text, each in brackets of its own."""
    return "".join(f"[{number}]" for number in numbers)


@dataclass(slots=True)
class MarkReader:
    """Renumbers marks in a text that arrives in pieces.

    Args:
        resolve: a reader's numbers for what a model's numbers stand for, given the statement before
            them; none for numbers that stand for nothing.
    """

    resolve: Callable[[tuple[int, ...], str], tuple[int, ...]]
    language: str
    text: str = ""
    _held: str = field(default="", init=False)

    def feed(self, piece: str) -> str:
        """Take the next piece; give what can be shown of it, with a reader's marks."""
        self._held += piece
        unfinished = _PERHAPS_MARKS.search(self._held[-_LONGEST_MARKS_CHARS:])
        keep = len(unfinished.group()) if unfinished else 0
        ready, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return self._resolve_all(ready)

    def finish(self) -> str:
        """Give what was held back because a mark might have followed."""
        ready, self._held = self._held, ""
        return self._resolve_all(ready)

    def _resolve_all(self, ready: str) -> str:
        before = len(self.text)
        position = 0
        for match in _MARKS.finditer(ready):
            self.text += ready[position : match.start()]
            position = match.end()
            statement = _last_statement(self.text, self.language)
            known = self.resolve(tuple(dict.fromkeys(numbers_in(match.group()))), statement)
            marks = _MARKS_AT_END.search(self.text)
            standing = numbers_in(marks.group()) if marks else ()
            if known:
                self.text += to_mark(tuple(number for number in dict.fromkeys(known) if number not in standing))
            elif len(self.text) > before:
                self.text = self.text[:before] + self.text[before:].rstrip()
        self.text += ready[position:]
        return self.text[before:]


_MARKS_AT_END = re.compile(rf"(?:{MARK.pattern}\s*)+$")


def to_statements(text: str, language: str) -> tuple[Statement, ...]:
    """A text with marks as its statements: sentences without marks, and the numbers of those.

    A mark belongs to the sentence that it stands in or behind.

    Args:
        text: with marks.
        language: of the text, ISO 639-1.
    """
    bare, marks = _without_marks(text)
    spans = [span for span in _spans(bare, language) if re.search(r"\w", bare[slice(*span)])]
    numbers: list[list[int]] = [[] for _ in spans]
    for place, found in marks:
        behind = [index for index, (start, _) in enumerate(spans) if start < place] or [0]
        if spans:
            numbers[behind[-1]] += found
    return tuple(
        Statement(" ".join(bare[start:end].split()), tuple(dict.fromkeys(own)))
        for (start, end), own in zip(spans, numbers, strict=True)
    )


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
    for match in re.finditer(rf"\s*({MARK.pattern})", text):
        bare += text[position : match.start()]
        marks.append((len(bare), numbers_in(match.group(1))))
        position = match.end()
    return bare + text[position:], marks


def _spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        for start, end in sentence_spans(line.group(), language):
            yield line.start() + start, line.start() + end


def _last_statement(text: str, language: str) -> str:
    """The statement that a mark at the end of a text belongs to."""
    statements = to_statements(text[-1_000:], language)
    return statements[-1].text if statements else ""
