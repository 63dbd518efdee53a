"""What a run of ``ingest`` did, as values."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

Outcome = Literal["added", "updated", "unchanged"]
"""What becomes of an article that was read."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was not taken in, and why: all of it or, as a note, a part.

    Attributes:
        path: the file or folder, as the user can open it.
        line: of the file, from 1; None where no line is to blame.
        reason: a sentence without the path.
        member: of an archive or of a list, such as ``june/bridge.html`` or ``item 3``; None where none is to blame.
    """

    path: str
    line: int | None
    reason: str
    member: str | None = None

    def __str__(self) -> str:
        return f"{to_place(self.path, self.member, self.line)}: {self.reason}"


class Unreadable(Exception):
    """Why something was not taken in; it becomes a rejection."""


def to_place(path: str, member: str | None, line: int | None) -> str:
    """Where something stands, for a reader."""
    parts = [path, member, None if line is None else f"line {line}"]
    return ", ".join(part for part in parts if part is not None)


_NO_PRICE = " Set ASSISTANT_EMBEDDING_PRICE, US dollars for a million tokens, to see what that costs."
_MOST_ALIKE = 3
"""So many rows of a file are told that the same is wrong with them; all rows may lack a field."""

_LEAST_SHOWN = 0.0001
"""US dollars; what is less is not shown as nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What embedding took, or would take.

    Attributes:
        texts: that a server was asked for, each once.
        tokens: as it counts them; None where it does not.
        dollars: US; None where the price or the tokens are not known.
    """

    texts: int
    tokens: int | None
    dollars: float | None = None

    def priced(self, dollars_a_million: float | None) -> "Cost":
        """The same with what it costs.

        Args:
            dollars_a_million: US, for a million tokens; None where that is not known.
        """
        if self.tokens is None or dollars_a_million is None:
            return self
        return replace(self, dollars=self.tokens * dollars_a_million / 1_000_000)

    def to_line(self) -> str:
        """An estimate for a reader, with how to be told the price where it is not known."""
        return f"To embed, estimated: {self}.{_NO_PRICE if self.dollars is None else ''}"

    def __str__(self) -> str:
        tokens = "tokens not counted" if self.tokens is None else f"{self.tokens:,} tokens"
        return f"{self.texts:,} texts, {tokens}{self._price}"

    @property
    def _price(self) -> str:
        if not self.dollars:
            return ""
        return f", ${self.dollars:.4f}" if self.dollars >= _LEAST_SHOWN else f", less than ${_LEAST_SHOWN:.4f}"


@dataclass(slots=True)
class Receipt:
    """What a run did, filled while it runs.

    Attributes:
        added: articles that are new.
        updated: articles whose content changed.
        unchanged: articles that are as they were.
        removed: articles that left their folder.
        ignored: hidden files and folders, and files of other endings.
        passages: stored by this run.
        embedded: texts that were embedded, passages and sentences.
        rejected: what was not taken in.
        seconds: the whole run, loading of the model included.
        usage: what the server of the embedding model was asked for; None for a model of this machine.
        estimate: what would be embedded; None where it was.
        noted: articles that were read, with what of them was not; said once, when their file is read.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    ignored: int = 0
    passages: int = 0
    embedded: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    seconds: float = 0.0
    usage: Cost | None = None
    estimate: Cost | None = None
    noted: list[Rejection] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Count an article that was read."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def exit_code(self) -> int:
        """0 when all was read, 1 when something was rejected."""
        return 1 if self.rejected else 0

    def to_json(self) -> dict[str, Any]:
        """The receipt as one JSON object."""
        return asdict(self)

    def to_lines(self, *, dry: bool = False, known: Collection[Rejection] = ()) -> list[str]:
        """The receipt for a reader.

        Args:
            dry: whether it says what would be done.
            known: what was not taken in, as its reader was told before; it is only counted.
        """
        counted = ("added", "updated", "unchanged", "removed", "ignored")
        counts = ", ".join(f"{getattr(self, name)} {name}" for name in counted)
        lines = [f"{counts}; {self.embedded} texts embedded in {self.seconds:.1f} s."]
        if dry:
            lines = [f"Would be: {counts}. Nothing was embedded or written."]
        if self.rejected and not any(getattr(self, name) for name in counted):
            lines = []
        if self.estimate is not None:
            lines.append(self.estimate.to_line())
        if self.usage is not None and self.embedded:
            lines.append(f"Asked of the server: {self.usage}.")
        return [
            *lines,
            *_listed(self.noted, "not read in full", known),
            *_listed(self.rejected, "rejected", known),
        ]


def _listed(told: Sequence[Rejection], what: str, known: Collection[Rejection]) -> Iterator[str]:
    new = [each for each in told if each not in known]
    before = len(told) - len(new)
    if new:
        yield f"{len(new)} {what}{f', and {before} as before' if before else ''}:"
        for (path, _), group in groupby(new, lambda each: (each.path, each.reason)):
            alike = list(group)
            yield from (f"  {each}" for each in alike[:_MOST_ALIKE])
            if (more := len(alike) - _MOST_ALIKE) > 0:
                yield f"  {path}: {more:,} more like it; --json lists each."
    elif before:
        yield f"{before} {what}, as before."
