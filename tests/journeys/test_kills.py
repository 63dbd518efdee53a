"""``kill -9`` of a real ingest with the real model; ``make torture`` does it many times."""

import random
import re
import time
from pathlib import Path

from tests.torture.killing import Contents, Moment, asker, at, check_rerun, kill, take_in, write_articles

SEED = 1
ARTICLES = 66
"""Of three texts each, in two batches of 192: the last two articles come with the second."""


def stored(content: str) -> Moment:
    """The moment at which the library's database first holds something."""

    def is_stored(library: Path, _: float) -> bool:
        files = (library / "chroma.sqlite3", library / "chroma.sqlite3-wal")
        return any(file.is_file() and re.search(content.encode(), file.read_bytes()) for file in files)

    return is_stored


def test_an_ingest_killed_at_any_moment_and_run_again_equals_a_clean_one(tmp_path: Path) -> None:
    news = tmp_path / "news"
    texts = write_articles(news, ARTICLES, SEED, sentences=1)
    started = time.monotonic()
    assert take_in(news, tmp_path / "clean")["added"] == ARTICLES
    lasted = time.monotonic() - started
    clean = Contents(tmp_path / "clean")
    moments = (stored("CREATE TABLE"), stored("n00[5-9]@"), at(random.Random(SEED).uniform(0.5, 1) * lasted))  # noqa: S311 - no secret
    whole = []
    with asker(news) as reader:
        for number, moment in enumerate(moments):
            reader.ask(tmp_path / f"killed-{number}")
            kill(news, tmp_path / f"killed-{number}", moment)
            whole.append(check_rerun(news, tmp_path / f"killed-{number}", texts, clean))
            report = reader.report()
            assert report["faults"] == []
            assert report["quotes"] > 0
    assert whole[0] == 0
