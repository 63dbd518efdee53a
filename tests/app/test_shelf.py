import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.library import open_library
from assistant.settings import read_settings
from ingest.__main__ import main as ingest
from tests.doors.processes import free_port
from tests.news import LIGHTHOUSE, write_agency, write_news
from ui.listing import rows_of

SHELF = """
import streamlit as st
from assistant.assembly import Libraries
from assistant.settings import read_settings
from ui.shelf import render_shelf
from ui.wording import words_for


@st.cache_resource(on_release=Libraries.close)
def libraries():
    return Libraries(read_settings())


def asked(entry):
    st.session_state["asked"] = entry.id


render_shelf(libraries(), words_for(st.session_state.get("locale")), on_ask=asked)
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a library that is the user's own, with nothing in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def shelf(library: Path) -> Iterator[AppTest]:
    st.cache_resource.clear()
    yield AppTest.from_string(SHELF, default_timeout=60)
    st.cache_resource.clear()


@pytest.fixture
def filled(library: Path, shelf: AppTest, tmp_path: Path) -> AppTest:
    """The page over the agency's reports and two other articles."""
    news = write_news(write_agency(tmp_path / "news"))
    assert ingest([str(news), "--library", str(library)]) == 0
    return shelf.run()


def html_of(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def titles(app: AppTest) -> list[str]:
    assert not app.exception
    return [button.label.replace("\\", "") for button in app.button if str(button.key).startswith("open-")]


def has(app: AppTest, key: str) -> bool:
    return any(button.key == key for button in app.button)


def upload(app: AppTest, *files: tuple[str, str]) -> None:
    app.file_uploader[0].set_value([(name, content.encode(), "text/plain") for name, content in files]).run()


def paste(app: AppTest, text: str, title: str = "", date: str = "") -> None:
    app.button(key="paste").click().run()
    app.text_area(key="pasted-text-0").set_value(text)
    app.text_input(key="pasted-title-0").set_value(title)
    app.text_input(key="pasted-date-0").set_value(date)
    app.button(key="take-in").click().run()


def test_a_row_shows_what_is_known_of_an_article_and_how_it_begins(filled: AppTest) -> None:
    shown = html_of(filled)
    assert "June 2024 · English · The Tarn Courier" in shown
    assert "The stone bridge at Aldermoor reopened on Friday" in shown


def test_prints_of_one_report_are_one_row_that_names_the_others(filled: AppTest) -> None:
    assert len(titles(filled)) == 4
    assert html_of(filled).count("also in 2 copies:") == 1


def test_articles_come_in_the_order_that_is_asked_for(filled: AppTest) -> None:
    assert titles(filled)[-1].startswith("Der Leuchtturm")
    filled.selectbox(key="find-order").set_value("oldest").run()
    assert titles(filled)[0].startswith("Der Leuchtturm")
    filled.selectbox(key="find-order").set_value("title").run()
    assert titles(filled)[0] == "Bridge over the Tarn reopens"


def test_words_are_found_in_titles_and_texts_whatever_their_case(filled: AppTest) -> None:
    for text in ("STONE aldermoor", "bridge", "tarn courier"):
        filled.text_input(key="find").set_value(text).run()
        assert titles(filled) == ["Bridge over the Tarn reopens"]
    assert "1 found among 6 articles" in html_of(filled)
    filled.text_input(key="find").set_value("aldermoor").run()
    assert '<p class="found" lang="en">The stone bridge at Aldermoor reopened on Friday' in html_of(filled)


def test_what_is_found_opens_at_the_sentence(filled: AppTest) -> None:
    filled.text_input(key="find").set_value("stones").run()
    filled.button(key="open-bridge").click().run()
    assert "<mark>Engineers replaced 212 stones.</mark>" in html_of(filled)


def test_what_no_article_holds_can_be_looked_for_by_meaning(filled: AppTest) -> None:
    filled.text_input(key="find").set_value("Geldgeber der Steinbrücke").run()
    assert "No article holds all of these words." in html_of(filled)
    filled.button(key="meaning-instead").click().run()
    assert titles(filled)[0] == "Bridge over the Tarn reopens"
    assert '<p class="found"' in html_of(filled)


def test_a_filter_says_how_many_articles_it_leaves_and_can_be_cleared(filled: AppTest) -> None:
    filled.multiselect(key="find-languages").set_value(["de"]).run()
    assert "5 of 6 articles · German" in html_of(filled)
    filled.text_input(key="find-since").set_value("2025-03-12").run()
    assert "3 of 6 articles" in html_of(filled)
    filled.text_input(key="find-until").set_value("2025").run()
    filled.multiselect(key="find-sources").set_value(["The Tarn Courier"]).run()
    assert "No article is all of this:" in html_of(filled)
    filled.button(key="clear-filter-here").click().run()
    assert "6 articles" in html_of(filled)


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("yesterday", "", "“yesterday” is no date. Write 2024, 2024-06 or 2024-06-18."),
        ("2024-06", "2023", "2024-06 is later than 2023. Write the earlier date first."),
    ],
)
def test_dates_that_are_none_are_named_and_left_out(filled: AppTest, since: str, until: str, sentence: str) -> None:
    filled.text_input(key="find-since").set_value(since).run()
    filled.text_input(key="find-until").set_value(until).run()
    assert sentence in html_of(filled)
    assert "6 articles" in html_of(filled)


