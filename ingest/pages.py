"""Pages of HTML as articles: the article alone, without what stands around it."""

import re
from collections.abc import Iterator

from ingest.apart import read_apart
from ingest.cleaning import clean_text, decode
from ingest.markup import TOO_MUCH
from ingest.receipt import Unreadable
from ingest.sources import Reading, Source, to_reading

_MAX_MARKUP_CHARS = 10_000_000

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_EMBEDDED_FILE = re.compile(r"data:[\w.+/-]{1,80};[^\"'()<>\s]{1000,}")
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://\S{1,2000}) -->")


def read_page(source: Source) -> Iterator[Reading]:
    """A page of HTML, as it was published or as a browser saved it.

    Raises:
        Unreadable: when it is too large, no article is found in it, or none in time.
    """
    markup = _EMBEDDED_FILE.sub("", _decode_page(source.read_document()))
    if len(markup) > _MAX_MARKUP_CHARS:
        raise Unreadable(TOO_MUCH)
    found = read_apart("html", markup.encode("utf-8", "replace"))
    saved = _SAVED_FROM.search(markup[:4_000])
    url = found["url"] or (saved and saved.group(1))
    yield to_reading(source.article_id, clean_text(found["text"]), {**found, "url": url})


def _decode_page(content: bytes) -> str:
    """A page as text: UTF-8, else as the page says, else as any text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(content[:4_096])
    if declared is not None:
        name = declared.group(1).decode()
        try:
            # What calls itself ISO 8859-1 is Windows-1252 on the web.
            return content.decode("cp1252" if name.lower() in ("iso-8859-1", "latin-1", "ascii") else name)
        except (LookupError, ValueError):
            pass
    return decode(content)
