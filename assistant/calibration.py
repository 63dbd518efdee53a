"""Fits the weights of ranking, quoting and confidence on question sets: ``python -m assistant.calibration FOLDER``.

FOLDER holds ``xquad/`` and ``multihoprag/`` as ``docs/retrieval.md`` describes them. The held-out German corpus lacks a
quarter of its articles; the same are left out of the English one. Every question is asked of the
library that lacks them, in all four pairs of languages: it is answerable where its article is
there. MultiHop-RAG's questions, which are long and ask for several articles, add to the confidence.
Articles, or questions, of even number fit the weights, those of odd number are what is reported.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from assistant.confidence import Signals
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.library import Library, open_library
from assistant.retrieval import Retrieval, find_passages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Features = NDArray[numpy.float64]

PAIRS = ("en-de", "de-de", "en-en", "de-en")
"""Language of the question, language of the articles."""

EVERYDAY = """
How are you today? | What's your name? | Good evening | Thank you very much | Can you help me? | Tell me a story
What's the weather like? | How do I boil an egg? | What should I eat for dinner? | How tall is a giraffe?
Who invented the telephone? | How do I get to the airport? | What is the square root of nine?
Is there life on Mars? | How do I lose weight? | What does this cost? | Which shoes should I buy?
Can I have a coffee? | What is the time now? | How old are you? | I am bored | What is happiness?
How do plants grow? | Where can I park my car? | Are you a robot? | How do I reset my password?
What is the meaning of life? | Sing me a song | What day is it today? | See you later | Wie geht es Ihnen?
Wie heißt du? | Guten Abend | Vielen Dank | Kannst du mir helfen? | Erzähl mir eine Geschichte
Wie ist das Wetter? | Wie kocht man ein Ei? | Was soll ich heute essen? | Wie groß ist eine Giraffe?
Wer hat das Telefon erfunden? | Wie komme ich zum Flughafen? | Was ist die Wurzel aus neun?
Gibt es Leben auf dem Mars? | Wie nehme ich ab? | Was kostet das? | Welche Schuhe soll ich kaufen?
Ich hätte gern einen Kaffee | Wie viel Uhr ist es? | Wie alt bist du? | Mir ist langweilig | Was ist Glück?
Wie wachsen Pflanzen? | Wo kann ich parken? | Bist du ein Roboter? | Wie setze ich mein Passwort zurück?
Was ist der Sinn des Lebens? | Sing mir ein Lied | Welcher Tag ist heute? | Bis später
"""
"""Questions of everyday that no article answers. Every other one fits, the others are reported."""

MULTIHOP = "multihop"
EVERYDAY_SET = "everyday"

WRONGLY_REFUSED, WRONGLY_REFUSED_OF_ANY = 0.05, 0.06
"""The share of answerable questions, in the fitting half, that may be refused: of all, and of any set."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what was found.

    Attributes:
        pair: of languages, or the name of another set.
        number: of the article that the question is about; even ones fit, odd ones are reported.
        gold: id of an article that answers; None where none in the library does.
        answers: as they stand in that paragraph.
        found: by the search.
    """

    pair: str
    number: int
    gold: str | None
    answers: tuple[str, ...]
    found: Retrieval

    @property
    def fits(self) -> bool:
        """Whether it is one of those that weights are fitted on."""
        return self.number % 2 == 0


def main() -> int:
    """Ask, fit, and print.

    Returns:
        The exit code: 0, or 2 where the folder is not named or not there.
    """
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / name).is_dir() for name in ("xquad", "multihoprag")):
        print(
            "Name a folder that holds xquad/ and multihoprag/; docs/retrieval.md says where to get it.", file=sys.stderr
        )
        return 2
    folder = Path(sys.argv[1])
    every = [*_asked_pairs(folder / "xquad"), *_asked_multihop(folder / "multihoprag")]
    asked = [each for each in every if each.found.signals is not None]
    fitting = [each for each in asked if each.fits]
    pairs = [each for each in fitting if each.pair in PAIRS]
    print("passages: cosine, best sentence, match, names", _fit_pairwise(_passage_choices(pairs), unit=1))
    print("between languages", round(_across_languages(pairs), 3))
    print("sentences: passage, cosine, match", _fit_pairwise(_sentence_choices(pairs), unit=2))
    print("expected match of passages", _expected_matches(pairs), "of sentences", _expected_sentence_matches(pairs))
    intercept, weights = _fit_confidence(fitting)
    print("confidence: intercept", round(intercept, 2), "weights", [round(weight, 2) for weight in weights])
    _report(asked, intercept, weights)
    return 0


def _asked_pairs(folder: Path) -> Iterator[Asked]:
    kept = {row["id"] for row in _rows(folder / "corpus.de.heldout.jsonl")}
    embeddings = E5Embeddings(parse_embedding_model(BUILT_IN))
    with tempfile.TemporaryDirectory() as temporary:
        for language in ("de", "en"):
            corpus = [row for row in _rows(folder / f"corpus.{language}.jsonl") if _twin(row["id"]) in kept]
            library = _ingest(corpus, Path(temporary) / language, embeddings)
            for pair in PAIRS:
                if pair.endswith(language):
                    for row in _rows(folder / f"questions.{pair}.jsonl"):
                        found = find_passages(row["question"], library, embeddings)
                        gold = row["doc_ids"][0] if _twin(row["doc_ids"][0]) in kept else None
                        yield Asked(pair, row["article"], gold, tuple(row["answers_doc_lang"]), _lean(found))
            for number, question in enumerate(EVERYDAY.replace("\n", "|").split("|")):
                if question.strip():
                    found = find_passages(question.strip(), library, embeddings)
                    yield Asked(EVERYDAY_SET, number, None, (), _lean(found))
            library.close()


def _asked_multihop(folder: Path) -> Iterator[Asked]:
    embeddings = E5Embeddings(parse_embedding_model(BUILT_IN))
    with tempfile.TemporaryDirectory() as temporary:
        library = _ingest(_rows(folder / "corpus.jsonl"), Path(temporary) / "multihop", embeddings)
        for number, row in enumerate(_rows(folder / "questions.jsonl")):
            gold = row["doc_ids"][0] if row["answerable"] else None
            yield Asked(MULTIHOP, number, gold, (), _lean(find_passages(row["question"], library, embeddings)))
        library.close()


def _lean(found: Retrieval) -> Retrieval:
    """Only the passages whose tokens were compared, without vectors: all questions are kept in memory."""
    nothing = numpy.empty((0, 0), dtype=numpy.float32)
    compared = [each for each in found.passages if each.match is not None]
    return replace(found, passages=tuple(replace(each, sentence_vectors=nothing, copies=()) for each in compared))


def _twin(document: str) -> str:
    return document.replace("-en-", "-de-")


def _ingest(corpus: list[dict[str, Any]], folder: Path, embeddings: E5Embeddings) -> Library:
    from ingest.syncing import sync

    file = folder.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in corpus))
    library = open_library(str(folder), BUILT_IN, create=True)
    sync([file], library, embeddings)
    return library


def _passage_choices(asked: Iterable[Asked]) -> Iterator[tuple[Features, list[bool]]]:
    """For each question the features of its passages, and which of them are right."""
    for each in asked:
        passages = each.found.passages
        features = [(p.cosine, max(p.sentence_cosines, default=-1.0), p.match, p.bonus) for p in passages]
        yield numpy.array(features), [p.entry.id == each.gold for p in passages]


def _sentence_choices(asked: Iterable[Asked]) -> Iterator[tuple[Features, list[bool]]]:
    """For each question the features of the sentences of its best passages, and which of them hold an answer."""
    for each in asked:
        rows, right = [], []
        for p in each.found.passages[:4]:
            for sentence, cosine, match in zip(
                p.passage.sentences, p.sentence_cosines, p.sentence_matches, strict=True
            ):
                text = p.between(sentence.start, sentence.end)
                rows.append((p.score, cosine, match))
                right.append(p.entry.id == each.gold and any(answer in text for answer in each.answers))
        yield numpy.array(rows), right


def _fit_pairwise(choices: Iterable[tuple[Features, list[bool]]], unit: int) -> list[float]:
    """Weights by which right choices score more than the wrong ones beside them, one of them set to 1.

    Source: logistic regression on the differences of pairs, scikit-learn; each question counts once.
    """
    from sklearn.linear_model import LogisticRegression

    differences, shares = [], []
    for features, right in choices:
        good, bad = features[numpy.array(right, bool)], features[~numpy.array(right, bool)]
        if len(good) and len(bad):
            pairs = (good[:, numpy.newaxis] - bad[numpy.newaxis]).reshape(-1, features.shape[1])
            differences.append(pairs)
            shares.append(numpy.full(len(pairs), 1 / len(pairs)))
    rows, weights = numpy.concatenate(differences), numpy.concatenate(shares)
    model = LogisticRegression(C=1e6, fit_intercept=False, max_iter=10_000)
    truth = numpy.repeat([True, False], len(rows))
    model.fit(numpy.concatenate([rows, -rows]), truth, sample_weight=numpy.concatenate([weights, weights]))
    return [round(float(weight / model.coef_[0][unit]), 2) for weight in model.coef_[0]]


def _across_languages(asked: Iterable[Asked]) -> float:
    """By how much less the right passage scores where question and passage are in different languages."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for each in asked:
        right = [p.score - p.bonus for p in each.found.passages if p.entry.id == each.gold]
        if right:
            scores[each.pair[:2] == each.pair[3:]].append(max(right))
    return float(numpy.mean(scores[True]) - numpy.mean(scores[False]))


