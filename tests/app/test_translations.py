from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.app import drawn
from tests.app.conftest import APP
from tests.doors import scripted
from tests.doors.scripted import Reply, ScriptedServer, serving

KEY = "translate-reader"
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
    """Ask, and open the first citation, whose quote the reading pane can translate like the answer."""
    app.run()
    drawn.ask(app, question)
    assert not app.exception
    drawn.open_citation(app)


def offered(app: AppTest) -> bool:
    """Whether the pane and the answer offer to translate, which is the same of both."""
    in_pane = any(button.key == KEY for button in app.button)
    in_answer = any(each["state"] in ("offered", "failed") for each in progress_of(app))
    assert in_pane == in_answer
    return in_pane


def progress_of(app: AppTest) -> list[dict[str, Any]]:
    """What has come of the translations of the last answer's quotes."""
    return list(drawn.answers_of(app)[-1]["translations"].values())


def translated(app: AppTest) -> list[str]:
    """What pane and answer show as a translation."""
    (article,) = [html for html in html_of(app) if html.startswith("<article")]
    in_pane = "the original counts" in article
    shown = [each["text"] for each in progress_of(app) if each["state"] == "done"]
    assert in_pane == bool(shown)
    return shown


def restarted() -> AppTest:
    """Another session of a server that was started again."""
    st.cache_resource.clear()
    return AppTest.from_file(str(APP), default_timeout=60)


def test_a_quote_in_another_language_is_translated_at_a_click_and_stays_so(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    ask(lighthouse)
    assert offered(lighthouse)
    assert lighthouse.button(key=KEY).label == progress_of(lighthouse)[0]["label"] == "Translate into English"
    assert translated(lighthouse) == []
    lighthouse.button(key=KEY).click().run()
    assert not lighthouse.exception
    assert translated(lighthouse) == [ENGLISH]
    (said,) = progress_of(lighthouse)
    assert (said["language"], said["notes"]) == ("en", [f"translated by tiny at {server.host}; the original counts"])
    assert "Harms soll Vögel zählen" in drawn.shown_in(lighthouse)
    assert not offered(lighthouse)
    asked = len(server.requests)
    lighthouse.run()
    assert translated(lighthouse) == [ENGLISH]
    server.reply = NO_ANSWER
    later = restarted()
    ask(later)
    assert translated(later) == [ENGLISH]
    assert len(server.requests) == asked + 1


def test_a_quote_in_the_language_of_the_question_has_no_translation(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    ask(lighthouse, "Warum zählt ein Mensch die Vögel im Leuchtturm?")
    assert "Harms soll Vögel zählen" in drawn.shown_in(lighthouse)
    assert not offered(lighthouse)


def test_without_a_chat_model_nothing_is_translated(lighthouse: AppTest) -> None:
    ask(lighthouse)
    assert "Harms soll Vögel zählen" in drawn.shown_in(lighthouse)
    assert not offered(lighthouse)


FAILURES: dict[str, tuple[Reply, str]] = {
    "the model fails": (scripted.failing(429, "No"), "is limiting requests (429). Try again later."),
    "it writes something else": (scripted.saying("No. " * 200), "tiny wrote much more than a translation. Try again"),
}


@pytest.mark.parametrize(("reply", "words"), FAILURES.values(), ids=FAILURES)
def test_a_translation_that_fails_says_why_and_can_be_tried_again(
    lighthouse: AppTest, server: ScriptedServer, reply: Reply, words: str
) -> None:
    ask(lighthouse)
    server.reply = reply
    lighthouse.button(key=KEY).click().run()
    assert not lighthouse.exception
    assert len([html for html in html_of(lighthouse) if words in html]) == 1
    assert words in progress_of(lighthouse)[0]["failure"]
    assert translated(lighthouse) == []
    server.reply = scripted.saying(ENGLISH)
    lighthouse.button(key=KEY).click().run()
    assert translated(lighthouse) == [ENGLISH]
    assert words not in drawn.shown_in(lighthouse)


def test_a_german_reader_is_told_in_german_why_a_translation_fails(lighthouse: AppTest, server: ScriptedServer) -> None:
    ask(lighthouse)
    lighthouse.button(key="speak-de").click().run()
    server.reply = scripted.saying("No. " * 200)
    lighthouse.button(key=KEY).click().run()
    assert not lighthouse.exception
    told = "tiny hat viel mehr als eine Übersetzung geschrieben. Versuchen Sie es noch einmal"
    assert len([html for html in html_of(lighthouse) if told in html]) == 1
    assert progress_of(lighthouse)[0]["failure"].startswith(told)


def test_a_damaged_file_is_named_below_a_translation_that_stays_for_the_session(
    lighthouse: AppTest, server: ScriptedServer, tmp_path: Path
) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no such thing" * 1_000)
    ask(lighthouse)
    lighthouse.button(key=KEY).click().run()
    assert "records.sqlite is damaged (file is not a database)." in progress_of(lighthouse)[0]["notes"][1]
    lighthouse.run()
    assert translated(lighthouse) == [ENGLISH]


def test_the_source_of_a_written_answer_shows_the_quote_with_its_translation(
    lighthouse: AppTest, server: ScriptedServer
) -> None:
    server.reply = scripted.in_turn(scripted.saying(WRITTEN), scripted.saying(ENGLISH))
    ask(lighthouse)
    view = drawn.answers_of(lighthouse)[-1]["view"]
    assert [each["keys"] for each in view["listed"]] == [["1"]]
    assert "Harms soll Vögel zählen" in view["excerpts"]["1"]["quote"]
    lighthouse.button(key=KEY).click().run()
    assert translated(lighthouse) == [ENGLISH]


ENDS_MEANWHILE = """
import threading
import streamlit as st
from assistant.answers import Author, Translation
from assistant.errors import ChatModelError
from ui import translations
from ui.wording import words_for

class NothingKept:
    def kept(self, quote, language):
        return None

def steps(may_end):
    may_end.wait(5)
    if {fails}:
        raise ChatModelError("No.", "Wait.")
    return Translation("A sentence.", "en", Author("tiny", "here"))
    yield

quote = translations.Quote("Ein Satz.", "de", "en")
if "may_end" not in st.session_state:
    st.session_state["may_end"] = threading.Event()
    st.session_state["translations"] = {{quote: translations.Job(steps(st.session_state["may_end"]))}}
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(translations.progress_of(quote, NothingKept(), words_for("en"))["state"])
st.session_state["may_end"].set()
while translations.running_translations():
    pass
translations.render_translation("below", quote, NothingKept(), words_for("en"))
translations.follow_translations()
"""


@pytest.mark.parametrize(("fails", "state"), [(False, "done"), (True, "failed")])
def test_a_translation_that_ends_while_its_page_is_being_drawn_is_drawn_anew(fails: bool, state: str) -> None:
    app = AppTest.from_string(ENDS_MEANWHILE.format(fails=fails), default_timeout=20).run()
    assert not app.exception
    assert [each.value for each in app.text] == [state]
    assert app.session_state["runs"] == 2
