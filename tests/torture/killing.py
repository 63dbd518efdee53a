"""An ingest that is killed and run again, and what the library must then be: that of a clean run, letter by letter.

``make check`` kills a few small runs, ``make torture`` many long ones.
"""

import json
import queue
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy
from chromadb.config import Settings

from assistant.embedding import BUILT_IN
from assistant.errors import LibraryEmpty, LibraryMissing
from assistant.library import open_library
from ingest.verifying import verify
from tests.doors.processes import run_python, running
from tests.doors.stored import stored_in

LEAST_COSINE = 0.995
RUN_SECONDS = 900
"""What a run is given before the test fails."""

ANSWER_SECONDS = 120
"""What the process that asks is given for its report before the test fails."""

_SUBJECTS = [
    "The council",
    "A baker",
    "The ferry",
    "Our neighbour",
    "The museum",
    "A teacher",
    "The river",
    "The old mill",
    "A farmer",
]
_VERBS = [
    "opened",
    "closed",
    "painted",
    "sold",
    "found",
    "counted",
    "moved",
    "repaired",
    "visited",
    "lost",
    "kept",
    "bought",
]
_OBJECTS = [
    "the bridge",
    "a garden",
    "nine boats",
    "the north gate",
    "two bells",
    "a library",
    "the market hall",
    "an orchard",
]
_TIMES = ["on Monday", "last week", "in the spring", "before the storm", "after the fair", "at noon", "in winter"]

Moment = Callable[[Path, float], bool]
"""Whether a run is to be killed now: told its library's folder and its age in seconds."""


def at(seconds: float) -> Moment:
    """The moment at which a run is so old."""
    return lambda _, age: age >= seconds


def write_articles(folder: Path, count: int, seed: int, sentences: int = 3) -> dict[str, str]:
    """Make articles, the same ones for the same seed.

    Args:
        folder: that is made.
        count: of articles.
        seed: of what they say.
        sentences: of an article behind its first, some 14 words each.

    Returns:
        The text of each, by the id it gets.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    folder.mkdir()
    texts = {}
    for number in range(count):
        said = (f"{_said(chance)}, and {_said(chance).lower()}." for _ in range(sentences))
        texts[f"n{number:03}"] = f"Report {number} of {chance.randint(1900, 2020)}. {' '.join(said)}"
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return texts


def _said(chance: random.Random) -> str:
    return " ".join(chance.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _TIMES))


def take_in(news: Path, library: Path) -> dict[str, Any]:
    """Run ``python -m ingest`` to its end; its receipt."""
    done = run_python(_command(news, library), news.parent, seconds=RUN_SECONDS)
    assert done.returncode == 0, done.stderr
    receipt: dict[str, Any] = json.loads(done.stdout)
    return receipt


def kill(news: Path, library: Path, moment: Moment) -> float:
    """Run ``python -m ingest`` and kill it at a moment, or when it ends before.

    Returns:
        Seconds that it ran.
    """
    started = time.monotonic()
    with running(_command(news, library), news.parent) as process:
        while process.poll() is None and not moment(library, time.monotonic() - started):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return time.monotonic() - started


def _command(news: Path, library: Path) -> list[str]:
    return ["-m", "ingest", str(news), "--json", "--library", str(library)]


def check_rerun(news: Path, library: Path, texts: Mapping[str, str], clean: "Contents") -> int:
    """Run again after a kill, and compare with a clean run.

    Returns:
        How many articles were whole before.
    """
    whole = whole_articles(library)
    assert whole.items() <= texts.items(), "an article is not what its file says"
    receipt = take_in(news, library)
    assert (receipt["unchanged"], receipt["added"]) == (len(whole), len(texts) - len(whole)), receipt
    assert (receipt["updated"], receipt["removed"], receipt["rejected"]) == (0, 0, []), receipt
    check_equal(Contents(library), clean)
    with closing(open_library(str(library), BUILT_IN)) as opened:
        assert verify(opened).to_lines() == [f"{len(texts)} articles, all whole."]
    return len(whole)


def whole_articles(library: Path) -> dict[str, str]:
    """The text of each whole article by its id; none where the run did not get as far as a library."""
    try:
        opened = open_library(str(library), BUILT_IN)
    except (LibraryMissing, LibraryEmpty):
        return {}
    with closing(opened):
        return {entry.id: opened.article(entry.id)[0].text for entry in opened.entries()}


class Contents:
    """All that a library's folder holds.

    Args:
        library: its folder.

    Attributes:
        rows: as ``stored_in``.
        vectors: of each collection by id.
    """

    def __init__(self, library: Path) -> None:
        self.rows = stored_in(library)
        self.vectors = {name: _vectors_of(library, name) for name in ("articles", "passages", "sentences")}


def _vectors_of(library: Path, name: str) -> dict[str, Any]:
    client = chromadb.PersistentClient(library, settings=Settings(anonymized_telemetry=False))
    try:
        collection = client.get_collection(f"article-assistant.{name}", embedding_function=None)
        found: Any = collection.get(include=["embeddings"])
        return dict(zip(found["ids"], numpy.asarray(found["embeddings"], dtype=numpy.float32), strict=True))
    finally:
        client.close()  # type: ignore[attr-defined]


def check_equal(contents: Contents, clean: Contents) -> None:
    """The same ids, texts, offsets and metadata, and vectors that are as good as the same."""
    assert contents.rows == clean.rows
    for name, vectors in clean.vectors.items():
        ids = sorted(vectors)
        assert sorted(contents.vectors[name]) == ids
        ours, theirs = (numpy.array([each[id_] for id_ in ids]) for each in (contents.vectors[name], vectors))
        lengths = numpy.linalg.norm(ours, axis=1) * numpy.linalg.norm(theirs, axis=1)
        assert ((ours * theirs).sum(axis=1) / lengths).min() >= LEAST_COSINE


class Asker:
    """A process that asks one library after the other, and checks every quote; see ``tests.torture.asking``."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._next() == "ready"

    def ask(self, library: Path) -> None:
        """Ask this library from now on, as soon as it is there."""
        self._send(str(library))

    def report(self) -> dict[str, Any]:
        """What was seen since the last library was named; it is asked at least once more before."""
        self._send("report")
        report: dict[str, Any] = json.loads(self._next())
        return report

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _next(self) -> str:
        try:
            return self._lines.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise AssertionError(f"the process that asks says nothing; it ended with {self._process.poll()}") from None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())


@contextmanager
def asker(news: Path) -> Iterator[Asker]:
    """A process that asks while others write."""
    with running(["-m", "tests.torture.asking", str(news)], news.parent) as process:
        yield Asker(process)
