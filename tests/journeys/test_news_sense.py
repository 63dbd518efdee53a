"""Copies of one report, and relative times, from files to the answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from tests.news import COMET, write_agency

INJURED = "Wie viele Arbeiter wurden bei der Explosion in der Zuckerfabrik verletzt?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agency")
    news = write_agency(folder / "news")
    (news / "komet.txt").write_text(COMET)
    (news / "april.txt").write_text(" date 2024-04 Heute Abend tanzen in Grünau 40 Paare, morgen wird ihr Saal gefegt.")
    assert ingest([str(news), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture(autouse=True)
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled)


def ask(question: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert assistant(["ask", question, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def show(question: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert assistant(["ask", question]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_copies_count_once_and_a_later_toll_stays_a_report_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    citations = ask(INJURED, capsys)["citations"]
    quotes = [each["quote"] for each in citations]
    assert len(set(quotes)) == len(quotes)
    assert {each["article_id"] for each in citations} == {"agentur", "spaeter"}
    assert any("drei Arbeiter" in each for each in quotes)
    assert any("fünf Arbeiter" in each for each in quotes)
    for each in citations:
        copies = {copy["article_id"] for copy in each["copies"]}
        assert copies == ({"bote", "kurier"} if each["article_id"] == "agentur" else set())


def test_a_copys_offsets_are_those_of_the_same_sentence_in_its_article(capsys: pytest.CaptureFixture[str]) -> None:
    citation = next(each for each in ask(INJURED, capsys)["citations"] if "drei Arbeiter" in each["quote"])
    copy = next(each for each in citation["copies"] if each["article_id"] == "bote")
    assert (copy["title"], copy["published"], copy["source"]) == (
        "Drei Verletzte in Mühlrode", "2025-03-12", "Mühlroder Bote",
    )  # fmt: skip
    assert assistant(["library", "show", "bote", "--json"]) == 0
    text = json.loads(capsys.readouterr().out)["text"]
    assert text[copy["start"] : copy["end"]].endswith(citation["quote"])


def test_a_terminal_names_the_copies(capsys: pytest.CaptureFixture[str]) -> None:
    shown = show(INJURED, capsys)
    assert "auch in 2 Abdrucken: " in shown
    assert "Drei Verletzte in Mühlrode · Mühlroder Bote" in shown
    assert "Kessel geplatzt · Kurier" in shown


def test_relative_times_stand_beside_the_quote_with_the_first_papers_date(capsys: pytest.CaptureFixture[str]) -> None:
    question = "Why did the boiler of the sugar factory burst, when is an expert expected?"
    citation = next(each for each in ask(question, capsys)["citations"] if "wird morgen" in each["quote"])
    start = citation["quote"].index("morgen")
    assert citation["times"] == [
        {
            "text": "morgen",
            "start": start,
            "end": start + 6,
            "earliest": "2025-03-12",
            "latest": "2025-03-12",
            "wording": "12 March 2025",
        }
    ]
    assert "morgen: 12 March 2025" in show(question, capsys)


def test_a_date_that_is_a_month_invents_no_day(capsys: pytest.CaptureFixture[str]) -> None:
    english = "How many couples dance in Grünau?"
    (citation,) = [each for each in ask(english, capsys)["citations"] if each["article_id"] == "april"]
    assert [each["wording"] for each in citation["times"]] == ["written in April 2024"] * 2
    assert "Heute Abend, morgen: written in April 2024" in show(english, capsys)
    assert "Heute Abend, morgen: geschrieben im April 2024" in show("Wie viele Paare tanzen in Grünau?", capsys)


def test_every_quote_and_every_nearest_sentence_shows_its_date(capsys: pytest.CaptureFixture[str]) -> None:
    question = "What is the capital of Brazil?"
    nearest = ask(question, capsys)["nearest"]
    shown = show(question, capsys)
    assert nearest
    assert shown.count(" 2024") + shown.count(" 2025") >= len(nearest)
    answered = ask(INJURED, capsys)["citations"]
    shown = show(INJURED, capsys)
    assert shown.startswith("Aus 2 Artikeln, auf Deutsch, 11. März 2025 bis 12. März 2025:")
    assert shown.count("März 2025") - 2 == len(answered)
