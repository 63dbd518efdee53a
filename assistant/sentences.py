"""Pure: where the sentences of a text begin and end."""

from collections.abc import Iterator

import sentencex

_WINDOW_CHARS = 20_000
"""A longer text is split a window at a time: an unclosed quotation mark makes sentencex slow."""


def sentence_spans(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, in order, without the white space around it.

    Source: sentencex, which knows the abbreviations, ordinals and quotation marks of many languages.

    Args:
        text: any text.
        language: ISO 639-1; None for the rules of English.
    """
    for first, last in _windows(text):
        for found in sentencex.get_sentence_boundaries(language or "en", text[first:last]):
            sentence = text[first + found["start_index"] : first + found["end_index"]]
            stripped = sentence.strip()
            if stripped:
                start = first + found["start_index"] + len(sentence) - len(sentence.lstrip())
                yield start, start + len(stripped)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _WINDOW_CHARS:
        space = text.rfind(" ", start + 1, start + _WINDOW_CHARS)
        end = space if space > start else start + _WINDOW_CHARS
        yield start, end
        start = end
    yield start, len(text)
