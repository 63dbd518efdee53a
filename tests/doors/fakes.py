"""What stands in for a model where a test is about something else."""

import re
import zlib
from collections.abc import Callable

import numpy

from assistant.embedding import EmbeddingModel

DIMENSION = 64


class WordEmbeddings:
    """Quick and deterministic: texts that share words are near each other.

    Args:
        before_batch: called with the number of texts before each batch; what it raises stops the run.
        common: what all vectors have in common; with 1 all are about as near as the real model's are.
    """

    model = EmbeddingModel("fake", "words")

    def __init__(self, before_batch: Callable[[int], None] | None = None, common: float = 1e-3) -> None:
        self._common = common
        self._before_batch = before_batch
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self._before_batch is not None:
            self._before_batch(len(texts))
        self.embedded += len(texts)
        return [_to_vector(text, self._common) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return _to_vector(text, self._common)


def _to_vector(text: str, common: float) -> list[float]:
    vector = numpy.full(DIMENSION, common)
    for word in re.findall(r"\w+", text.casefold()):
        vector[zlib.crc32(word.encode("utf-8", "replace")) % DIMENSION] += 1
    unit: list[float] = (vector / numpy.linalg.norm(vector)).tolist()
    return unit
