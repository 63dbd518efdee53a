"""Whatever a chat model does, a question ends in quotes on standard output and one line on standard error."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from tests.doors import scripted
from tests.doors.processes import free_port, run_python
from tests.doors.scripted import Reply, serving
from tests.news import BRIDGE, COMET, write_news

QUESTION = "When did the stone bridge at Aldermoor reopen?"
WRITTEN = "The stone bridge reopened on Friday [1]. "
BEGUN = "A lottery paid"

NEVER_ANSWERING, GOING_QUIET = scripted.hanging(), scripted.hanging(WRITTEN, BEGUN)
FAILURES: dict[str, tuple[Reply, str]] = {
    "time-out": (NEVER_ANSWERING, "has not begun to answer after "),
    "400": (scripted.failing(400, "Bad value"), "answered with an error (400): Bad value."),
    "401": (scripted.failing(401, "No"), "rejected the key (401). Check OPENAI_API_KEY."),
    "404": (scripted.failing(404, "No"), "does not know tiny (404). Check ASSISTANT_CHAT_MODEL"),
    "429": (scripted.failing(429, "No"), "is limiting requests (429). Try again later."),
    "429 with Retry-After": (scripted.failing(429, "No", Retry_After="7"), "(429). Try again in 7 s."),
    "500": (scripted.failing(500, "The GPU is on fire"), "answered with an error (500): The GPU is on fire."),
    "503": (scripted.failing(503, "Loading model"), "answered with an error (503): Loading model."),
    "a context too long": (
        scripted.failing(400, "Too large", code="context_length_exceeded"),
        "The passages are more than tiny at 127.0.0.1",
    ),
    "an empty answer": (scripted.saying(""), "tiny wrote nothing."),
    "no answer of that kind": (scripted.page(200, "<html>Welcome</html>"), "OpenAI-compatible server."),
}
BREAKS: dict[str, tuple[Reply, str]] = {
    "broken off": (scripted.breaking_off_after(WRITTEN, BEGUN), "broke off. Ask again."),
    "gone quiet": (GOING_QUIET, "sent nothing more for "),
    "ended early": (scripted.ending_after(WRITTEN, BEGUN), "without saying that it is whole."),
    "cut": (scripted.saying(WRITTEN, BEGUN, reason="length"), "the most tokens"),
}
ODDITIES: dict[str, tuple[str, str]] = {
    "no marks": (
        "People were glad and danced a lot.",
        "The written answer cites no passage; quotes from the library follow it.",
    ),
    "unknown marks": (
        "It reopened on Friday [1]. A lottery paid [77].",
        "The written answer cites [77], a passage it was not given; the mark was left out.",
    ),
    "another language": (
        "Die Steinbrücke wurde am Freitag nach sieben Monaten Bauzeit wieder geöffnet [1].",
        "The answer was written in German, not in English.",
    ),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    assert ingest([str(news), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled)
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "tiny")
    monkeypatch.setenv("ASSISTANT_RETRIES", "0")
    return filled


@pytest.fixture
def ask(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[str, str]]:
    """Asks a scripted server; gives what stands on standard output and on standard error."""

    def ask(reply: Reply, *options: str) -> tuple[str, str]:
        with serving(reply) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
            if reply in (NEVER_ANSWERING, GOING_QUIET):
                monkeypatch.setenv("ASSISTANT_TIMEOUT_SECONDS", "1")
            assert assistant(["ask", QUESTION, *options]) == 0
        out, err = capsys.readouterr()
        return out, err

    return ask


def assert_quotes(answer: dict[str, object]) -> None:
    assert isinstance(answer["citations"], list)
    assert answer["citations"]
    assert all(each["quote"] in BRIDGE for each in answer["citations"])


def assert_quoted(out: str) -> None:
    assert "[1] " in out
    assert "The stone bridge at Aldermoor reopened on Friday" in " ".join(out.split())


@pytest.mark.parametrize(("reply", "words"), FAILURES.values(), ids=FAILURES)
def test_an_answer_that_never_began_ends_in_quotes_and_a_line_that_says_why(
    ask: Callable[..., tuple[str, str]], reply: Reply, words: str
) -> None:
    out, err = ask(reply)
    assert out.startswith("From 1 article, in English:\n")
    assert_quoted(out)
    assert err.startswith("Quotes instead of a written answer: ")
    assert words in err
    assert err.count("\n") == 1
    out, err = ask(reply, "--json")
    answer = json.loads(out)
    assert (answer["mode"], answer["incomplete"], answer["usage"]) == ("quotes", False, None)
    assert_quotes(answer)
    assert len(answer["notes"]) == 1
    assert err.startswith("Quotes instead of a written answer: ")


def test_a_refused_connection_ends_in_quotes_and_a_line_that_says_why(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    assert assistant(["ask", QUESTION]) == 0
    out, err = capsys.readouterr()
    assert_quoted(out)
    assert err.startswith("Quotes instead of a written answer: The chat server at 127.0.0.1:")
    assert err.endswith("cannot be reached. Start it, or check OPENAI_BASE_URL.\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(("reply", "words"), BREAKS.values(), ids=BREAKS)
def test_an_answer_that_broke_off_stays_marked_and_quotes_follow(
    ask: Callable[..., tuple[str, str]], reply: Reply, words: str
) -> None:
    out, err = ask(reply)
    assert out.startswith(f"{WRITTEN}{BEGUN}\n\nThe answer broke off here. The library says:\n\n")
    assert out.count(BEGUN) == 1
    assert_quoted(out)
    assert err.startswith("The written answer is incomplete: ")
    assert words in err
    assert err.count("\n") == 1
    out, err = ask(reply, "--json")
    answer = json.loads(out)
    assert (answer["mode"], answer["incomplete"]) == ("written", True)
    assert_quotes(answer)
    said = {"state": "supported", "reasons": []}
    first = {"text": "The stone bridge reopened on Friday.", "citations": [1], **said}
    first["verdicts"] = [{"by": "rules", **said}]
    assert answer["statements"][0] == {**first, "quoted": False}
    assert all(each["quoted"] for each in answer["statements"][1:])
    assert all(each["citations"] for each in answer["statements"])
    assert [f"{note}\n" for note in answer["notes"]] == [err]


@pytest.mark.parametrize(("written", "note"), ODDITIES.values(), ids=ODDITIES)
def test_an_odd_answer_is_shown_with_a_line_that_says_what_is_odd(
    ask: Callable[..., tuple[str, str]], written: str, note: str
) -> None:
    out, err = ask(scripted.saying(written))
    assert out.startswith(written.replace(" [77]", ""))
    assert_quoted(out)
    assert err == f"{note}\n"
    out, err = ask(scripted.saying(written), "--json")
    answer = json.loads(out)
    assert (answer["mode"], answer["incomplete"], answer["notes"]) == ("written", False, [note])
    assert_quotes(answer)


def test_what_an_answer_took_stands_small_on_standard_error_and_in_the_json(
    ask: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PRICES", "0.25, 2")
    reply = scripted.saying(WRITTEN, usage=(1_200, 40))
    out, err = ask(reply)
    assert "tokens" not in out
    assert err == "1,200 + 40 tokens · $0.0004\n"
    out, err = ask(reply, "--json")
    assert json.loads(out)["usage"] == {"prompt_tokens": 1_200, "completion_tokens": 40, "dollars": 0.00038}
    assert err == ""


def test_a_process_of_its_own_logs_what_it_is_told_to_and_nothing_else(here: Path) -> None:
    reply = scripted.saying(WRITTEN, usage=(1_200, 40))
    with serving(reply) as server:
        given = {"OPENAI_BASE_URL": f"http://{server.host}/v1", "OPENAI_API_KEY": "sk-secret"}
        quiet = run_python(["-m", "assistant", "ask", QUESTION], here, env=given)
        loud = run_python(["-m", "assistant", "ask", QUESTION], here, env={**given, "ASSISTANT_LOG_LEVEL": "info"})
    assert (quiet.returncode, quiet.stderr) == (0, "1,200 + 40 tokens\n")
    line, tokens = loud.stderr.splitlines()
    assert f" assistant: tiny at {server.host}: first word after " in line
    assert "1,200 + 40 tokens" in line
    assert tokens == "1,200 + 40 tokens"
    assert "sk-secret" not in loud.stderr
    assert QUESTION not in loud.stderr


LIES: dict[str, tuple[str, str]] = {
    "number": ("Engineers replaced 999 stones [1].", "999"),
    "name": ("The stone bridge at Graz reopened on Friday [1].", "Graz"),
    "nothing said": ("Bananas are rich in potassium and grow in the tropics [1].", ""),
}


@pytest.mark.parametrize(("written", "reason"), LIES.values(), ids=LIES)
def test_a_statement_that_its_passage_does_not_support_stays_without_a_number(
    ask: Callable[..., tuple[str, str]], written: str, reason: str
) -> None:
    true = "The stone bridge at Aldermoor reopened on Friday [1]. "
    out, _ = ask(scripted.saying(true, written), "--json")
    answer = json.loads(out)
    first, second = answer["statements"]
    assert (first["state"], first["citations"]) == ("supported", [1])
    assert second["text"] == written.replace(" [1]", "")
    assert second["state"] != "supported"
    assert any(reason in each for each in second["reasons"])
    if second["state"] == "unsupported":
        assert second["citations"] == []
    assert answer["mode"] == "written"
    out, _ = ask(scripted.saying(true, written))
    assert second["text"] in " ".join(out.split())
    assert "supported: " in out


def test_where_nothing_is_supported_the_text_stays_and_quotes_follow(ask: Callable[..., tuple[str, str]]) -> None:
    out, _ = ask(scripted.saying("Bananas are rich in potassium and grow in the tropics [1]."), "--json")
    answer = json.loads(out)
    assert (answer["mode"], answer["refused"]) == ("written", False)
    assert answer["text"].startswith("Bananas are rich in potassium and grow in the tropics.\n\n")
    assert answer["statements"][0]["state"] == "unsupported"
    assert answer["notes"] == [
        "The written answer is not supported by what it cites; quotes from the library follow it."
    ]
    assert_quotes(answer)
    assert [each["quoted"] for each in answer["statements"][:2]] == [False, True]
    assert all(each["state"] == "supported" for each in answer["statements"][1:])


def test_a_model_that_is_set_to_judge_and_does_not_leaves_a_whole_answer_and_a_line_that_says_so(
    ask: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CHECK", "model")
    written = "The stone bridge at Aldermoor reopened on Friday [1]."
    out, err = ask(scripted.in_turn(scripted.saying(written), scripted.saying("I cannot judge.")))
    assert out.startswith(f"{written}\n\nwritten by tiny")
    assert_quoted(out)
    assert err == "The chat model did not judge its statements: tiny did not answer with one verdict for each.\n"


def test_a_model_that_is_set_to_judge_gives_its_verdict_beside_that_of_the_rules(
    ask: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CHECK", "model")
    written = "The stone bridge at Aldermoor reopened on Friday [1]. Engineers replaced 999 stones [1]."
    verdict = {"reason": "it says so", "verdict": "supported"}
    said = scripted.saying(json.dumps({"1": verdict, "2": verdict}))
    out, _ = ask(scripted.in_turn(scripted.saying(written), said), "--json")
    first, second = json.loads(out)["statements"]
    assert (first["state"], [each["by"] for each in first["verdicts"]]) == ("supported", ["rules", "model"])
    assert (second["state"], second["citations"]) == ("unsupported", [])
    assert [each["state"] for each in second["verdicts"]] == ["unsupported", "supported"]
    assert second["reasons"] == second["verdicts"][0]["reasons"]
    assert second["verdicts"][1]["reasons"] == ["it says so"]
