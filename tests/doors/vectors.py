"""An embedding server on loopback that counts what it is asked and paid for, and limits what a test tells it to."""

import base64
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy

from assistant.embedding import parse_embedding_model
from assistant.hosted import HostedEmbeddings
from assistant.settings import Settings
from tests.doors.fakes import WordEmbeddings
from tests.doors.scripted import Handler, Reply

MODEL = "tiny"
LIMIT_SECONDS = 30
"""After so long what waits for others goes on alone, and its test fails."""

MOMENT_SECONDS = 0.3


class Bill:
    """Answers requests for vectors and writes down what was paid for: what it answered.

    Vectors are those of ``WordEmbeddings``, three times as long. A token is a word.

    Args:
        gather: requests are answered once so many have been under way together, or all that are to come have come;
            each waits a moment longer, so that one too many is seen.
        to_come: texts that are asked for in all; 0 where nothing is gathered.

    Attributes:
        texts: how often each was paid for, with its prefix.
        sizes: of the requests that were answered, in texts.
        most: requests that were under way at the same time.
    """

    def __init__(self, gather: int = 1, to_come: int = 0) -> None:
        self.texts: Counter[str] = Counter()
        self.sizes: list[int] = []
        self.most = 0
        self._gather = gather
        self._to_come = to_come
        self._come = 0
        self._under_way = 0
        self._changed = threading.Condition()

    def __call__(self, handler: Handler) -> None:
        body = handler.asked
        with self._changed:
            self._under_way += 1
            self._come += len(body["input"])
            self.most = max(self.most, self._under_way)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= self._gather or self._come >= self._to_come, LIMIT_SECONDS)
            self._changed.wait_for(lambda: self.most > self._gather, MOMENT_SECONDS if self._gather > 1 else 0)
        with self._changed:
            self.texts.update(body["input"])
            self.sizes.append(len(body["input"]))
        handler.send_json(200, answer_to(body))
        with self._changed:
            self._under_way -= 1


def answer_to(body: dict[str, Any], numbers: Callable[[str], Any] | None = None) -> dict[str, Any]:
    """What OpenAI would answer.

    Args:
        body: of the request.
        numbers: the vector of a text, as it is to stand in the answer; None for what was asked for.
    """
    to_numbers = numbers or (lambda text: to_numbers_of(text, body.get("encoding_format")))
    data = [
        {"object": "embedding", "index": index, "embedding": to_numbers(text)}
        for index, text in enumerate(body["input"])
    ]
    tokens = sum(len(text.split()) for text in body["input"])
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": body["model"], "usage": usage}


def to_numbers_of(text: str, encoding: str | None) -> Any:
    vector = 3 * numpy.array(WordEmbeddings().embed_query(text), dtype=numpy.float32)
    return base64.b64encode(vector.tobytes()).decode() if encoding == "base64" else vector.tolist()


def answering(change: Callable[[dict[str, Any]], Any]) -> Reply:
    """An answer that a test changes before it is sent."""

    def reply(handler: Handler) -> None:
        answer = answer_to(handler.asked)
        handler.send_json(200, change(answer) or answer)

    return reply


def first(count: int, reply: Reply, then: Reply) -> Reply:
    """One reply to the first requests, whichever they are, another to the rest."""
    lock, left = threading.Lock(), [count]

    def choose(handler: Handler) -> None:
        with lock:
            left[0] -= 1
            chosen = reply if left[0] >= 0 else then
        chosen(handler)

    return choose


def together(count: int, reply: Reply) -> Reply:
    """A reply that is given to so many requests once all of them have come."""
    barrier = threading.Barrier(count, timeout=LIMIT_SECONDS)

    def wait(handler: Handler) -> None:
        barrier.wait()
        reply(handler)

    return wait


def up_to(texts: int, refusal: Reply, answer: Reply) -> Reply:
    """A server that takes so many texts in a request."""

    def reply(handler: Handler) -> None:
        (refusal if len(handler.asked["input"]) > texts else answer)(handler)

    return reply


def open_model(host: str, records: Path, name: str = MODEL, **more: object) -> HostedEmbeddings:
    """A model of a server; nothing that fails is tried again."""
    given = {
        "openai_base_url": f"http://{host}/v1",
        "assistant_embeddings": f"openai:{name}",
        "assistant_records": records,
        "assistant_timeout_seconds": 60,
        "assistant_retries": 0,
        **more,
    }
    settings = Settings.model_validate(given)
    return HostedEmbeddings(parse_embedding_model(settings.assistant_embeddings), settings)
