"""Whose conversations a page shows."""

import re

import streamlit as st

from ui import login
from ui.wording import LANGUAGES

COOKIE = "article-assistant"
_LANGUAGE = "article-assistant-language"
_REMEMBER = """
export default function({data}) {
  document.cookie = data.name + "=" + data.value + "; Path=/; Max-Age=34560000; SameSite=Lax";
}
"""
_rememberer = st.components.v2.component("remember_language", js=_REMEMBER, isolate_styles=False)
_VISITOR = re.compile(r"[\w-]{32}")


def is_visitor(text: str) -> bool:
    """Whether a text can be the id of a browser."""
    return bool(_VISITOR.fullmatch(text))


def owner() -> str | None:
    """Who owns the conversations of this session: who is logged in, else the browser; None where it keeps no cookies.

    What belongs to nobody is kept as long as the page is open.
    """
    if (person := login.owner()) is not None:
        return person
    visitor = str(st.context.cookies.get(COOKIE, ""))
    return f"browser {visitor}" if is_visitor(visitor) else None


def chosen_language() -> str | None:
    """The language that was chosen for the interface, in this browser; None where none was."""
    chosen = str(st.session_state.get("language") or st.context.cookies.get(_LANGUAGE))
    return chosen if chosen in LANGUAGES else None


def choose_language(language: str) -> None:
    """Show the interface in a language from now on; the browser is asked to remember it by ``remember_language``."""
    st.session_state["language"] = language


def remember_language() -> None:
    """Have the browser remember the language that was chosen, if one was."""
    if language := st.session_state.get("language"):
        _rememberer(key="language-keeper", data={"name": _LANGUAGE, "value": language}, height=1)
