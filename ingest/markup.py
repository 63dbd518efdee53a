"""HTML as words, and which words of a page are its article: never as markup.

What finds the article of a page is run in a process of its own, see ``apart``.
"""

from __future__ import annotations

import re
import warnings
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from ingest.cleaning import without_controls

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.etree import _Element
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

TOO_MUCH = "holds more HTML than an article has; save its text as .txt."
_NO_ARTICLE = "holds no article that could be told from what stands around it; save its text as .txt."

_MAX_ELEMENTS = 100_000
"""The time that a page takes grows with them: so many take some 15 s."""

_SHORT_REPORT_CHARS = 40
"""Where less is found the whole page is taken for the article; by itself trafilatura does so below 250."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_DATE_IN_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
_WHITE = re.compile(r"[ \t\r\n\f]+")
_LINE_EDGE = re.compile(r"[ \t]*\n[ \t]*")
_FAR_APART = re.compile(r"\n{3,}")

_DATE_NAMES = {"article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.issued"}
_DATE_NAMES |= {"og:published_time", "parsely-pub-date", "pubdate", "publication_date", "publishdate", "sailthru.date"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "head"}
_ITEMS = {"li", "item"}
_ROWS = {"tr", "row"}
_LINES = {"dt", "dd"}
_CELLS = {"td", "th", "cell"}
_BREAKS = {"br", "lb"}
_BLOCKS = {"address", "article", "aside", "blockquote", "center", "code", "div", "dl", "figcaption", "figure", "footer"}
_BLOCKS |= {"header", "hr", "list", "main", "nav", "ol", "p", "pre", "quote", "section", "table", "ul"}
_UNSEEN = {"button", "embed", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template"}
_UNSEEN |= {"textarea", "title"}


def read_article(markup: str) -> dict[str, str | None]:
    """The article of a page.

    Args:
        markup: of the page.

    Returns:
        Its ``text`` and what the page says of it (``title``, ``date``, ``language``, ``source``, ``url``), or the
        ``reason`` why there is none.
    """
    page = _parse(markup)
    if page is None:
        return {"reason": _NO_ARTICLE}
    for menu in list(page.iter("nav")):
        menu.drop_tree()
    if sum(1 for _ in page.iter()) > _MAX_ELEMENTS:
        return {"reason": TOO_MUCH}
    try:
        found = _find_article(page)
        if found is None:
            return {"reason": _NO_ARTICLE}
        text = _words_below(found.body)
    except RecursionError:
        return {"reason": TOO_MUCH}
    return {
        "text": text,
        "title": found.title,
        "date": _published(page),
        "language": page.get("lang") or page.get("xml:lang"),
        "source": found.sitename or found.hostname,
        "url": found.url,
    }


def to_words(markup: str) -> str:
    """The words of a piece of HTML: blocks parted by blank lines, nothing of its marks."""
    page = _parse(markup)
    return "" if page is None else _words_below(page)


def words_in(element: _Element) -> str:
    """The words of what stands in an element, whose tags are those of HTML, as ``to_words``; its own does not count."""
    return _tidy(_inner_words(element))


def _find_article(page: HtmlElement) -> Document | None:
    """The article of a page, None where there is none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    quick = {"extensive_search": False}  # what it takes for a date is not used
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dates in forms that are not known
        found = bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=quick, config=_settings()
        )
    return found if isinstance(found, Document) and found.body is not None else None


@cache
def _settings() -> ConfigParser:
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORT_REPORT_CHARS))
    return settings


def _published(page: HtmlElement) -> str | None:
    """The day that a page names as its article's, None where it names none; any other date may be of something else."""
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in _DATE_NAMES and (day := _to_day(meta.get("content"))):
            return day
    for script in page.iter("script"):
        if (match := _DATE_IN_JSON.search(script.text or "")) and (day := _to_day(match.group(1))):
            return day
    times = (time for article in page.iter("article") for time in article.iter("time"))
    return next((day for time in times if (day := _to_day(time.get("datetime")))), None)


def _to_day(written: str | None) -> str | None:
    try:
        return date.fromisoformat((written or "").strip()[:10]).isoformat()
    except ValueError:
        return None


def _parse(markup: str) -> HtmlElement | None:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = _DECLARATION.sub("", without_controls(markup), count=1).encode("utf-8", "replace")
    try:
        return html.document_fromstring(content or b" ", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None  # nothing is in it


def _words_below(element: _Element) -> str:
    return _tidy(_words(element))


def _tidy(words: str) -> str:
    words = _LINE_EDGE.sub("\n", words)
    return _FAR_APART.sub("\n\n", words).strip()


def _words(element: _Element) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    name = tag.rpartition("}")[2].lower()
    if name in _UNSEEN:
        return ""
    return _set_apart(name, _inner_words(element))


def _inner_words(element: _Element) -> str:
    return _flow(element.text) + "".join(_words(child) + _flow(child.tail) for child in element)


def _set_apart(name: str, inner: str) -> str:
    """Words as their element sets them apart; a heading loses its final stop, as in Markdown, to be known later."""
    if name in _HEADINGS:
        return f"\n\n{inner.strip().rstrip('.:;,!… ')}\n\n"
    if name in _ITEMS:
        return f"\n- {inner.strip()}" if inner.strip() else ""
    if name in _BLOCKS:
        return f"\n\n{inner}\n\n"
    if name in _ROWS:
        return f"\n{inner.rstrip(' |').lstrip()}"
    if name in _LINES:
        return f"\n{inner.strip()}"
    if name in _CELLS:
        # A cell of several lines is one of a table that only sets things apart.
        return f"{inner.strip()}\n\n" if "\n" in inner.strip() else f"{inner.strip()} | "
    return "\n" if name in _BREAKS else inner


def _flow(text: str | None) -> str:
    return _WHITE.sub(" ", text) if text else ""
