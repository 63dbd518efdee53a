"""One article beside the page, with a quote marked in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.answers import Copy, Excerpt
from assistant.articles import Article
from assistant.assembly import Libraries
from assistant.entries import Entry
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.translating import Translator
from assistant.wording import known_of
from ui.article import Opened, article_html
from ui.links import PARAMETERS, Link, Place, check_value, find_quote, read_link, to_parameters
from ui.pane import Pane, follow_pane
from ui.plain import plain_label, show_failure, to_html
from ui.translations import Quote, render_translation, translation_of
from ui.wording import Words

MAX_SELECTION_CHARS = 300
"""Most characters of a selection that a question is about."""

AskAbout = Callable[[str, Article], None]
Related = Callable[[Library, str], Sequence[Entry]]
Citing = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Written:
    """What the pane last wrote into the address bar: for what was opened by which number, and on which page."""

    number: int = 0
    parameters: dict[str, str] = field(default_factory=dict)
    page: str = ""


def open_article(article_id: str, *, sample: bool) -> None:
    """Open an article in the reading pane, as a button's callback."""
    _open(Opened(article_id, sample, start=0, end=0, number=_next_number()))


def open_excerpt(
    excerpt: Excerpt, *, sample: bool, language: str, copy: Copy | None = None, among: Sequence[Excerpt] = ()
) -> None:
    """Open an excerpt's article, or one that prints the same, at the excerpt, as a button's callback.

    Args:
        excerpt: to be marked.
        sample: whether it is from the invented sample.
        language: of the answer that it stands in.
        copy: the article that prints the same, to be opened in place of the excerpt's own.
        among: what that answer quotes, in order, to be stepped through.
    """
    place = copy or excerpt
    _open(
        Opened(
            place.article_id,
            sample,
            place.start,
            place.end,
            _next_number(),
            language,
            excerpt.dated,
            # A copy may have other letters.
            check="" if copy else check_value(excerpt.quote),
            among=tuple(among),
            position=among.index(excerpt) if excerpt in among else None,
        )
    )


def close_reader() -> None:
    """Close the reading pane, as a button's callback."""
    st.session_state["opened"] = None


def render_reader(
    libraries: Libraries,
    words: Words,
    translator: Translator | None = None,
    *,
    on_ask: AskAbout | None = None,
    related: Related | None = None,
    citing: Citing | None = None,
    on_conversation: Callable[[str], None] | None = None,
) -> None:
    """Draw the reading pane, or nothing where no article is open; the address bar leads to what it shows.

    Args:
        libraries: hold the article.
        words: of the interface.
        translator: translates the quote; None where nothing is translated.
        on_ask: takes what was selected, at most ``MAX_SELECTION_CHARS``, and its article; None to offer nothing.
        related: the articles like the one of an id; None to list none.
        citing: the id and title of each conversation that cites the article of an id; None to list none.
        on_conversation: opens the conversation of an id; needed with ``citing``.
    """
    _follow_address()
    opened = _opened()
    if opened is None:
        _write_address(0, {})
        # Something must stand in the pane's place, or the old one stays while an answer streams.
        st.empty()
        return
    with st.container(key="reader"):
        top = st.container(key="reader-top", horizontal=True, gap="small", vertical_alignment="center")
        _render_top(top, opened, words)
        try:
            library = libraries.holding(sample=opened.sample)
            article, passages = library.article(opened.article_id)
        except AssistantError as error:
            _connect(top, opened, opened.link, opened.article_id, words)
            show_failure(str(error), words.language)
            return
        placed, place = _placed(article, opened)
        link = placed.link if placed.start < placed.end else opened.link
        ask = (lambda text: on_ask(text, article)) if on_ask is not None else None
        quote = Quote(article.text[placed.start : placed.end], article.language, opened.language or words.language)
        translation = translation_of(quote, translator) if quote.text else None
        if quote.text and translation is None:
            # Above the article: the quote is scrolled to, and the button must not be scrolled away.
            with top:
                render_translation("reader", quote, translator, words)
        _connect(top, opened, link, article.title, words, ask)
        _render_place(place, words)
        st.html(article_html(article, passages, placed, words, translation))
        with st.container(key="reader-more"):
            if related is not None:
                _render_related(related, library, opened, words)
            if citing is not None and on_conversation is not None:
                _render_citing(citing(article.id), on_conversation, words)


def _opened() -> Opened | None:
    opened: Opened | None = st.session_state.get("opened")
    return opened


def _next_number() -> int:
    number: int = st.session_state.get("opened_count", 0) + 1
    return number


def _open(opened: Opened) -> None:
    st.session_state["opened_count"] = opened.number
    st.session_state["opened"] = opened


