"""What callbacks of the pages share. One that raises would leave nothing of the page but a line of Streamlit's."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from assistant.errors import AssistantError
from ui.plain import show_failure
from ui.wording import Words


def told(key: str, event: str) -> Any:
    """What a component tells the callback of an event; None for nothing.

    Also where the component has just been left for another page: a browser that does not show it yet may tell of a
    click. Streamlit calls back, but has dropped the component's state, without which it gives out no events.
    """
    st.session_state.setdefault(key, {})
    return st.session_state[key].get(event)


def attempt(action: Callable[[], None], place: str) -> None:
    """Do what a button asks for; what fails is said where the page that is drawn next calls ``render_failed``.

    Args:
        action: raises an ``AssistantError`` where it fails.
        place: where that is said, one of its own in each part of a page.
    """
    try:
        action()
    except AssistantError as error:
        st.session_state[_key(place)] = str(error)


def render_failed(place: str, words: Words) -> None:
    """Say once what the last ``attempt`` of a place failed with, if it did."""
    if failure := st.session_state.pop(_key(place), None):
        show_failure(failure, words.language)


def _key(place: str) -> str:
    return f"failed-in-{place}"
