"""A file as articles: which reader reads which ending, and what cannot be read as a rejection."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.fields import Fields
from ingest.pages import read_page
from ingest.prose import read_markdown, read_text
from ingest.receipt import Rejection, Unreadable
from ingest.sources import Reader, Reading, Source
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
}
"""The reader for each ending."""


def read_file(path: Path, article_id: str, fields: Fields = Fields()) -> Iterator[Reading | Rejection]:
    """Read the articles of one file.

    Args:
        path: a file with one of the endings in ``READERS``.
        article_id: for a file that is one article.
        fields: what the fields of rows are called.

    Yields:
        Articles, and a rejection for each that could not be read, in the order of the file.
    """
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            yield from READERS[path.suffix.lower()](Source(str(path), article_id, stream, size, fields))
    except OSError as error:
        yield Rejection(str(path), None, f"cannot be read: {error.strerror}.")
    except Unreadable as error:
        yield Rejection(str(path), None, str(error))
