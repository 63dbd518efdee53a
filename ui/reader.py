"""One article beside the page, with a quote marked in it."""

from dataclasses import dataclass
from itertools import pairwise
from re import finditer
from urllib.parse import urlsplit

import streamlit as st

from assistant.answers import Copy, Excerpt, Translation
from assistant.articles import Article, Passage
from assistant.assembly import Libraries
from assistant.errors import AssistantError
from assistant.times import read_times
from assistant.translating import Translator
from assistant.wording import interface_language, known_of, shown_time, times_line
from ui import translations
from ui.plain import show_failure, to_html
from ui.style import scroll_to_mark
from ui.translations import Quote, render_translation, translation_of
from ui.wording import Words


@dataclass(frozen=True, slots=True)
class Opened:
    """What the reading pane shows.

    Attributes:
        article_id: of the article.
        sample: whether it is one of the invented sample.
        start: of the quote, in characters of the text; equal to ``end`` for no quote.
        end: one past the quote's last.
        number: counts what has been opened in this session.
        language: of the answer that the quote stands in; None for that of the interface.
        dated: what the quote's relative times are seen from, ISO 8601.
    """

    article_id: str
    sample: bool
    start: int
    end: int
    number: int
    language: str | None = None
    dated: str | None = None


def open_article(article_id: str, *, sample: bool) -> None:
    """Open an article in the reading pane, as a button's callback."""
    _open(Opened(article_id, sample, start=0, end=0, number=_next_number()))


def open_excerpt(excerpt: Excerpt, *, sample: bool, language: str, copy: Copy | None = None) -> None:
    """Open an excerpt's article, or one that prints the same, at the excerpt, as a button's callback."""
    place = copy or excerpt
    _open(Opened(place.article_id, sample, place.start, place.end, _next_number(), language, excerpt.dated))


def _next_number() -> int:
    number: int = st.session_state.get("opened_count", 0) + 1
    return number


def _open(opened: Opened) -> None:
    st.session_state["opened_count"] = opened.number
    st.session_state["opened"] = opened


def close_reader() -> None:
    """Close the reading pane, as a button's callback."""
    st.session_state["opened"] = None


def render_reader(libraries: Libraries, words: Words, translator: Translator | None = None) -> None:
    """Draw the reading pane, or nothing where no article is open.

    Args:
        libraries: hold the article.
        words: of the interface.
        translator: translates the quote; None where nothing is translated.
    """
    opened: Opened | None = st.session_state.get("opened")
    if opened is None:
        # Something must stand in the pane's place, or the old one stays while an answer streams.
        st.empty()
        return
    with st.container(key="reader"):
        top = st.container(key="reader-top", horizontal=True, gap="small", vertical_alignment="center")
        top.button(
            words.close, key="close", icon=":material/close:", type="tertiary", shortcut="Esc", on_click=close_reader
        )
        try:
            library = libraries.current()
            if opened.sample and not library.sample:
                library = libraries.sample()
            article, passages = library.article(opened.article_id)
        except AssistantError as error:
            show_failure(str(error))
            return
        quote = Quote(article.text[opened.start : opened.end], article.language, opened.language or words.language)
        translation = translation_of(quote, translator) if quote.text else None
        if quote.text and translation is None:
            # Above the article: the quote is scrolled to, and the button must not be scrolled away.
            with top:
                render_translation("reader", quote, translator, words)
        st.html(article_html(article, passages, opened, words, translation))
        scroll_to_mark(opened.number)


def article_html(
    article: Article,
    passages: tuple[Passage, ...],
    opened: Opened,
    words: Words,
    translation: Translation | None = None,
) -> str:
    """An article as inert HTML: all text escaped, headings, paragraphs, and the quote in ``mark``.

    Args:
        article: to be shown.
        passages: of it, in order.
        opened: says which quote is marked.
        words: of the interface.
        translation: of the quote, to be shown below the paragraph that it ends in; None for none.
    """
    language = interface_language(opened.language or words.language)
    sections = {passage.section for passage in passages}
    below = _beside(article, opened, language) + (translations.translation_html(translation) if translation else "")
    blocks = "".join(
        _to_block(article.text, start, end, opened, sections) + (below if start < opened.end <= end else "")
        for start, end in _blocks(article.text)
    )
    known = known_of(article, language, sample=opened.sample)
    return (
        f'<article lang="{to_html(article.language or "")}" data-opened="{opened.number}">'
        f'<div class="note" lang="{language}">{to_html(known)}{_to_link(article.url, words)}</div>'
        f"<h2>{to_html(article.title)}</h2>{blocks}</article>"
    )


def _blocks(text: str) -> list[tuple[int, int]]:
    breaks = [0, *(match.end() for match in finditer(r"\n[^\S\n]*\n\s*", text)), len(text)]
    blocks = ((start, start + len(text[start:end].rstrip())) for start, end in pairwise(breaks))
    return [(start, end) for start, end in blocks if start < end]


def _to_block(text: str, start: int, end: int, opened: Opened, sections: set[str | None]) -> str:
    name = "h3" if " ".join(text[start:end].split()) in sections else "p"
    return f"<{name}>{_marked(text, start, end, opened)}</{name}>"


def _marked(text: str, start: int, end: int, opened: Opened) -> str:
    first, last = max(start, min(opened.start, end)), min(end, max(opened.end, start))
    if first >= last:
        return to_html(text[start:end])
    return f"{to_html(text[start:first])}<mark>{to_html(text[first:last])}</mark>{to_html(text[last:end])}"


def _beside(article: Article, opened: Opened, language: str) -> str:
    """What the relative times of the quote mean; nothing where there is no quote."""
    quote, before = article.text[opened.start : opened.end], article.text[: opened.start]
    notes = read_times(quote, article.language, opened.dated, before)
    line = times_line((note.text, shown_time(note, opened.dated or "", language)) for note in notes)
    return f'<div class="note beside" lang="{language}">{to_html(line)}</div>' if line else ""


def _to_link(url: str | None, words: Words) -> str:
    """A link to where an article was published, which says whose address that is; empty where that is no website."""
    try:
        address = urlsplit(url or "")
        host = address.hostname
    except ValueError:
        return ""
    if address.scheme not in ("http", "https") or not host:
        return ""
    text = f"{words.open_original} ({to_html(host)})"
    return f' · <a href="{to_html(url or "")}" target="_blank" rel="noopener noreferrer">{text}</a>'
