"""``kill -9`` at random moments of an ingest."""

import os
import random
import time
from pathlib import Path

from tests.torture.killing import Contents, asker, at, check_rerun, kill, take_in, write_articles
from tests.torture.telling import tell

ARTICLES = int(os.environ.get("ARTICLES") or 300)
KILLS = int(os.environ.get("KILLS") or 50)
SEED = int(os.environ.get("SEED") or 0) or time.time_ns() % 1_000_000


def test_an_ingest_killed_at_any_moment_and_run_again_equals_a_clean_one(tmp_path: Path) -> None:
    print(f"SEED={SEED}", flush=True)
    chance = random.Random(SEED)  # noqa: S311 - no secret
    news = tmp_path / "news"
    texts = write_articles(news, ARTICLES, SEED)
    take_in(news, tmp_path / "warm")
    started = time.monotonic()
    take_in(news, tmp_path / "clean")
    lasted = time.monotonic() - started
    clean = Contents(tmp_path / "clean")
    failed, whole, answers, quotes = [], [], 0, 0
    with asker(news) as reader:
        for number, after in enumerate(chance.uniform(0, lasted) for _ in range(KILLS)):
            library = tmp_path / f"killed-{number}"
            reader.ask(library)
            ran = kill(news, library, at(after))
            try:
                whole.append(check_rerun(news, library, texts, clean))
                report = reader.report()
                assert report["faults"] == []
                assert report["quotes"] > 0
                answers, quotes = answers + report["answers"], quotes + report["quotes"]
            except AssertionError as error:
                failed.append(f"SEED={SEED}, killed after {ran:.3f} s: {error}")
                print(failed[-1][:2_000], flush=True)
            print(f"{number + 1} of {KILLS}: killed after {ran:.2f} s, {whole[-1:]} whole", flush=True)
    tell(
        f"{KILLS} kills over {ARTICLES} articles",
        f"SEED={SEED}; clean run {lasted:.1f} s; whole at the kill {min(whole)} to {max(whole)}; "
        f"{answers:,} answers, {quotes:,} quotes checked; {len(failed)} failed",
        time.monotonic() - started,
    )
    assert not failed, "\n".join(failed)
