"""The lines of a PDF's pages as text: words that a line splits are one again, headings are told by their size."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

_LARGER = 1.15
"""A heading's letters are so many times as large as those of most of the document."""

_MAX_HEADING_CHARS, _LEAST_LETTERS = 100, 4
"""What is longer is no heading, what has fewer letters an initial or a number."""

_SPLIT_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?=[^\W\d_])(?!(?:und|oder|bzw|sowie|and|or|et|ou|y|o|e)\b)")
_FULL_STOP = re.compile(r"[.!?…:][\"'“”»)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        words: without white space around them; empty for a blank line.
        size: of its smallest letters, in points to the half.
    """

    words: str
    size: float


def read_lines(page: Any) -> list[Line]:
    """The lines of a page of a PDF, in the order in which they are shown.

    Args:
        page: of pypdf.
    """
    pieces: list[tuple[str, float]] = []

    def note(text: str, outer: Sequence[float], inner: Sequence[float], _font: object, size: float) -> None:
        pieces.append((text, _to_points(size, outer, inner)))

    text = page.extract_text(visitor_text=note)
    if "".join(piece for piece, _ in pieces) != text:
        pieces = [(text, 0.0)]
    lines: list[tuple[str, list[float]]] = [("", [])]
    for piece, size in pieces:
        for index, words in enumerate(piece.split("\n")):
            before, sizes = ("", []) if index else lines.pop()
            lines.append((before + words, [*sizes, size] if words.strip() else sizes))
    return _stripped([Line(words.strip(), min(sizes, default=0.0)) for words, sizes in lines])


def join_pages(pages: Sequence[Sequence[Line]]) -> str:
    """The text of a document; a heading stands between blank lines, a sentence that a page does not end goes on.

    Args:
        pages: their lines.
    """
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[line.size] += len(line.words)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    text = ""
    for page in pages:
        words = "".join(_blocks(page, usual)).removeprefix("\n")
        if text and words and not (text.endswith("\n\n") or words.startswith("\n")):
            text += "\n\n" if _FULL_STOP.search(text) else "\n"
        text += words
    return _SPLIT_WORD.sub("", text).strip()


def _blocks(page: Sequence[Line], usual: float) -> Iterator[str]:
    """Lines and headings, each behind what parts it from those before."""
    parts = "\n"
    for size, of_size in groupby(page, key=lambda line: line.size):
        lines = [line.words for line in of_size]
        heading = _SPLIT_WORD.sub("", "\n".join(lines)).replace("\n", " ")
        if usual and size >= _LARGER * usual and _is_heading(heading):
            yield f"\n\n{heading}\n\n"
            parts = ""
            continue
        for words in lines:
            yield parts + words
            parts = "\n"


def _is_heading(words: str) -> bool:
    letters = sum(each.isalpha() for each in words)
    return letters >= _LEAST_LETTERS and len(words) <= _MAX_HEADING_CHARS


def _to_points(size: Any, *matrices: Sequence[float]) -> float:
    """The size of letters as they are shown; 0 where a document gives none that makes sense."""
    try:
        shown = abs(float(size))
        for a, b, c, d, *_ in matrices:
            shown *= math.sqrt(abs(a * d - b * c))
        return round(2 * shown) / 2
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _stripped(lines: list[Line]) -> list[Line]:
    """Lines without blank ones at both ends."""
    full = [index for index, line in enumerate(lines) if line.words]
    return lines[full[0] : full[-1] + 1] if full else []
