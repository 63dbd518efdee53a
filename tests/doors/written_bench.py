"""Scores written answers of two chat models: ``python -m tests.doors.written_bench FOLDER [--every K]``.

One knows the answers (``tests/doors/gold_server.py``) and shows what the scores say of a model that
does all it should; the other is small and real (``tests/doors/chat_server.py``). FOLDER holds the
public sets as ``docs/retrieval.md`` describes them.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doors.chat_server import MODEL_NAME as SMALL
from tests.doors.gold_server import MODEL_NAME as GOLD
from tests.doors.processes import PROJECT, environment

PAIRS = ("en-de", "de-de", "en-en")
"""The language of the questions and that of the articles."""

PATIENCE = "900"
"""Seconds that a busy machine is given, so that slow is not taken for failing."""


@contextmanager
def chat_model(name: str, *arguments: str) -> Iterator[dict[str, str]]:
    """The settings for a chat model while its server runs."""
    with subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=PROJECT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            yield {"OPENAI_BASE_URL": url, "ASSISTANT_CHAT_MODEL": name, "ASSISTANT_TIMEOUT_SECONDS": PATIENCE}
        finally:
            process.stdin.close()  # at whose end the server ends


def measure(xquad: Path, libraries: Path, every: int, local_every: int) -> int:
    """Measure both models on each pair of languages, and print the scores.

    Args:
        xquad: the folder of the sets.
        libraries: a folder for one library a corpus, so that each is embedded once.
        every: ask each K-th question of the model that knows the answers.
        local_every: the same of the small one.

    Returns:
        The exit code of the first command that failed; 0 where none did.
    """
    for step, small in ((every, False), (local_every, True)):
        for pair in PAIRS:
            asked, answered = pair.split("-")
            questions, corpus, translation = (
                str(xquad / name)
                for name in (f"questions.{pair}.jsonl", f"corpus.{answered}.jsonl", f"corpus.{asked}.jsonl")
            )
            gold = ("tests.doors.gold_server", questions, corpus, translation)
            with chat_model(SMALL, "tests.doors.chat_server") if small else chat_model(GOLD, *gold) as settings:
                command = ["assistant", "evaluate", corpus, questions, "--written", "--every", str(step)]
                command += ["--library", str(libraries / answered)]
                print(f"\nXQuAD {pair}:", flush=True)
                done = subprocess.run([sys.executable, "-m", *command], cwd=PROJECT, env=environment(**settings))
            if done.returncode:
                return done.returncode
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="tests.doors.written_bench",
        description="Score written answers of a model that knows them and a small one.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds xquad/")
    parser.add_argument("--every", type=int, default=12, metavar="K", help="ask each K-th of 1,190 questions; 12")
    parser.add_argument("--local-every", type=int, default=60, metavar="K", help="the same for the small model; 60")
    options = parser.parse_args()
    xquad = options.folder / "xquad"
    if not xquad.is_dir():
        print(f"There is no {xquad}. docs/retrieval.md says where to get it.", file=sys.stderr)
        return 2
    with TemporaryDirectory(prefix="article-assistant-") as libraries:
        return measure(xquad, Path(libraries), options.every, options.local_every)


if __name__ == "__main__":
    sys.exit(main())
