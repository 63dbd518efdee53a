"""The library page: all articles, to be found, read, added and taken away."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from assistant.assembly import Libraries
from assistant.entries import Entry
from assistant.errors import AssistantError, LibraryEmpty, LibraryMissing, ingest_command
from assistant.library import Library
from assistant.wording import copies_line, filter_parts, known_of
from ingest.uploads import Removed, Uploads
from ui.adding import open_uploads, render_adding
from ui.callbacks import attempt, render_failed
from ui.filtering import clear
from ui.finding import (
    FOUND,
    MEANING,
    Wanted,
    count_html,
    find,
    find_by_meaning,
    render_finding,
    render_overview,
)
from ui.listing import ARTICLES_PER_PAGE, Row, ordered, rows_of
from ui.plain import plain_label, show_failure, to_html
from ui.reader import open_article, open_excerpt, render_reader
from ui.translations import follow_translations
from ui.wording import Words

OnAsk = Callable[[Entry], None]

_PLACE = "shelf"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the rows of a page have in common.

    Attributes:
        libraries: hold the articles.
        library: that is shown.
        words: of the interface.
        sample: whether the articles are the invented sample, from which nothing is taken away.
        on_ask: what a row's question is given to; None for no such button.
        in_file: how many articles each file of uploaded ones holds, by its path.
    """

    libraries: Libraries
    library: Library
    words: Words
    sample: bool
    on_ask: OnAsk | None
    in_file: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Undoable:
    """What was done last and can be undone.

    Attributes:
        title: of the article.
        article_id: of one that was hidden; None where a file was removed.
        removed: the file; None where an article was hidden.
    """

    title: str
    article_id: str | None = None
    removed: Removed | None = None


def render_shelf(
    libraries: Libraries,
    words: Words,
    *,
    on_ask: OnAsk | None = None,
    read: Callable[[], None] | None = None,
) -> None:
    """Draw the library: what to add to it, what to look for, and its articles a page at a time.

    Args:
        libraries: hold them.
        words: of the interface.
        on_ask: called with an article that a reader wants to ask about; None for no such button.
        read: draws the article that is open; None to show no more than its text.
    """
    with st.container(key="shelf"):
        st.title(words.library, anchor=False)
        try:
            library = _current(libraries)
            sample = library is not None and library.sample
            empty = library is None or library.is_empty()
            if empty:
                text = words.begin_library.format(command=ingest_command(libraries.own_location))
                st.html(f'<p class="notice">{to_html(text)}</p>')
            render_adding(libraries, words, begins=empty, sample=sample)
            _render_undo(libraries, words)
            if library is not None and not empty:
                uploads = Uploads(library, libraries.embeddings)
                in_file = Counter(entry.origin.path for entry in library.entries() if uploads.holds(entry))
                shelf = _Shelf(libraries, library, words, sample, on_ask, in_file)
                _render_articles(shelf)
        except AssistantError as error:
            show_failure(str(error), words.language)
            st.button(words.again, key="shelf-again", icon=":material/refresh:")
    if read is not None:
        read()
    else:
        render_reader(libraries, words)
    follow_translations()


def _current(libraries: Libraries) -> Library | None:
    """The library that is shown; None where there is none yet.

    Raises:
        LibraryError: when there is one that cannot be used.
    """
    try:
        return libraries.current()
    except (LibraryMissing, LibraryEmpty):
        return None