def test_the_overview_counts_in_words_what_it_draws(filled: AppTest) -> None:
    shown = html_of(filled)
    assert "<span>German</span>" in shown
    assert "<span>5</span></div>" in shown
    assert 'role="img" aria-label="May 2024: 1, June 2024: 1, March 2025: 4"' in shown
    assert "<span>unknown</span>" in shown


def test_an_article_can_be_asked_about(filled: AppTest) -> None:
    filled.button(key="ask-bridge").click().run()
    assert filled.session_state["asked"] == "bridge"


def test_a_hidden_article_leaves_the_list_and_comes_back(filled: AppTest, library: Path) -> None:
    filled.button(key="hide-bridge").click().run()
    assert "Bridge over the Tarn reopens" not in titles(filled)
    assert "“Bridge over the Tarn reopens” is hidden" in html_of(filled)
    filled.text_input(key="find").set_value("aldermoor").run()
    assert titles(filled) == []
    filled.text_input(key="find").set_value("").run()
    filled.button(key="show-hidden").click().run()
    assert titles(filled) == ["Bridge over the Tarn reopens"]
    filled.button(key="show-bridge").click().run()
    assert "Bridge over the Tarn reopens" in titles(filled)
    assert not has(filled, "show-hidden")


def test_hiding_can_be_undone_at_once(filled: AppTest) -> None:
    filled.button(key="hide-bridge").click().run()
    filled.button(key="undo-last").click().run()
    assert "Bridge over the Tarn reopens" in titles(filled)
    assert not has(filled, "undo-last")


def test_an_empty_library_says_what_to_do_and_takes_what_is_uploaded(shelf: AppTest, library: Path) -> None:
    shelf.run()
    assert "There are no articles yet." in html_of(shelf)
    assert not library.exists()
    upload(shelf, ("leuchtturm.txt", LIGHTHOUSE), ("photo.jpg", "JFIF"), ("empty.txt", " "))
    shown = html_of(shelf)
    assert "Taken in: 1 added, 2 not taken in" in shown
    assert "has an ending that is not read; known are .txt" in shown
    assert "holds no text." in shown
    assert len(titles(shelf)) == 1
    assert "There are no articles yet." not in html_of(shelf)
    assert [path.name for path in (library / "uploads").glob("[!.]*")] == ["leuchtturm.txt"]
    shelf.button(key="dismiss").click().run()
    assert "Taken in" not in html_of(shelf)


def test_an_uploaded_article_is_removed_with_its_file_and_undone_even_if_it_was_the_last(
    shelf: AppTest, library: Path
) -> None:
    upload(shelf.run(), ("leuchtturm.txt", LIGHTHOUSE))
    shelf.button(key="remove-leuchtturm").click().run()
    assert titles(shelf) == []
    assert not (library / "uploads" / "leuchtturm.txt").exists()
    shelf.button(key="undo-last").click().run()
    assert len(titles(shelf)) == 1
    assert (library / "uploads" / "leuchtturm.txt").read_text() == LIGHTHOUSE


def test_a_file_of_several_articles_says_how_many_are_removed_with_it(shelf: AppTest) -> None:
    rows = "\n".join(json.dumps({"id": id_, "text": f"The {id_} stops on Monday."}) for id_ in ("ferry", "train"))
    upload(shelf.run(), ("rows.jsonl", f"{rows}\nno json"))
    assert "2 added; line 3 <span" in html_of(shelf)
    assert shelf.button(key="remove-ferry").label.replace("\\", "") == "Remove file (2 articles)"
    shelf.button(key="remove-ferry").click().run()
    assert titles(shelf) == []


