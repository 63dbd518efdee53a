from pathlib import Path

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from ingest.__main__ import main as ingest
from tests.app.drawn import (
    SHELF,
    answers_of,
    ask,
    citations_of,
    click_on,
    html_of,
    last_answer,
    open_citation,
    send,
    shown_in,
    tell,
)
from tests.doors import scripted
from tests.doors.scripted import serving
from tests.news import LIGHTHOUSE, write_agency


def test_an_empty_chat_offers_examples_that_can_be_asked(app: AppTest) -> None:
    app.run()
    assert not app.exception
    app.button(key="example-0").click().run()
    assert len(app.chat_message) == 2
    assert citations_of(app)[0] == "1"


def test_an_answer_has_numbered_citations_that_open_the_marked_sentence(app: AppTest) -> None:
    app.run()
    ask(app, "Why does a human count birds in the lighthouse?")
    assert citations_of(app)[0] == "1"
    assert "<mark>" not in html_of(app)
    open_citation(app)
    marked = html_of(app).split("<mark>")[1].split("</mark>")[0]
    assert " ".join(marked.split()) in " ".join(LIGHTHOUSE.split())
    app.button(key="close").click().run()
    assert "<mark>" not in html_of(app)


def test_a_question_that_the_library_does_not_answer_is_refused_with_what_is_nearest(app: AppTest) -> None:
    app.run()
    ask(app, "How many goals did Messi score?")
    assert "The library says nothing about this." in shown_in(app)
    assert "Nearest to it:" in shown_in(app)
    assert not citations_of(app)


def test_an_answer_says_from_which_part_of_the_library_it_is(app: AppTest) -> None:
    app.run()
    ask(app, "What was reported on the bridge in June 2024?")
    assert "Only articles: June 2024" in shown_in(app)


def test_the_conversation_stays_until_a_new_one_begins(app: AppTest) -> None:
    app.run()
    ask(app, "Who paid for the bridge?")
    ask(app, "Wer zieht in den Leuchtturm?")
    assert [message.name for message in app.chat_message] == ["user", "assistant"] * 2
    app.button(key="new").click().run()
    assert not app.chat_message
    assert app.button(key="example-0").label


def test_the_library_page_lists_all_articles_and_opens_each(
    news_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(news_library))
    app = AppTest.from_string(SHELF, default_timeout=60).run()
    assert "2 articles" in html_of(app)
    app.button(key="open-bridge").click().run()
    assert "<h2>Bridge over the Tarn reopens</h2>" in html_of(app)
    assert "<h3>Who paid</h3>" in html_of(app)
    assert 'href="https://www.example.org/bridge"' in html_of(app)


def test_a_setting_that_cannot_be_used_is_shown_as_a_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LIBARY", "typo")
    app.run()
    assert not app.exception
    assert "ASSISTANT_LIBARY is not a setting. Did you mean ASSISTANT_LIBRARY?" in html_of(app)


def test_a_library_that_is_not_there_is_shown_as_a_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", "nowhere")
    app.run()
    assert not app.exception
    assert html_of(app).count("There is no library at") == 1
    ask(app, "Who paid for the bridge?")
    assert not app.exception
    assert "There is no library at" in html_of(app)
    assert [each.label for each in app.button if str(each.key).startswith("again-")] == ["Try again"]


