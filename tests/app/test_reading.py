from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.drawn import ask, html_of, open_citation
from tests.app.test_inert_pages import assert_inert
from tests.hostile import EVERYTHING

PAGE = Path(__file__).parents[1] / "browser" / "reading_page.py"
KNOWN = ("article", "start", "end", "check", "sample")


@pytest.fixture
def reading(news_library: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page that opens each quote of an answer in the reading pane."""
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(news_library))
    return AppTest.from_file(str(PAGE), default_timeout=60)


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def current(app: AppTest) -> str:
    return html_of(app).split("<mark>")[1].split("</mark>")[0]


def test_steps_go_from_quote_to_quote_and_end_at_the_last(reading: AppTest) -> None:
    click(reading.run(), "1")
    assert "1 of 4" in html_of(reading)
    assert reading.button(key="previous-citation").disabled
    first = current(reading)
    for _ in range(3):
        reading.button(key="next-citation").click().run()
    assert "4 of 4" in html_of(reading)
    assert reading.button(key="next-citation").disabled
    for _ in range(3):
        reading.button(key="previous-citation").click().run()
    assert current(reading) == first


def test_an_article_that_no_answer_opened_has_no_steps(reading: AppTest) -> None:
    click(reading.run(), "open bridge")
    assert not [button for button in reading.button if button.key == "next-citation"]
    assert reading.query_params == {"article": "bridge"}


def test_the_address_is_written_once_and_removed_with_the_pane_and_others_stay(reading: AppTest) -> None:
    reading.query_params = {"else": ["a", "b"]}
    click(reading.run(), "2")
    written = dict(reading.query_params)
    assert set(written) == {"else", "article", "start", "end", "check"}
    reading.run()
    assert reading.query_params == written
    reading.button(key="close").click().run()
    assert reading.query_params == {"else": ["a", "b"]}


def test_an_address_opens_its_quote_in_a_new_session_and_once_closed_it_stays_so(reading: AppTest) -> None:
    click(reading.run(), "3")
    quote = current(reading)
    later = AppTest.from_file(str(PAGE), default_timeout=60)
    later.query_params = dict(reading.query_params)
    assert current(later.run()) == quote
    later.button(key="close").click().run()
    later.run()
    assert "<article" not in html_of(later)


WRONG = {
    "an unknown article": ({"article": "nowhere"}, "holds no article &#x27;nowhere&#x27;."),
    "a sample that is not there": ({"article": "bridge", "sample": "1"}, "There is no library at"),
    "numbers that are none": ({"article": "bridge", "start": "x", "end": "7"}, "The address names no place in this"),
    "numbers beyond the text": ({"article": "bridge", "start": "0", "end": "99999"}, "The address names no place in"),
    "another text": (
        {"article": "bridge", "start": "0", "end": "9", "check": "00000000"},
        "The article has changed since; the quote does not stand in it any more.",
    ),
}


@pytest.mark.parametrize(("parameters", "said"), WRONG.values(), ids=WRONG)
def test_an_address_that_leads_nowhere_says_why(
    reading: AppTest, parameters: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    reading.query_params = dict(parameters)
    reading.run()
    assert not reading.exception
    assert said in html_of(reading)
    assert "<mark" not in html_of(reading)
    reading.button(key="close").click().run()
    assert not set(reading.query_params) & set(KNOWN)


def test_an_address_that_tries_to_be_more_is_nothing_but_text(reading: AppTest) -> None:
    reading.query_params = {"article": EVERYTHING, "start": EVERYTHING, "end": "1", "check": EVERYTHING}
    reading.run()
    assert "holds no article" in html_of(reading)
    assert_inert(reading)


def test_where_nothing_is_kept_no_conversations_are_offered(app: AppTest) -> None:
    app.run()
    ask(app, "Why does a human count birds in the lighthouse?")
    open_citation(app)
    assert app.query_params["article"] == "leuchtturm"
    assert "Related articles" in html_of(app)
    assert "Conversations that cite this article" not in html_of(app)
    app.button(key="new").click().run()
    assert "<article" not in html_of(app)
    assert app.query_params == {}
