from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.articles import Article
from assistant.candidates import Candidate
from assistant.lacking import names_nowhere, unanswered_parts
from assistant.library import Library
from assistant.retrieval import find_passages
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import embed, open_words

TEXTS = {
    "de": "Die Brücke von Ahrnfels ist gesperrt. Selenskyj sprach in Wien mit dem Bürgermeister Huber.",
    "en": "The bridge of Ahrnfels is closed. The mayor Huber spoke.",
}
EMBEDDINGS = WordEmbeddings()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_words(tmp_path / "library")
    opened.write([embed(Article(id_, id_, text, language=id_), EMBEDDINGS) for id_, text in TEXTS.items()])
    yield opened
    opened.close()


def near(library: Library, question: str) -> Sequence[Candidate]:
    return find_passages(question, library, EMBEDDINGS).passages


@pytest.mark.parametrize(
    ("question", "language", "nowhere"),
    [
        ("Was sagt Huber zur Brücke von Ahrnfels?", "de", ()),
        ("Was sagt Messi zum Wetter in Ahrnfels?", "de", ("Messi", "Wetter")),
        ("What does Zelensky say to Huber in Vienna?", "en", ()),
        ("What does Messi earn in 2030?", "en", ("Messi",)),
        ("why is it closed", "en", ()),
        ("Welche Nachrichten und Artikel nennen Messi?", "de", ("Messi",)),
    ],
)
def test_names_that_stand_nowhere_are_told(
    library: Library, question: str, language: str, nowhere: tuple[str, ...]
) -> None:
    assert names_nowhere(question, language, near(library, question), library) == nowhere


def test_a_name_that_only_a_passage_beyond_those_found_has_is_somewhere(library: Library) -> None:
    assert names_nowhere("Was sagt Huber?", "de", (), library) == ()


@pytest.mark.parametrize(
    ("question", "unanswered"),
    [
        ("Is the bridge of Ahrnfels closed, and what does Lionel Messi earn at Barcelona?",
         ("what does Lionel Messi earn at Barcelona",)),
        ("What does Lionel Messi earn at Barcelona?", ()),
        ("Is the bridge of Ahrnfels closed, and what does the mayor Huber say about it?", ()),
        ("Is the bridge of Ahrnfels closed, according to Lionel Messi at Barcelona?", ()),
    ],
)  # fmt: skip
def test_only_a_part_that_asks_by_itself_and_names_what_stands_nowhere_is_unanswered(
    library: Library, question: str, unanswered: tuple[str, ...]
) -> None:
    def search(part: str) -> tuple[Sequence[Candidate], bool]:
        return near(library, part), False

    assert unanswered_parts(question, "en", near(library, question), library, search) == unanswered
