"""Before a chat model is asked few passages are compared; quotes and refusals are found with the same care as ever."""

from collections.abc import Iterator, Sequence

import pytest

from assistant.answers import Answer
from assistant.chat_model import OpenAIChatModel
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.embedding import E5Embeddings
from assistant.engine import EmbeddedQuestion
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.tokenizing import Parts
from assistant.weights import Vectors
from tests.doors.scripted import Reply, failing, saying, serving
from tests.doors.stored import write_texts

TOWNS = ("Ahrn", "Bolm", "Calp", "Dorn", "Elm", "Fahr", "Golm", "Hamm", "Ilm", "Jarn")
QUESTION = "Who pays for the repair of the bridge at Golm?"
FEW_CHARS = 1_200


class Counting:
    """The real model, which says how much was compared token by token."""

    def __init__(self, real: E5Embeddings) -> None:
        self._real = real
        self.model = real.model
        self.embed_documents, self.embed_query = real.embed_documents, real.embed_query
        self.prepare = real.prepare
        self.compared: list[int] = []

    def embed_question(self, text: str) -> EmbeddedQuestion:
        return self._real.embed_question(text)

    def embed_tokens(self, texts: Sequence[Parts]) -> list[list[Vectors]] | None:
        self.compared.append(sum(len(part) for parts in texts for part in parts))
        return self._real.embed_tokens(texts)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embeddings: E5Embeddings) -> Iterator[Library]:
    library = open_library(str(tmp_path_factory.mktemp("towns")), str(embeddings.model), create=True)
    texts = {
        town: f"The bridge at {town} is being repaired. A lottery of the people of {town} pays for the repair. "
        + f"Engineers in {town} found cracks in {count} of the arches, which are older than the mill beside it. " * 4
        for count, town in enumerate(TOWNS, start=11)
    }
    write_texts(library, texts, embeddings)
    yield library
    library.close()


def ask(library: Library, counting: Counting, reply: Reply | None, refuse_below: float = 0.5) -> Answer:
    """The answer of a server that replies so; of quotes alone for None."""
    limits = Limits(refuse_below=refuse_below)
    if reply is None:
        return last(Assistant(lambda: library, counting, None, limits))
    with serving(reply) as server:
        given = {"openai_base_url": f"http://{server.host}/v1", "assistant_retries": 0}
        return last(Assistant(lambda: library, counting, OpenAIChatModel(Settings.model_validate(given)), limits))


def last(assistant: Assistant) -> Answer:
    *_, answer = assistant.ask(QUESTION)
    assert isinstance(answer, Answer)
    return answer


def test_before_a_chat_model_is_asked_few_characters_are_compared(library: Library, embeddings: E5Embeddings) -> None:
    written, quoted = Counting(embeddings), Counting(embeddings)
    answer = ask(library, written, saying("A lottery of the people of Golm pays for the repair [1]."))
    assert answer.mode == "written"
    assert [each.excerpt.article_id for each in answer.citations] == ["Golm"]
    ask(library, quoted, None)
    assert 0 < sum(written.compared) <= FEW_CHARS < sum(quoted.compared)


def test_quotes_in_place_of_an_answer_are_those_that_are_shown_without_a_chat_model(
    library: Library, embeddings: E5Embeddings
) -> None:
    counting = Counting(embeddings)
    failed = ask(library, counting, failing(500, "No"))
    assert failed.notes
    assert sum(counting.compared) > FEW_CHARS
    assert failed.citations == ask(library, Counting(embeddings), None).citations


def test_a_question_is_refused_only_after_it_was_searched_with_all_care(
    library: Library, embeddings: E5Embeddings
) -> None:
    counting = Counting(embeddings)
    refused = ask(library, counting, saying("Never asked."), refuse_below=1)
    assert refused.refused
    assert refused.author is None
    assert sum(counting.compared) > FEW_CHARS
    assert refused.confidence == ask(library, Counting(embeddings), None, refuse_below=1).confidence
