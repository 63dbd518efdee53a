"""A document as text, for a process of its own: ``python extracting.py``.

It is told documents on standard input, each behind a line with its kind and its length in bytes. It writes a line when
it has one, then a JSON object: ``text``, ``title``, ``date``, or the ``reason`` why there is none. Whatever goes
wrong ends the process.
"""

import json
import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from assistant.memory import peak_bytes
from ingest.layout import join_pages, read_lines

_MOST_CHARS = 1_100_000
"""No more is written: an article of more characters is rejected by who asked."""

_MOST_MEMORY_BYTES = 2_000_000_000
_MOST_UNPACKED_BYTES = 500_000_000
_TIRED_BYTES = 500_000_000
"""A process that has held so much ends, and leaves the next document to a fresh one."""

_MOST_SECONDS = 120
"""Neither waiting nor reading takes longer, where nobody is left to end the process."""

_FIRST_YEAR = 1990
"""An older date of a document is that of a clock that was not set."""

_TEMPLATE_MADE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""When the template of python-docx was made, which all documents that are begun from it say of themselves."""

_PRINTS = re.compile(r"Mozilla|Chromium|wkhtmltopdf|Microsoft: Print To PDF", re.IGNORECASE)
"""How what prints a page calls itself: the day of the PDF is that of the printing, not of the page."""

_UNPACKS = "unpacks to far more than a document has; save what it says as text (.txt)."
_PICTURES = "holds pictures of pages and no text; have its text recognised (OCR) first."
_TOO_MUCH = "needs over 2 GB of memory to be read; save what it says as text (.txt)."
_ENDLESS = "has a page that holds far more than a page of text does; save what it says as text (.txt)."
_LOCKED = "is locked with a password; save it without."
_UNNAMED = re.compile(
    r"(?:untitled|unbenannt|(?:word )?document ?\d*|dokument ?\d*|microsoft word - .*|\S*\.[a-z]{2,5})", re.IGNORECASE
)
_HEADING = re.compile(r"heading \d|title", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ELSEWHERE = (f"{_W}p", f"{_W}pPr", f"{_W}rPr", f"{_W}moveFrom", f"{_W}del")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_pdf(content: bytes) -> dict[str, str | None]:
    """The text layer of a PDF; its title and the day it was made where they are sane."""
    from pypdf.errors import LimitReachedError

    try:
        return _read_pdf(content)
    except LimitReachedError:
        return {"reason": _ENDLESS}


def _read_pdf(content: bytes) -> dict[str, str | None]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(BytesIO(content))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"reason": _LOCKED}
    except DependencyError:  # locked in a way that is not known here
        return {"reason": _LOCKED}
    pages, scanned, chars = [], [], 0
    for number, page in enumerate(reader.pages, start=1):
        pages.append(read_lines(page))
        read = sum(len(line.words) for line in pages[-1])
        if not read and _has_picture(page):
            scanned.append(str(number))
        chars += read
        if chars > _MOST_CHARS:
            break
    text = join_pages(pages)
    if not text:
        return {"reason": _PICTURES}
    title, made = None, None
    with suppress(ValueError, TypeError, AttributeError):  # what a document says of itself may be anything
        if reader.metadata is not None:
            title = reader.metadata.title
            if not any(_PRINTS.match(str(name)) for name in (reader.metadata.creator, reader.metadata.producer)):
                made = reader.metadata.creation_date
    return {
        "text": text[:_MOST_CHARS],
        "title": _to_title(title),
        "date": _to_day(made),
        "scanned": ", ".join(scanned),
    }


def _has_picture(page: Any) -> bool:
    with suppress(Exception):  # a page without words may hold anything, and need not be understood
        return bool(page.images.keys())
    return False


def read_docx(content: bytes) -> dict[str, str | None]:
    """The paragraphs of a Word document, those of tables and boxes included; its title and day where they are sane."""
    from docx import Document

    with ZipFile(BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED_BYTES:
            return {"reason": _UNPACKS}
    document = Document(BytesIO(content))
    headings = {style.style_id for style in document.styles if _HEADING.fullmatch(style.name or "")}
    text, cell = "", None
    for paragraph in document.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue  # what a box is drawn as by older programs, once more
        words = "".join(_words(paragraph)).strip()
        before, cell = cell, _cell_of(paragraph)
        if words:
            text += _parted(paragraph, words, headings, before, cell)
        if len(text) > _MOST_CHARS:
            break
    about = document.core_properties
    made = None if about.created == _TEMPLATE_MADE else about.created
    return {"text": text[:_MOST_CHARS], "title": _to_title(about.title), "date": _to_day(made)}


def _cell_of(paragraph: Any) -> Any:
    """The cell of a table that a paragraph is in; None where a table of one cell a row only sets it apart."""
    cell = next(paragraph.iterancestors(f"{_W}tc"), None)
    return None if cell is None or len(cell.getparent().findall(f"{_W}tc")) == 1 else cell


def _parted(paragraph: Any, words: str, headings: Collection[str], before: Any, cell: Any) -> str:
    """The words of a paragraph behind what parts it from those before.

    Args:
        paragraph: an element of a Word document.
        words: of it.
        headings: ids of the styles of headings.
        before: the cell of a table that the paragraph before is in, None for none.
        cell: that this one is in.
    """
    if cell is not None:
        line = " ".join(words.split())
        if before is None:
            return f"\n\n{line}"
        is_same_row = cell.getparent() is before.getparent()
        return f" {line}" if cell is before else f" | {line}" if is_same_row else f"\n{line}"
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and style.get(f"{_W}val") in headings:
        return "\n\n" + words.rstrip(".:;,!… ")
    is_item = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    return f"\n- {words}" if is_item else f"\n\n{words}"


def _words(element: Any) -> Iterator[str]:
    """The words that stand in an element itself, not in a box in it nor in what was moved away."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _ELSEWHERE:
            yield from _words(child)


def _to_title(given: object) -> str | None:
    """A title, None for what is none or what a program put there by itself."""
    line = " ".join(given.split()) if isinstance(given, str) else ""
    return None if _UNNAMED.fullmatch(line) else line or None


def _to_day(made: datetime | None) -> str | None:
    day = made.date() if made is not None else None
    return day.isoformat() if day is not None and day.year >= _FIRST_YEAR and day <= _today() else None


def _today() -> date:
    return datetime.now(UTC).date() + timedelta(days=1)  # it may be tomorrow elsewhere


def read_html(content: bytes) -> dict[str, str | None]:
    """The article of a page of HTML, as ``ingest.markup.read_article``."""
    from ingest.markup import read_article

    return read_article(content.decode())


READERS: dict[str, Callable[[bytes], dict[str, str | None]]] = {"pdf": read_pdf, "docx": read_docx, "html": read_html}
"""The reader for each kind of document."""


def main() -> None:
    """Read documents until there are no more."""
    with suppress(ValueError, OSError):  # not every system can limit memory
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what others print is no answer
    signal.alarm(_MOST_SECONDS)
    while line := sys.stdin.buffer.readline():
        kind, length = line.split()
        content = sys.stdin.buffer.read(int(length))
        signal.alarm(_MOST_SECONDS)
        print("begun", file=answers, flush=True)
        print(json.dumps(_read(kind.decode(), content)), file=answers, flush=True)
        if peak_bytes() > _TIRED_BYTES:
            return
        signal.alarm(_MOST_SECONDS)


def _read(kind: str, content: bytes) -> dict[str, str | None]:
    try:
        return READERS[kind](content)
    except MemoryError:
        return {"reason": _TOO_MUCH}


if __name__ == "__main__":
    main()
