"""Fetches vectors from a server that speaks OpenAI's protocol: several requests at a time, as many as it bears."""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy

from assistant.embedding import Used
from assistant.errors import EmbeddingModelError
from assistant.openai_server import Server, is_quota, seconds_until
from assistant.pacing import Pace
from assistant.stepping import read_in_steps
from assistant.weights import Vectors

if TYPE_CHECKING:
    import openai

MOST_REQUESTS = 8
"""Under way at a time; each takes a second or so at OpenAI, whose limits this comes near to, with our sizes."""

MOST_TEXTS = 128
MOST_CHARS = 60_000
"""Of one request. OpenAI takes 2,048 texts and 300,000 tokens: 60,000 characters are at most 240,000 bytes, and no
tokenizer makes more tokens than bytes."""

_DIVIDED = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
"""How servers refuse a request that is too large for them, though not only that."""

_TRIED_AGAIN = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT)
"""What passes, beside the errors of a server itself."""

_FIRST_PAUSE_SECONDS = 0.5
_CHECK = "Check ASSISTANT_EMBEDDINGS and OPENAI_BASE_URL."


@dataclass(frozen=True, slots=True)
class Form:
    """How a model is told questions from passages.

    Attributes:
        model: the name that is asked for.
        prefix: stands before each text.
        input_type: a field of the request; None for none, since OpenAI refuses what it does not know.
    """

    model: str
    prefix: str = ""
    input_type: str | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one request asks for.

    Attributes:
        texts: at least one.
        tries: how often the server failed on it.
    """

    texts: tuple[str, ...]
    tries: int = 0


Answer = tuple[dict[str, Vectors], int | None]
"""Vectors by their texts, and the tokens that the server counted."""


class Fetcher:
    """Asks one server.

    Args:
        server: to ask.
        timeout_seconds: longest wait for an answer.
        retries: how often a request is made again that failed otherwise than by a limit.

    Attributes:
        used: so far.
    """

    def __init__(self, server: Server, timeout_seconds: float, retries: int) -> None:
        self.used = Used()
        self._server = server
        self._timeout_seconds = timeout_seconds
        self._retries = retries
        self._pace = Pace(MOST_REQUESTS)
        self._most_texts = MOST_TEXTS
        self._dimension = 0

    def fetch(
        self, texts: Sequence[str], form: Form, patience_seconds: float
    ) -> Generator[dict[str, Vectors], None, None]:
        """Vectors of unit length by their texts, as they arrive.

        What is under way when one request fails is waited for, and given, before that is raised. Closing
        the iterator ends all requests at once.

        Args:
            texts: distinct, as they are to be sent.
            form: of the request.
            patience_seconds: how long a server may go on asking for patience.

        Raises:
            EmbeddingModelError: when the server does not give them.
        """
        if not texts:
            return
        with closing(read_in_steps(self._arrivals(texts, form, patience_seconds))) as steps:
            yield from (step for step in steps if step)

    async def _arrivals(
        self, texts: Sequence[str], form: Form, patience_seconds: float
    ) -> AsyncGenerator[dict[str, Vectors], None]:
        waiting = deque(_Batch(each) for each in to_batches(texts, self._most_texts))
        running: dict[asyncio.Task[Answer], tuple[_Batch, float]] = {}
        failure: EmbeddingModelError | None = None
        async with self._client() as client:
            while running or (waiting and failure is None):
                if failure is None and not self._pace.seconds_to_wait():
                    while waiting and len(running) < self._pace.allowed:
                        batch = waiting.popleft()
                        task = asyncio.create_task(self._ask(client, batch.texts, form))
                        running[task] = (batch, monotonic())
                done = await self._wait(running)
                arrived: dict[str, Vectors] = {}
                for task in done:
                    batch, begun = running.pop(task)
                    if (error := task.exception()) is None:
                        arrived |= self._take(*task.result())
                    elif again := self._again(error, batch, begun, patience_seconds):
                        waiting.extendleft(reversed(again))
                    else:
                        failure = failure or self._translated(error, form.model)
                        failure.__cause__ = failure.__cause__ or error
                if arrived:
                    yield arrived
        if failure is not None:
            raise failure

    async def _wait(self, running: Iterable[asyncio.Task[Answer]]) -> set[asyncio.Task[Answer]]:
        """The requests that are done; none where there is a pause that ends first."""
        pause = self._pace.seconds_to_wait()
        if not running:
            await asyncio.sleep(pause)
            return set()
        return (await asyncio.wait(running, timeout=pause or None, return_when=asyncio.FIRST_COMPLETED))[0]

    async def _ask(self, client: openai.AsyncOpenAI, texts: Sequence[str], form: Form) -> Answer:
        extra = {"input_type": form.input_type} if form.input_type else None
        sent = [form.prefix + text for text in texts]
        response = await client.embeddings.create(
            model=form.model, input=sent, encoding_format="base64", extra_body=extra
        )
        vectors = self._to_vectors(getattr(response, "data", None), len(texts), form.model)
        usage = getattr(response, "usage", None)
        tokens = getattr(usage, "total_tokens", None)
        return dict(zip(texts, vectors, strict=True)), tokens if isinstance(tokens, int) else None

    def _take(self, vectors: dict[str, Vectors], tokens: int | None) -> dict[str, Vectors]:
        self._pace.answered()
        self.used = self.used.plus(len(vectors), tokens)
        return vectors

    def _again(self, error: BaseException, batch: _Batch, begun: float, patience_seconds: float) -> tuple[_Batch, ...]:
        """What to ask for in place of a request that failed; nothing where that would not help."""
        import openai

        if isinstance(error, openai.APIStatusError):
            status, after = error.status_code, seconds_until(error)
            is_limit = status == HTTPStatus.TOO_MANY_REQUESTS
            if is_limit and is_quota(error):
                return ()
            if is_limit or (status == HTTPStatus.SERVICE_UNAVAILABLE and after is not None):
                return (batch,) if self._pace.limited(begun, after) <= patience_seconds else ()
            if status in _DIVIDED and len(batch.texts) > 1:
                self._most_texts = min(self._most_texts, half := len(batch.texts) // 2)
                return _Batch(batch.texts[:half]), _Batch(batch.texts[half:])
            passes = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TRIED_AGAIN
        else:
            passes = isinstance(error, openai.APIConnectionError)
        if not passes or batch.tries >= self._retries:
            return ()
        self._pace.pause(_FIRST_PAUSE_SECONDS * 2**batch.tries)
        return (_Batch(batch.texts, batch.tries + 1),)

    def _translated(self, error: BaseException, model: str) -> EmbeddingModelError:
        """A failure as ours.

        Raises:
            BaseException: one that is a bug.
        """
        import openai

        if isinstance(error, EmbeddingModelError):
            return error
        if isinstance(error, openai.APITimeoutError):
            return EmbeddingModelError(
                f"The embedding server at {self._server.host} did not answer in {self._timeout_seconds:g} s.",
                "Raise ASSISTANT_TIMEOUT_SECONDS to wait longer.",
            )
        if isinstance(error, (openai.OpenAIError, ValueError)):
            return self._server.failure(error, model, EmbeddingModelError)
        raise error

    def _client(self) -> openai.AsyncOpenAI:
        import openai

        return openai.AsyncOpenAI(
            base_url=self._server.url,
            api_key=self._server.key.get_secret_value(),
            timeout=self._timeout_seconds,
            max_retries=0,
        )

    def _to_vectors(self, data: Any, count: int, model: str) -> list[Vectors]:
        """The vectors of an answer, in the order of the texts.

        Raises:
            EmbeddingModelError: when they are not one usable vector for each text.
        """
        host = self._server.host
        if not isinstance(data, list):
            raise EmbeddingModelError(
                f"{host} does not answer as an OpenAI-compatible server.", "Check OPENAI_BASE_URL."
            )
        if len(data) != count:
            raise EmbeddingModelError(f"{host} gave {len(data):,} vectors for {count:,} texts.", _CHECK)
        if {getattr(each, "index", None) for each in data} == set(range(count)):  # some servers number none of them
            data = sorted(data, key=lambda each: int(each.index))
        return [self._to_vector(each.embedding, model) for each in data]

    def _to_vector(self, given: Any, model: str) -> Vectors:
        host = self._server.host
        try:
            numbers = numpy.frombuffer(base64.b64decode(given), numpy.float32) if isinstance(given, str) else given
            vector = numpy.asarray(numbers, dtype=numpy.float32)
            length = float(numpy.linalg.norm(vector))
        except (TypeError, ValueError):
            vector, length = numpy.zeros(1, numpy.float32), float("nan")
        if vector.ndim != 1 or not vector.size:
            raise EmbeddingModelError(f"{model} at {host} gave an empty vector.", _CHECK)
        if not numpy.isfinite(length):
            raise EmbeddingModelError(
                f"{model} at {host} gave a vector that holds something other than numbers.", _CHECK
            )
        if not length:
            raise EmbeddingModelError(f"{model} at {host} gave a vector of zeros.", _CHECK)
        if vector.size != (self._dimension or vector.size):
            raise EmbeddingModelError(
                f"{model} at {host} gives vectors of {self._dimension:,} and of {vector.size:,} numbers.", _CHECK
            )
        self._dimension = vector.size
        return vector / numpy.float32(length)


def to_batches(texts: Sequence[str], most_texts: int = MOST_TEXTS) -> Iterator[tuple[str, ...]]:
    """Texts in the order given, in as few requests as one may be large.

    Args:
        texts: each of ``MOST_CHARS`` or less.
        most_texts: of one request.
    """
    batch: list[str] = []
    chars = 0
    for text in texts:
        if batch and (len(batch) == most_texts or chars + len(text) > MOST_CHARS):
            yield tuple(batch)
            batch, chars = [], 0
        batch.append(text)
        chars += len(text)
    if batch:
        yield tuple(batch)
