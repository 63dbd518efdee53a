from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.app.conftest import APP
from tests.doors import scripted
from tests.doors.scripted import Reply, ScriptedServer, serving

QUESTION = "Why does a human count birds in the lighthouse?"
NO_ANSWER = scripted.failing(400, "No answer today")
ENGLISH = "Harms is to count birds that <b>cameras</b> do not see in fog."
WRITTEN = "She counts birds that the cameras do not recognise in fog [1]."


@pytest.fixture
def lighthouse(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app, which answers with one quote and keeps translations in a file of the test's own."""
    monkeypatch.setenv("ASSISTANT_QUOTES", "1")
    monkeypatch.setenv("ASSISTANT_RETRIES", "0")
    monkeypatch.setenv("ASSISTANT_RECORDS", str(tmp_path / "records.sqlite"))
    return app


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """Gives no answer, so that there are quotes, and then the translation."""
    with serving(scripted.in_turn(NO_ANSWER, scripted.saying(ENGLISH))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "tiny")
        yield server


def html_of(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def ask(app: AppTest, question: str = QUESTION) -> None:
    app.run()
    app.chat_input(key="question").set_value(question).run()
    assert not app.exception


def keys_of(app: AppTest) -> list[str]:
    """The buttons that translate."""
    return [button.key for button in app.button if button.key and button.key.startswith("translate-")]


def translated(app: AppTest) -> list[str]:
    return [html for html in html_of(app) if html.startswith('<div class="translation">')]


def restarted() -> AppTest:
    """Another session of a server that was started again."""
    st.cache_resource.clear()
    return AppTest.from_file(str(APP), default_timeout=60)


def test_a_quote_in_another_language_is_translated_at_a_click_and_stays_so(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    ask(lighthouse)
    (key,) = keys_of(lighthouse)
    assert lighthouse.button(key=key).label == "Translate into English"
    original = [html for html in html_of(lighthouse) if "Harms soll Vögel zählen" in html]
    assert original
    assert translated(lighthouse) == []
    lighthouse.button(key=key).click().run()
    assert not lighthouse.exception
    (shown,) = translated(lighthouse)
    assert '<p lang="en">Harms is to count birds that &lt;b&gt;cameras&lt;/b&gt; do not see in fog.</p>' in shown
    assert f"translated by tiny at {server.host}; the original counts" in shown
    assert [html for html in html_of(lighthouse) if "Harms soll Vögel zählen" in html] == original
    assert keys_of(lighthouse) == []
    asked = len(server.requests)
    lighthouse.run()
    assert translated(lighthouse) == [shown]
    server.reply = NO_ANSWER
    later = restarted()
    ask(later)
    assert translated(later) == [shown]
    assert len(server.requests) == asked + 1


def test_a_quote_in_the_language_of_the_question_has_no_translation(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    ask(lighthouse, "Warum zählt ein Mensch die Vögel im Leuchtturm?")
    assert any("Harms soll Vögel zählen" in html for html in html_of(lighthouse))
    assert keys_of(lighthouse) == []


def test_without_a_chat_model_nothing_is_translated(lighthouse: AppTest) -> None:
    ask(lighthouse)
    assert any("Harms soll Vögel zählen" in html for html in html_of(lighthouse))
    assert keys_of(lighthouse) == []


FAILURES: dict[str, tuple[Reply, str]] = {
    "the model fails": (scripted.failing(429, "No"), "is limiting requests (429). Try again later."),
    "it writes something else": (scripted.saying("No. " * 200), "tiny wrote much more than a translation. Try again"),
}


@pytest.mark.parametrize(("reply", "words"), FAILURES.values(), ids=FAILURES)
def test_a_translation_that_fails_says_why_and_can_be_tried_again(
    lighthouse: AppTest, server: ScriptedServer, reply: Reply, words: str
) -> None:
    ask(lighthouse)
    (key,) = keys_of(lighthouse)
    server.reply = reply
    lighthouse.button(key=key).click().run()
    assert not lighthouse.exception
    assert len([html for html in html_of(lighthouse) if words in html]) == 1
    assert translated(lighthouse) == []
    server.reply = scripted.saying(ENGLISH)
    lighthouse.button(key=key).click().run()
    assert len(translated(lighthouse)) == 1
    assert not [html for html in html_of(lighthouse) if words in html]


def test_a_damaged_file_is_named_below_a_translation_that_stays_for_the_session(
    lighthouse: AppTest, server: ScriptedServer, tmp_path: Path
) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no such thing" * 1_000)
    ask(lighthouse)
    (key,) = keys_of(lighthouse)
    lighthouse.button(key=key).click().run()
    (shown,) = translated(lighthouse)
    assert "records.sqlite is damaged (file is not a database)." in shown
    lighthouse.run()
    assert translated(lighthouse) == [shown]


def test_the_card_of_a_written_answer_shows_the_quote_with_its_translation(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    server.reply = scripted.in_turn(scripted.saying(WRITTEN), scripted.saying(ENGLISH))
    ask(lighthouse)
    (key,) = keys_of(lighthouse)
    assert key.startswith("translate-source-")
    assert not any("Harms soll Vögel zählen" in html for html in html_of(lighthouse))
    lighthouse.button(key=key).click().run()
    shown = html_of(lighthouse)
    (place,) = [index for index, html in enumerate(shown) if html.startswith('<div class="translation">')]
    assert shown[place - 1].startswith('<div class="prose" lang="de">')
    assert "Harms soll Vögel zählen" in shown[place - 1]


def test_the_reading_pane_translates_the_marked_quote(lighthouse: AppTest, server: ScriptedServer) -> None:
    ask(lighthouse)
    next(button for button in lighthouse.button if str(button.key).startswith("cite-")).click().run()
    assert "translate-reader" in keys_of(lighthouse)
    lighthouse.button(key="translate-reader").click().run()
    assert not lighthouse.exception
    (article,) = [html for html in html_of(lighthouse) if html.startswith("<article")]
    after_quote = article.split("</mark>")[1]
    assert "do not see in fog.</p>" in after_quote
    assert "the original counts" in after_quote
    assert keys_of(lighthouse) == []
    assert len(translated(lighthouse)) == 1
