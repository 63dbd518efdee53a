"""Libraries of models whose cosines are on other scales are asked, and answer and refuse as they should."""

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy
import pytest

from assistant.cosines import Scale, fit_scale, probes_asked, probes_told, to_levels
from assistant.embedding import E5Embeddings, EmbeddingModel
from assistant.errors import MeasuringError
from assistant.library import open_library
from assistant.questions import read_questions
from assistant.retrieval import find_passages
from assistant.weights import Vectors
from ingest.syncing import sync
from tests.doors.embedding_server import MODELS, embedding
from tests.doors.processes import run_python
from tests.doors.scripted import serving

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = read_questions(SEEDS / "questions.jsonl")
REFUSED_BELOW = 0.5

Distort = Callable[[Vectors], Vectors]


class Distorted:
    """The built-in model without vectors of tokens, its vectors distorted."""

    model = EmbeddingModel("openai", "distorted")

    def __init__(self, embeddings: E5Embeddings, asked: Distort, told: Distort) -> None:
        self._embed_query = lru_cache(maxsize=None)(embeddings.embed_query)
        self._embed_document = lru_cache(maxsize=None)(lambda text: embeddings.embed_documents([text])[0])
        self._asked, self._told = asked, told

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [_unit(self._told(_vector(self._embed_document(text)))).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = _unit(self._asked(_vector(self._embed_query(text)))).tolist()
        return vector


class Scaled(Distorted):
    """The same, brought back."""

    def scale(self) -> Scale:
        asked = numpy.array([self.embed_query(each) for each in probes_asked()], dtype=numpy.float32)
        return fit_scale(to_levels(asked, numpy.array(self.embed_documents(probes_told()), dtype=numpy.float32)))


def _vector(numbers: Sequence[float]) -> Vectors:
    return numpy.array(numbers, dtype=numpy.float32)


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = vector / numpy.linalg.norm(vector)
    return unit


def as_it_is(vector: Vectors) -> Vectors:
    return vector


def squeezed(vector: Vectors) -> Vectors:
    """With so much in common that a cosine c becomes 0.6 + 0.4 c."""
    return numpy.append(vector * 0.4**0.5, _vector([0.6**0.5]))


def spread(embeddings: E5Embeddings) -> tuple[Distort, Distort]:
    """Without most of what all vectors have in common: cosines begin near 0, as those of OpenAI's models do."""
    asked = numpy.mean([embeddings.embed_query(each) for each in probes_asked()], axis=0, dtype=numpy.float32)
    told = numpy.mean(embeddings.embed_documents(probes_told()), axis=0, dtype=numpy.float32)
    return lambda vector: vector - 0.95 * asked, lambda vector: vector - 0.95 * told


def answered(embeddings: Distorted, folder: Path) -> list[bool]:
    """Which of the sample's questions are not refused."""
    library = open_library(str(folder), str(embeddings.model), create=True)
    sync([SEEDS / "articles"], library, embeddings)
    try:
        return [find_passages(each.text, library, embeddings).confidence >= REFUSED_BELOW for each in QUESTIONS]
    finally:
        library.close()


@pytest.fixture(scope="module")
def undistorted(embeddings: E5Embeddings, tmp_path_factory: pytest.TempPathFactory) -> list[bool]:
    return answered(Distorted(embeddings, as_it_is, as_it_is), tmp_path_factory.mktemp("undistorted"))


def test_a_model_whose_cosines_are_squeezed_answers_and_refuses_as_without(
    embeddings: E5Embeddings, undistorted: list[bool], tmp_path: Path
) -> None:
    plain = answered(Distorted(embeddings, squeezed, squeezed), tmp_path / "plain")
    scaled = answered(Scaled(embeddings, squeezed, squeezed), tmp_path / "scaled")
    assert plain.count(True) == len(QUESTIONS)
    assert _agreeing(scaled, undistorted) >= len(QUESTIONS) - 1


def test_a_model_whose_cosines_are_spread_answers_and_refuses_nearly_as_without(
    embeddings: E5Embeddings, undistorted: list[bool], tmp_path: Path
) -> None:
    plain = answered(Distorted(embeddings, *spread(embeddings)), tmp_path / "plain")
    scaled = answered(Scaled(embeddings, *spread(embeddings)), tmp_path / "scaled")
    assert plain.count(True) < len(QUESTIONS) / 10
    assert _agreeing(scaled, undistorted) >= len(QUESTIONS) - 12  # 7 were seen


def _agreeing(ones: list[bool], others: list[bool]) -> int:
    return sum(one == other for one, other in zip(ones, others, strict=True))


BRIDGE = """The stone bridge at Aldermoor reopened on Friday after repairs that took seven months. Engineers replaced
212 stones. The county paid two thirds of the 1.4 million pounds; a lottery for villagers raised the rest.
"""


def test_a_library_of_a_real_model_behind_a_server_answers_and_refuses_and_asks_for_probes_once(tmp_path: Path) -> None:
    try:
        embed = MODELS["all-MiniLM-L6-v2"]()
    except MeasuringError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(f"all-MiniLM-L6-v2 was not tested: {error}")
    (tmp_path / "bridge.txt").write_text(BRIDGE)
    with serving(embedding(embed), ("all-MiniLM-L6-v2",)) as server:
        env = {
            "OPENAI_BASE_URL": f"http://{server.host}/v1",
            "ASSISTANT_EMBEDDINGS": "openai:all-MiniLM-L6-v2",
            "ASSISTANT_CHAT_MODEL": "none",
            "ASSISTANT_RECORDS": "records.sqlite",
            "ASSISTANT_LIBRARY": "shelf",
        }
        done = run_python(["-m", "ingest", "bridge.txt"], tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        before = len(server.requests)
        answers = []
        for question in ("How many stones did the engineers replace?", "Who won the football world cup in 2014?"):
            done = run_python(["-m", "assistant", "ask", question, "--json"], tmp_path, env=env)
            assert done.returncode == 0, done.stderr
            answers.append(json.loads(done.stdout))
        sizes = [len(each["input"]) for each in server.requests[before:]]
    assert [each["refused"] for each in answers] == [False, True]
    assert "212 stones" in answers[0]["citations"][0]["quote"]
    assert [size for size in sizes if size > 1] == [len(probes_asked()), len(probes_told())]
