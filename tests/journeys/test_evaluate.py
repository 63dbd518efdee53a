import json
import os
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from assistant.baselines import bm25_ranker, build_rankers, check_packages, fuse, to_words
from assistant.bench import find_sets
from assistant.bench import main as bench
from assistant.embedding import E5Embeddings
from assistant.errors import MeasuringError
from assistant.library import Library, open_library
from ingest.__main__ import main as ingest
from tests.doors.processes import run_python
from tests.news import COMET, write_news

RESULT_KEYS = ["id", "refused", "confidence", "article_ids", "passages", "quotes", "seconds"]
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "comet", "question": "Who discovered the comet Brandis?", "lang": "en", "doc_ids": ["komet"],
        "answers": ["pupil Jale Yücel"], "answers_doc_lang": ["Jale Yücel"], "answerable": True,
    },
    {
        "id": "bridge", "question": "Wer hat die Brücke bezahlt?", "lang": "de", "doc_ids": ["bridge"],
        "answers": ["lottery"],
    },
    {"id": "brazil", "question": "What is the capital of Brazil?", "lang": "en", "doc_ids": [], "answerable": False},
    {"id": "greeting", "question": "How are you?", "lang": "en", "answerable": False},
    {"id": 5, "question": "Wie lange ist die Stelle im Leuchtturm von Norderholm befristet?"},
]  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three articles, with questions beside it."""
    folder = tmp_path_factory.mktemp("corpus")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in QUESTIONS))
    return folder


@pytest.fixture
def here(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(corpus)
    return corpus


@pytest.fixture(scope="module")
def library(corpus: Path, embeddings: E5Embeddings) -> Any:
    assert ingest([str(corpus / "news"), "--library", str(corpus / "kept")]) == 0
    opened = open_library(str(corpus / "kept"), str(embeddings.model))
    yield opened
    opened.close()


@pytest.fixture
def bench_packages() -> None:
    """Skips a test of the baselines where their packages are not installed; CI has them."""
    try:
        check_packages()
    except MeasuringError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(f"the baselines were not tested: {error}")


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_set_is_asked_in_order_and_every_row_says_what_became_of_it(
    corpus: Path, library: Library, tmp_path: Path
) -> None:
    done = run_python(
        [
            "-m",
            "assistant",
            "evaluate",
            "news",
            "questions.jsonl",
            "--results",
            str(tmp_path / "results.jsonl"),
            "--json",
        ],
        corpus,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    rows = rows_of(tmp_path / "results.jsonl")
    assert [row["id"] for row in rows] == [question["id"] for question in QUESTIONS]
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        assert list(row) == RESULT_KEYS
        assert 0 <= row["confidence"] <= 1
        assert row["seconds"] > 0
        assert sorted(row["article_ids"]) == ["bridge", "komet", "leuchtturm"]
        assert 1 <= len(row["passages"]) <= 10
        assert row["passages"][0]["article_id"] == row["article_ids"][0]
        assert [each["score"] for each in row["passages"]] == sorted(
            (each["score"] for each in row["passages"]), reverse=True
        )
        assert bool(row["quotes"]) != row["refused"]
        for each in [*row["passages"], *row["quotes"]]:
            text = library.article(each["article_id"])[0].text
            assert each.get("quote", text[each["start"] : each["end"]]) == text[each["start"] : each["end"]] != ""
    assert (by_id["brazil"]["refused"], by_id["comet"]["refused"], by_id[5]["refused"]) == (True, False, False)
    assert (by_id["greeting"]["refused"], by_id["greeting"]["confidence"]) == (True, 0)
    assert any("Jale Yücel" in each["quote"] for each in by_id["comet"]["quotes"])
    told = json.loads(done.stdout)
    assert (told["articles"], told["questions"]) == (3, 5)
    # The pair of a row without gold is completed by the library's most common language.
    pairs = [(each["question_language"], each["article_language"]) for each in told["pairs"]]
    assert pairs == [("en", "de"), ("de", "en"), ("de", "de")]
    everything = told["all"]
    assert (everything["finding"]["ranked"], everything["finding"]["hit_at_1"]) == (2, 1)
    assert (everything["quoting"]["quotable"], everything["quoting"]["first_three"]) == (2, 1)
    assert (everything["refusing"]["answerable"], everything["refusing"]["unanswerable"]) == (2, 2)
    assert (everything["refusing"]["auroc"], everything["refusing"]["rightly_refused"]) == (1, 1)
    assert sum(each["questions"] for each in everything["refusing"]["bins"]) == 4


def test_a_reader_gets_tables_and_no_library_is_left_behind(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path / "own"))
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert assistant(["evaluate", "news", "questions.jsonl"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("5 questions over 3 articles\n")
    assert "English → German" in out
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_named_library_is_made_equal_to_the_corpus_and_kept(
    here: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "few.jsonl").write_text(
        '{"id": "a", "question": "Who paid for the bridge?", "doc_ids": ["bridge", "gone"]}'
    )
    shelf = str(tmp_path / "shelf")
    assert assistant(["evaluate", "news", str(tmp_path / "few.jsonl"), "--library", shelf]) == 0
    assert (
        "few.jsonl: 1 of 1 questions name an article that the corpus does not hold, the first is a"
        in capsys.readouterr().err
    )
    assert assistant(["ask", "Why did the bridge reopen?", "--library", shelf, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["citations"]


def test_the_settings_limit_the_answers(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_REFUSE_BELOW", "0")
    monkeypatch.setenv("ASSISTANT_QUOTES", "1")
    assert assistant(["evaluate", "news", "questions.jsonl", "--results", str(tmp_path / "results.jsonl")]) == 0
    counts = {row["id"]: len(row["quotes"]) for row in rows_of(tmp_path / "results.jsonl")}
    assert counts == {"comet": 1, "bridge": 1, "brazil": 1, "greeting": 0, 5: 1}


def failure(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with its remedy of a command that ends with 2."""
    assert assistant(["evaluate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err.strip()


def test_bad_input_ends_with_two_and_one_line_that_names_it(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "q", "question": "Who?"}\n{"id": "r"}\n')
    (tmp_path / "empty").mkdir()
    assert failure(["news", str(bad)], capsys).startswith(f"{bad}, line 2: 'question' must be a text.")
    assert failure(["news", "nowhere.jsonl"], capsys).startswith("The question set nowhere.jsonl cannot be read")
    assert failure(["nowhere", "questions.jsonl"], capsys).startswith("There is no corpus at nowhere.")
    assert failure([str(tmp_path / "empty"), "questions.jsonl"], capsys).startswith("There are no articles in ")
    message = failure(["news", "questions.jsonl", "--results", "./questions.jsonl"], capsys)
    assert message.startswith("The results file questions.jsonl is the question set.")
    results = str(tmp_path / "absent" / "results.jsonl")
    message = failure(["news", "questions.jsonl", "--results", results], capsys)
    assert message.startswith(f"The results file {results} cannot be written: No such file")


def test_a_row_of_the_corpus_that_cannot_be_read_ends_with_one_after_the_rest_is_measured(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "bridge", "text": "A lottery paid for the bridge."}\n{broken\n')
    assert assistant(["evaluate", str(rows), "questions.jsonl", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["articles"] == 1
    assert f"{rows}, line 2" in err


@pytest.mark.usefixtures("bench_packages")
def test_the_baselines_rank_the_same_articles(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["evaluate", "news", "questions.jsonl", "--baselines", "--json"]) == 0
    out, err = capsys.readouterr()
    baselines = json.loads(out)["all"]["baselines"]
    minilm = baselines.pop("LangChain tutorial, MiniLM")  # its package is none of those that the others need
    assert minilm["hit_at_10"] == 1 if minilm else "all-MiniLM-L6-v2" in err
    assert list(baselines) == ["e5, best passage", "BM25, stemmed", "both, fused", "LangChain tutorial, e5"]
    for finding in baselines.values():
        assert (finding["questions"], finding["ranked"]) == (5, 2)
        assert finding["median_seconds"] > 0
    # Neither question shares a word with its article, which is in another language.
    assert {name: each["hit_at_10"] for name, each in baselines.items()} == {
        "e5, best passage": 1, "BM25, stemmed": 0, "both, fused": 1, "LangChain tutorial, e5": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("bench_packages")
def test_rankings_are_of_distinct_articles_best_first(library: Library, embeddings: E5Embeddings) -> None:
    for name, rank in build_rankers(library, embeddings):
        if rank is not None:
            ranked = rank("Wer hat den Kometen Brandis entdeckt?", "de")
            assert ranked[0] == "komet", name
            assert len(set(ranked)) == len(ranked)
    lexical = bm25_ranker(library.stored_passages())
    assert lexical("und die", "de") == lexical("Xylophon", "de") == []


@pytest.mark.usefixtures("bench_packages")
def test_words_are_stemmed_in_their_language() -> None:
    assert to_words("Die Häuser der Läufer", "de") == ["haus", "lauf"]
    assert to_words("the houses", "en") == ["hous"]
    assert to_words("Die Häuser", None) == to_words("Die Häuser", "xx") == ["die", "häuser"]


def test_fusion_adds_the_reciprocal_of_sixty_and_the_rank() -> None:
    # a: 1/61 + 1/63, b: 1/62 + 1/61, c: 1/62, d: 1/63
    assert fuse([["a", "b", "d"], ["b", "c", "a"]]) == ["b", "a", "c", "d"]
    assert fuse([[], []]) == []


def test_a_package_that_is_missing_is_named_with_the_command_that_installs_it(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.baselines.find_spec", lambda module: None if module == "Stemmer" else True)
    message = failure(["news", "questions.jsonl", "--baselines"], capsys)
    assert "PyStemmer" in message
    assert "bm25s" not in message
    assert message.endswith("pip install 'article-assistant[bench]'")


def test_the_bench_measures_every_set_that_is_there_in_one_report(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.bench._SEEDS", tmp_path / "seeds")
    (tmp_path / "xquad").mkdir()
    rows = '{"id": "komet", "text": "Jale Yücel entdeckte den Kometen Brandis.", "lang": "de"}\n'
    (tmp_path / "xquad" / "corpus.de.jsonl").write_text(rows)
    for pair in ("en-de", "de-de"):
        (tmp_path / "xquad" / f"questions.{pair}.jsonl").write_text(json.dumps({**QUESTIONS[0], "lang": pair[:2]}))
    assert bench([str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("XQuAD en-de: 1 question over 1 article\nXQuAD de-de: 1 question over 1 article\n")
    assert "XQuAD de-de, German → German" in out
    assert "MultiHop-RAG is left out" in err
    assert bench([str(tmp_path), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"XQuAD en-de", "XQuAD de-de"}


def test_the_bench_without_a_folder_takes_the_sample_alone() -> None:
    assert [each.name for each in find_sets(None)] == ["Sample"]


def test_a_folder_without_question_sets_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench([str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"There is no question set in {tmp_path}.")