def _render_top(top: DeltaGenerator, opened: Opened, words: Words) -> None:
    """What closes the pane, and what steps through the answer that it was opened from."""
    top.button(
        words.close, key="close", icon=":material/close:", type="tertiary", shortcut="Esc", on_click=close_reader
    )
    position, count = opened.position, len(opened.among)
    if position is None or count < 2:
        return
    with top.container(key="steps", horizontal=True, vertical_alignment="center"):
        st.button(
            words.previous_citation,
            key="previous-citation",
            icon=":material/chevron_left:",
            type="tertiary",
            shortcut="Alt+Up",
            disabled=position == 0,
            on_click=_step,
            args=(opened, position - 1, words),
        )
        text = to_html(words.position.format(number=position + 1, count=count))
        st.html(f'<span role="status">{text}</span>')
        st.button(
            words.next_citation,
            key="next-citation",
            icon=":material/chevron_right:",
            type="tertiary",
            shortcut="Alt+Down",
            disabled=position == count - 1,
            on_click=_step,
            args=(opened, position + 1, words),
        )


def _step(opened: Opened, position: int, words: Words) -> None:
    excerpt = opened.among[position]
    open_excerpt(excerpt, sample=opened.sample, language=opened.language or words.language, among=opened.among)


def _connect(
    top: DeltaGenerator,
    opened: Opened,
    link: Link,
    label: str,
    words: Words,
    ask: Callable[[str], None] | None = None,
) -> None:
    """Let the address bar and the browser know what is shown."""
    parameters = to_parameters(link)
    _write_address(opened.number, parameters)
    with top:
        follow_pane(Pane(opened.number, label, parameters, MAX_SELECTION_CHARS), words, ask)


def _placed(article: Article, opened: Opened) -> tuple[Opened, Place]:
    """What is opened, with the place that its quote has in the article as it is now; without one where it has none."""
    start, end, place = find_quote(article.text, opened.link)
    return replace(opened, start=start, end=end, check=check_value(article.text[start:end])), place


def _render_place(place: Place, words: Words) -> None:
    """Say what a reader has to know of where the quote stands."""
    said = {
        "moved": words.quote_moved,
        "repeated": words.quote_repeated,
        "gone": words.quote_gone,
        "wrong": words.wrong_place,
    }
    if place in said:
        st.html(f'<div class="notice" role="status">{to_html(said[place])}</div>')


def _render_related(related: Related, library: Library, opened: Opened, words: Words) -> None:
    try:
        entries = _related_to(opened, related, library)
    except AssistantError:
        # The article can be read without them.
        return
    if not entries:
        return
    st.html(f"<h3>{to_html(words.related)}</h3>")
    for entry in entries:
        st.button(
            plain_label(entry.title),
            key=f"related-{entry.id}",
            type="tertiary",
            on_click=open_article,
            args=(entry.id,),
            kwargs={"sample": library.sample},
        )
        st.html(f'<div class="note">{to_html(known_of(entry, words.language, sample=library.sample))}</div>')


def _related_to(opened: Opened, related: Related, library: Library) -> Sequence[Entry]:
    """Looked for once for what is opened, and not with every drawing of the page."""
    kept: tuple[int, Sequence[Entry]] | None = st.session_state.get("reader_related")
    if kept is None or kept[0] != opened.number:
        kept = opened.number, related(library, opened.article_id)
        st.session_state["reader_related"] = kept
    return kept[1]


def _render_citing(
    conversations: Sequence[tuple[str, str]], on_conversation: Callable[[str], None], words: Words
) -> None:
    if not conversations:
        return
    st.html(f"<h3>{to_html(words.citing)}</h3>")
    for conversation_id, title in conversations:
        st.button(
            plain_label(title),
            key=f"citing-{conversation_id}",
            type="tertiary",
            on_click=on_conversation,
            args=(conversation_id,),
        )


def _follow_address() -> None:
    """Open what the address names, and close what it names no more; not where a button has opened or closed since."""
    written: _Written = st.session_state.get("reader_written", _Written())
    opened, found = _opened(), _in_address()
    if found == written.parameters or (opened.number if opened else 0) != written.number:
        return
    if (link := read_link(found)) is not None:
        _open(_at_link(link, opened))
    elif written.page == _page():
        # Back to where nothing was open. Another page begins without parameters, and there it stays open.
        close_reader()


def _at_link(link: Link, before: Opened | None) -> Opened:
    """What a link names; one of the quotes that were stepped through is still one of them."""
    opened = Opened(link.article_id, link.sample, link.start, link.end, _next_number(), check=link.check)
    for position, excerpt in enumerate(before.among if before else ()):
        if (excerpt.article_id, excerpt.start, excerpt.end) == (link.article_id, link.start, link.end) and before:
            known = replace(before, article_id=link.article_id, start=link.start, end=link.end, check=link.check)
            return replace(known, number=opened.number, dated=excerpt.dated, position=position)
    return opened


def _in_address() -> dict[str, str]:
    return {name: st.query_params[name] for name in PARAMETERS if name in st.query_params}


def _write_address(number: int, parameters: dict[str, str]) -> None:
    """Make the address lead to what is shown, in one step of the browser's history; what is not ours in it stays."""
    if _in_address() != parameters:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in PARAMETERS}
        st.query_params.from_dict({**others, **parameters})
    st.session_state["reader_written"] = _Written(number, parameters, _page())


def _page() -> str:
    return urlsplit(st.context.url or "").path
