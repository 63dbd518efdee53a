"""What is read, and what comes of it: a stream of bytes, an article."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from assistant.articles import Article
from assistant.language import detect_language
from ingest.cleaning import clean_text
from ingest.dates import Undated, read_date
from ingest.fields import Fields
from ingest.receipt import Rejection, Unreadable
from ingest.splitting import to_title

MAX_ARTICLE_CHARS = 1_000_000
"""A longer article is rejected."""

MAX_TEXT_BYTES = 4 * MAX_ARTICLE_CHARS + 4_096
"""A file of plain text or Markdown that is larger holds a longer article."""

MAX_DOCUMENT_MB = 50
"""A larger page, document or feed is rejected; 1 MB is 1,000,000 bytes."""

TOO_LONG = f"is over {MAX_ARTICLE_CHARS:,} characters long; split it into several articles."
NOTHING = "holds no text."

_MAX_ID_CHARS = 500

_LANGUAGE_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: a file, or a member of an archive.

    Attributes:
        path: the file, as the user can open it.
        article_id: for a source that is one article.
        stream: of its content, from the beginning; can be sought.
        size: of the content, in bytes.
        fields: what the fields of rows are called.
    """

    path: str
    article_id: str
    stream: IO[bytes]
    size: int
    fields: Fields = field(default_factory=Fields)

    def read_whole(self, most_bytes: int, reason: str) -> bytes:
        """The content.

        Args:
            most_bytes: that are read.
            reason: for rejecting it when there are more.

        Raises:
            Unreadable: with that reason.
        """
        if self.size > most_bytes:
            raise Unreadable(reason)
        return self.stream.read()

    def read_document(self) -> bytes:
        """The content of a page, document or feed.

        Raises:
            Unreadable: when it is too large.
        """
        most = MAX_DOCUMENT_MB
        return self.read_whole(most * 1_000_000, f"is over {most} MB large; save what it says as text (.txt).")

    def reject(self, reason: str, line: int | None = None, member: str | None = None) -> Rejection:
        """Why the source, or a part of it, is not taken in; parts as in ``Rejection``."""
        return Rejection(self.path, line, reason, member)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it was read.

    Attributes:
        article: its id is the one its file or row asks for.
        row: what tells it from others of its file, such as a row's id; None where the file is the article.
        line: where the row stands, from 1; None where no line is known.
        fingerprint: of the content; equal content has an equal one.
        member: where in the file it stands, as in ``Rejection``.
        note: what of it was not taken in, and why; None where all was.
    """

    article: Article
    row: str | None
    line: int | None
    fingerprint: str
    member: str | None = None
    note: str | None = None


Reader = Callable[[Source], Iterator[Reading | Rejection]]
"""Gives articles, and a rejection for each that could not be read, in order; raises ``Unreadable`` for all of it."""


def to_reading(
    article_id: str,
    text: str,
    data: Mapping[str, Any],
    *,
    row: str | None = None,
    line: int | None = None,
    member: str | None = None,
) -> Reading:
    """An article.

    Args:
        article_id: that it asks for.
        text: as it is stored.
        data: ``title``, ``date``, ``language``, ``source``, ``url``, as they were written; all may be missing.
        row: as in ``Reading``.
        line: as in ``Reading``.
        member: as in ``Reading``.

    Raises:
        Unreadable: when there is no text, too much, or a value that cannot be used; a date that cannot is left out.
    """
    if not text.strip():
        raise Unreadable(NOTHING)
    if len(text) > MAX_ARTICLE_CHARS:
        raise Unreadable(TOO_LONG)
    language = to_language(data.get("language")) or detect_language(text)
    published, note = None, None
    try:
        published = read_date(data.get("date"), language)
    except Undated as error:  # an article without its date is better than none
        note = str(error)
    article = Article(
        id=article_id,
        title=to_line(data.get("title"), "title") or to_title(text, language),
        text=text,
        published=published,
        language=language,
        source=to_line(data.get("source"), "source"),
        url=to_line(data.get("url"), "url"),
    )
    return Reading(article, row, line, fingerprint_of(article), member, note)


def to_line(value: object, name: str) -> str | None:
    """A value as one line; None where it is empty.

    Args:
        value: as it was written.
        name: of the field, for the reason.

    Raises:
        Unreadable: when it is no text and no number.
    """
    if value is None:
        return None
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Unreadable(f'has a "{name}" that is not a text.')
    return " ".join(clean_text(str(value)).split()) or None


def to_id(value: object, name: str) -> str | None:
    """The id of a row; None where it has none.

    Args:
        value: as it was written.
        name: of the field, for the reason.

    Raises:
        Unreadable: when it is too long, or no text and no number.
    """
    row_id = to_line(value, name)
    if row_id is not None and len(row_id) > _MAX_ID_CHARS:
        raise Unreadable(f'has an "{name}" of {len(row_id):,} characters; {_MAX_ID_CHARS} are the most.')
    return row_id


def to_language(value: object) -> str | None:
    """An ISO 639-1 code of a code such as ``de-AT``; None for what is none."""
    match = _LANGUAGE_CODE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match.group(1).lower() if match else None


def first_line(error: Exception) -> str:
    """What an error says, without a final stop."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def fingerprint_of(article: Article) -> str:
    """Tells an article's content from any other; hexadecimal."""
    content = [article.title, article.text, article.published, article.language, article.source, article.url]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
