"""Which articles are asked: a small bar above the question box."""

from collections.abc import Sequence

import streamlit as st

from assistant.entries import Entry
from assistant.wording import filter_parts
from ui.filtering import chosen, clear, render_fields
from ui.plain import plain_label, to_html
from ui.wording import Words

ASKED = "asked"
"""The name of the filter of what is asked."""


def render_choices(entries: Sequence[Entry], words: Words) -> None:
    """Draw what articles are asked, and how many that leaves; where it is chosen opens by a click.

    Args:
        entries: of the library.
        words: of the interface.
    """
    wanted = chosen(ASKED)
    with st.container(key="choices", horizontal=True, gap="small", vertical_alignment="center"):
        left = sum(wanted.matches(entry) for entry in entries) if wanted else len(entries)
        everything = words.article_all if len(entries) == 1 else words.articles_all
        count = words.articles_left if wanted else everything
        label = count.format(left=left, all=len(entries))
        with st.popover(plain_label(label), icon=":material/tune:", type="tertiary", key="chooser"):
            render_fields(entries, words, ASKED)
        if wanted:
            st.html(f'<span class="note">{to_html(filter_parts(wanted, words.language))}</span>')
            st.button(words.all_articles, key="all-articles", type="tertiary", on_click=clear, args=(ASKED,))
