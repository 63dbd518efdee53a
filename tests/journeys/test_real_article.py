"""The acceptance of ``ask`` on the real article: quotes, refusals, offsets, and what a second ingest costs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.conversation import Assistant
from assistant.embedding import BUILT_IN, E5Embeddings
from assistant.library import Library, open_library
from ingest.syncing import sync
from tests.doors.processes import run_python

pytestmark = pytest.mark.shared

ARTICLE_ID = "000_3e2959cc9f6ec901"
PURPOSES = ("Zusammenarbeit", "Munition", "Kooperationsverträgen")


@pytest.fixture(scope="module")
def library(
    shared_article: Path, embeddings: E5Embeddings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    library = open_library(str(tmp_path_factory.mktemp("real")), BUILT_IN, create=True)
    receipt = sync([shared_article], library, embeddings)
    assert (receipt.added, receipt.rejected) == (1, [])
    yield library
    library.close()


def ask(library: Library, embeddings: E5Embeddings, question: str) -> Answer:
    *_, answer = Assistant(lambda: library, embeddings).ask(question)
    assert isinstance(answer, Answer)
    text = library.article(ARTICLE_ID)[0].text
    excerpts = [*(each.excerpt for each in answer.citations), *answer.nearest]
    assert excerpts
    assert all(text[each.start : each.end] == each.quote for each in excerpts)
    return answer


def quotes(answer: Answer) -> list[str]:
    assert not answer.refused
    return [each.excerpt.quote for each in answer.citations]


@pytest.mark.parametrize(
    ("question", "among"), [("why is Putin visiting Pyongyang", 2), ("Warum besucht Putin Pjöngjang?", 3)]
)
def test_the_reason_of_the_visit_is_among_the_first_quotes(
    library: Library, embeddings: E5Embeddings, question: str, among: int
) -> None:
    found = quotes(ask(library, embeddings, question))
    assert any(purpose in quote for purpose in PURPOSES for quote in found[:among])
    assert not any("Es ist eine weite Reise" in quote for quote in found[:3])


@pytest.mark.parametrize(
    ("question", "word", "among"),
    [
        ("Where is Putin going after North Korea?", "Vietnam", 1),
        ("What does North Korea get in return?", "Rückkehr", 1),
        ("Has Putin an arrest warrant?", "Haftbefehl", 1),
        ("Who is John Kirby?", "Kirby", 1),
        ("Wann war Putin zum ersten Mal in Nordkorea?", "2000", 2),
    ],
)
def test_the_answer_is_in_the_first_quotes(
    library: Library, embeddings: E5Embeddings, question: str, word: str, among: int
) -> None:
    assert any(word in quote for quote in quotes(ask(library, embeddings, question))[:among])


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Brazil?",
        "How many goals did Messi score?",
        "Wie wird das Wetter morgen in Graz?",
        "Wie hoch ist der Leitzins der EZB?",
    ],
)
def test_what_the_article_does_not_say_is_refused(library: Library, embeddings: E5Embeddings, question: str) -> None:
    answer = ask(library, embeddings, question)
    assert answer.refused
    assert not answer.citations
    assert not answer.statements
    assert answer.nearest


@pytest.mark.parametrize(
    ("question", "language", "line"),
    [
        ("why is Putin visiting Pyongyang", "en", "From 1 article, in German:"),
        ("Warum besucht Putin Pjöngjang?", "de", "Aus einem Artikel, auf Deutsch:"),
    ],
)
def test_one_line_in_the_language_of_the_question_says_what_the_quotes_are(
    library: Library, embeddings: E5Embeddings, question: str, language: str, line: str
) -> None:
    answer = ask(library, embeddings, question)
    assert answer.language == language
    assert answer.text.startswith(f"{line}\n")


def test_what_is_known_of_the_article_is_kept_as_it_was_given(library: Library) -> None:
    article, passages = library.article(ARTICLE_ID)
    assert (article.published, article.language) == ("2024-06", "de")
    assert article.title.startswith("Es ist eine weite Reise")
    assert article.text.startswith("Es ist eine weite Reise")
    assert article.text.endswith("Vietnam reisen.")
    assert "".join(article.text[each.start : each.end] for each in passages) == article.text
    assert next(each.section for each in passages if each.section) == "Protest des Westens"


def test_a_second_ingest_embeds_nothing(library: Library, shared_article: Path, embeddings: E5Embeddings) -> None:
    receipt = sync([shared_article], library, embeddings)
    assert (receipt.unchanged, receipt.embedded, receipt.passages) == (1, 0, 0)


def test_on_the_command_line_the_article_is_taken_in_asked_and_shown(shared_article: Path, tmp_path: Path) -> None:
    for added, embedded in ((1, True), (0, False)):
        taken = run_python(["-m", "ingest", str(shared_article), "--json"], tmp_path)
        assert taken.returncode == 0, taken.stderr
        receipt = json.loads(taken.stdout)
        assert (receipt["added"], receipt["embedded"] > 0) == (added, embedded)
    asked = run_python(["-m", "assistant", "ask", "why is Putin visiting Pyongyang", "--json"], tmp_path)
    answer = json.loads(asked.stdout)
    assert not answer["refused"]
    assert any(purpose in each["quote"] for purpose in PURPOSES for each in answer["citations"][:2])
    shown = run_python(["-m", "assistant", "library", "show", ARTICLE_ID, "--json"], tmp_path)
    text = json.loads(shown.stdout)["text"]
    for each in answer["citations"]:
        assert each["article_id"] == ARTICLE_ID
        assert text[each["start"] : each["end"]] == each["quote"]
    refused = run_python(["-m", "assistant", "ask", "What is the capital of Brazil?"], tmp_path)
    assert refused.returncode == 0
    assert "The library says nothing about this." in refused.stdout
