"""A file as articles: which reader reads which ending, and what cannot be read as a rejection."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from ingest.archives import read_gzip, read_zip
from ingest.documents import read_docx, read_pdf
from ingest.feeds import read_feed
from ingest.fields import Fields
from ingest.naming import split_ending
from ingest.pages import read_page
from ingest.prose import read_markdown, read_text
from ingest.receipt import Rejection, Unreadable
from ingest.sources import Reader, Reading, Source, first_line
from ingest.tables import read_json, read_json_lines, read_table

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_table,
    ".tsv": read_table,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".zip": lambda source: read_zip(source, reader_of),
}
"""The reader for each ending; what gzip packed has a second one behind it, such as ``.html.gz``."""

KNOWN_ENDINGS = f"{', '.join(READERS)}; each but .zip with .gz behind it too"
"""Every ending, for a reader."""


def reader_of(name: str) -> Reader | None:
    """The reader of a file, None where its ending is not read.

    Args:
        name: of the file.
    """
    ending = split_ending(name)[1].lower()
    inner = ending.removesuffix(".gz")
    read = READERS.get(inner)
    if inner == ending or read is None:
        return read
    return None if inner == ".zip" else partial(read_gzip, read=read)


def read_file(
    path: Path, article_id: str, fields: Fields = Fields(), *, name: str = ""
) -> Iterator[Reading | Rejection]:
    """Read the articles of one file.

    Args:
        path: of the file.
        article_id: for a file that is one article.
        fields: what the fields of rows are called.
        name: whose ending says how it is read, where a link has led to it; empty for the file's own.

    Yields:
        Articles, and a rejection for each that could not be read, in the order of the file.
    """
    read = reader_of(name or path.name)
    if read is None:
        yield Rejection(str(path), None, f"has an ending that is not read; known are {KNOWN_ENDINGS}.")
        return
    try:
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            source = Source(str(path), article_id, stream, before.st_size, fields)
            yield from _unless_changed(read(source), source, before)
    except OSError as error:
        yield Rejection(str(path), None, f"cannot be read: {error.strerror or first_line(error)}.")
    except Unreadable as error:
        yield Rejection(str(path), None, str(error))


def _unless_changed(
    readings: Iterator[Reading | Rejection], source: Source, before: os.stat_result
) -> Iterator[Reading | Rejection]:
    """What is read of a file, the last of it only if the file is still as it was; of an article alone that is all.

    Raises:
        Unreadable: when the file was written meanwhile.
        OSError: when it cannot be read any more.
    """
    last: Reading | Rejection | None = None
    for each in readings:
        if last is not None:
            yield last
        last = each
    after = Path(source.path).stat()
    if (after.st_size, after.st_mtime_ns, after.st_ino) != (before.st_size, before.st_mtime_ns, before.st_ino):
        raise Unreadable("changed while it was read; take it in again when it is whole.")
    if last is not None:
        yield last
