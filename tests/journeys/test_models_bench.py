"""The measurement of other embedding models, on a set of four paragraphs."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.cosines import AS_IT_IS, scale_of
from tests.doors import models_bench
from tests.doors.embedding_server import MODELS
from tests.doors.fakes import WordEmbeddings
from tests.doors.test_cosines import RAISING, Spread

TEXTS = {
    0: "The mill has two wheels.",
    1: "The harbour freezes in May.",
    2: "Apples are red.",
    3: "Bread costs a pound.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Article 3 is left out of the held-out set."""
    xquad = tmp_path / "xquad"
    xquad.mkdir()
    for language in ("de", "en"):
        rows = [
            {"id": f"xquad-{language}-0{number}-0", "title": f"T{number}", "text": text, "lang": language}
            for number, text in TEXTS.items()
        ]
        write(xquad / f"corpus.{language}.jsonl", rows)
        write(xquad / f"corpus.{language}.heldout.jsonl", rows[:3])
    for pair in models_bench.PAIRS:
        asked, told = pair.split("-")
        write(
            xquad / f"questions.{pair}.jsonl",
            [
                {
                    "id": f"{pair}-{number}-{form}",
                    "question": f"{form} what of {text[:-1]}?",
                    "lang": asked,
                    "doc_ids": [f"xquad-{told}-0{number}-0"],
                    "answers_doc_lang": [text.split()[-1]],
                    "article": number,
                }
                for number, text in TEXTS.items()
                for form in ("And", "So")
            ],
        )
    return tmp_path


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_odd_articles_are_asked_about_and_what_is_left_out_is_not_answerable(folder: Path) -> None:
    every = models_bench.read_set(folder / "xquad", "en-de", 1)
    assert [(each.id, each.answerable) for each in every] == [
        ("en-de-1-And", True),
        ("en-de-1-So", True),
        ("en-de-3-And", False),
        ("en-de-3-So", False),
    ]
    assert [each.doc_ids for each in every] == [("xquad-de-01-0",), ("xquad-de-01-0",), (), ()]
    assert [each.id for each in models_bench.read_set(folder / "xquad", "en-de", 2)] == ["en-de-1-So", "en-de-3-So"]


def test_both_scales_of_a_model_are_measured_and_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(MODELS, "words", lambda: WordEmbeddings().embed_documents)
    monkeypatch.setattr(sys, "argv", ["models_bench", str(folder), "words"])
    assert models_bench.main() == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["model", "pair", "scale", "refused", "answered", "hit@1", "1st", "quote"]
    assert [line.split()[1:3] for line in lines] == [
        [pair, scale] for pair in sorted(models_bench.PAIRS, key=lambda pair: pair[-2:]) for scale in ("own", "ours")
    ]


def test_the_own_scale_is_the_model_as_it_is() -> None:
    assert scale_of(models_bench.AsItIs(Spread(RAISING))) is AS_IT_IS


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "gpt"]])
def test_what_is_not_there_cannot_be_measured(
    arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["models_bench", *arguments])
    assert models_bench.main() == 2
    assert arguments[-1] in capsys.readouterr().err
