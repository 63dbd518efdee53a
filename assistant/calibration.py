"""Fits the weights of the confidence on question sets: ``python -m assistant.calibration FOLDER``.

FOLDER holds ``xquad/`` as ``docs/retrieval.md`` describes it. The held-out German corpus lacks a
quarter of its articles; the same are left out of the English one. Every question is asked of the
library that lacks them, in all four pairs of languages: it is answerable where its article is
there. Articles of even number fit the weights, those of odd number are what is reported.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.confidence import Signals
from assistant.embedding import BUILT_IN, E5Embeddings, parse_embedding_model
from assistant.library import Library, open_library
from assistant.retrieval import find_passages

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

WRONGLY_REFUSED = 0.05
"""The share of answerable questions, in the fitting half, that the threshold of 0.5 may refuse."""


def main() -> int:
    """Ask, fit, and print.

    Returns:
        The exit code: 0, or 2 where the folder is not named or not there.
    """
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "xquad").is_dir():
        print("Name a folder that holds xquad/; docs/retrieval.md says where to get it.", file=sys.stderr)
        return 2
    rows = list(_asked(Path(sys.argv[1]) / "xquad"))
    fitting = [row for row in rows if row["article"] % 2 == 0]
    intercept, weights = _fit(fitting)
    print("intercept", round(intercept, 2), "weights", [round(weight, 2) for weight in weights])
    print(f"{'pair':<8}{'questions':>10}{'AUROC':>8}{'answered at 5 %':>17}{'refused':>9}{'answered':>10}")
    for pair in PAIRS:
        held_out = [row for row in rows if row["article"] % 2 == 1 and row["pair"] == pair]
        _report(pair, held_out, intercept, weights)
    everyday = [row for row in rows if row["article"] % 2 == 1 and row["pair"] == "everyday"]
    answered = sum(intercept + _points(row["signals"], weights) >= 0 for row in everyday) / len(everyday)
    print(f"everyday{len(everyday):>10}{answered:>44.3f}")
    return 0


def _asked(folder: Path) -> Iterator[dict[str, Any]]:
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
                        if found.signals is not None:
                            answerable = _twin(row["doc_ids"][0]) in kept
                            yield {
                                "pair": pair,
                                "article": row["article"],
                                "answerable": answerable,
                                "signals": found.signals,
                            }
            for index, question in enumerate(EVERYDAY.replace("\n", "|").split("|")):
                found = find_passages(question.strip(), library, embeddings)
                if question.strip() and found.signals is not None:
                    yield {"pair": "everyday", "article": index, "answerable": False, "signals": found.signals}
            library.close()


def _twin(document: str) -> str:
    return document.replace("-en-", "-de-")


def _ingest(corpus: list[dict[str, Any]], folder: Path, embeddings: E5Embeddings) -> Library:
    from ingest.syncing import sync

    file = folder.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in corpus))
    library = open_library(str(folder), BUILT_IN, create=True)
    sync([file], library, embeddings)
    return library


def _fit(rows: list[dict[str, Any]]) -> tuple[float, list[float]]:
    """Weights that tell answerable questions from others, and the intercept that refuses 5 % of the former.

    Source: logistic regression with balanced classes, scikit-learn.
    """
    from sklearn.linear_model import LogisticRegression

    features = [row["signals"].to_features() for row in rows]
    model = LogisticRegression(C=1e6, class_weight="balanced", max_iter=10_000)
    model.fit(features, [row["answerable"] for row in rows])
    weights = [float(weight) for weight in model.coef_[0]]
    answerable = sorted(_points(row["signals"], weights) for row in rows if row["answerable"])
    return -answerable[int(WRONGLY_REFUSED * len(answerable))], weights


def _report(pair: str, rows: list[dict[str, Any]], intercept: float, weights: list[float]) -> None:
    from sklearn.metrics import roc_auc_score

    points = [intercept + _points(row["signals"], weights) for row in rows]
    answerable = [row["answerable"] for row in rows]
    yes = sorted(p for p, a in zip(points, answerable, strict=True) if a)
    no = [p for p, a in zip(points, answerable, strict=True) if not a]
    at_five_percent = yes[int(WRONGLY_REFUSED * len(yes))]
    print(
        f"{pair:<8}{len(rows):>10}{roc_auc_score(answerable, points):>8.3f}"
        f"{sum(p >= at_five_percent for p in no) / len(no):>17.3f}"
        f"{sum(p < 0 for p in yes) / len(yes):>9.3f}{sum(p >= 0 for p in no) / len(no):>10.3f}"
    )


def _points(signals: Signals, weights: list[float]) -> float:
    return sum(weight * feature for weight, feature in zip(weights, signals.to_features(), strict=True))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


if __name__ == "__main__":
    sys.exit(main())
