"""PDF and Word documents as articles, each read in a process of its own that has its time."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.cleaning import clean_text
from ingest.receipt import Unreadable
from ingest.sources import Reading, Source, to_reading

TIME_BOX_SECONDS = 60
"""A document whose reading takes longer is rejected."""

_EXTRACTING = Path(__file__).with_name("extracting.py")
_WORKER = (sys.executable, "-P", str(_EXTRACTING))
"""``-P`` keeps the modules beside it from being taken for others of their names."""

_INSTEAD = "save what it says as text (.txt)."


def read_pdf(source: Source) -> Iterator[Reading]:
    """The text layer of a PDF."""
    yield read_document(source, "pdf")


def read_docx(source: Source) -> Iterator[Reading]:
    """A Word document."""
    yield read_document(source, "docx")


def read_document(
    source: Source, kind: str, worker: Sequence[str] = _WORKER, seconds: float = TIME_BOX_SECONDS
) -> Reading:
    """A document as an article.

    Args:
        source: of the document.
        kind: ``pdf`` or ``docx``.
        worker: the command that reads it, to which the kind is added.
        seconds: that it has.

    Raises:
        Unreadable: when it is too large or damaged, holds no text, or is not read in time.
    """
    content = source.read_document()
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a kind that we name
            [*worker, kind],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"could not be read in {seconds:g} s; {_INSTEAD}") from None
    if done.returncode:
        raise Unreadable(f"is damaged, or not a .{kind}; open it and save it anew, or {_INSTEAD}")
    found = json.loads(done.stdout)
    if "reason" in found:
        raise Unreadable(found["reason"])
    return to_reading(source.article_id, clean_text(found["text"]), found)
