from pathlib import Path

import numpy
import pytest

from assistant import scale
from assistant.embedding import BUILT_IN
from assistant.library import open_library


def put_made_up_vectors(folder: Path) -> None:
    """What the real model would be asked for takes a minute."""
    texts = [text for article, passages in scale._articles(None) for text in scale._texts_of(article, passages)]
    random = numpy.random.default_rng(1)
    for name, rows in (("vectors", len(texts)), ("questions", 5)):
        numpy.save(folder / f"{name}.npy", random.standard_normal((rows, 8)).astype(numpy.float32))


def test_a_small_library_is_built_measured_and_used_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_made_up_vectors(tmp_path)
    arguments = ["--keep", str(tmp_path), "--articles"]
    assert scale.main([*arguments, "20"]) == 0
    assert scale.main([*arguments, "20", "24"]) == 0
    first, again, larger, growth = capsys.readouterr().out.splitlines()
    assert first.startswith("20 articles: built 20 in ")
    assert again.startswith("20 articles: built 0 in ")
    assert larger.startswith("24 articles: built 24 in ")
    assert growth.startswith("growth from 20 to 24 articles: ")
    for name in scale.FILTERS:
        assert f"{name} " in larger
    library = open_library(str(tmp_path / "24"), BUILT_IN)
    for entry in library.entries():
        article, passages = library.article(entry.id)
        assert len(passages) == scale.PASSAGES_AN_ARTICLE
        assert all(article.text[each.start : each.end].strip() for each in passages)
    library.close()


def test_what_is_measured_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_made_up_vectors(tmp_path)
    assert scale.main(["--keep", str(tmp_path), "--articles", "5"]) == 0
    measured = scale._measure(tmp_path / "5")
    assert set(measured["warm"]) == set(scale.FILTERS)
    assert all(0 < each["median"] <= each["p95"] for each in measured["warm"].values())
    assert measured["memory_mb"] > 0
