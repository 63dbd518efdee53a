"""Values that describe what was published. All offsets are Unicode code points into ``Article.text``."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of an article that can be quoted: ``text[start:end]``, without outer white space."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that is embedded.

    The passages of an article tile its text: each begins where the one before it ends.

    Attributes:
        start: first character.
        end: one past the last character, white space to the next passage included.
        section: the heading above it, None where there is none.
        sentences: those that can be quoted, in order; headings are not among them.
    """

    start: int
    end: int
    section: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """What was published, as it is shown and quoted.

    Attributes:
        id: stable and readable; unique in a library.
        title: given, or the first sentence, shortened.
        text: NFC; a line feed ends a line.
        published: ISO 8601 with the precision it was given in (``2024``, ``2024-06``,
            ``2024-06-18``, with a time or without); None where unknown.
        language: ISO 639-1 code; None where it could not be told.
        source: name of the publication; None where unknown.
        url: where it was published; None where unknown.
    """

    id: str
    title: str
    text: str
    published: str | None = None
    language: str | None = None
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from.

    Attributes:
        root: the folder given to ``ingest``, absolute; a run over it may remove the article.
        path: the file, absolute, symbolic links resolved.
        row: the row's id in a file of many articles; None where the file is the article.
    """

    root: str
    path: str
    row: str | None = None

    def below(self, root: str) -> "Origin":
        """The same place below another root."""
        return Origin(root, str(Path(root) / Path(self.path).relative_to(self.root)), self.row)

    def __str__(self) -> str:
        return self.path if self.row is None else f"{self.path}, row {self.row}"
