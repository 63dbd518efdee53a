"""The app's entry: settings, what is kept between reruns, and the pages."""

import streamlit as st
from PIL import Image

from assistant.archive import Archive
from assistant.assembly import Libraries, build_archive, build_assistant, build_translator, start_logging
from assistant.conversation import Assistant
from assistant.errors import AssistantError, ingest_command
from assistant.settings import read_settings
from assistant.translating import Translator
from ui.chat import render_chat
from ui.plain import plain_label, show_failure, to_html
from ui.session import Running, Session
from ui.shelf import render_shelf
from ui.sidebar import render_sidebar
from ui.style import ACCENT, CSS
from ui.visitor import choose_language, chosen_language, owner, remember_language
from ui.wording import LANGUAGES, Words, words_for


@st.cache_resource(show_spinner=False)
def open_assistant() -> tuple[Assistant, Libraries, Translator | None, Archive, Running]:
    """What all sessions share: who answers, the libraries, who translates, what is kept, and what is being answered."""
    settings = read_settings()
    start_logging(settings)
    libraries = Libraries(settings)
    assistant = build_assistant(settings, libraries)
    return assistant, libraries, build_translator(settings), build_archive(settings), {}


def main() -> None:
    """Draw the page that the address asks for."""
    words = words_for(chosen_language() or st.context.locale)
    st.set_page_config(page_title=words.app, page_icon=Image.new("RGB", (32, 32), ACCENT), layout="centered")
    st.html(CSS)
    try:
        assistant, libraries, translator, archive, running = open_assistant()
    except AssistantError as error:
        show_failure(str(error))
        return
    session = Session(assistant, archive, owner(), running)

    def chat() -> None:
        session.follow_address()
        render_sidebar(session, archive, owner(), words)
        _render_languages(words)
        _render_notice(libraries, words)
        render_chat(session, libraries, words, translator)

    def shelf() -> None:
        _render_notice(libraries, words)
        render_shelf(libraries, words, translator)
        with st.sidebar:
            _render_languages(words)

    chat_page = st.Page(chat, title=words.chat, url_path="ask", default=True)
    shelf_page = st.Page(shelf, title=words.library, url_path="library")
    st.navigation([chat_page, shelf_page], position="top").run()


def _render_notice(libraries: Libraries, words: Words) -> None:
    if _shows_sample(libraries):
        command = f"<code>{to_html(ingest_command())}</code>"
        notice = to_html(words.sample_notice).format(command=command)
        st.html(f'<div class="notice">{to_html(words.sample)} – {notice}</div>')


def _render_languages(words: Words) -> None:
    """The language of the interface, below the conversations."""
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
