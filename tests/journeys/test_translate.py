"""``ask --translate``, as a user of the command line sees it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from tests.doors import scripted
from tests.doors.scripted import ScriptedServer, serving
from tests.news import COMET, write_news

QUESTION = "Who discovered the comet Brandis?"
NO_ANSWER = scripted.failing(400, "No answer today")
ENGLISH = "It was discovered by the pupil Jale Yücel from Bremerhaven with a pair of binoculars."


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    assert ingest([str(news), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture(autouse=True)
def _here(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled)
    monkeypatch.setenv("ASSISTANT_QUOTES", "2")
    monkeypatch.setenv("ASSISTANT_RECORDS", str(tmp_path / "records.sqlite"))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """Gives no answer, so that there are quotes, and then one translation for all."""
    with serving(scripted.in_turn(NO_ANSWER, scripted.saying(ENGLISH))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "tiny")
        monkeypatch.setenv("ASSISTANT_RETRIES", "0")
        yield server


def ask(capsys: pytest.CaptureFixture[str], *options: str, question: str = QUESTION) -> tuple[str, str]:
    assert assistant(["ask", question, *options]) == 0
    out, err = capsys.readouterr()
    return out, err


def test_a_terminal_shows_each_quote_and_indented_below_it_its_translation(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = ask(capsys, "--translate", "--language", "de")
    first = next(block for block in out.split("\n\n") if "Jale Yücel aus" in " ".join(block.split()))
    quote, *below = first.splitlines()
    assert quote.startswith("[")
    assert all(line.startswith("    ") for line in below)
    said = " ".join(first.split())
    assert said.index("Bremerhaven mit einem Fernglas") < said.index(ENGLISH)
    assert f"    translated by tiny at {server.host}; the original counts\n" in out


def test_json_has_the_translation_of_each_quote_beside_it_and_it_is_asked_for_once(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = ask(capsys, "--translate", "--json", "--language", "de")
    answer = json.loads(out)
    expected = {"text": ENGLISH, "language": "en", "model": "tiny", "host": server.host}
    assert answer["citations"]
    assert [each["translation"] for each in answer["citations"]] == [expected] * len(answer["citations"])
    assert all(each["quote"] in COMET for each in answer["citations"])
    assert answer["notes"] == [err.strip()]
    asked = len(server.requests)
    assert asked == 1 + len(answer["citations"])
    server.reply = NO_ANSWER
    again, _ = ask(capsys, "--translate", "--json", "--language", "de")
    assert json.loads(again)["citations"] == answer["citations"]
    assert len(server.requests) == asked + 1


def test_the_quotes_below_a_refusal_are_translated_too(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.reply = scripted.saying(ENGLISH)
    options = ("--translate", "--json", "--language", "de")
    answer = json.loads(ask(capsys, *options, question="What is the capital of Brazil?")[0])
    assert answer["refused"]
    assert [each["translation"]["text"] for each in answer["nearest"]] == [ENGLISH] * len(answer["nearest"])


def test_a_quote_in_the_language_of_the_question_has_none(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    german = "Wer hat den Kometen Brandis entdeckt?"
    answer = json.loads(ask(capsys, "--translate", "--json", "--language", "de", question=german)[0])
    assert answer["citations"]
    assert all(each["translation"] is None for each in answer["citations"])
    assert len(server.requests) == 1


def test_without_the_option_nothing_is_translated(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(ask(capsys, "--json")[0])
    assert all("translation" not in each for each in answer["citations"])
    assert len(server.requests) == 1


def test_a_model_that_fails_costs_only_the_translations_and_is_named_once(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.reply = scripted.in_turn(NO_ANSWER, scripted.failing(429, "No"))
    out, err = ask(capsys, "--translate", "--json", "--language", "de")
    answer = json.loads(out)
    assert len(answer["citations"]) == 2
    assert all(each["translation"] is None for each in answer["citations"])
    line = f"A quote is not translated: {server.host} is limiting requests (429). Try again later."
    assert answer["notes"][1:] == [line]
    assert err.splitlines()[1:] == [line]
    assert len(server.requests) == 2


def test_a_file_that_cannot_be_written_is_named_and_the_translation_shown(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_RECORDS", str(tmp_path))
    out, err = ask(capsys, "--translate", "--language", "de")
    assert "discovered by the pupil" in out
    assert f"The file {tmp_path} cannot be used" in err.splitlines()[-1]


@pytest.mark.parametrize("settings", [{}, {"OPENAI_API_KEY": "sk-1", "ASSISTANT_CHAT_MODEL": "none"}])
def test_without_a_chat_model_it_is_a_usage_error_that_says_what_to_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert assistant(["ask", QUESTION, "--translate"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "--translate needs a chat model, and none is set. "
        "Set OPENAI_API_KEY or OPENAI_BASE_URL, and do not set ASSISTANT_CHAT_MODEL to none.\n"
    )
