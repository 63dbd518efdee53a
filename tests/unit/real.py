"""The real article that lies beside the checkout, where it does."""

from pathlib import Path

import pytest

from assistant.articles import Article
from ingest.reading import read_file
from ingest.sources import Reading

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
FILES = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []

skip_without_seeds = pytest.mark.skipif(not FILES, reason="there is no ../shared/seeds beside the checkout")


def read_real_article() -> Article:
    reading = next(iter(read_file(FILES[0], FILES[0].stem)))
    assert isinstance(reading, Reading)
    return reading.article
