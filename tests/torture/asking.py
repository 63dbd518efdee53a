"""A process that asks a library in a loop, while others write it and are killed, and checks every quote.

python -m tests.torture.asking NEWS

A line on its standard input is the library to be asked from now on, or ``report``, which it answers with a
line of JSON. A process of its own, since a fault in Chroma's compiled part would end the test run.
"""

import json
import queue
import sys
import threading
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from assistant.answers import Answer, Excerpt
from assistant.assembly import build_embeddings, build_quoting_assistant
from assistant.embedding import NamedEmbeddings
from assistant.errors import AssistantError, LibraryEmpty, LibraryMissing
from assistant.library import Library, open_library
from assistant.settings import Settings, read_settings

_PAUSE_SECONDS = 0.2
"""Between questions, so that the run which is killed has most of the machine."""


class _Watch:
    """One library that is asked.

    Args:
        location: of the library, which need not be there yet.
        texts: of its articles by id, as their files have them.
        embeddings: the model.
        settings: limit the answers.
    """

    def __init__(self, location: str, texts: Mapping[str, str], embeddings: NamedEmbeddings, settings: Settings):
        self._location = location
        self._texts = texts
        self._embeddings = embeddings
        self._settings = settings
        self._library: Library | None = None
        self._numbers = count()
        self.answers = self.quotes = 0
        self.faults: list[str] = []

    def ask(self) -> None:
        """Ask once; a library that is not there or empty is no fault."""
        try:
            self._library = self._library or open_library(self._location, str(self._embeddings.model))
            self._ask(self._library)
        except (LibraryMissing, LibraryEmpty):
            pass
        except AssistantError as error:
            self.faults.append(f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Let go of the library."""
        if self._library is not None:
            self._library.close()

    def _ask(self, library: Library) -> None:
        ids = sorted(self._texts)
        text = self._texts[ids[next(self._numbers) * 37 % len(ids)]]
        assistant = build_quoting_assistant(self._settings, library, self._embeddings)
        *_, answer = assistant.ask(text.split(". ")[1])
        assert isinstance(answer, Answer)
        self.answers += 1
        for excerpt in (citation.excerpt for citation in answer.citations):
            self.quotes += 1
            self.faults += self._faults(library, excerpt)

    def _faults(self, library: Library, excerpt: Excerpt) -> Iterator[str]:
        text = self._texts[excerpt.article_id]
        if excerpt.quote != text[excerpt.start : excerpt.end] or not excerpt.quote:
            yield f"{excerpt.article_id}: {excerpt.quote!r} is not at {excerpt.start}-{excerpt.end}"
        if library.article(excerpt.article_id)[0].text != text:
            yield f"{excerpt.article_id}: is not the article"


def main() -> None:
    texts = {file.stem: file.read_text() for file in Path(sys.argv[1]).iterdir()}
    settings = read_settings()
    embeddings = build_embeddings(settings)
    embeddings.embed_query("ready")
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    print("ready", flush=True)
    watch: _Watch | None = None
    while True:
        try:
            line = lines.get(timeout=_PAUSE_SECONDS)
        except queue.Empty:
            line = "ask"
        if not line:
            return
        if watch is not None:
            watch.ask()
        if watch is not None and line == "report":
            found = {"answers": watch.answers, "quotes": watch.quotes, "faults": watch.faults[:5]}
            print(json.dumps(found), flush=True)
        elif line not in ("ask", "report"):
            if watch is not None:
                watch.close()
            watch = _Watch(line, texts, embeddings, settings)


def _listen(lines: "queue.Queue[str]") -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    lines.put("")


if __name__ == "__main__":
    main()
