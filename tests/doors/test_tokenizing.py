"""Texts are parted in the same way whether the tokenizer knows all pieces or only theirs."""

import pytest

from assistant import tokenizing
from assistant.engine import open_weights
from assistant.tokenizing import TextTokenizer
from assistant.weights import Vocabulary

TEXTS = [
    ["query:", "why is Putin visiting Pyongyang"],
    ["passage:", "Der Zug nach Pjöngjang hält in Wladiwostok.", "", "„Nie wieder“, sagte er – am 18.06.2024."],
    ["Путин прибыл в Пхеньян с двухдневным визитом.", "习近平在北京会见了普京。"],
    ["ein\u00adhalb\tund\nzwei  Ⅷ ﬁ ½ ™ ▁ unter▁strich"],
    ["", " a  b ", "\n", "Donaudampfschifffahrtsgesellschaftskapitän"],
    ["\U0001f600 ⁂ ㍿ \U0001fae8 ܐ"],
    [],
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return open_weights("original").vocabulary


@pytest.fixture(scope="module")
def whole(vocabulary: Vocabulary) -> TextTokenizer:
    tokenizer = TextTokenizer(vocabulary)
    tokenizer.prepare()
    return tokenizer


def test_the_pieces_of_a_few_texts_part_them_as_all_pieces_do(vocabulary: Vocabulary, whole: TextTokenizer) -> None:
    few = TextTokenizer(vocabulary)
    assert few.encode(TEXTS) == whole.encode(TEXTS)
    for parts in TEXTS:
        assert few.encode([parts]) == whole.encode([parts])
    assert few._whole is None


def test_a_character_that_no_piece_has_costs_the_same(vocabulary: Vocabulary, whole: TextTokenizer) -> None:
    # Whether the letters around it are parted singly or together depends on what it costs.
    texts = [[f"{word}\u0710{word}"] for word in ("a", "der", "Zusammenarbeit", "ly", "schifffahrt")]
    assert TextTokenizer(vocabulary).encode(texts) == whole.encode(texts)


def test_many_texts_are_parted_by_all_pieces(
    vocabulary: Vocabulary, whole: TextTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokenizing, "_FEW_CHARS", 40)
    tokenizer = TextTokenizer(vocabulary)
    assert tokenizer.encode([["ja, ja und nein"]]) == whole.encode([["ja, ja und nein"]])
    assert tokenizer._whole is None
    assert tokenizer.encode(TEXTS) == whole.encode(TEXTS)
    assert tokenizer._whole is not None


def test_the_index_of_a_tokens_part_counts_empty_parts(whole: TextTokenizer) -> None:
    ((_, part_of),) = whole.encode([["ja", "", "nein"]])
    assert set(part_of) >= {0, 2}
