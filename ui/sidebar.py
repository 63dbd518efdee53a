"""The conversations of a visitor, beside the page: found, opened, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from assistant.errors import AssistantError, ConversationMissing
from assistant.exporting import conversation_to_html, conversation_to_json, conversation_to_markdown
from ui.callbacks import attempt, render_failed
from ui.plain import plain_label, show_failure, to_html
from ui.session import Session
from ui.wording import Words

if TYPE_CHECKING:
    from assistant.archive import Archive
    from assistant.turns import Head

_PLACE = "sidebar"
_SHOWN = 30
"""So many conversations are listed; the others are found by their words, or by asking for more."""


def render_sidebar(
    session: Session, archive: Archive, owner: str | None, words: Words, on_open: Callable[[], None] | None = None
) -> None:
    """Draw the list of conversations, the one that changed last first.

    Args:
        session: opens them.
        archive: that keeps them.
        owner: whose they are; None where the browser keeps no cookies.
        words: of the interface.
        on_open: shows the page of conversations; None where that is shown.
    """

    def begin() -> None:
        session.begin()
        if on_open is not None:
            on_open()

    def open_(id_: str) -> None:
        session.open(id_)
        if on_open is not None:
            on_open()

    with st.sidebar, st.container(key="conversations"):
        st.button(
            words.new_conversation, key="new", icon=":material/edit_square:", width="stretch", on_click=begin,
            shortcut="Ctrl+Shift+O",
        )  # fmt: skip
        if owner is None:
            st.html(f'<p class="note">{to_html(words.nothing_kept)}</p>')
            return
        sought = st.text_input(
            words.find_conversation,
            key="find-conversation",
            placeholder=words.find_conversation,
            label_visibility="collapsed",
        )
        render_failed(_PLACE, words)
        most = st.session_state.setdefault("conversations_shown", _SHOWN)
        try:
            heads = archive.heads(owner, sought or "", limit=most + 1)
        except AssistantError as error:
            show_failure(str(error), words.language)
            return
        if not heads:
            st.html(f'<p class="note">{to_html(words.none_found if sought else words.none_kept)}</p>')
        for head in heads[:most]:
            _render_head(head, session, archive, owner, words, open_)
        if len(heads) > most:
            st.button(words.more, key="more-conversations", type="tertiary", on_click=_show_more)


def _render_head(
    head: Head, session: Session, archive: Archive, owner: str, words: Words, on_open: Callable[[str], None]
) -> None:
    shown = head.id == session.conversation.id
    with st.container(
        key=f"head-{'shown-' if shown else ''}{head.id}", horizontal=True, gap=None, vertical_alignment="center"
    ):
        st.button(
            plain_label(head.title), key=f"open-{head.id}", type="tertiary", width="stretch", wrap=False,
            on_click=on_open, args=(head.id,),
        )  # fmt: skip
        with st.popover(words.manage, icon=":material/more_horiz:", type="tertiary", key=f"more-{head.id}"):
            st.text_input(
                words.title, head.title, key=f"title-{head.id}", max_chars=200,
                on_change=_rename, args=(head.id, archive, owner),
            )  # fmt: skip
            st.button(
                words.delete, key=f"delete-{head.id}", icon=":material/delete:", type="tertiary",
                on_click=_delete, args=(head.id, session, archive, owner),
            )  # fmt: skip
            if shown:
                _render_exports(head, archive, owner, words)


def _render_exports(head: Head, archive: Archive, owner: str, words: Words) -> None:
    """What saves a conversation; its file is made when it is asked for."""

    def markdown() -> str:
        return conversation_to_markdown(head.title, archive.turns(owner, head.id), words.language)

    def page() -> str:
        return conversation_to_html(head.title, archive.turns(owner, head.id), words.language)

    def plain_json() -> str:
        return conversation_to_json(head.title, archive.turns(owner, head.id))

    for name, ending, kind, make in (
        ("Markdown", "md", "text/markdown", markdown),
        (words.saved_page, "html", "text/html", page),
        ("JSON", "json", "application/json", plain_json),
    ):
        st.download_button(
            plain_label(words.save_as.format(format=name)), make, f"conversation.{ending}", kind,
            key=f"save-{ending}-{head.id}", type="tertiary", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _show_more() -> None:
    st.session_state["conversations_shown"] += _SHOWN


def _rename(id_: str, archive: Archive, owner: str) -> None:
    if title := st.session_state[f"title-{id_}"].strip():
        attempt(partial(archive.rename, owner, id_, title), _PLACE)


def _delete(id_: str, session: Session, archive: Archive, owner: str) -> None:
    def delete() -> None:
        # It may have been deleted in another window.
        with suppress(ConversationMissing):
            archive.delete(owner, id_)
        if session.conversation.id == id_:
            session.begin()

    attempt(delete, _PLACE)
