"""Measures the check of statements: ``python -m assistant.checkbench FOLDER``.

FOLDER holds ``xquad/`` as ``docs/checking.md`` describes it: the same paragraphs in German and English. True
statements are their sentences, beside the same paragraph in the other language and in their own; false ones are those
sentences with one fact changed, and sentences beside another paragraph of their article. Paragraphs of even number are
there to choose the numbers in ``assistant/checking.py`` by, those of odd number are what is reported.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from assistant.checking import Cited, find_support
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.errors import AssistantError, MeasuringError
from assistant.judgebench import Trial, judge_sample
from assistant.likeness import WordVectors
from assistant.sentences import sentence_spans
from assistant.untruths import KINDS, Paragraph, make_untruths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.chat_model import ChatModel
    from assistant.embedding import NamedEmbeddings
    from assistant.weights import Vectors

LANGUAGES = ("de", "en")
DIRECTIONS = (("de", "de"), ("en", "en"), ("de", "en"), ("en", "de"))
"""Language of the statement, language of what it cites."""

TRUE, ELSEWHERE, QUESTION = "true", "elsewhere", "question"

_ROWS: dict[str, str] = {
    TRUE: "true: its own paragraph",
    QUESTION: "questions: facts only",
    **{kind: f"false: another {kind}" for kind in KINDS},
    ELSEWHERE: "false: another paragraph",
}
_NAMES = {"de": "German", "en": "English"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """The paragraphs of one language.

    Attributes:
        language: ISO 639-1.
        titles: of their articles.
        texts: of the paragraphs.
        sentences: of each paragraph.
        articles: for each paragraph, which article it is of.
        vectors: of each paragraph's sentences.
    """

    language: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    articles: tuple[int, ...]
    vectors: tuple[Vectors, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A statement beside a paragraph.

    Attributes:
        kind: ``true``, ``question``, ``elsewhere``, or what was changed in it.
        language: of the statement.
        paragraph: number of the paragraph that it cites.
        statement: its text.
    """

    kind: str
    language: str
    paragraph: int
    statement: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0, or 2 where the folder is not what it has to be.
    """
    options = _parser().parse_args(arguments)
    try:
        model = _chat_model() if options.judge else None
        embeddings = E5Embeddings(parse_embedding_model(BUILT_IN))
        words = WordVectors(embeddings)
        every = options.every if model else 1
        trials = read_trials(options.folder, embeddings, even=options.even, every=every)
        if model is not None:
            found = judge_sample([each for each in trials if each.kind != QUESTION], model, words)
            print(json.dumps(found.to_json()) if options.json else "\n".join(found.to_lines(_ROWS)))
            return 0
        table = measure(trials, words)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(json.dumps(table) if options.json else "\n".join(to_lines(table, "even" if options.even else "odd")))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assistant.checkbench", description="Measure the check of statements.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds xquad/")
    parser.add_argument("--json", action="store_true", help="the shares as one JSON object on standard output")
    parser.add_argument("--judge", action="store_true", help="ask the chat model of the settings about a sample too")
    parser.add_argument(
        "--every", type=_count, default=150, metavar="K", help="with --judge, every K-th statement of a kind (150)"
    )
    parser.add_argument("--even", action="store_true", help="report on the paragraphs that the numbers were chosen by")
    return parser


def _count(given: str) -> int:
    count = int(given)
    if count < 1:
        raise ValueError
    return count


Table = dict[str, dict[str, dict[str, float]]]
"""By direction and kind: ``n``, and the shares that are ``supported``, ``partly``, ``unsupported``."""


def read_trials(folder: Path, embeddings: NamedEmbeddings, *, even: bool = False, every: int = 1) -> Iterator[Trial]:
    """Statements of every other paragraph, each beside the sentences that support it best.

    Args:
        folder: holds ``xquad/``.
        embeddings: of multilingual-e5-small, which the thresholds are for.
        even: which half is read.
        every: 1 for all statements, 2 for every other one of a kind and language, and so on.

    Raises:
        MeasuringError: when a file is missing, or the two languages have not the same paragraphs.
    """
    corpora = _read_corpora(folder / "xquad", embeddings)
    by_language: dict[str, list[tuple[Case, Vectors]]] = {}
    for language in LANGUAGES:
        half = [case for case in _cases(corpora, language, folder / "xquad") if (case.paragraph % 2 == 0) is even]
        cases = [case for kind in _ROWS for case in [each for each in half if each.kind == kind][::every]]
        print(f"embedding {len(cases):,} statements ({_NAMES[language]})", file=sys.stderr)
        known: dict[str, Vectors] = {}
        for case in cases:
            if case.statement not in known:
                known[case.statement] = numpy.array(embeddings.embed_query(case.statement), dtype=numpy.float32)
        by_language[language] = [(case, known[case.statement]) for case in cases]
    for own, other in DIRECTIONS:
        for case, vector in by_language[own]:
            yield _to_trial(case, vector, corpora[other])


def measure(trials: Iterable[Trial], words: WordVectors) -> Table:
    """Check all statements by the rules.

    Args:
        trials: in the order of the directions.
        words: compares single words.
    """
    counts: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for trial in trials:
        counts[trial.direction][trial.kind][trial.check(words).state] += 1
    return {
        direction: {kind: _shares(kinds[kind]) for kind in _ROWS if kinds[kind]} for direction, kinds in counts.items()
    }


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {"n": total, **{state: counts[state] / total for state in ("supported", "partly", "unsupported")}}


def _to_trial(case: Case, vector: Vectors, corpus: Corpus) -> Trial:
    """A statement that cites a paragraph, beside the sentences in it that support it best."""
    number = case.paragraph
    sentences = corpus.sentences[number]
    similarities = [float(each) for each in corpus.vectors[number] @ vector]
    chosen = find_support(case.statement, case.language, sentences, similarities, corpus.language)
    cited = Cited(
        tuple(sentences[index] for index in chosen), corpus.texts[number], corpus.titles[number], None, corpus.language
    )
    # A question is not near to what answers it as a statement is: only its facts are looked at.
    similarity = 1.0 if case.kind == QUESTION else max(similarities[index] for index in chosen)
    return Trial(case.kind, f"{case.language}-{corpus.language}", case.language, case.statement, cited, similarity)


def _chat_model() -> ChatModel:
    """The chat model of the settings.

    Raises:
        MeasuringError: when they name none.
        SettingsError: when one of them cannot be used.
    """
    from assistant.assembly import build_chat_model
    from assistant.settings import read_settings

    model = build_chat_model(read_settings())
    if model is None:
        raise MeasuringError("There is no chat model that could judge.", "Set OPENAI_API_KEY or OPENAI_BASE_URL.")
    return model


def _cases(corpora: dict[str, Corpus], language: str, folder: Path) -> Iterator[Case]:
    corpus = corpora[language]
    twin = corpora["en" if language == "de" else "de"]
    for number, sentences in enumerate(corpus.sentences):
        own_article = [each for each, article in enumerate(corpus.articles) if article == corpus.articles[number]]
        other = next((each for each in own_article if each != number and each % 2 == number % 2), None)
        for sentence in sentences:
            yield Case(TRUE, language, number, sentence)
            if other is not None:
                yield Case(ELSEWHERE, language, other, sentence)
    paragraphs = [
        Paragraph(sentences, text, language) for sentences, text in zip(corpus.sentences, twin.texts, strict=True)
    ]
    for untruth in make_untruths(paragraphs):
        yield Case(untruth.kind, language, untruth.paragraph, untruth.statement)
    questions = folder / f"questions.{language}-{language}.jsonl"
    if questions.is_file():
        numbers = {row["id"]: number for number, row in enumerate(_rows(folder / f"corpus.{language}.jsonl"))}
        for row in _rows(questions):
            yield Case(QUESTION, language, numbers[row["doc_ids"][0]], row["question"])


def _read_corpora(folder: Path, embeddings: NamedEmbeddings) -> dict[str, Corpus]:
    rows = {language: _rows(folder / f"corpus.{language}.jsonl") for language in LANGUAGES}
    ids = {language: [row["id"].removeprefix(f"xquad-{language}-") for row in rows[language]] for language in LANGUAGES}
    if ids["de"] != ids["en"]:
        raise MeasuringError(
            f"The paragraphs of {folder} are not the same in German and English.",
            "docs/checking.md says where to get the sets.",
        )
    print(f"embedding the sentences of {2 * len(ids['de'])} paragraphs", file=sys.stderr)
    return {language: _to_corpus(rows[language], language, embeddings) for language in LANGUAGES}


def _to_corpus(rows: list[dict[str, Any]], language: str, embeddings: NamedEmbeddings) -> Corpus:
    texts = [row["text"] for row in rows]
    sentences = [tuple(text[start:end] for start, end in sentence_spans(text, language)) for text in texts]
    vectors = iter(embeddings.embed_documents([sentence for own in sentences for sentence in own]))
    return Corpus(
        language,
        tuple(row["title"] for row in rows),
        tuple(texts),
        tuple(sentences),
        tuple(row["article"] for row in rows),
        tuple(numpy.array([next(vectors) for _ in own], dtype=numpy.float32) for own in sentences),
    )


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise MeasuringError(
            f"{file} cannot be read.", "Name a folder that holds xquad/; docs/checking.md says where to get it."
        ) from error


def to_lines(table: Table, half: str) -> Iterator[str]:
    """The table as people read it.

    Args:
        table: as ``measure`` gives it.
        half: the word for the paragraphs that it is of.
    """
    yield f"Statements of the {half} paragraphs, in percent"
    for direction, kinds in table.items():
        own, other = direction.split("-")
        yield ""
        yield f"{_NAMES[own]} statement, {_NAMES[other]} text"
        yield f"  {'':<26}{'n':>6}{'supported':>11}{'partly':>9}{'unsupported':>13}"
        for kind, row in kinds.items():
            shares = f"{row['supported']:>11.1%}{row['partly']:>9.1%}{row['unsupported']:>13.1%}"
            yield f"  {_ROWS[kind]:<26}{int(row['n']):>6}{shares}"


if __name__ == "__main__":
    sys.exit(main())
