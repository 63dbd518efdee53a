"""Runs over a folder that the library holds already, as users start them: unchanged, one article changed, one removed.

The library is filled by ``sync`` with vectors that are at hand, so that no model is needed for it: those of the
passages and sentences of real articles, turned a little for each use. Each run is a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from zlib import crc32

import numpy

from assistant.embedding import BUILT_IN, parse_embedding_model
from assistant.errors import MeasuringError
from assistant.library import open_library
from assistant.scale import Piece, draw, turn
from ingest.receipt import Receipt
from ingest.syncing import Removals, sync

_WITH_MEMORY = (
    "import sys; from assistant.memory import peak_bytes; from ingest.__main__ import main; "
    "code = main(); print(peak_bytes(), file=sys.stderr); sys.exit(code)"
)
"""``python -m ingest``, and then the most memory that it held, in bytes, as the last line on standard error."""

_PROJECT = Path(__file__).parents[1]
_ADDED = "This sentence was added afterwards."


@dataclass(frozen=True, slots=True)
class Rerun:
    """A run of ``python -m ingest``.

    Attributes:
        seconds: from its start to its end.
        memory_bytes: most that was resident at a time.
        receipt: what it printed.
    """

    seconds: float
    memory_bytes: int
    receipt: dict[str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """Three runs after each other.

    Attributes:
        unchanged: over the folder as it is.
        changed: with one article longer by a sentence.
        removed: with one article gone.
    """

    unchanged: Rerun
    changed: Rerun
    removed: Rerun


class StoredEmbeddings:
    """Vectors that are at hand: those of a text that is known, else of some other; each turned a little.

    Args:
        pieces: of which the vectors are, by language.
    """

    def __init__(self, pieces: dict[str, list[Piece]]) -> None:
        self.model = parse_embedding_model(BUILT_IN)
        every = [piece for of_language in pieces.values() for piece in of_language]
        self._rows = numpy.concatenate([piece.vectors for piece in every])
        texts = [text for piece in every for text in _texts_of(piece)]
        self._numbers = {text: number for number, text in enumerate(texts)}
        self._random = numpy.random.default_rng(len(texts))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of unit length a text, in the order given."""
        numbers = [self._numbers.get(text, crc32(text.encode()) % len(self._rows)) for text in texts]
        vectors: list[list[float]] = turn(self._rows[numbers], self._random).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a text as of any other."""
        return self.embed_documents([text])[0]


class Shelf:
    """A folder of articles, a file each, and the library that holds them.

    Args:
        folder: that holds both; what is there already is used.
        pieces: that the articles are made of, by language.
        articles: how many.
    """

    def __init__(self, folder: Path, pieces: dict[str, list[Piece]], articles: int) -> None:
        self._texts = folder / f"articles-{articles}"
        self._library = folder / f"library-{articles}"
        self._articles = articles
        self._texts.mkdir(parents=True, exist_ok=True)
        self._pieces = pieces

    def fill(self) -> Receipt:
        """Write the files that are not there, and take in what the library does not hold."""
        for number in range(self._articles):
            if not self._file(number).exists():
                _, drawn = draw(self._pieces, numpy.random.default_rng(number))
                self._file(number).write_text("".join(piece.text for piece in drawn), encoding="utf-8", newline="\n")
        library = open_library(str(self._library), BUILT_IN, create=True, sample=False)
        try:
            return sync([self._texts], library, StoredEmbeddings(self._pieces), Removals(allow_most=True))
        finally:
            library.close()

    def take_turn(self, number: int) -> Turn:
        """Run three times, having changed and removed an article; another at each turn.

        Args:
            number: of the turn, from 0.
        """
        unchanged = self._run()
        with self._file(2 * number).open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n\n{_ADDED}\n")
        changed = self._run()
        self._file(2 * number + 1).unlink()
        return Turn(unchanged, changed, self._run())

    def _file(self, number: int) -> Path:
        return self._texts / f"news-{number:06}.txt"

    def _run(self) -> Rerun:
        """One run over the folder.

        Raises:
            MeasuringError: when it fails.
        """
        options: Sequence[str] = [str(self._texts), "--library", str(self._library), "--json"]
        started = perf_counter()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _WITH_MEMORY, *options], cwd=_PROJECT, capture_output=True, text=True, check=False
        )
        seconds = perf_counter() - started
        if done.returncode:
            raise MeasuringError(
                f"A run over {self._texts} failed: {done.stderr.strip()}.", "Delete it, and try again."
            )
        return Rerun(seconds, int(done.stderr.split()[-1]), json.loads(done.stdout))


def _texts_of(piece: Piece) -> list[str]:
    """The texts that a piece's vectors are of, in their order."""
    return [piece.text.strip(), *(piece.text[each.start : each.end] for each in piece.sentences)]