def _expected_matches(asked: Iterable[Asked]) -> list[float]:
    """The match of a passage by its cosine and its best sentence's: what a straight line adds up to, and its slopes."""
    rows = [(1.0, p.cosine, max(p.sentence_cosines), p.match) for each in asked for p in each.found.passages]
    return _line(rows)


def _expected_sentence_matches(asked: Iterable[Asked]) -> list[float]:
    """The same of a sentence, by its passage's cosine and its own."""
    rows = [
        (1.0, p.cosine, cosine, match)
        for each in asked
        for p in each.found.passages
        for cosine, match in zip(p.sentence_cosines, p.sentence_matches, strict=True)
    ]
    return _line(rows)


def _line(rows: Sequence[tuple[float | None, ...]]) -> list[float]:
    table = numpy.array(rows, dtype=float)
    return [round(float(each), 2) for each in numpy.linalg.lstsq(table[:, :-1], table[:, -1], rcond=None)[0]]


def _features(asked: Asked) -> tuple[float, ...]:
    signals = asked.found.signals
    assert isinstance(signals, Signals)  # noqa: S101 -- questions that ask nothing were left out
    return signals.to_features()


def _fit_confidence(asked: Sequence[Asked]) -> tuple[float, list[float]]:
    """Weights that tell answerable questions from others, and the intercept that refuses few of the former.

    Source: logistic regression with balanced classes, scikit-learn.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, class_weight="balanced", max_iter=10_000)
    model.fit([_features(each) for each in asked], [each.gold is not None for each in asked])
    weights = [float(weight) for weight in model.coef_[0]]
    points: dict[str, list[float]] = {}
    for each in asked:
        if each.gold is not None:
            points.setdefault(each.pair, []).append(_points(each, weights))
    thresholds = [_quantile([point for own in points.values() for point in own], WRONGLY_REFUSED)]
    thresholds += [_quantile(own, WRONGLY_REFUSED_OF_ANY) for own in points.values()]
    return -min(thresholds), weights


def _quantile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[int(share * len(ordered))]


def _report(asked: Sequence[Asked], intercept: float, weights: list[float]) -> None:
    from sklearn.metrics import roc_auc_score

    print(f"{'set':<9}{'questions':>10}{'AUROC':>8}{'answered at 5 %':>17}{'refused':>9}{'answered':>10}")
    for pair in (*PAIRS, MULTIHOP):
        rows = [each for each in asked if not each.fits and each.pair == pair]
        points = [intercept + _points(each, weights) for each in rows]
        answerable = [each.gold is not None for each in rows]
        yes = [p for p, a in zip(points, answerable, strict=True) if a]
        no = [p for p, a in zip(points, answerable, strict=True) if not a]
        at_five_percent = _quantile(yes, WRONGLY_REFUSED)
        print(
            f"{pair:<9}{len(rows):>10}{roc_auc_score(answerable, points):>8.3f}"
            f"{sum(p >= at_five_percent for p in no) / len(no):>17.3f}"
            f"{sum(p < 0 for p in yes) / len(yes):>9.3f}{sum(p >= 0 for p in no) / len(no):>10.3f}"
        )
    everyday = [each for each in asked if not each.fits and each.pair == EVERYDAY_SET]
    answered = sum(intercept + _points(each, weights) >= 0 for each in everyday) / len(everyday)
    print(f"{EVERYDAY_SET:<9}{len(everyday):>10}{answered:>44.3f}")


def _points(asked: Asked, weights: list[float]) -> float:
    return sum(weight * feature for weight, feature in zip(weights, _features(asked), strict=True))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


if __name__ == "__main__":
    sys.exit(main())