def _render_articles(shelf: _Shelf) -> None:
    hidden = shelf.library.hidden()
    if hidden and (st.session_state.get("shelf-hidden") or not shelf.library.entries()):
        _render_hidden(shelf, hidden)
        return
    entries, words = shelf.library.entries(), shelf.words
    render_overview(entries, words)
    wanted = render_finding(entries, words)
    found, rows = find(shelf.library, shelf.libraries.embeddings, wanted)
    with st.container(horizontal=True, vertical_alignment="center", key="shelf-count"):
        st.html(count_html(len(found), len(entries), wanted, words))
        if hidden:
            label = words.hidden_count.format(count=len(hidden))
            st.button(
                plain_label(label), key="show-hidden", type="tertiary", on_click=_show_hidden, kwargs={"hidden": True}
            )
    if not found:
        _render_nothing(wanted, words)
        return
    place = st.container(key="shelf-rows", gap="small")
    pages = -(-len(found) // ARTICLES_PER_PAGE)
    # What is looked for is part of the key, so that every search begins on its first page.
    page = st.pagination(pages, key=f"page-{hash(wanted)}") if pages > 1 else 1
    part = slice((page - 1) * ARTICLES_PER_PAGE, page * ARTICLES_PER_PAGE)
    with place:
        before = {entry.id for entry in found[: part.start]}
        for row in rows[part] or rows_of(shelf.library, found[part], wanted.text, before):
            _render_row(row, shelf)


def _render_nothing(wanted: Wanted, words: Words) -> None:
    """Say that nothing is left, and offer what may help."""
    if wanted.filter:
        said = words.nothing_found.format(filter=filter_parts(wanted.filter, words.language))
    else:
        said = words.nothing_found_by_words
    st.html(f'<p class="nothing">{to_html(said)}</p>')
    if wanted.filter:
        st.button(words.clear_filter, key="clear-filter-here", on_click=clear, args=(FOUND,))
    if wanted.text and wanted.how != MEANING:
        st.button(words.find_by_meaning_instead, key="meaning-instead", on_click=find_by_meaning)


def _render_hidden(shelf: _Shelf, hidden: Sequence[Entry]) -> None:
    words = shelf.words
    st.button(
        words.back_to_list,
        key="back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_show_hidden,
        kwargs={"hidden": False},
    )
    for row in rows_of(shelf.library, ordered(hidden, "newest")[:100]):
        _render_row(row, shelf)


def _show_hidden(*, hidden: bool) -> None:
    st.session_state["shelf-hidden"] = hidden


def _render_row(row: Row, shelf: _Shelf) -> None:
    entry, words = row.entry, shelf.words
    with st.container(key=f"row-{entry.id}", gap=None):
        _render_title(row, shelf)
        st.html(f'<div class="note">{to_html(known_of(entry, words.language, sample=shelf.sample))}</div>')
        if row.excerpt:
            quote = " ".join(row.excerpt.quote.split())
            st.html(f'<p class="found" lang="{to_html(entry.language or "")}">{to_html(quote)}</p>')
        elif row.beginning:
            st.html(f'<p class="beginning" lang="{to_html(entry.language or "")}">{to_html(row.beginning)}</p>')
        if row.copies:
            _render_copies(row, shelf)
        with st.container(horizontal=True, gap="small", key=f"actions-{entry.id}"):
            _render_actions(entry, shelf)


def _render_title(row: Row, shelf: _Shelf) -> None:
    entry = row.entry
    if row.excerpt:
        opens = partial(open_excerpt, row.excerpt, sample=shelf.sample, language=shelf.words.language)
    else:
        opens = partial(open_article, entry.id, sample=shelf.sample)
    st.button(plain_label(entry.title), key=f"open-{entry.id}", type="tertiary", on_click=opens)


def _render_copies(row: Row, shelf: _Shelf) -> None:
    with st.container(key=f"copies-{row.entry.id}", horizontal=True, vertical_alignment="center"):
        line = copies_line(len(row.copies), shelf.words.language)
        st.html(f'<span class="note">{to_html(line)}</span>')
        for copy in row.copies:
            st.button(
                plain_label(copy.source or copy.title),
                key=f"copy-{row.entry.id}-{copy.article_id}",
                type="tertiary",
                on_click=open_article,
                args=(copy.article_id,),
                kwargs={"sample": shelf.sample},
            )


def _render_actions(entry: Entry, shelf: _Shelf) -> None:
    words = shelf.words
    if entry.hidden:
        st.button(words.show_again, key=f"show-{entry.id}", type="tertiary", on_click=_show, args=(entry, shelf))
        return
    if shelf.on_ask is not None:
        st.button(words.ask_about, key=f"ask-{entry.id}", type="tertiary", on_click=shelf.on_ask, args=(entry,))
    if shelf.sample:
        return
    count = shelf.in_file.get(entry.origin.path)
    if count:
        label = words.remove if count == 1 else words.remove_all.format(count=count)
        st.button(plain_label(label), key=f"remove-{entry.id}", type="tertiary", on_click=_remove, args=(entry, shelf))
    else:
        st.button(words.hide, key=f"hide-{entry.id}", type="tertiary", on_click=_hide, args=(entry, shelf))


def _remove(entry: Entry, shelf: _Shelf) -> None:
    def remove() -> None:
        removed = open_uploads(shelf.libraries).remove(entry)
        st.session_state["undoable"] = _Undoable(entry.title, removed=removed)

    attempt(remove, _PLACE)


def _hide(entry: Entry, shelf: _Shelf) -> None:
    def hide() -> None:
        shelf.libraries.own().hide([entry.id])
        st.session_state["undoable"] = _Undoable(entry.title, article_id=entry.id)

    attempt(hide, _PLACE)


def _show(entry: Entry, shelf: _Shelf) -> None:
    def show() -> None:
        own = shelf.libraries.own()
        own.hide([entry.id], hidden=False)
        st.session_state["undoable"] = None
        if not own.hidden():
            _show_hidden(hidden=False)

    attempt(show, _PLACE)


def _undo(undoable: _Undoable, libraries: Libraries) -> None:
    def undo() -> None:
        if undoable.removed is not None:
            open_uploads(libraries).restore(undoable.removed)
        elif undoable.article_id is not None:
            libraries.own().hide([undoable.article_id], hidden=False)
        st.session_state["undoable"] = None

    attempt(undo, _PLACE)


def _render_undo(libraries: Libraries, words: Words) -> None:
    render_failed(_PLACE, words)
    undoable: _Undoable | None = st.session_state.get("undoable")
    if undoable is None:
        return
    form = words.removed if undoable.removed is not None else words.hidden
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        said = form.format(title=" ".join(undoable.title.split()))
        st.html(f'<span class="note" role="status">{to_html(said)}</span>')
        st.button(words.undo, key="undo-last", icon=":material/undo:", on_click=_undo, args=(undoable, libraries))
