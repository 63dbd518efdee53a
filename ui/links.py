"""Pure: the address of a quote, and where that quote stands in an article that may have changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from re import finditer
from typing import Literal

PARAMETERS = ("article", "start", "end", "check", "sample")
"""What a link adds to the app's address; nothing else of the address is read or changed."""

_CHECK_CHARS = 8
_NO_NUMBER = -1

_LONGEST_SOUGHT = 2_000
"""Characters of a quote that is looked for at another place: the time that takes grows with them."""

Place = Literal["none", "here", "moved", "repeated", "gone", "wrong"]
"""Where a quote stands: none is named; where it is said to; elsewhere, once; elsewhere, more often; nowhere; or at what
is no place of the article."""


@dataclass(frozen=True, slots=True)
class Link:
    """What leads to an article, or to a quote in it.

    Attributes:
        article_id: of the article.
        start: first character of the quote, in code points of the text; equal to ``end`` for no quote.
        end: one past the last.
        check: what :func:`check_value` gives for the quote; empty where that is not known.
        sample: whether the article is one of the invented sample.
    """

    article_id: str
    start: int = 0
    end: int = 0
    check: str = ""
    sample: bool = False


def check_value(quote: str) -> str:
    """A short value that tells a quote from others, eight hexadecimal digits."""
    return sha256(quote.encode(errors="surrogatepass")).hexdigest()[:_CHECK_CHARS]


def to_parameters(link: Link) -> dict[str, str]:
    """A link as the parameters of an address."""
    parameters = {"article": link.article_id}
    if link.start < link.end:
        parameters |= {"start": str(link.start), "end": str(link.end), "check": link.check}
    if link.sample:
        parameters["sample"] = "1"
    return {name: value for name, value in parameters.items() if value}


def read_link(parameters: Mapping[str, str]) -> Link | None:
    """The link in the parameters of an address, whatever was made of them; None where they name no article."""
    if not parameters.get("article"):
        return None
    start, end = (_number(parameters.get(name)) for name in ("start", "end"))
    if "start" not in parameters and "end" not in parameters:
        start = end = 0
    return Link(parameters["article"], start, end, parameters.get("check", ""), parameters.get("sample") == "1")


def find_quote(text: str, link: Link) -> tuple[int, int, Place]:
    """Where the quote of a link stands in the article's text as it is now.

    Args:
        text: of the article.
        link: to a quote in it, as the text was when the link was made.

    Returns:
        The quote's first character, one past its last, and how it was found; both 0 where there is none to be shown.
    """
    start, end, length = link.start, link.end, link.end - link.start
    if start == end == 0:
        return 0, 0, "none"
    if not 0 <= start < end or (not link.check and end > len(text)):
        return 0, 0, "wrong"
    if not link.check or check_value(text[start:end]) == link.check:
        return start, end, "here"
    if length > _LONGEST_SOUGHT:
        return 0, 0, "gone"
    # A quote begins where a word does.
    begins = (match.start() for match in finditer(r"\S+", text))
    places = [begin for begin in begins if check_value(text[begin : begin + length]) == link.check]
    if len(places) == 1:
        return places[0], places[0] + length, "moved"
    return 0, 0, "repeated" if places else "gone"


def _number(value: str | None) -> int:
    """The number that a parameter holds, of at most nine digits; below 0 for anything else."""
    value = value or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else _NO_NUMBER
