"""The app's entry: settings, what is kept between reruns, and the pages."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from PIL import Image

from assistant.assembly import Libraries
from assistant.errors import AssistantError, ingest_command
from assistant.related import related
from ui.chat import RELATED, render_chat
from ui.login import may_enter, render_log_out
from ui.plain import plain_label, show_failure, to_html
from ui.reader import render_reader
from ui.session import Session
from ui.shared import open_shared
from ui.shelf import render_shelf
from ui.sidebar import render_sidebar
from ui.style import ACCENT, CSS
from ui.visitor import choose_language, chosen_language, owner, remember_language
from ui.wording import LANGUAGES, Words, words_for

_GO_TO = "go_to"


def main() -> None:
    """Draw the page that the address asks for."""
    words = words_for(chosen_language() or st.context.locale)
    st.set_page_config(page_title=words.app, page_icon=Image.new("RGB", (32, 32), ACCENT), layout="centered")
    st.html(CSS)
    if not may_enter(words):
        return
    try:
        shared = open_shared()
    except AssistantError as error:
        show_failure(str(error), words.language)
        return
    libraries, translator, archive = shared.libraries, shared.translator, shared.archive
    session = Session(shared.assistant, archive, owner(), shared.running)

    def chat() -> None:
        session.follow_address()
        render_sidebar(session, archive, owner(), words)
        _render_languages(words)
        _render_notice(libraries, words, on_add=partial(_go_to, "library"))
        render_chat(session, libraries, words, translator, on_add=partial(_go_to, "library"))

    def shelf() -> None:
        session.leave_address()
        render_sidebar(session, archive, owner(), words, on_open=partial(_go_to, "chat"))
        _render_languages(words)
        _render_notice(libraries, words)
        begin = partial(_begin, session)
        read = partial(
            render_reader,
            libraries,
            words,
            translator,
            on_ask=lambda text, _: begin(words.about_selection.format(text=text)),
            related=partial(related, most=RELATED),
            citing=partial(session.citing, shown=True),
            on_conversation=partial(_open, session),
        )
        render_shelf(
            libraries, words, read=read, on_ask=lambda entry: begin(words.about_article.format(title=entry.title))
        )

    pages = {
        "chat": st.Page(chat, title=words.chat, url_path="ask", default=True),
        "library": st.Page(shelf, title=words.library, url_path="library"),
    }
    page = st.navigation([*pages.values()], position="top")
    if wanted := st.session_state.pop(_GO_TO, None):
        st.switch_page(pages[wanted])
    page.run()


def _go_to(page: str) -> None:
    """Show another page, as a button's callback, which cannot switch pages itself."""
    st.session_state[_GO_TO] = page


def _begin(session: Session, question: str) -> None:
    """Begin a conversation from the library page."""
    session.begin()
    session.ask(question)
    _go_to("chat")


def _open(session: Session, id_: str) -> None:
    """Open a conversation from the library page."""
    session.open(id_)
    _go_to("chat")


def _render_notice(libraries: Libraries, words: Words, on_add: Callable[[], None] | None = None) -> None:
    if not _shows_sample(libraries):
        return
    command = f"<code>{to_html(ingest_command())}</code>"
    notice = to_html(words.sample_notice).format(command=command)
    with st.container(key="sample-notice", gap=None):
        st.html(f'<div class="notice">{to_html(words.sample)} – {notice}</div>')
        if on_add is not None:
            st.button(words.add_articles, key="notice-add", type="tertiary", icon=":material/add:", on_click=on_add)


def _render_languages(words: Words) -> None:
    """The language of the interface, below the conversations."""
    with st.sidebar:
        render_log_out(words)
    with st.sidebar, st.container(key="languages", horizontal=True, gap="small"):
        for code, name in LANGUAGES.items():
            st.button(plain_label(name), key=f"speak-{code}", type="tertiary", disabled=code == words.language,
                      on_click=choose_language, args=(code,))  # fmt: skip
    remember_language()


def _shows_sample(libraries: Libraries) -> bool:
    try:
        return libraries.current().sample
    except AssistantError:
        return False


main()
