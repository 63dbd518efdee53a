"""Which articles are asked: a small bar above the question box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.entries import Entry
from assistant.filters import EVERYTHING, Filter
from assistant.wording import filter_parts, language_name
from ui.plain import plain_label, to_html, to_line
from ui.wording import Words

_FIELDS = ("since", "until", "languages", "sources")


def render_choices(entries: Sequence[Entry], words: Words) -> None:
    """Draw what articles are asked, and how many that leaves; where it is chosen opens by a click.

    Args:
        entries: of the library.
        words: of the interface.
    """
    wanted: Filter = st.session_state.get("wanted", EVERYTHING)
    with st.container(key="choices", horizontal=True, gap="small", vertical_alignment="center"):
        left = sum(wanted.matches(entry) for entry in entries) if wanted else len(entries)
        count = words.articles_left if wanted else words.articles_all
        label = count.format(left=left, all=len(entries))
        with st.popover(plain_label(label), icon=":material/tune:", type="tertiary", key="chooser"):
            _render_fields(entries, wanted, words)
        if wanted:
            st.html(f'<span class="note">{to_html(filter_parts(wanted, words.language))}</span>')
            st.button(words.all_articles, key="all-articles", type="tertiary", on_click=_choose_all)


def _render_fields(entries: Sequence[Entry], wanted: Filter, words: Words) -> None:
    days = st.columns(2)
    for column, name, label in zip(days, ("since", "until"), (words.since, words.until), strict=True):
        with column:
            value = getattr(wanted, name)
            st.date_input(
                label, date.fromisoformat(value) if value else None, key=f"wanted-{name}", on_change=_choose,
                min_value=date(1800, 1, 1), max_value=date(2200, 1, 1),
            )  # fmt: skip
    languages = Counter(entry.language for entry in entries if entry.language)
    st.multiselect(
        words.languages,
        [code for code, _ in languages.most_common()],
        list(wanted.languages),
        key="wanted-languages",
        format_func=lambda code: f"{language_name(code, words.language)} ({languages[code]})",
        placeholder=words.all_languages,
        on_change=_choose,
    )
    sources = Counter(entry.source for entry in entries if entry.source)
    if sources:
        st.multiselect(
            words.sources,
            [source for source, _ in sources.most_common()],
            list(wanted.sources),
            key="wanted-sources",
            format_func=lambda source: f"{to_line(source)} ({sources[source]})",
            placeholder=words.all_sources,
            on_change=_choose,
        )


def _choose() -> None:
    """Take over what the fields say: their own state ends when another page is shown."""
    since, until, languages, sources = (st.session_state.get(f"wanted-{name}") for name in _FIELDS)
    st.session_state["wanted"] = Filter(
        since.isoformat() if since else None,
        until.isoformat() if until else None,
        tuple(languages or ()),
        tuple(sources or ()),
    )


def _choose_all() -> None:
    st.session_state["wanted"] = EVERYTHING
    for name in _FIELDS:
        st.session_state.pop(f"wanted-{name}", None)
