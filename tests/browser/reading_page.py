"""A page that holds the reading pane, a field to type in, and a button for each quote of one made-up answer."""

import streamlit as st

from assistant.answers import Excerpt
from assistant.articles import Article
from assistant.assembly import Libraries
from assistant.entries import Entry
from assistant.library import Library
from assistant.settings import read_settings
from ui.reader import open_article, open_excerpt, render_reader
from ui.style import CSS
from ui.wording import words_for


def quotes(library: Library) -> list[Excerpt]:
    """Every second sentence of the library's articles, in order."""
    return [
        Excerpt(article.id, article.title, article.published, article.language, article.source, passage.section,
                sentence.start, sentence.end, article.text[sentence.start : sentence.end])
        for entry in sorted(library.entries(), key=lambda entry: entry.id)
        for article, passages in [library.article(entry.id)]
        for passage in passages
        for sentence in passage.sentences[::2]
    ][:5]  # fmt: skip


def others(library: Library, article_id: str) -> list[Entry]:
    """All other articles."""
    return [entry for entry in library.entries() if entry.id != article_id]


@st.cache_resource
def opened_libraries() -> Libraries:
    return Libraries(read_settings())


st.html(CSS)
libraries = opened_libraries()
library = libraries.current()
st.text_input("Type", key="typed")
among = quotes(library)
for number, excerpt in enumerate(among, 1):
    st.button(str(number), on_click=open_excerpt, args=(excerpt,), kwargs={
        "sample": library.sample, "language": "en", "among": among})  # fmt: skip
for entry in library.entries():
    st.button(f"open {entry.id}", on_click=open_article, args=(entry.id,), kwargs={"sample": library.sample})
if "asked" in st.session_state:
    st.text("asked: " + "|".join(st.session_state["asked"]))


def asked(text: str, article: Article) -> None:
    st.session_state["asked"] = (text, article.id)


def to_conversation(conversation: str) -> None:
    st.session_state["asked"] = (conversation, "conversation")


render_reader(
    libraries,
    words_for(st.context.locale),
    on_ask=asked,
    related=others,
    citing=lambda article_id: [("c1", f"On {article_id}")],
    on_conversation=to_conversation,
)