def test_a_german_reader_is_told_failures_in_german(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", "nowhere")
    app.run()
    app.button(key="speak-de").click().run()
    ask(app, "Wer zahlte die Brücke?")
    assert not app.exception
    assert 'role="alert" lang="de">Unter ' in html_of(app)
    assert "/nowhere gibt es keine Bibliothek. Legen Sie eine an mit: python -m ingest FOLDER" in html_of(app)
    assert "There is no library" not in html_of(app)
    app.button(key="speak-en").click().run()
    assert 'role="alert" lang="en">There is no library at ' in html_of(app)


def test_a_german_reader_is_told_notes_and_reasons_in_german(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = scripted.saying("The stone bridge at Aldermoor reopened on Friday [1]. It cost 77 [1].", reason="length")
    with serving(reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        app.run()
        app.button(key="speak-de").click().run()
        ask(app, "When did the stone bridge at Aldermoor reopen?")
    (view,) = (each["view"] for each in answers_of(app))
    assert {"text": "Die geschriebene Antwort ist unvollständig: Die Antwort hat die Höchstzahl an Token erreicht, die "
            f"{server.host} erlaubt. Geben Sie dem Sprachmodell einen längeren Kontext.",
            "language": "de"} in view["notes"]  # fmt: skip
    reasons = view["doubts"][0]["reasons"]
    assert {"text": "die Zahl 77 steht nicht im zitierten Text", "language": "de"} in reasons
    assert {each["language"] for each in reasons} == {"de"}


def test_markup_in_an_article_is_shown_as_text(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = (
        "<script>alert(1)</script> Der Bürgermeister <img src=x onerror=alert(1)> von Kleinwerra heißt Odo Pracht."
    )
    (tmp_path / "hostile.txt").write_text(hostile)
    assert ingest([str(tmp_path / "hostile.txt"), "--library", str(tmp_path / "hostile-library")]) == 0
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path / "hostile-library"))
    st.cache_resource.clear()
    app.run()
    ask(app, "Wer ist Bürgermeister von Kleinwerra?")
    open_citation(app)
    shown = html_of(app)
    assert "&lt;img src=x" in shown
    assert "<script>" not in shown
    assert "<img" not in shown


def test_while_the_own_library_is_empty_the_sample_is_shown_and_says_so(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_LIBRARY")
    sample = tmp_path / "sample-articles"
    sample.mkdir()
    (sample / "leuchtturm.txt").write_text(LIGHTHOUSE)
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", sample)
    assert ingest(["--sample"]) == 0
    app.run()
    assert html_of(app).count("Sample article (invented)") == 1
    ask(app, "Why does a human count birds in the lighthouse?")
    assert "Sample article (invented) · 14 May 2024" in shown_in(app)
    own = tmp_path / "own"
    own.mkdir()
    (own / "eigenes.txt").write_text("Die Bäckerei Ulmer in Sandhausen schließt im Oktober für immer ihre Türen.")
    assert ingest([str(own)]) == 0
    ask(app, "Welche Bäckerei schließt in Sandhausen?")
    assert "Bäckerei Ulmer" in shown_in(app)
    assert "Your library is empty" not in html_of(app)


@pytest.fixture
def agency_app(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app over one agency report, its copies and a later one."""
    library = str(tmp_path / "agency-library")
    assert ingest([str(write_agency(tmp_path / "agency")), "--library", library]) == 0
    monkeypatch.setenv("ASSISTANT_LIBRARY", library)
    st.cache_resource.clear()
    return app.run()


def test_a_card_shows_dates_relative_times_and_copies_and_a_copy_opens_at_the_sentence(agency_app: AppTest) -> None:
    ask(agency_app, "Why did the boiler of the sugar factory burst, when is an expert expected?")
    shown = shown_in(agency_app)
    assert "morgen: 12 March 2025" in shown
    assert "also in 2 copies:" in shown
    assert "March 2025 · German · " in shown
    assert len(last_answer(agency_app).citations[0].excerpt.copies) == 2
    open_citation(agency_app, "ein Gutachter", copy="bote")
    assert not agency_app.exception
    reader = html_of(agency_app).split("<article")[1]
    assert "Drei Verletzte in Mühlrode" in reader
    assert "<mark>Warum der Kessel barst, ist unklar; ein Gutachter wird morgen erwartet.</mark>" in reader
    assert '<div class="note beside" lang="en">morgen: 12 March 2025</div>' in reader


def test_dates_of_an_answer_are_in_its_language(agency_app: AppTest) -> None:
    ask(agency_app, "Wie viele Arbeiter wurden bei der Explosion in der Zuckerfabrik verletzt?")
    assert "auch in 2 Abdrucken:" in shown_in(agency_app)
    assert "11. März 2025" in shown_in(agency_app)
    open_citation(agency_app)
    assert "März 2025 · Deutsch" in html_of(agency_app).split("<article")[1]


def test_an_answer_that_broke_off_says_so_quietly_and_shows_what_it_took(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PRICES", "0.25, 2")
    reply = scripted.saying("The stone bridge reopened [1]. A lot", usage=(1_200, 40), reason="length")
    with serving(reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        app.run()
        ask(app, "When did the stone bridge at Aldermoor reopen?")
    shown = shown_in(app)
    assert "The written answer is incomplete: " in shown
    assert "A lot" in shown
    assert "The answer broke off here. The library says:" in shown
    assert "Incomplete." in shown
    assert f"written by tiny at {server.host} · 1,200 + 40 tokens · $0.0004" in shown


def test_a_statement_that_is_not_supported_is_marked_and_says_why(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = scripted.saying("The stone bridge at Aldermoor reopened on Friday [1]. It cost 77 million dollars [1].")
    with serving(reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        app.run()
        ask(app, "When did the stone bridge at Aldermoor reopen?")
    (view,) = (each["view"] for each in answers_of(app))
    (doubt,) = view["doubts"]
    assert (doubt["state"], doubt["label"], doubt["text"]) == (
        "unsupported", "not supported", "It cost 77 million dollars.",
    )  # fmt: skip
    assert doubt["reasons"]
    (runs,) = (block["runs"] for block in view["blocks"])
    assert [run["text"] for run in runs if run.get("doubt") == 0] == ["It cost 77 million dollars."]
    assert "The stone bridge at Aldermoor reopened on Friday" in runs[0]["text"]
    assert citations_of(app) == ["1"]


def test_a_statement_that_the_chat_model_alone_doubts_names_it(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    said = '{"1": {"reason": "supported", "verdict": "supported"}, "2": {"reason": "a lottery", "verdict": "partly"}}'
    written = "The stone bridge at Aldermoor reopened on Friday [1]. Engineers replaced 212 stones [1]."
    monkeypatch.setenv("ASSISTANT_CHECK", "model")
    with serving(scripted.in_turn(scripted.saying(written), scripted.saying(said))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        app.run()
        ask(app, "When did the stone bridge at Aldermoor reopen?")
    (doubt,) = answers_of(app)[-1]["view"]["doubts"]
    assert doubt["label"] == "partly supported, says the chat model"
    assert (doubt["text"], doubt["reasons"]) == (
        "Engineers replaced 212 stones.",
        [{"text": "a lottery", "language": "en"}],
    )
    assert citations_of(app) == ["1", "2"]


def test_a_follow_up_shows_what_it_was_understood_as(app: AppTest) -> None:
    app.run()
    ask(app, "When did the stone bridge at Aldermoor reopen?")
    ask(app, "and who paid?")
    assert "understood as: When did the stone bridge at Aldermoor reopen? and who paid?" in shown_in(app)


def test_a_click_opens_what_an_answer_holds_and_nothing_else(app: AppTest) -> None:
    app.run()
    ask(app, "Who paid for the bridge?")
    for nothing in ({}, {"excerpt": "99"}, {"excerpt": ["1"]}, {"copy": 0}, None, "1"):
        tell(app, "open", nothing)
        tell(app, "translate", nothing)
        assert "<article" not in html_of(app)
    tell(app, "open", {"excerpt": "1", "copy": 99})
    assert "<article" in html_of(app)


def test_a_click_that_comes_when_its_page_has_been_left_for_the_library_still_counts(app: AppTest) -> None:
    app.run()
    ask(app, "Who paid for the bridge?")
    open_citation(app)
    opens, asks = click_on("answer", app, "open", {"excerpt": "1"}), click_on("pane", app, "asked", "the county")
    app.button(key="close").click()
    app.session_state["go_to"] = "library"
    app.run()
    assert "<article" not in html_of(app)
    send(app, asks)
    assert "the county" in app.session_state["conversation"].turns[-1].question
    send(app, opens)
    assert "<article" in html_of(app)
    app.button(key="close").click()
    app.session_state["go_to"] = "chat"
    app.run()
    assert "<article" not in html_of(app)
    send(app, opens)
    assert "<article" in html_of(app)


def test_a_question_being_edited_is_asked_as_it_was_when_its_page_has_been_left_for_the_library(app: AppTest) -> None:
    app.run()
    ask(app, "Who paid for the bridge?")
    tell(app, "edit", value=True)
    asks = WidgetStates()
    asks.widgets.add(id=app.button(key="ask-edited").id, trigger_value=True)
    app.session_state["go_to"] = "library"
    app.run()
    send(app, asks)
    conversation = app.session_state["conversation"]
    assert [turn.question for turn in conversation.turns] == ["Who paid for the bridge?"]
    assert not conversation.editing


def test_a_near_quote_of_a_refusal_opens_too(app: AppTest) -> None:
    app.run()
    ask(app, "How many goals did Messi score?")
    tell(app, "open", {"excerpt": "nearest-0", "copy": None})
    assert "<article" in html_of(app)
