"""What all sessions of a server share."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from assistant.archive import Archive
from assistant.assembly import Libraries, build_archive, build_assistant, build_translator, start_logging
from assistant.conversation import Assistant
from assistant.errors import AssistantError
from assistant.settings import read_settings
from assistant.translating import Translator
from ui.session import Running


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sessions of a server share.

    Attributes:
        assistant: answers.
        libraries: hold the articles.
        translator: translates quotes; None where no chat model is set.
        archive: keeps conversations.
        running: turns that are being answered.
    """

    assistant: Assistant
    libraries: Libraries
    translator: Translator | None
    archive: Archive
    running: Running = field(default_factory=dict)


def _let_go(shared: Shared) -> None:
    shared.libraries.close()


@st.cache_resource(show_spinner=False, on_release=_let_go)
def open_shared() -> Shared:
    """What all sessions share, made once for a server.

    Raises:
        AssistantError: when a setting cannot be used.
    """
    settings = read_settings()
    start_logging(settings)
    libraries = Libraries(settings)
    assistant = build_assistant(settings, libraries)
    return Shared(assistant, libraries, build_translator(settings), build_archive(settings))


def prepare() -> None:
    """Load what the first question would wait for; what is wrong is said when it is asked."""
    with suppress(AssistantError):
        open_shared().assistant.prepare()
