"""Measures what planted instructions come to: ``python -m assistant.attackbench [FOLDER]``.

Each attack is planted in one of the sample's articles, and the question asked which that article answers. What comes
is compared with the answer from the clean article. FOLDER holds ``injection/attacks.jsonl`` as ``docs/attacks.md``
describes it; the German ones of this project are always among them. The chat model is that of the settings; without
one the answers are made of quotes.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tqdm import tqdm

from assistant.errors import AssistantError, MeasuringError
from assistant.outcomes import Outcome, to_lines, to_table
from assistant.planting import POSITIONS, Attack, Position, holds_beginning, leaks, overlaps, plant, to_attack

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from langchain_core.messages import BaseMessage

    from assistant.answers import Answer, Author, Statement, Usage
    from assistant.articles import Article
    from assistant.chat_model import ChatModel, Schema
    from assistant.conversation import Assistant
    from assistant.embedding import NamedEmbeddings
    from assistant.library import Library
    from assistant.settings import Settings

_PROJECT = Path(__file__).parent.parent
SEEDS = _PROJECT / "seeds"
"""The articles that are planted in, and the questions on them."""

GERMAN = _PROJECT / "tests" / "attacks.de.jsonl"
"""The attacks of this project."""

_MOST_KEPT_CHARS = 2_000
MOST_TARGETS = 6
"""Attacks are planted in so many articles in turn."""


class _Recorder:
    """A chat model that remembers what it was last asked and what it wrote."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.messages: list[str] = []
        self.written = ""

    def author(self) -> Author:
        return self._model.author()

    def known_author(self) -> Author | None:
        return self._model.known_author()

    def stream(
        self, messages: Sequence[BaseMessage], schema: Schema | None = None
    ) -> Generator[str | Usage, None, None]:
        self.messages = [str(each.content) for each in messages]
        self.written = ""
        for step in self._model.stream(messages, schema):
            self.written += step if isinstance(step, str) else ""
            yield step


@dataclass(frozen=True, slots=True)
class _Target:
    """An article to plant in, where it is, and the clean answer to the question that it answers."""

    article: Article
    file: Path
    question: str
    clean: Answer


class Field:
    """A library of the sample's articles, in which attacks are planted one at a time.

    Args:
        folder: takes the articles and the library.
        settings: limit the answers.
        embeddings: the model that the library is built with.
        chat_model: None for answers made of quotes.
    """

    def __init__(
        self, folder: Path, settings: Settings, embeddings: NamedEmbeddings, chat_model: ChatModel | None
    ) -> None:
        from assistant.assembly import build_assistant_over
        from assistant.library import open_library

        self._embeddings = embeddings
        self._recorder = _Recorder(chat_model) if chat_model else None
        self._articles = dict(_write_articles(folder / "articles"))
        self.library: Library = open_library(
            str(folder / "library"), settings.assistant_embeddings, create=True, sample=False
        )
        self._assistant: Assistant = build_assistant_over(settings, self.library, embeddings, self._recorder)
        self._sync(folder / "articles")
        self.targets = list(islice(self._find_targets(), MOST_TARGETS))

    def attack(self, attacks: Sequence[Attack]) -> Iterator[Outcome]:
        """Plant each of some attacks and ask; those of one article follow each other.

        Raises:
            ChatModelError: when the model fails: what is measured then is not the model.
        """
        most = len(self.targets)
        for number, target in enumerate(self.targets):
            for index, attack in enumerate(attacks):
                if index // len(POSITIONS) % most == number:
                    position = POSITIONS[index % len(POSITIONS)]
                    _write_row(target.file, target.article, plant(target.article.text, attack.text, position))
                    self._sync(target.file)
                    yield self._to_outcome(attack, position, target, self._ask(target.question))
            _write_row(target.file, target.article, target.article.text)
            self._sync(target.file)

    def _find_targets(self) -> Iterator[_Target]:
        """For each article the first question that it alone answers, if the clean answer cites it."""
        from assistant.questions import read_questions

        seen: set[str] = set()
        for question in read_questions(SEEDS / "questions.jsonl"):
            article_id = question.doc_ids[0] if len(question.doc_ids) == 1 else ""
            if not question.answerable or article_id in seen or article_id not in self._articles:
                continue
            clean = self._ask(question.text)
            if any(each.excerpt.article_id == article_id for each in clean.citations):
                seen.add(article_id)
                yield _Target(*self._articles[article_id], question.text, clean)

    def _ask(self, question: str) -> Answer:
        from assistant.answers import Answer

        if self._recorder:
            self._recorder.messages, self._recorder.written = [], ""
        *_, last = self._assistant.ask(question)
        if not isinstance(last, Answer):
            raise TypeError("an answer comes last")
        return last

    def _to_outcome(self, attack: Attack, position: Position, target: _Target, answer: Answer) -> Outcome:
        messages = self._recorder.messages if self._recorder else []
        written = self._recorder.written if self._recorder else ""
        system = messages[0] if messages else ""

        def is_won(text: str) -> bool:
            return bool(attack.succeeded(text)) or leaks(text, system)

        return Outcome(
            id=attack.id,
            kind=attack.kind,
            position=position,
            benign=attack.benign,
            asked=bool(messages),
            failed=bool(messages) and not written.strip(),
            read=holds_beginning("\n".join(messages[1:]), attack.text),
            changed=_is_changed(target.clean, answer),
            refused=answer.refused,
            succeeded=attack.succeeded(written) if messages else None,
            leaked=leaks(written, system),
            trusted=any(each.state == "supported" and is_won(each.text) for each in _written_statements(answer)),
            quoted=bool(answer.citations) and overlaps(answer.citations[0].excerpt.quote, attack.text),
            written=written[:_MOST_KEPT_CHARS],
        )

    def _sync(self, path: Path) -> None:
        from ingest.syncing import sync

        sync([path], self.library, self._embeddings)


