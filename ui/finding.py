"""What is looked for on the library page: a field, a filter and an order; and how much there is of what."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assistant.embedding import NamedEmbeddings
from assistant.entries import Entry
from assistant.filters import EVERYTHING, Filter
from assistant.library import Library
from assistant.wording import filter_parts, language_name, shown_date
from ui.filtering import chosen, render_fields
from ui.listing import ORDERS, Row, by_meaning, count_by, count_times, ordered, with_words
from ui.plain import to_html
from ui.wording import Words, shown_count

WORDS, MEANING = "words", "meaning"
FOUND = "find"
"""The name of the filter of what is looked for."""

_MOST_SOURCES = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see.

    Attributes:
        text: what is looked for; empty for all articles.
        how: by words or by meaning.
        filter: what articles must be.
        order: one of ``ORDERS``; by meaning the best come first.
    """

    text: str = ""
    how: str = WORDS
    filter: Filter = EVERYTHING
    order: str = ORDERS[0]


def render_finding(entries: Sequence[Entry], words: Words) -> Wanted:
    """Draw the field, the filter and the order.

    Args:
        entries: of all articles.
        words: of the interface.
    """
    with st.container(key="finding", horizontal=True, vertical_alignment="center", gap="small"):
        text = st.text_input(
            words.find,
            key="find",
            type="search",
            placeholder=words.find,
            icon=":material/search:",
            label_visibility="collapsed",
            max_chars=500,
            persist_state="session",
        )
        how = st.segmented_control(
            words.find_how,
            (WORDS, MEANING),
            default=WORDS,
            required=True,
            format_func={WORDS: words.find_by_words, MEANING: words.find_by_meaning}.__getitem__,
            key="find-how",
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.popover(words.filter, icon=":material/filter_list:", key="find-filter"):
            render_fields(entries, words, FOUND)
        order = st.selectbox(
            words.order,
            ORDERS,
            format_func=words.orders.__getitem__,
            key="find-order",
            label_visibility="collapsed",
            disabled=bool(text and text.strip()) and how == MEANING,
            width=160,
            persist_state="session",
        )
    return Wanted(" ".join((text or "").split()), how or WORDS, chosen(FOUND), order or ORDERS[0])


def find_by_meaning() -> None:
    """Look for the same by meaning, as a button's callback."""
    st.session_state["find-how"] = MEANING


def find(library: Library, embeddings: NamedEmbeddings, wanted: Wanted) -> tuple[list[Entry], list[Row]]:
    """The articles that are wanted, in their order; by meaning also what is shown of each.

    What was found last is kept, so that to turn a page is to look for nothing.
    """
    made_of = (library.location, library.generation(), wanted)
    kept = st.session_state.get("found")
    if kept is not None and kept[0] == made_of:
        return kept[1], kept[2]
    rows: list[Row] = []
    if wanted.text and wanted.how == MEANING:
        rows = by_meaning(library, embeddings, wanted.text, wanted.filter)
        found = [row.entry for row in rows]
    else:
        entries = library.entries()
        left = [entry for entry in entries if wanted.filter.matches(entry)] if wanted.filter else entries
        found = ordered(with_words(library, left, wanted.text) if wanted.text else left, wanted.order)
    st.session_state["found"] = (made_of, found, rows)
    return found, rows


def count_html(found: int, everything: int, wanted: Wanted, words: Words) -> str:
    """How many articles there are, or are left, and what was asked of them."""
    shown, every = shown_count(found, words), shown_count(everything, words)
    if wanted.text:
        count = words.found_articles.format(count=shown, all=every)
    elif wanted.filter:
        count = words.some_articles.format(count=shown, all=every)
    else:
        count = words.one_article if everything == 1 else words.articles.format(count=every)
    parts = [count, filter_parts(wanted.filter, words.language)] if wanted.filter else [count]
    return f'<p class="note" role="status">{to_html(" · ".join(parts))}</p>'


def render_overview(entries: Sequence[Entry], words: Words) -> None:
    """Draw how many articles there are by date, language and source, each number beside its bar."""
    with st.expander(words.overview, icon=":material/bar_chart:", key="overview"):
        languages = [
            (language_name(code, words.language) if code else words.unknown, count)
            for code, count in count_by(entry.language for entry in entries)
        ]
        sources = [(name or words.unknown, count) for name, count in count_by(entry.source for entry in entries)]
        others = sources[_MOST_SOURCES:]
        rest = words.other_sources.format(count=len(others)) if others else ""
        times = [(shown_date(time, words.language), count) for time, count in count_times(entries)]
        html = _columns_html(words.by_time, times)
        html += _bars_html(words.by_language, languages, words)
        html += _bars_html(words.by_source, sources[:_MOST_SOURCES], words, rest, sum(count for _, count in others))
        st.html(f'<div class="overview">{html}</div>')


def _bars_html(
    title: str, counted: Sequence[tuple[str, int]], words: Words, rest: str = "", rest_count: int = 0
) -> str:
    """A bar for each of what is counted, and a line without one for the rest, which would dwarf them."""
    most = max((count for _, count in counted), default=1)
    lines = "".join(
        f'<div role="listitem"><span>{to_html(name)}</span><span class="bar" aria-hidden="true">'
        f'<span style="width:{round(100 * count / most)}%"></span></span><span>{shown_count(count, words)}</span></div>'
        for name, count in counted
    )
    if rest:
        count = shown_count(rest_count, words)
        lines += f'<div role="listitem"><span>{to_html(rest)}</span><span></span><span>{count}</span></div>'
    label = to_html(title)
    return (
        f'<div class="bars"><div class="label">{label}</div><div role="list" aria-label="{label}">{lines}</div></div>'
    )


def _columns_html(title: str, counted: Sequence[tuple[str, int]]) -> str:
    """A column for each time; the picture's text says all of them."""
    if not counted:
        return ""
    most = max(count for _, count in counted)
    told = ", ".join(f"{name}: {count}" for name, count in counted if count)
    columns = "".join(f'<span style="height:{round(100 * count / most)}%"></span>' for _, count in counted)
    first, last = counted[0][0], counted[-1][0]
    ends = f"<span>{to_html(first)}</span>" + (f"<span>{to_html(last)}</span>" if last != first else "")
    return (
        f'<div class="times"><div class="label">{to_html(title)}</div>'
        f'<div class="columns" role="img" aria-label="{to_html(told)}">{columns}</div>'
        f'<div class="ends" aria-hidden="true">{ends}</div></div>'
    )
