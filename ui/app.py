"""The app's entry: settings, what is kept between reruns, and the pages."""

import streamlit as st
from PIL import Image

from assistant.assembly import Libraries, build_assistant, build_translator, start_logging
from assistant.conversation import Assistant
from assistant.errors import AssistantError, ingest_command
from assistant.settings import read_settings
from assistant.translating import Translator
from ui.chat import has_conversation, render_chat, start_conversation
from ui.plain import show_failure, to_html
from ui.shelf import render_shelf
from ui.style import ACCENT, CSS
from ui.wording import Words, words_for


@st.cache_resource(show_spinner=False)
def open_assistant() -> tuple[Assistant, Libraries, Translator | None]:
    """The assistant, its libraries and what translates quotes, one for all sessions of this server."""
    settings = read_settings()
    start_logging(settings)
    libraries = Libraries(settings)
    return build_assistant(settings, libraries), libraries, build_translator(settings)


def main() -> None:
    """Draw the page that the address asks for."""
    words = words_for(st.context.locale)
    st.set_page_config(page_title=words.app, page_icon=Image.new("RGB", (32, 32), ACCENT), layout="centered")
    st.html(CSS)
    try:
        assistant, libraries, translator = open_assistant()
    except AssistantError as error:
        show_failure(str(error))
        return

    def chat() -> None:
        _render_top(libraries, words, chat_page, shelf_page)
        render_chat(assistant, libraries, words, translator)

    def shelf() -> None:
        _render_top(libraries, words, chat_page, shelf_page)
        render_shelf(libraries, words, translator)

    chat_page = st.Page(chat, title=words.chat, url_path="ask", default=True)
    shelf_page = st.Page(shelf, title=words.library, url_path="library")
    st.navigation([chat_page, shelf_page], position="hidden").run()


def _render_top(libraries: Libraries, words: Words, chat_page: st.Page, shelf_page: st.Page) -> None:
    with st.container(horizontal=True, key="top", gap="small", vertical_alignment="center"):
        st.page_link(chat_page, label=words.chat)
        st.page_link(shelf_page, label=words.library)
        if has_conversation():
            st.button(
                words.new_conversation,
                key="new",
                icon=":material/add:",
                type="tertiary",
                on_click=start_conversation,
            )
    if _shows_sample(libraries):
        command = f"<code>{to_html(ingest_command())}</code>"
        notice = to_html(words.sample_notice).format(command=command)
        st.html(f'<div class="notice">{to_html(words.sample)} – {notice}</div>')


def _shows_sample(libraries: Libraries) -> bool:
    try:
        return libraries.current().sample
    except AssistantError:
        return False


main()
