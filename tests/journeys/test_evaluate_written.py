import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from assistant.replies import CANNOT_TELL
from tests.doors import scripted
from tests.doors.gold_server import Known, know, to_answer
from tests.doors.processes import PROJECT, running
from tests.doors.scripted import serving

GERMAN = [
    {
        "id": "news-de-1", "lang": "de", "title": "Komet Brandis",
        "text": "Der Komet Brandis ist mit bloßem Auge zu sehen. Entdeckt hat ihn die Schülerin Jale Yücel aus "
        "Bremerhaven mit einem Fernglas.",
    },
    {
        "id": "news-de-2", "lang": "de", "title": "Leuchtturm von Norderholm",
        "text": "Der Leuchtturm von Norderholm wird wieder bewohnt. Die Stelle im Leuchtturm ist auf zwei Jahre "
        "befristet und wird vom Land bezahlt.",
    },
]  # fmt: skip
ENGLISH = [
    {
        "id": "news-en-1", "lang": "en", "title": "The comet Brandis",
        "text": "The comet Brandis can be seen with the naked eye. It was discovered by the pupil Jale Yücel from "
        "Bremerhaven with binoculars.",
    },
]  # fmt: skip
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "comet", "question": "Who discovered the comet Brandis?", "lang": "en", "doc_ids": ["news-de-1"],
        "answers": ["pupil Jale Yücel"], "answers_doc_lang": ["Schülerin Jale Yücel"], "answerable": True,
    },
    {"id": "brazil", "question": "What is the capital of Brazil?", "lang": "en", "answerable": False},
    {
        "id": "tower", "question": "Wie lange ist die Stelle im Leuchtturm von Norderholm befristet?", "lang": "de",
        "doc_ids": ["news-de-2"], "answers": ["zwei Jahre"],
    },
    {
        "id": "near", "lang": "de", "answerable": False,
        "question": "Mit welchem Fernglas hat die Schülerin Jale Yücel den Kometen entdeckt?",
    },
]  # fmt: skip


