"""Texts that we did not write, as the page takes them: nothing in them is markup, a link or a picture.

Every text of an article, a question, an answer or an error goes through here before it is drawn, or through
``st.text``.
"""

import re
from html import escape

import streamlit as st

from assistant.phrasing import shown_in

_TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows them, and would turn what we write beside them too."""

_REPLACED = re.compile(r":(?=[A-Za-z])|[-<>~](?=[-=>])")
"""Where Streamlit replaces words such as ``:streamlit:`` and ``->`` even in Markdown that is escaped."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WORD_JOINER = "\u2060"
"""Has no width; parts what Streamlit would replace."""


def to_html(text: str) -> str:
    """A text as HTML that is nothing but text, also between quotation marks."""
    return escape(to_text(text))


def to_text(text: str) -> str:
    """A text for where nothing is read as markup, such as our components: it only cannot turn what stands beside it."""
    return _TURNS_TEXT.sub("", text)


def to_line(text: str) -> str:
    """A text in one line, for what Streamlit draws as plain text."""
    return " ".join(to_text(text).split())


def plain_label(label: str) -> str:
    """A button's label, which Streamlit reads as Markdown, as the plain text it is.

    For buttons only: there Streamlit draws no links, while elsewhere it makes them of addresses, escaped or not.
    """
    return _PUNCTUATION.sub(r"\\\1", _REPLACED.sub(lambda match: match.group() + _WORD_JOINER, to_line(label)))


def show_failure(message: str, language: str) -> None:
    """Say what went wrong. Not by ``st.error``, which reads Markdown.

    Args:
        message: of an error, in English; or a sentence of the interface.
        language: of the reader.
    """
    text, spoken = shown_in(message, language, otherwise=language)
    st.html(f'<div class="failure" role="alert" lang="{to_html(spoken)}">{to_html(text)}</div>')


def shortened(text: str, longest: int) -> str:
    """A text with even white space; a longer one ends at a word, in dots.

    Args:
        text: not empty.
        longest: most characters, the dots included.
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0][: longest - 1] + "…"
