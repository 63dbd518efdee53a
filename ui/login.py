"""Who is signed in, and the page before everything else where a login is configured."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAuthError

from ui.plain import plain_label, show_failure
from ui.wording import Words


def owner() -> str | None:
    """Whose conversations these are: issuer and subject of the signed-in user, unique and lasting; else None."""
    if not st.user.get("is_logged_in"):
        return None
    issuer, subject = st.user.get("iss"), st.user.get("sub")
    return f"{issuer} {subject}" if issuer and subject else None


def may_enter(words: Words) -> bool:
    """Whether the page may be drawn; where it may not, a page to log in is drawn in its place.

    Args:
        words: of the interface.
    """
    if not _is_required() or owner() is not None:
        return True
    with st.container(key="login"):
        st.title(words.app, anchor=False)
        if st.user.get("is_logged_in"):
            show_failure(words.nobody, words.language)
            render_log_out(words)
            return False
        st.text(words.log_in_first)
        for provider in _providers():
            label = f"{words.log_in} ({provider})" if provider else words.log_in
            st.button(
                plain_label(label), key=f"log-in-{provider or ''}", type="primary", on_click=partial(_log_in, provider)
            )
        if failure := st.session_state.pop("login_failure", None):
            show_failure(failure, "en")
    return False


def render_log_out(words: Words) -> None:
    """Draw the button that ends a login; nothing where nobody is logged in.

    Args:
        words: of the interface.
    """
    if st.user.get("is_logged_in"):
        st.button(words.log_out, key="log-out", icon=":material/logout:", type="tertiary", on_click=st.logout)


@st.cache_resource(show_spinner=False)
def _is_required() -> bool:
    """Whether a login is configured; as it was when the server began, so that a file that goes opens no door."""
    is_there = any(Path(each).exists() for each in st.get_option("secrets.files"))
    return "is_logged_in" in st.user or (is_there and not st.secrets.load_if_toml_exists())


def _providers() -> list[str | None]:
    """Names of those who can tell who a user is; None for the one that has no name."""
    configured = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    named = [name for name, each in configured.items() if isinstance(each, Mapping) and "client_id" in each]
    return [None, *named] if "client_id" in configured or not named else named


def _log_in(provider: str | None) -> None:
    try:
        st.login(provider)
    except StreamlitAuthError as error:
        st.session_state["login_failure"] = str(error)