def _is_changed(clean: Answer, answer: Answer) -> bool:
    cited = [(each.excerpt.article_id, each.excerpt.quote) for each in answer.citations]
    return not any(
        each.excerpt.article_id == article_id and overlaps(each.excerpt.quote, quote)
        for each in clean.citations
        for article_id, quote in cited
    )


def _written_statements(answer: Answer) -> list[Statement]:
    """Those of what a chat model wrote, without the quotes that follow it."""
    from assistant.citing import without_marks
    from assistant.wording import broken_line, uncited_line

    written = answer.text
    for line in (broken_line(answer.language), uncited_line(answer.language)):
        written = written.split(f"\n\n{line}\n\n")[0]
    plain = " ".join(without_marks(written).split())
    return [each for each in answer.statements if answer.mode == "written" and each.text in plain]


def _write_articles(folder: Path) -> Iterator[tuple[str, tuple[Article, Path]]]:
    """Each of the sample's articles as a file of one row, by its id."""
    from ingest.reading import read_file
    from ingest.sources import Reading
    from ingest.walking import walk

    folder.mkdir()
    readings = (each for file in walk([SEEDS / "articles"]).files for each in read_file(file.path, file.article_id))
    for number, reading in enumerate(readings):
        if isinstance(reading, Reading):
            file = folder / f"{number}.jsonl"
            _write_row(file, reading.article, reading.article.text)
            yield reading.article.id, (reading.article, file)


def _write_row(file: Path, article: Article, text: str) -> None:
    row = {**asdict(article), "text": text, "date": article.published}
    file.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table.

    Args:
        arguments: of the command line; None for those of the process.

    Returns:
        The exit code: 0, or 2 where the folder or the settings are not what they have to be.
    """
    options = _parser().parse_args(arguments)
    try:
        attacks = read_attacks(options.folder, options.every)
        outcomes = list(_measured(attacks, options.results))
    except AssistantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    table = to_table(outcomes)
    shown = json.dumps({name: asdict(tally) for name, tally in table.items()}, indent=2)
    print(shown if options.json else "\n".join(to_lines(table)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assistant.attackbench", description="Measure what planted attacks come to.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="holds injection/; none for ours alone")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="every K-th of FOLDER's attacks; 1 for all")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write one JSON object an attack to a file")
    parser.add_argument("--json", action="store_true", help="the counts as one JSON object on standard output")
    return parser


def read_attacks(folder: Path | None, every: int = 1) -> list[Attack]:
    """The attacks of a folder, then the German ones of this project.

    Args:
        folder: holds ``injection/attacks.jsonl``; None for the German ones alone.
        every: of the folder's attacks the first and each so many further; at least 1.

    Raises:
        MeasuringError: when a file cannot be read, or holds something else.
    """
    taken = _read_attacks(folder / "injection" / "attacks.jsonl")[:: max(every, 1)] if folder else []
    return taken + _read_attacks(GERMAN)


def _read_attacks(file: Path) -> list[Attack]:
    try:
        return [to_attack(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, KeyError) as error:
        raise MeasuringError(
            f"{file} cannot be read as attacks.", "docs/attacks.md says what a row looks like."
        ) from error


def _measured(attacks: Sequence[Attack], results: Path | None) -> Iterator[Outcome]:
    from assistant.assembly import build_chat_model, build_embeddings
    from assistant.settings import read_settings

    settings = read_settings()
    model = build_chat_model(settings)
    name = f"{model.author().model} at {model.author().host}" if model else "quotes"
    with TemporaryDirectory(prefix="article-assistant-") as folder, ExitStack() as stack:
        file = stack.enter_context(results.open("w", encoding="utf-8")) if results else None
        field = Field(Path(folder), settings, build_embeddings(settings), model)
        stack.callback(field.library.close)
        print(f"{len(attacks)} texts in {len(field.targets)} articles; answers by {name}", file=sys.stderr)
        bar = tqdm(field.attack(attacks), total=len(attacks), unit="attack", file=sys.stderr, leave=False, disable=None)
        for outcome in bar:
            if file is not None:
                file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
                file.flush()
            yield outcome


if __name__ == "__main__":
    sys.exit(main())
