"""Pure: marks in a text and what they stand for.

A chat model marks a statement with the number of a passage, ``[3]``. A reader sees numbers that
count from 1 in order of first use, each the number of one sentence: the one in that passage
that supports the statement best.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from assistant.answers import Statement
from assistant.sentences import sentence_spans

MARK = re.compile(r"\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]")
"""A mark: a number, or several, in square brackets."""

_PERHAPS_MARK = re.compile(r"\[[\d\s,;]*$")
_LONGEST_MARK_CHARS = 40


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
        resolve: what a model's number stands for, given the statement before it; None for a
            number that stands for nothing.
    """

    resolve: Callable[[int, str], int | None]
    language: str
    text: str = ""
    _held: str = field(default="", init=False)

    def feed(self, piece: str) -> str:
        """Take the next piece; give what can be shown of it, with a reader's marks."""
        self._held += piece
        unfinished = _PERHAPS_MARK.search(self._held[-_LONGEST_MARK_CHARS:])
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
        for match in MARK.finditer(ready):
            self.text += ready[position : match.start()]
            statement = _last_statement(self.text, self.language)
            numbers = (self.resolve(number, statement) for number in numbers_in(match.group()))
            self.text += to_mark(tuple(dict.fromkeys(number for number in numbers if number is not None)))
            position = match.end()
        self.text += ready[position:]
        return self.text[before:]


def to_statements(text: str, language: str) -> tuple[Statement, ...]:
    """A text with marks as its statements: sentences without marks, and the numbers of those.

    A mark belongs to the sentence it stands in, or to the one before where it opens a sentence.

    Args:
        text: with marks, each in brackets of its own.
        language: of the text, ISO 639-1.
    """
    statements: list[Statement] = []
    for paragraph in text.split("\n"):
        for start, end in sentence_spans(paragraph, language):
            for leading, sentence, numbers in _parts(paragraph[start:end]):
                if leading and statements:
                    statements[-1] = replace(statements[-1], citations=_joined(statements[-1].citations, leading))
                if sentence:
                    statements.append(Statement(sentence, numbers))
    return tuple(statements)


def _parts(sentence: str) -> Iterator[tuple[tuple[int, ...], str, tuple[int, ...]]]:
    opening = re.match(rf"(?:{MARK.pattern}\s*)+", sentence)
    leading = numbers_in(opening.group()) if opening else ()
    rest = sentence[opening.end() :] if opening else sentence
    marks = MARK.findall(rest)
    numbers = _joined((), tuple(number for mark in marks for number in numbers_in(mark)))
    yield leading, _without_marks(rest), numbers


def _joined(numbers: tuple[int, ...], more: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys([*numbers, *more]))


def _without_marks(text: str) -> str:
    bare = re.sub(rf"\s*{MARK.pattern}", "", text)
    return " ".join(bare.split()) if re.search(r"\w", bare) else ""


def _last_statement(text: str, language: str) -> str:
    """The statement that a mark at the end of a text belongs to."""
    statements = to_statements(text[-1_000:], language)
    return statements[-1].text if statements else ""
