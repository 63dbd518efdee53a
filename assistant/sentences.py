"""Pure: where the sentences of a text begin and end."""

from collections.abc import Iterator

import sentencex


def sentence_spans(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, in order, without the white space around it.

    Source: sentencex, which knows the abbreviations, ordinals and quotation marks of many languages.

    Args:
        text: any text.
        language: ISO 639-1; None for the rules of English.
    """
    for found in sentencex.get_sentence_boundaries(language or "en", text):
        sentence = text[found["start_index"] : found["end_index"]]
        stripped = sentence.strip()
        if stripped:
            start = found["start_index"] + len(sentence) - len(sentence.lstrip())
            yield start, start + len(stripped)
