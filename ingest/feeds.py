"""Feeds, RSS and Atom, as articles: one an entry. A feed that declares entities of its own is refused."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from ingest.cleaning import clean_text
from ingest.dates import is_date
from ingest.markup import to_words, words_in
from ingest.receipt import Rejection, Unreadable
from ingest.sources import NOTHING, Reading, Source, first_line, to_id, to_line, to_reading

if TYPE_CHECKING:
    from lxml.etree import _Element

_FEEDS = ("rss", "feed", "RDF")
_ENTRIES = ("item", "entry")
_TEXTS = ("encoded", "content", "description", "summary")
_DATES = ("published", "pubDate", "date", "issued", "updated")
_NAMESPACES = {
    "",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://purl.org/atom/ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2005/Atom",
}
"""Other vocabularies have titles and texts that are not the entry's, such as a picture's."""

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_feed(source: Source) -> Iterator[Reading | Rejection]:
    """The entries of a feed.

    Raises:
        Unreadable: when it is too large, no feed, or not safe to parse.
    """
    root = _parse(source.read_document())
    if _name(root) not in _FEEDS:
        raise Unreadable("is XML, but no RSS or Atom feed; save what it says as text (.txt).")
    about = next((each for each in root if _name(each) == "channel"), root)
    known = {"source": _line(about, "title"), "language": _line(about, "language") or root.get(_XML_LANGUAGE)}
    entries = [each for each in (*root, *about) if _name(each) in _ENTRIES]
    for entry in dict.fromkeys(entries):  # the feed may be both
        try:
            yield _read_entry(entry, known)
        except Unreadable as error:
            yield source.reject(str(error), entry.sourceline)


def _parse(content: bytes) -> _Element:
    """The root of a document; nothing is fetched, no entity of its own is put in.

    Raises:
        Unreadable: when it is not well-formed or declares entities.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"is not well-formed XML: {clean_text(first_line(error))}; save it anew.") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise Unreadable("declares entities of its own, which no feed needs; save it without them.")
    return root


def _read_entry(entry: _Element, known: dict[str, str | None]) -> Reading:
    """An article of an entry.

    Args:
        entry: of the feed.
        known: what the feed says of all its entries.

    Raises:
        Unreadable: when it is no article.
    """
    url = _url(entry)
    row_id = to_id(_line(entry, "guid") or _line(entry, "id") or url, "id")
    if row_id is None:
        raise Unreadable("has no guid, id or link; an entry needs one to be known by.")
    text = _text(entry)
    if not text:
        raise Unreadable(NOTHING)
    data = {
        "title": _line(entry, "title"),
        "date": _published(entry),
        "language": entry.get(_XML_LANGUAGE) or known["language"],
        "source": _source(entry) or known["source"],
        "url": url,
    }
    return to_reading(row_id, text, data, row=row_id, line=entry.sourceline)


def _text(entry: _Element) -> str:
    """The longest form that an entry has of its text: content, else what sums it up."""
    for name in _TEXTS:
        for each in _children(entry, name):
            if text := clean_text(_words(each)):
                return text
    return ""


def _words(element: _Element) -> str:
    """The words of an element: HTML that stands in it, marked as such or not, becomes text."""
    if len(element):
        return words_in(element)
    written = element.text or ""
    if element.get("type") in ("text", "text/plain"):
        return written
    return to_words(written) if "<" in written else unescape(written)


def _line(element: _Element, name: str) -> str | None:
    lines = (to_line(_words(each), name) for each in _children(element, name))
    return next((line for line in lines if line), None)


def _source(entry: _Element) -> str | None:
    """The feed that an entry was taken from, which RSS names and Atom describes."""
    for each in _children(entry, "source"):
        return _line(each, "title") or to_line(each.text, "source")
    return None


def _url(entry: _Element) -> str | None:
    for link in _children(entry, "link"):
        if link.get("rel", "alternate") == "alternate" and (url := (link.get("href") or link.text or "").strip()):
            return url
    return next(
        (guid.text.strip() for guid in _children(entry, "guid") if (guid.text or "").strip().startswith("http")), None
    )


def _published(entry: _Element) -> str | None:
    """The first date that can be read, else the first; others write feeds, so that it may be none."""
    written = [(each.text or "").strip() for name in _DATES for each in _children(entry, name)]
    return next(filter(is_date, written), None) or next(filter(None, written), None)


def _children(element: _Element, name: str) -> Iterator[_Element]:
    return (each for each in element if _name(each) == name)


def _name(element: _Element) -> str:
    """The name of an element of a feed; empty for what is none."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    namespace, _, name = tag.rpartition("}")
    return name if namespace.removeprefix("{") in _NAMESPACES else ""
