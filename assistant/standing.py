"""Whether what an answer cited still stands in its articles, which may have changed or left since."""

from collections.abc import Iterable
from typing import Literal

from assistant.answers import Answer, Excerpt
from assistant.errors import ArticleMissing
from assistant.library import Library

Standing = Literal["stands", "changed", "gone"]
"""Of a quote: it stands where it was; its article has other words there; its article left."""


def changed_since(answer: Answer, library: Library) -> dict[int, Standing]:
    """How each citation of a kept answer stands now, by its number.

    Args:
        answer: as it was given.
        library: that it is from; ``assembly.Libraries.holding`` knows which.

    Raises:
        LibraryError: when the library cannot be used.
    """
    texts = _texts_of({each.excerpt.article_id for each in answer.citations}, library)
    return {each.number: _standing_in(texts.get(each.excerpt.article_id), each.excerpt) for each in answer.citations}


def _standing_in(text: str | None, excerpt: Excerpt) -> Standing:
    if text is None:
        return "gone"
    return "stands" if text[excerpt.start : excerpt.end] == excerpt.quote else "changed"


def _texts_of(article_ids: Iterable[str], library: Library) -> dict[str, str]:
    texts = {}
    for article_id in article_ids:
        try:
            texts[article_id] = library.article(article_id)[0].text
        except ArticleMissing:
            continue
    return texts
