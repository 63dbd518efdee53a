"""Measures libraries of other embedding models: ``python -m tests.doors.models_bench FOLDER [MODEL ...]``.

Each model stands behind a server on loopback (``tests/doors/embedding_server.py``). XQuAD is asked in both languages
over both, without the articles that its held-out set leaves out: the questions about the articles with an odd number,
since the even ones were there to choose what brings cosines to the scale of the built-in model. Twice: with cosines as
the model has them, and on that scale. FOLDER holds the public sets as ``docs/retrieval.md`` describes them.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.assembly import build_embeddings
from assistant.embedding import HOSTED, NamedEmbeddings
from assistant.evaluation import Scores
from assistant.library import Library, open_library
from assistant.measuring import Trial
from assistant.questions import Question
from assistant.settings import Settings
from ingest.syncing import sync
from tests.doors.embedding_server import MODELS, embedding
from tests.doors.gold_server import read_rows
from tests.doors.scripted import serving

PAIRS = ("en-de", "de-de", "en-en", "de-en")
"""The language of the questions and that of the articles."""

_TIMEOUT_SECONDS = 600

_HEAD = f"{'model':22} {'pair':6} {'scale':6} {'refused':>8} {'answered':>9} {'hit@1':>6} {'1st quote':>9}"


class AsItIs:
    """A model whose cosines are left on its own scale."""

    def __init__(self, embeddings: NamedEmbeddings) -> None:
        self.model = embeddings.model
        self.embed_documents = embeddings.embed_documents
        self.embed_query = embeddings.embed_query


def read_set(xquad: Path, pair: str, every: int) -> list[Question]:
    """Questions about articles with an odd number; those on what is left out of the library have no answer."""
    left = {_to_place(row["id"]) for row in read_rows(xquad / "corpus.de.heldout.jsonl")}
    rows = [row for row in read_rows(xquad / f"questions.{pair}.jsonl") if row["article"] % 2][every - 1 :: every]
    return [_to_question(row, answerable=_to_place(row["doc_ids"][0]) in left) for row in rows]


def _to_question(row: Mapping[str, Any], *, answerable: bool) -> Question:
    known = {"answers": tuple(row["answers_doc_lang"]), "doc_ids": tuple(row["doc_ids"])} if answerable else {}
    return Question(row["id"], row["question"], row["lang"], answerable=answerable, **known)


def _to_place(article_id: str) -> str:
    return article_id.split("-", 2)[2]


@contextmanager
def library_of(xquad: Path, language: str, embeddings: NamedEmbeddings) -> Iterator[Library]:
    """The articles of a language that are not left out."""
    left = {_to_place(row["id"]) for row in read_rows(xquad / "corpus.de.heldout.jsonl")}
    rows = [row for row in read_rows(xquad / f"corpus.{language}.jsonl") if _to_place(row["id"]) in left]
    with TemporaryDirectory(prefix="article-assistant-") as temporary:
        corpus = Path(temporary) / "corpus.jsonl"
        corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        library = open_library(f"{temporary}/library", str(embeddings.model), create=True, sample=False)
        try:
            sync([corpus], library, embeddings)
            yield library
        finally:
            library.close()


def measure(xquad: Path, name: str, pairs: Iterable[str], every: int) -> Iterator[tuple[str, str, Scores]]:
    """Measure one model.

    Args:
        xquad: the folder of the sets.
        name: of the model.
        pairs: of languages.
        every: ask each K-th question.

    Yields:
        The pair, the scale, and what came of it.
    """
    with TemporaryDirectory(prefix="article-assistant-") as folder, serving(embedding(MODELS[name]())) as server:
        settings = Settings.model_validate(
            {
                "openai_base_url": f"http://{server.host}/v1",
                "assistant_embeddings": f"{HOSTED}:{name}",
                "assistant_chat_model": "none",
                "assistant_records": f"{folder}/records.sqlite",
                "assistant_timeout_seconds": _TIMEOUT_SECONDS,
            }
        )
        embeddings = build_embeddings(settings)
        for language in ("de", "en"):
            with library_of(xquad, language, embeddings) as library:
                for pair in pairs:
                    questions = read_set(xquad, pair, every) if pair.endswith(language) else []
                    for scale, model in (("own", AsItIs(embeddings)), ("ours", embeddings)) if questions else ():
                        trial = Trial(library, model, settings, ())  # type: ignore[arg-type]
                        yield pair, scale, trial.measure(questions, f"{name} {pair}").total


def main() -> int:
    """Measure, and print a line for each model, pair and scale."""
    parser = argparse.ArgumentParser(prog="tests.doors.models_bench", description="Measure other embedding models.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds xquad/")
    parser.add_argument("models", nargs="*", metavar="MODEL", help=f"of {', '.join(MODELS)}; the first")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="ask each K-th question; 1")
    options = parser.parse_args()
    xquad = options.folder / "xquad"
    if not xquad.is_dir():
        print(f"There is no {xquad}. docs/retrieval.md says where to get it.", file=sys.stderr)
        return 2
    if unknown := [name for name in options.models if name not in MODELS]:
        print(f"There is no model {unknown[0]} here. Known are {', '.join(MODELS)}.", file=sys.stderr)
        return 2
    print(_HEAD, flush=True)
    for name in options.models or list(MODELS)[:1]:
        for pair, scale, scores in measure(xquad, name, PAIRS, options.every):
            refusing, quoting = scores.refusing, scores.quoting
            shares = (
                refusing.wrongly_refused,
                None if refusing.rightly_refused is None else 1 - refusing.rightly_refused,
                scores.finding.hit_at_1,
                quoting.first if quoting else None,
            )
            shown = ["—" if share is None else f"{share:.3f}" for share in shares]
            print(f"{name:22} {pair:6} {scale:6} {shown[0]:>8} {shown[1]:>9} {shown[2]:>6} {shown[3]:>9}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
