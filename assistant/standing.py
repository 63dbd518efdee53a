"""Whether what an answer cited still stands in its articles, which may have changed or left since."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.answers import Answer, Excerpt
from assistant.errors import ArticleMissing
from assistant.library import Library

State = Literal["stands", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a quote stands in its article now.

    Attributes:
        state: *stands* where it was; *changed*: the article has other words there; *gone*: the article left.
        start: where the quote stands now, in code points of the article's text; None where it stands nowhere, or
            is changed and stands in several places.
        end: one past its last; None where ``start`` is.
    """

    state: State
    start: int | None = None
    end: int | None = None


def changed_since(answer: Answer, library: Library) -> dict[int, Standing]:
    """How each citation of a kept answer stands now, by its number.

    Args:
        answer: as it was given.
        library: that it is from; ``assembly.Libraries.holding`` knows which.

    Raises:
        LibraryError: when the library cannot be used.
    """
    texts = _texts_of({each.excerpt.article_id for each in answer.citations}, library)
    return {each.number: standing_in(texts.get(each.excerpt.article_id), each.excerpt) for each in answer.citations}


def standing_in(text: str | None, excerpt: Excerpt) -> Standing:
    """How a quote stands in a text.

    Args:
        text: of its article as it is now; None where the library holds it no more.
        excerpt: with the quote.
    """
    if text is None:
        return Standing("gone")
    if text[excerpt.start : excerpt.end] == excerpt.quote:
        return Standing("stands", excerpt.start, excerpt.end)
    start = text.find(excerpt.quote)
    if start < 0 or text.find(excerpt.quote, start + 1) >= 0:
        return Standing("changed")
    return Standing("changed", start, start + len(excerpt.quote))


def _texts_of(article_ids: Iterable[str], library: Library) -> dict[str, str]:
    texts = {}
    for article_id in article_ids:
        try:
            texts[article_id] = library.article(article_id)[0].text
        except ArticleMissing:
            continue
    return texts
