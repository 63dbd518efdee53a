"""A chat model that knows the answers, behind an OpenAI-compatible address on loopback.

python -m tests.doors.gold_server QUESTIONS CORPUS [TRANSLATION]

It says what a good model would: the sentence that holds the answer, in the question's language,
with the mark of the passage that has it, or NOT IN THE PASSAGES where none of those given does. All
that it says is from QUESTIONS (rows as ``docs/retrieval.md`` describes them) and CORPUS (rows with
``id, text, lang``). For questions in another language TRANSLATION is the same corpus in theirs, its
ids with one language in the place of the other, as XQuAD has them: xquad-en-00-0 for xquad-de-00-0.

Prints its base URL once it answers, and ends when its standard input does.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.replies import CANNOT_TELL
from assistant.sentences import sentence_spans
from tests.doors.scripted import Handler, Reply, saying, serving

MODEL_NAME = "gold"

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Known:
    """What is known of a question: the sentence that a right passage holds, and what to say of it."""

    in_article: str
    said: str


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file in JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def know(questions: Rows, corpus: Rows, translation: Rows = ()) -> dict[str, Known]:
    """By question what is known of it; those without an answer, or without words for it, are not among them."""
    articles = {row["id"]: row for row in corpus}
    translated = {row["id"]: row for row in translation}
    known = {}
    for row in questions:
        asked = row.get("answers") or row.get("answers_doc_lang") or []
        for article_id in row.get("doc_ids") or []:
            article = articles[article_id]
            told = translated.get(article_id.replace(f"-{article['lang']}-", f"-{row['lang']}-"), article)
            in_article = sentence_with(article, row.get("answers_doc_lang") or asked)
            said = sentence_with(told, asked)
            if in_article and said:
                known[one_line(row["question"])] = Known(in_article, said)
    return known


def sentence_with(article: Mapping[str, Any], answers: Sequence[str]) -> str:
    """The first sentence of an article that holds one of the answers, in one line; empty where none does."""
    sentences = [article["text"][start:end] for start, end in sentence_spans(article["text"], article["lang"])]
    return next((one_line(each) for each in sentences if any(answer in each for answer in answers)), "")


def one_line(text: str) -> str:
    """A text with single spaces between its words."""
    return " ".join(text.split())


def answering(known: Mapping[str, Known]) -> Reply:
    """A model that says what is known of the question in its prompt."""

    def reply(handler: Handler) -> None:
        prompt = "\n".join(message["content"] for message in handler.server.requests[-1]["messages"])
        saying(to_answer(prompt, known))(handler)

    return reply


def to_answer(prompt: str, known: Mapping[str, Known]) -> str:
    """What the model says to a prompt."""
    passages: dict[str, str] = {}
    others, mark = [], ""
    for line in prompt.splitlines():
        if line.startswith("["):
            mark = line.split("]")[0] + "]"
            passages[mark] = ""
        elif line.startswith("| ") and mark:
            passages[mark] += line.removeprefix("| ") + "\n"
        else:
            others.append(line)
    asked = max((each for each in known if each in one_line(" ".join(others))), key=len, default=None)
    if asked is None:
        return CANNOT_TELL
    for mark, text in passages.items():
        if known[asked].in_article in one_line(text):
            said = known[asked].said
            return f"{said[:-1]} {mark}{said[-1]}" if said[-1] in ".!?" else f"{said} {mark}."
    return CANNOT_TELL


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.doors.gold_server", description="A chat model that knows the answers.")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS")
    parser.add_argument("corpus", type=Path, metavar="CORPUS")
    parser.add_argument("translation", type=Path, nargs="?", metavar="TRANSLATION")
    options = parser.parse_args()
    translation = read_rows(options.translation) if options.translation else ()
    known = know(read_rows(options.questions), read_rows(options.corpus), translation)
    with serving(answering(known), (MODEL_NAME,)) as server:
        print(f"http://{server.host}/v1", flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
