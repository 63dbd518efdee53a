"""The app over a library whose vectors come from a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.__main__ import main as ingest
from tests.app.drawn import SHELF, ask, html_of, shown_in
from tests.doors.scripted import ScriptedServer, failing, serving
from tests.doors.vectors import Bill
from tests.news import write_news

KEY_REJECTED = "rejected the key (401). Check OPENAI_API_KEY."


@pytest.fixture
def server(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A server that the app's library is built with."""
    with serving(Bill()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "openai:tiny")
        monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "none")
        monkeypatch.setenv("ASSISTANT_REFUSE_BELOW", "0")
        monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path / "hosted"))
        monkeypatch.setenv("ASSISTANT_RECORDS", str(tmp_path / "records.sqlite"))
        assert ingest([str(write_news(tmp_path / "articles"))]) == 0
        st.cache_resource.clear()
        yield server


def test_a_question_is_answered_through_the_server(app: AppTest, server: ScriptedServer) -> None:
    app.run()
    asked = len(server.requests)
    ask(app, "Who paid for the bridge?")
    assert not app.exception
    assert "The county paid two thirds" in shown_in(app)
    assert len(server.requests) > asked


def test_a_server_that_fails_at_a_question_is_a_sentence_in_the_readers_language(
    app: AppTest, server: ScriptedServer
) -> None:
    server.reply = failing(401, "Bad key")
    app.run()
    ask(app, "Who paid for the bridge?")
    assert not app.exception
    assert f"{server.host} {KEY_REJECTED}" in html_of(app)
    app.button(key="speak-de").click().run()
    assert f"{server.host} hat den Schlüssel abgewiesen (401)." in html_of(app)


def test_a_server_that_fails_at_a_search_by_meaning_is_a_sentence(app: AppTest, server: ScriptedServer) -> None:
    shelf = AppTest.from_string(SHELF, default_timeout=60).run()
    shelf.text_input(key="find").set_value("crossing a river").run()
    server.reply = failing(401, "Bad key")
    shelf.button(key="meaning-instead").click().run()
    assert not shelf.exception
    assert f"{server.host} {KEY_REJECTED}" in html_of(shelf)
