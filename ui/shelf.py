"""The library page: all articles, a page at a time."""

import streamlit as st

from assistant.assembly import Libraries
from assistant.errors import AssistantError, ingest_command
from assistant.translating import Translator
from assistant.wording import known_of
from ui.plain import plain_label, show_failure, to_html
from ui.reader import open_article, render_reader
from ui.translations import follow_translations
from ui.wording import Words

ARTICLES_PER_PAGE = 20


def render_shelf(libraries: Libraries, words: Words, translator: Translator | None = None) -> None:
    """Draw the list of articles, newest first, each of which opens.

    Args:
        libraries: hold them.
        words: of the interface.
        translator: translates the quote of an article that is open; None where nothing is translated.
    """
    with st.container(key="shelf"):
        st.title(words.library, anchor=False)
        try:
            library = libraries.current()
            entries = sorted(library.entries(), key=lambda entry: (entry.published or "", entry.id), reverse=True)
            sample = library.sample
        except AssistantError as error:
            show_failure(str(error))
            return
        if not entries:
            st.info(words.empty_library.format(command=ingest_command()))
            return
        count = words.one_article if len(entries) == 1 else words.articles.format(count=len(entries))
        st.html(f'<p class="note">{to_html(count)}</p>')
        rows = st.container()
        pages = -(-len(entries) // ARTICLES_PER_PAGE)
        page = st.pagination(pages, key="page") if pages > 1 else 1
        first = (page - 1) * ARTICLES_PER_PAGE
        with rows:
            for entry in entries[first : first + ARTICLES_PER_PAGE]:
                with st.container(key=f"row-{entry.id}", gap=None):
                    st.button(
                        plain_label(entry.title),
                        key=f"open-{entry.id}",
                        type="tertiary",
                        on_click=open_article,
                        args=(entry.id,),
                        kwargs={"sample": sample},
                    )
                    st.html(f'<div class="note">{to_html(known_of(entry, words.language, sample=sample))}</div>')
    render_reader(libraries, words, translator)
    follow_translations()
