"""Which articles are wanted, by date, language and source: the fields of the chat and of the library page."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.entries import Entry
from assistant.filters import Filter, first_day, is_date, known_sources, source_key
from assistant.wording import language_name
from ui.listing import count_by
from ui.plain import show_failure, to_line
from ui.wording import Words

_DATES = ("since", "until")
_FIELDS = (*_DATES, "languages", "sources")


def chosen(name: str) -> Filter:
    """What the fields of a name say, without a date that is none.

    Args:
        name: of the place where they stand; each has a filter of its own, for as long as the session lasts.
    """
    since, until = (each if each and is_date(each) else None for each in _dates_in(name))
    if since and until and first_day(since) > first_day(until):
        since = until = None
    languages, sources = (tuple(st.session_state.get(f"{name}-{field}") or ()) for field in _FIELDS[2:])
    return Filter(since, until, languages, sources)


def clear(name: str) -> None:
    """Empty the fields of a name, as a button's callback."""
    for field in _FIELDS:
        st.session_state[f"{name}-{field}"] = "" if field in _DATES else []


def render_fields(entries: Sequence[Entry], words: Words, name: str) -> None:
    """Draw the fields, each language and source with the number of its articles.

    Args:
        entries: of all articles.
        words: of the interface.
        name: of the place where they stand.
    """
    labels = {"since": words.since, "until": words.until}
    for column, field in zip(st.columns(2), _DATES, strict=True):
        with column:
            st.text_input(
                labels[field], key=f"{name}-{field}", max_chars=10, placeholder=words.date_example,
                persist_state="session",
            )  # fmt: skip
    for line in _complaints(name, words):
        show_failure(line, words.language)
    select = partial(st.multiselect, placeholder=words.all_of_them, persist_state="session")
    languages = {code: count for code, count in count_by(entry.language for entry in entries) if code}
    select(
        words.languages,
        [*languages],
        key=f"{name}-languages",
        format_func=lambda code: f"{language_name(code, words.language)} ({languages.get(code, 0)})",
    )
    sources: Counter[str] = Counter()
    for source, count in count_by(entry.source for entry in entries):
        sources[source_key(source)] += count
    if names := known_sources(entries):
        select(
            words.sources,
            sorted(names.values(), key=str.casefold),
            key=f"{name}-sources",
            format_func=lambda source: f"{to_line(source)} ({sources[source_key(source)]})",
        )
    if chosen(name):
        st.button(words.clear_filter, key=f"{name}-clear", type="tertiary", on_click=clear, args=(name,))


def _dates_in(name: str) -> list[str]:
    """What stands in the fields of the dates."""
    return [str(st.session_state.get(f"{name}-{field}") or "").strip() for field in _DATES]


def _complaints(name: str, words: Words) -> list[str]:
    """What is wrong with the dates."""
    since, until = _dates_in(name)
    lines = [words.no_date.format(date=each) for each in (since, until) if each and not is_date(each)]
    if not lines and since and until and first_day(since) > first_day(until):
        lines.append(words.earlier_first.format(since=since, until=until))
    return lines