def write_rows(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


@pytest.fixture
def set_of_four(tmp_path: Path) -> list[str]:
    """Question set, corpus and its translation, as files."""
    return [
        write_rows(tmp_path / "questions.jsonl", QUESTIONS),
        write_rows(tmp_path / "corpus.de.jsonl", GERMAN),
        write_rows(tmp_path / "corpus.en.jsonl", ENGLISH),
    ]


@pytest.fixture
def gold_server(set_of_four: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The command that serves a model which knows the answers; the settings name it."""
    with running(["-m", "tests.doors.gold_server", *set_of_four], PROJECT) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        yield url.removeprefix("http://").removesuffix("/v1")


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_model_that_knows_the_answers_gets_the_scores_of_one(
    set_of_four: list[str], gold_server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, corpus, _ = set_of_four
    results = tmp_path / "results.jsonl"
    assert assistant(["evaluate", corpus, questions, "--written", "--json", "--results", str(results)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["author"] == {"model": "gold", "host": gold_server}
    writing = told["all"]["writing"]
    outcomes = {key: writing[key] for key in ("questions", "refused", "declined", "quotes", "incomplete", "whole")}
    assert outcomes == {"questions": 4, "refused": 1, "declined": 1, "quotes": 0, "incomplete": 0, "whole": 2}
    assert (writing["statements"], writing["unsupported"]) == (2, 0)
    assert (writing["with_gold"], writing["citations"], writing["precision"], writing["recall"]) == (2, 2, 1, 1)
    assert (writing["holding"], writing["in_language"]) == (1, 1)
    assert writing["prompt_tokens"] is None
    assert 0 < writing["median_seconds"] <= writing["most_seconds"]
    refusing = told["all"]["refusing"]
    assert (refusing["wrongly_refused"], refusing["rightly_refused"]) == (0, 1)
    pairs = {(each["question_language"], each["article_language"]): each["writing"] for each in told["pairs"]}
    assert {pair: each["whole"] for pair, each in pairs.items()} == {("en", "de"): 1, ("de", "de"): 1}
    assert pairs["de", "de"]["supported"] == pairs["de", "de"]["all_supported"] == 1
    rows = {row["id"]: row for row in rows_of(results)}
    assert {id_: row["outcome"] for id_, row in rows.items()} == {
        "comet": "whole", "brazil": "refused", "tower": "whole", "near": "declined",
    }  # fmt: skip
    assert rows["comet"]["text"].startswith("It was discovered by the pupil Jale Yücel")
    (statement,) = rows["comet"]["statements"]
    assert (statement["citations"], statement["quoted"]) == ([1], False)
    assert "Entdeckt hat ihn die Schülerin" in rows["comet"]["quotes"][0]["quote"]
    assert (rows["near"]["mode"], rows["near"]["statements"]) == ("written", [])


def test_a_model_that_fails_is_scored_for_what_it_wrote_and_not_for_the_quotes_that_follow(
    set_of_four: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, corpus, _ = set_of_four
    ids = ("uncited", "broken", "failed")
    questions = write_rows(tmp_path / "comet.jsonl", [{**QUESTIONS[0], "id": each} for each in ids])
    reply = scripted.in_turn(
        scripted.saying("Es war ein Lehrer aus Hamburg, wie man in der Gegend seit Jahren erzählt.", usage=(900, 20)),
        scripted.breaking_off_after("It was discovered by the pupil Jale Yücel [1]. It", " is"),
        scripted.failing(401, "no"),
    )
    results = tmp_path / "results.jsonl"
    with serving(reply) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://{server.host}/v1")
        arguments = ["evaluate", corpus, questions, "--written", "--results", str(results)]
        assert assistant([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = rows_of(results)
    assert [row["outcome"] for row in rows] == ["whole", "incomplete", "quotes"]
    assert [[each["quoted"] for each in row["statements"]][:2] for row in rows] == [
        [False, True], [False, True], [True] * len(rows[2]["statements"][:2]),
    ]  # fmt: skip
    writing = told["all"]["writing"]
    assert (writing["whole"], writing["incomplete"], writing["quotes"]) == (1, 1, 1)
    assert (writing["statements"], writing["unsupported"]) == (2, 0.5)
    assert (writing["with_gold"], writing["citations"], writing["precision"], writing["recall"]) == (2, 1, 1, 0.5)
    assert (writing["holding"], writing["in_language"]) == (0.5, 0.5)
    assert (writing["prompt_tokens"], writing["completion_tokens"]) == (900, 20)


@pytest.mark.parametrize("settings", [{}, {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ASSISTANT_CHAT_MODEL": "none"}])
def test_without_a_chat_model_there_is_nothing_to_measure(
    settings: Mapping[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert assistant(["evaluate", "news", "questions.jsonl", "--written"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        "There is no chat model whose answers could be measured. Set OPENAI_BASE_URL or OPENAI_API_KEY"
    )
    assert err.count("\n") == 1


def test_a_server_that_is_not_there_is_told_before_anything_is_measured(
    set_of_four: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions, corpus, _ = set_of_four
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert assistant(["evaluate", corpus, questions, "--written"]) == 1
    assert capsys.readouterr().err.startswith("The chat server at 127.0.0.1:9 cannot be reached.")


def test_every_second_question_is_asked_from_the_first_on(set_of_four: list[str], tmp_path: Path) -> None:
    questions, corpus, _ = set_of_four
    results = tmp_path / "results.jsonl"
    assert assistant(["evaluate", corpus, questions, "--every", "2", "--results", str(results)]) == 0
    assert [row["id"] for row in rows_of(results)] == ["comet", "tower"]


@pytest.mark.parametrize("step", ["0", "-1", "half", "1.5"])
def test_a_step_that_is_none_is_told_as_usage(step: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        assistant(["evaluate", "news", "questions.jsonl", f"--every={step}"])
    assert left.value.code == 2
    assert f"{step} is no whole number from 1 on" in capsys.readouterr().err


def test_the_model_that_knows_says_the_sentence_in_the_questions_language_with_the_mark_of_its_passage() -> None:
    known = know(QUESTIONS, GERMAN, ENGLISH)
    assert known["Who discovered the comet Brandis?"] == Known(
        "Entdeckt hat ihn die Schülerin Jale Yücel aus Bremerhaven mit einem Fernglas.",
        "It was discovered by the pupil Jale Yücel from Bremerhaven with binoculars.",
    )
    assert set(known) == {QUESTIONS[0]["question"], QUESTIONS[2]["question"]}
    comet, tower = (f"| {each['text']}" for each in GERMAN)
    question = f"Question: {QUESTIONS[0]['question']}"
    said = to_answer(f"example: closed [2].\n\n[1] Leuchtturm\n{tower}\n\n[2] Komet\n{comet}\n\n{question}", known)
    assert said == "It was discovered by the pupil Jale Yücel from Bremerhaven with binoculars [2]."
    assert to_answer(f"[1] Leuchtturm\n{tower}\n\n{question}", known) == CANNOT_TELL
    assert to_answer(f"[1] Komet\n{comet}\n\nQuestion: Where is it?", known) == CANNOT_TELL
    # A passage that asks the question is not the question.
    assert to_answer(f"[1] Komet\n{comet}\n| {QUESTIONS[0]['question']}\n\nQuestion: Where?", known) == CANNOT_TELL
