"""PDF and Word documents as articles."""

from collections.abc import Iterator

from ingest.apart import read_apart
from ingest.cleaning import clean_text
from ingest.receipt import Rejection
from ingest.sources import Reading, Source, to_reading


def read_pdf(source: Source) -> Iterator[Reading | Rejection]:
    """The text layer of a PDF; pages that are pictures are named.

    Raises:
        Unreadable: when it is too large or damaged, holds no text, or is not read in time.
    """
    found = read_apart("pdf", source.read_document())
    yield to_reading(source.article_id, clean_text(found["text"]), found)
    if pages := found["scanned"]:
        yield source.reject("is a picture without text; have its text recognised (OCR) first.", member=f"page {pages}")


def read_docx(source: Source) -> Iterator[Reading]:
    """A Word document.

    Raises:
        Unreadable: as ``read_pdf``.
    """
    found = read_apart("docx", source.read_document())
    yield to_reading(source.article_id, clean_text(found["text"]), found)
