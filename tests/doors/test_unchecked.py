"""What is written while the server of the embedding model has gone stays, unmarked, and quotes follow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.chat_model import OpenAIChatModel
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.errors import EmbeddingModelError
from assistant.library import Library
from assistant.settings import Settings
from tests.doors.fakes import WordEmbeddings
from tests.doors.scripted import saying, serving
from tests.doors.stored import open_words, write_texts

QUESTION = "When did the ferry to Holm sail again?"
FERRY = "The ferry to Holm sails again since Friday. Its engine was repaired in May."
GONE = EmbeddingModelError("The embedding server at 127.0.0.1:1 cannot be reached.", "Start it.")


class GoingAway(WordEmbeddings):
    """Embeds questions, so many texts after the first, and no more."""

    def __init__(self, left: int) -> None:
        super().__init__(common=1)
        self._left = left

    def embed_query(self, text: str) -> list[float]:
        if text != QUESTION:
            self._left -= 1
        if self._left < 0:
            raise GONE
        return super().embed_query(text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_words(tmp_path)
    write_texts(library, {"ferry": FERRY}, WordEmbeddings(common=1))
    yield library
    library.close()


def ask(library: Library, written: str, *, left: int) -> tuple[Answer, int]:
    """The answer, and how often the chat model was asked."""
    with serving(saying(written)) as server:
        given = {"openai_base_url": f"http://{server.host}/v1", "assistant_retries": 0}
        model = OpenAIChatModel(Settings.model_validate(given))
        assistant = Assistant(lambda: library, GoingAway(left), model, Limits(refuse_below=0))
        *_, answer = assistant.ask(QUESTION)
        assert isinstance(answer, Answer)
        return answer, len(server.requests)


def test_the_first_statement_that_cannot_be_checked_ends_the_answer_and_quotes_follow(library: Library) -> None:
    written = "The ferry to Holm sails again since Friday [1]. Its engine was repaired in May [1]. It is red [1]."
    answer, requests = ask(library, written, left=1)
    assert requests == 1
    assert (answer.mode, answer.incomplete) == ("written", True)
    assert answer.statements[0].state == "supported"
    assert answer.statements[0].citations == (1,)
    assert (answer.statements[1].state, answer.statements[1].citations) == ("unsupported", ())
    assert all(each.quoted or not each.citations for each in answer.statements[1:])
    assert answer.text.startswith("The ferry to Holm sails again since Friday [1]. Its engine was repaired in May.")
    assert answer.notes == (f"The written answer is incomplete: {GONE}",)
    assert all(FERRY[each.excerpt.start : each.excerpt.end] == each.excerpt.quote for each in answer.citations)


@pytest.mark.parametrize("mark", ["", " [1]"])
def test_an_answer_of_which_nothing_could_be_checked_shows_quotes(library: Library, mark: str) -> None:
    answer, _ = ask(library, f"The ferry sails again since 5 May 2024{mark}.", left=0)
    assert answer.citations
    assert {each.number for each in answer.citations} == {
        number for each in answer.statements if each.quoted for number in each.citations
    }
    assert all(not each.citations for each in answer.statements if not each.quoted)
    assert any(str(GONE) in note for note in answer.notes)
