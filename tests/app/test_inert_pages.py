from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.__main__ import main as ingest
from tests.app.drawn import SHELF, answers_of, ask, open_citation, shown_in, texts_of
from tests.doors import scripted
from tests.doors.scripted import serving
from tests.hostile import ARTICLE_ID, EVERYTHING, HOST, QUESTION, write_hostile

OURS = {"div", "p", "span", "mark", "article", "h2", "h3", "style", "code"}


class Tags(HTMLParser):
    """Collects the tags of a text and the values of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.values += [value or "" for _, value in attrs]


def assert_inert(app: AppTest) -> None:
    assert not app.exception
    drawn = Tags("\n".join(element.proto.body for element in app.get("html")))
    assert drawn.tags <= OURS
    assert not [value for value in drawn.values if HOST in value or "javascript" in value]
    for element in (*app.caption, *app.info, *app.title, *app.markdown, *app.error, *app.warning):
        assert HOST not in element.value
    for button in app.button:
        assert "](" not in button.label
        assert ":streamlit:" not in button.label.replace("\\", "")
    for text in texts_of(answers_of(app)):
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(text)


@pytest.fixture
def hostile_app(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    library = str(tmp_path / "hostile-library")
    assert ingest([str(write_hostile(tmp_path / "hostile")), "--library", library]) == 0
    monkeypatch.setenv("ASSISTANT_LIBRARY", library)
    st.cache_resource.clear()
    return app


def test_quotes_sources_copies_and_the_article_are_nothing_but_text(hostile_app: AppTest) -> None:
    app = hostile_app.run()
    assert_inert(app)
    ask(app, QUESTION)
    assert_inert(app)
    open_citation(app)
    assert any("<article" in element.proto.body for element in app.get("html"))
    assert_inert(app)


def test_what_a_chat_model_writes_and_every_note_is_nothing_but_text(
    hostile_app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"Odo Pracht ist es {EVERYTHING} [1]. span class title. {EVERYTHING} [77] <img src=https://{HOST}/x>"
    with serving(scripted.saying(said), models=(f"m<img src=https://{HOST}/y>",)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        app = hostile_app.run()
        ask(app, QUESTION)
    assert "written by m<img" in shown_in(app)
    assert "cites [77]" in shown_in(app)
    assert_inert(app)


def test_an_error_that_names_what_others_wrote_is_nothing_but_text(hostile_app: AppTest, tmp_path: Path) -> None:
    app = hostile_app.run()
    ask(app, QUESTION)
    assert ingest([str(tmp_path / "hostile"), "--library", str(tmp_path / "hostile-library")]) == 0
    for file in (tmp_path / "hostile").iterdir():
        file.unlink()
    (tmp_path / "hostile" / "neu.txt").write_text("Die Feuerwehr übt.")
    assert ingest([str(tmp_path / "hostile"), "--library", str(tmp_path / "hostile-library")]) == 0
    open_citation(app)
    shown = "\n".join(element.proto.body for element in app.get("html") if "failure" in element.proto.body)
    assert ARTICLE_ID.split("]")[0] in shown or "kopie" in shown
    assert_inert(app)


def test_the_library_page_is_nothing_but_text(hostile_app: AppTest, tmp_path: Path) -> None:
    app = AppTest.from_string(SHELF, default_timeout=60).run()
    assert_inert(app)
    for key in [str(button.key) for button in app.button if str(button.key).startswith("open-")]:
        app.button(key=key).click().run()
        assert_inert(app)
