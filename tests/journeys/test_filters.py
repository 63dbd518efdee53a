"""Questions of part of a library, by the command line and by what they name themselves."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from assistant.answers import Answer
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.filters import Filter
from assistant.library import Library, open_library
from assistant.retriever import ArticleRetriever
from ingest.__main__ import main as ingest

NEWS = [
    ("orf-june", "2024-06-18", "de", "ORF", "Die Stadt Linz sperrt die Nibelungenbrücke bis Oktober für den Verkehr."),
    ("zeit-may", "2024-05", "de", "Die Zeit", "Die Stadt Linz sperrt die Nibelungenbrücke ab Juni für Lastwagen."),
    (
        "verge-june",
        "2024-06-17",
        "en",
        "The Verge",
        "The company Nordlicht sells its battery factory to a rival.",
    ),
    (
        "courier-2023",
        "2023",
        "en",
        "The Tarn Courier",
        "The bakery at Aldermoor won the county prize for rye bread.",
    ),
    ("undated", None, "en", None, "The library of Aldermoor lends seeds of old kinds of beans."),
]
TODAY = date(2024, 6, 20)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library in the place where it is looked for."""
    folder = tmp_path_factory.mktemp("filled")
    rows = [
        {"id": id_, "date": published, "language": language, "source": source, "title": id_, "text": text}
        for id_, published, language, source, text in NEWS
    ]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert ingest([str(folder / "news.jsonl"), "--library", str(folder / "library")]) == 0
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(filled)
    return filled


@pytest.fixture(scope="module")
def library(filled: Path) -> Iterator[Library]:
    opened = open_library(str(filled / "library"), BUILT_IN)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def embeddings() -> E5Embeddings:
    return E5Embeddings(parse_embedding_model(BUILT_IN))


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert assistant(["ask", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def shown(answer: Any) -> set[str]:
    return {each["article_id"] for each in [*answer["citations"], *answer["nearest"]]}


BRIDGE = "Warum sperrt Linz die Nibelungenbrücke?"


def test_without_a_filter_the_answer_says_there_was_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, BRIDGE)
    assert answer["filter"] is None
    assert {"orf-june", "zeit-may"} <= shown(answer)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--from", "2024-06"], {"orf-june", "verge-june"}),
        (["--from", "2024-06", "--to", "2024-06-17"], {"verge-june"}),
        (["--to", "2024-05-03"], {"zeit-may", "courier-2023"}),
        (["--to", "2023"], {"courier-2023"}),
        (["--language", "DE"], {"orf-june", "zeit-may"}),
        (["--source", "orf"], {"orf-june"}),
        (["--source", "Zeit", "--source", "the verge"], {"zeit-may", "verge-june"}),
        (["--language", "de", "--language", "en", "--from", "2023", "--source", "tarn courier"], {"courier-2023"}),
    ],
)
def test_only_articles_that_match_are_shown(
    here: Path, capsys: pytest.CaptureFixture[str], flags: list[str], expected: set[str]
) -> None:
    answer = asked(capsys, BRIDGE, *flags)
    assert shown(answer)
    assert shown(answer) <= expected
    assert answer["filter"] is not None


def test_the_answer_says_which_filter_shaped_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--from", "2024-06", "--to", "2024-06-18", "--language", "de", "--source", "orf"]
    expected = {"from": "2024-06", "to": "2024-06-18", "languages": ["de"], "sources": ["ORF"]}
    assert asked(capsys, BRIDGE, *flags)["filter"] == expected
    assert assistant(["ask", BRIDGE, *flags]) == 0
    out = capsys.readouterr().out
    assert "Nur Artikel: ab Juni 2024 · bis 18. Juni 2024 · Deutsch · ORF" in out
    assert assistant(["ask", "Who won the county prize for bread?", "--from", "2023", "--to", "2023"]) == 0
    assert "Only articles: 2023" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (["--from", "June"], 2, "'June' is no date. Write 2024, 2024-06 or 2024-06-18."),
        (["--to", "2024-02-30"], 2, "'2024-02-30' is no date. Write 2024, 2024-06 or 2024-06-18."),
        (["--language", "german"], 2, "No article in the library is in the language 'german'. Did you mean de?"),
        (["--language", "xx"], 2, "No article in the library is in the language 'xx'. It has de, en."),
        (["--source", "ORV"], 2, "No article in the library is of the source 'ORV'. Did you mean ORF?"),
        (["--source", ""], 2, "No article in the library is of the source ''. It has Die Zeit, ORF, The Tarn Courier,"),
        (["--from", "2024", "--to", "2023"], 2, "2024 is later than 2023. Write the earlier date first."),
        (
            ["--source", "ORF", "--to", "2023"],
            1,
            "No article in the library is up to 2023, of ORF. Ask for less",
        ),
        (["--from", "2030"], 1, "No article in the library is from 2030 on."),
    ],
)
def test_a_filter_that_cannot_be_is_named_in_a_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], flags: list[str], code: int, message: str
) -> None:
    assert assistant(["ask", BRIDGE, *flags]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)
    assert "\n" not in err.strip()


def answered(library: Library, embeddings: E5Embeddings, question: str, refuse_below: float = 0.0) -> Answer:
    ready = Assistant(lambda: library, embeddings, None, Limits(refuse_below=refuse_below), lambda: TODAY)
    answer = list(ready.ask(question))[-1]
    assert isinstance(answer, Answer)
    return answer


def cited(answer: Answer) -> set[str]:
    return {each.excerpt.article_id for each in answer.citations}


def test_a_question_that_names_a_time_of_reporting_is_answered_from_it(
    library: Library, embeddings: E5Embeddings
) -> None:
    answer = answered(library, embeddings, "Was wurde im Mai 2024 über die Nibelungenbrücke berichtet?")
    assert answer.filter == Filter("2024-05", "2024-05")
    assert cited(answer) == {"zeit-may"}
    answer = answered(library, embeddings, "Was sperrte die Stadt Linz diese Woche?")
    assert cited(answer) <= {"orf-june", "verge-june"}


def test_a_question_that_asks_for_a_source_is_answered_from_it(library: Library, embeddings: E5Embeddings) -> None:
    answer = answered(library, embeddings, "Für wen sperrt Linz laut Die Zeit die Nibelungenbrücke?")
    assert answer.filter == Filter(sources=("Die Zeit",))
    assert cited(answer) == {"zeit-may"}


def test_where_what_the_question_asks_for_does_not_answer_the_others_do_and_a_note_says_so(
    library: Library, embeddings: E5Embeddings
) -> None:
    question = "Who won the county prize for rye bread at Aldermoor this week?"
    answer = answered(library, embeddings, question, refuse_below=0.5)
    assert cited(answer) == {"courier-2023"}
    assert not answer.filter
    (note,) = answer.notes
    assert note == (
        "None of the articles that the question asks for (from 17 June 2024 on · up to 23 June 2024) answers; "
        "these are others."
    )


def test_a_retriever_takes_a_filter(library: Library, embeddings: E5Embeddings) -> None:
    retriever = ArticleRetriever(library=library, embeddings=embeddings, filter=Filter(languages=("en",)))
    assert {each.metadata["language"] for each in retriever.invoke(BRIDGE)} == {"en"}
