"""The address bar and the conversation that is shown."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.archive import Archive
from assistant.records import Records
from ui.session import ADDRESS, Conversation, Session

PAGE = """
from pathlib import Path
import streamlit as st
from assistant.archive import Archive
from assistant.records import Records
from ui.session import Session
session = Session(None, Archive(Records(Path("records.sqlite"))), "me", {})
session.follow_address()
st.text(session.conversation.id or "new")
"""


def test_a_step_of_the_browser_that_interrupts_the_one_before_still_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    archive = Archive(Records(tmp_path / "records.sqlite"))
    first, last = archive.begin("me", "First"), archive.begin("me", "Last")
    app = AppTest.from_string(PAGE)
    app.query_params[ADDRESS] = first
    app.run()
    assert [each.value for each in app.text] == [first]

    show = Session._show

    def show_and_stop(session: Session, conversation: Conversation) -> None:
        show(session, conversation)
        st.stop()

    with monkeypatch.context() as interrupted:
        interrupted.setattr(Session, "_show", show_and_stop)
        del app.query_params[ADDRESS]
        app.run()
        assert not app.text
    app.query_params[ADDRESS] = last
    app.run()
    assert [each.value for each in app.text] == [last]
    assert app.query_params[ADDRESS] in (last, [last])