def test_what_of_a_list_was_not_taken_in_is_named_by_its_number(shelf: AppTest) -> None:
    upload(shelf.run(), ("list.json", json.dumps([{"id": "ferry", "text": "The ferry stops."}, "<b>"])))
    assert "1 added; item 2: not taken in: <span" in html_of(shelf)


def test_an_article_without_the_date_that_it_has_says_why(shelf: AppTest) -> None:
    upload(shelf.run(), ("ferry.txt", "date 03/04/2026 The ferry stops on Monday."))
    shown = html_of(shelf)
    assert "Taken in: 1 added</div>" in shown
    assert "1 added; <span lang=\"en\">has the date '03/04/2026', which may be two days" in shown.replace("&#x27;", "'")


def test_a_pasted_text_becomes_an_article(shelf: AppTest) -> None:
    paste(shelf.run(), "The boat sails on Monday, says the captain.", "A boat sails", "2024-06")
    assert titles(shelf) == ["A boat sails"]
    assert "June 2024 · English" in html_of(shelf)
    assert has(shelf, "paste")


@pytest.mark.parametrize(
    ("text", "date", "sentence"),
    [("", "", "There is no text yet."), ("The boat sails.", "soon", "“soon” is no date.")],
)
def test_a_pasted_text_that_cannot_be_taken_in_stays_in_its_field(
    shelf: AppTest, text: str, date: str, sentence: str
) -> None:
    paste(shelf.run(), text, date=date)
    assert sentence in html_of(shelf)
    assert shelf.text_area(key="pasted-text-0").value == text
    assert titles(shelf) == []


def test_what_is_uploaded_while_the_sample_is_shown_begins_the_own_library(
    shelf: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_LIBRARY")
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", write_news(tmp_path / "seeds"))
    assert ingest(["--sample"]) == 0
    shelf.run()
    assert len(titles(shelf)) == 2
    assert not [button for button in shelf.button if str(button.key).startswith(("hide-", "remove-"))]
    upload(shelf, ("boat.txt", "The boat sails on Monday."))
    assert len(titles(shelf)) == 1
    sample = open_library("library-sample", read_settings().assistant_embeddings)
    assert len(sample.entries()) == 2
    sample.close()
    assert not (tmp_path / "library-sample" / "uploads").exists()


def test_what_was_left_waiting_is_taken_in_with_the_next_upload(shelf: AppTest, library: Path) -> None:
    upload(shelf.run(), ("boat.txt", "The boat sails on Monday."))
    (library / "uploads" / "left.txt").write_text("The train stops on Monday.")
    upload(shelf, ("ferry.txt", "The ferry stops on Monday."))
    assert len(titles(shelf)) == 3


def test_a_library_that_does_not_answer_is_named_with_a_button_to_try_again(
    shelf: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("ASSISTANT_LIBRARY", address)
    shelf.run()
    assert f"The Chroma server at {address} does not answer" in html_of(shelf)
    shelf.button(key="shelf-again").click().run()
    assert "does not answer" in html_of(shelf)


def test_the_page_is_german_for_germans(filled: AppTest) -> None:
    filled.session_state["locale"] = "de-AT"
    filled.run()
    shown = html_of(filled)
    assert "6 Artikel" in shown
    assert "auch in 2 Abdrucken:" in shown
    assert filled.button(key="hide-bridge").label == "Ausblenden"


def test_germans_are_told_in_german_why_something_was_not_taken_in(shelf: AppTest) -> None:
    shelf.session_state["locale"] = "de-AT"
    upload(shelf.run(), ("photo.png", "PNG"), ("rows.jsonl", '{"id": "a", "text": "The ferry stops."}\n{}'))
    shown = html_of(shelf)
    assert '<span lang="de">hat eine Endung, die nicht gelesen wird; bekannt sind .txt' in shown
    assert 'Zeile 2 <span lang="de">hat kein „id“; fügen Sie es hinzu' in shown
    assert 'lang="en"' not in shown


def test_a_print_of_a_report_that_a_page_before_has_shown_is_no_row(filled: AppTest, library: Path) -> None:
    opened = open_library(str(library), read_settings().assistant_embeddings)
    prints = [entry for entry in opened.entries() if "agency" in entry.origin.path]
    (row,) = [row for row in rows_of(opened, prints) if row.copies]
    others = [entry for entry in prints if entry.id in {copy.article_id for copy in row.copies}]
    assert others
    assert rows_of(opened, others, before={row.entry.id}) == []
    assert len(rows_of(opened, others)) == 1
    opened.close()
