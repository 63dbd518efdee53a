"""A question that leans on the ones before it, as a user of the command line asks it."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from tests.doors import scripted
from tests.doors.scripted import Reply, serving
from tests.news import COMET, write_news

BRIDGE = "When did the stone bridge at Aldermoor reopen?"
KOMET = "Wann ist der Komet Brandis zu sehen?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    assert ingest([str(news), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture(autouse=True)
def _here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled)


def ask(capsys: pytest.CaptureFixture[str], question: str, *after: str) -> Any:
    earlier = [option for each in after for option in ("--after", each)]
    assert assistant(["ask", question, "--json", *earlier]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("question", "after", "resolved", "holds"),
    [
        ("and who paid?", BRIDGE, f"{BRIDGE} and who paid?", "paid two thirds"),
        ("Und wer hat ihn entdeckt?", KOMET, f"{KOMET} Und wer hat ihn entdeckt?", "Jale Yücel"),
        ("What did they replace there?", BRIDGE, f"{BRIDGE} What did they replace there?", "212 stones"),
    ],
)
def test_a_follow_up_is_searched_with_what_it_leans_on(
    capsys: pytest.CaptureFixture[str], question: str, after: str, resolved: str, holds: str
) -> None:
    answer = ask(capsys, question, after)
    assert answer["question"] == question
    assert answer["resolved"] == resolved
    assert any(holds in each["quote"] for each in answer["citations"])


def test_the_answer_before_can_be_had_in_another_language(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "auf Deutsch bitte", BRIDGE)
    assert (answer["resolved"], answer["language"]) == (BRIDGE, "de")
    assert answer["text"].startswith("Aus einem Artikel, auf Englisch:")


def test_a_follow_up_is_answered_in_the_language_it_is_asked_in(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "und wer hat das bezahlt?", BRIDGE)
    assert answer["language"] == "de"
    assert any("paid two thirds" in each["quote"] for each in answer["citations"])


def test_a_question_that_leans_on_nothing_is_searched_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "Wann ist der Komet Brandis zu sehen?", BRIDGE)
    assert answer["resolved"] is None
    assert answer["citations"][0]["article_id"] == "komet"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("How are you?", "Hello. Ask something about the articles in the library."),
        ("Vielen Dank!", "Gern. Fragen Sie weiter, wenn Sie mögen."),
    ],
)
def test_courtesy_gets_a_friendly_line_and_no_sources(capsys: pytest.CaptureFixture[str], text: str, line: str) -> None:
    answer = ask(capsys, text, BRIDGE)
    assert answer["text"] == line
    assert (answer["resolved"], answer["citations"], answer["nearest"]) == (None, [], [])


def test_what_was_understood_stands_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", "and who paid?", "--after", BRIDGE]) == 0
    printed = capsys.readouterr()
    assert printed.err == f"understood as: {BRIDGE} and who paid?\n"


def ask_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reply: Reply, question: str
) -> tuple[Any, list[dict[str, Any]]]:
    """The answer, and what the model was sent."""
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "tiny")
    monkeypatch.setenv("ASSISTANT_RETRIES", "0")
    with serving(reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        return ask(capsys, question, BRIDGE), server.requests


def test_a_chat_model_makes_the_question_stand_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    resolved = "Who paid for the stone bridge at Aldermoor?"
    reply = scripted.in_turn(scripted.saying(resolved), scripted.saying("The county paid two thirds [1]."))
    answer, requests = ask_model(monkeypatch, capsys, reply, "and who paid?")
    assert answer["resolved"] == resolved
    assert len(requests) == 2
    assert BRIDGE in requests[0]["messages"][-1]["content"]
    assert resolved in requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "reply",
    [
        scripted.failing(500, "No"),
        scripted.saying(""),
        scripted.saying("One.\nTwo."),
        scripted.saying("x" * 400),
        scripted.saying("Zzyzx qwertz?"),
    ],
    ids=["fails", "empty", "two lines", "too long", "answered by nothing"],
)
def test_the_rule_holds_where_the_model_does_not_resolve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reply: Reply
) -> None:
    both = scripted.in_turn(reply, scripted.saying("The county paid two thirds [1]."))
    answer, _ = ask_model(monkeypatch, capsys, both, "and who paid?")
    assert answer["resolved"] == f"{BRIDGE} and who paid?"
    assert (answer["mode"], answer["refused"]) == ("written", False)


def test_a_question_that_stands_by_itself_costs_no_second_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = scripted.saying("The county paid two thirds [1].")
    _, requests = ask_model(monkeypatch, capsys, written, "Who paid for the bridge at Aldermoor?")
    assert len(requests) == 1
