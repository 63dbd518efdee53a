"""Pure: an article's text as passages and sentences with exact offsets.

A *block* is a stretch of text between blank lines. A block of one short line without a final
stop is a heading: it opens a section, stands at the head of the passage below it, and is
never quoted. Every other block is a paragraph. A text that is nothing but such lines, or three
of them in a row, are paragraphs too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.articles import Passage, Sentence
from assistant.sentences import sentence_spans

MAX_PASSAGE_CHARS = 1_000
"""A passage is no longer than this, the white space behind it not counted."""

FULL_PASSAGE_CHARS = 400
"""A passage of at least this length takes no further paragraph: one subject each is found best."""

MAX_HEADING_CHARS = 100
MAX_SENTENCE_CHARS = MAX_PASSAGE_CHARS - 2 * (MAX_HEADING_CHARS + 10)
"""A longer sentence is cut, so that it fits into a passage below two headings and blank lines."""

LIST_BLOCKS = 3
"""So many short lines in a row are a list, not headings, and can be quoted."""

MAX_TITLE_CHARS = 90

_BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")
_FINAL_STOP = re.compile(r"[.!…:;,。！।؟؛]\W*$")
_NO_HEADING = re.compile(r"^[-–•*] |[.!?…][“”\"»«]|[!?…]\s")
_ITEM = re.compile(r"[-•*] +(?=\S)")
_CELLS_BORDER = " | "
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    is_heading: bool


def split(text: str, language: str | None) -> tuple[Passage, ...]:
    """Passages that tile a text, each with its sentences.

    Args:
        text: of an article; offsets are code points into it.
        language: ISO 639-1, tells abbreviations from ends of sentences; None for rules that fit most.

    Returns:
        In order; none for a text of white space alone.
    """
    groups = list(_groups(text, language))
    if not groups:
        return ()
    starts = [0, *(group.start for group in groups[1:])]
    ends = [*starts[1:], len(text)]
    return tuple(
        Passage(start, end, group.section, tuple(group.sentences))
        for start, end, group in zip(starts, ends, groups, strict=True)
    )


def to_title(text: str, language: str | None) -> str:
    """A title for a text that has none: its first heading or sentence, shortened to 90 characters."""
    first = next(_blocks(text), None)
    if first is None:
        return ""
    start, end = first.start, first.end
    if not first.is_heading:
        opening = _Block(start, min(end, start + MAX_SENTENCE_CHARS), is_heading=False)
        sentence = next(_sentences(text, opening, language))
        start, end = sentence.start, sentence.end
    title = " ".join(text[start:end].split())
    if len(title) <= MAX_TITLE_CHARS:
        return title
    return title[:MAX_TITLE_CHARS].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


@dataclass(slots=True)
class _Group:
    """A passage that is being put together."""

    start: int
    end: int
    section: str | None
    sentences: list[Sentence]


def _groups(text: str, language: str | None) -> Iterator[_Group]:
    section: str | None = None
    heading_start: int | None = None
    group: _Group | None = None
    for block in _blocks(text):
        if block.is_heading:
            if group is not None:
                yield group
                group = None
            section = " ".join(text[block.start : block.end].split())
            heading_start = block.start if heading_start is None else heading_start
            continue
        opened = block.start if heading_start is None else heading_start
        for piece in _pieces(list(_sentences(text, block, language)), opened):
            start = piece[0].start if heading_start is None else heading_start
            end = piece[-1].end
            if group is not None and _is_full(group, end):
                yield group
                group = None
            if group is None:
                group = _Group(start, end, section, piece)
            else:
                group.end = end
                group.sentences += piece
            heading_start = None
    if group is not None:
        yield group
    if heading_start is not None:
        yield _Group(heading_start, len(text), section, [])


def _is_full(group: _Group, next_end: int) -> bool:
    return group.end - group.start >= FULL_PASSAGE_CHARS or next_end - group.start > MAX_PASSAGE_CHARS


def _pieces(sentences: list[Sentence], opened: int) -> Iterator[list[Sentence]]:
    """A paragraph in parts of about equal length, none over the limit, cut between sentences.

    Args:
        sentences: of the paragraph.
        opened: where its passage begins, a heading included.
    """
    length = sentences[-1].end - opened
    aim = length / -(-length // MAX_PASSAGE_CHARS)
    piece: list[Sentence] = []
    for sentence in sentences:
        if piece and (sentence.end - opened > MAX_PASSAGE_CHARS or sentence.start - opened >= aim):
            yield piece
            piece, opened = [], sentence.start
        piece.append(sentence)
    yield piece


def _blocks(text: str) -> Iterator[_Block]:
    found = [(match.start(), match.start() + len(match.group().rstrip())) for match in _BLOCK.finditer(text)]
    blocks = (_Block(start, end, _looks_like_heading(text[start:end])) for start, end in found)
    for is_heading, run in groupby(blocks, key=lambda block: block.is_heading):
        stretch = list(run)
        is_list = is_heading and (len(stretch) >= LIST_BLOCKS or len(stretch) == len(found))
        yield from (replace(block, is_heading=False) for block in stretch) if is_list else stretch


def _looks_like_heading(block: str) -> bool:
    return (
        len(block) <= MAX_HEADING_CHARS
        and "\n" not in block
        and _NO_HEADING.search(block) is None
        and _FINAL_STOP.search(block) is None
        and _WORD_CHARACTER.search(block) is not None
    )


def _sentences(text: str, block: _Block, language: str | None) -> Iterator[Sentence]:
    """The sentences of a block; one that is too long for a passage is cut, at white space where there is some."""
    for first, last in _spans(text[block.start : block.end], language):
        start, end = block.start + first, block.start + last
        while end - start > MAX_SENTENCE_CHARS:
            limit = start + MAX_SENTENCE_CHARS
            space = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
            cut = space if space > start else limit
            yield Sentence(start, start + len(text[start:cut].rstrip()))
            start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        if start < end:
            yield Sentence(start, end)


def _spans(block: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Start and end of what can be quoted of a block: a row of a table, an item without its mark, a sentence."""
    start = 0
    for is_row, run in groupby(block.splitlines(keepends=True), key=lambda line: _CELLS_BORDER in line):
        for part in run if is_row else ["".join(run)]:
            spans = [(len(part) - len(part.lstrip()), len(part.rstrip()))] if is_row else sentence_spans(part, language)
            for first, last in spans:
                mark = _ITEM.match(part, first, last)
                yield start + (mark.end() if mark else first), start + last
            start += len(part)
