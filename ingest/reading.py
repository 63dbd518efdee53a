"""A file as articles: one reader a format, and what cannot be read as a rejection."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import frontmatter
import ftfy
import yaml
from charset_normalizer import from_bytes
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.articles import Article
from assistant.language import detect_language, language_certainty
from ingest.receipt import Rejection
from ingest.splitting import to_title

MAX_ARTICLE_CHARS = 1_000_000
"""A longer article is rejected."""

_MAX_FILE_BYTES = 4 * MAX_ARTICLE_CHARS + 4_096
_MAX_ROW_CHARS = 12 * MAX_ARTICLE_CHARS + 65_536
_TOO_LONG = f"is over {MAX_ARTICLE_CHARS:,} characters long; split it into several articles."
_MAX_ID_CHARS = 500

_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_PAGE_BREAK = re.compile("[\x0b\x0c\x1c-\x1f]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SEED_DATE = re.compile(r"\s*date\s+(\d{4}-\d[\d:TZ.+-]*)(?:\s+|\Z)")
_CALENDAR_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DATE_WITH_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_LANGUAGE_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it was read.

    Attributes:
        article: its id is the one its file or row asks for.
        row: the row's id in a file of many articles; None where the file is the article.
        line: where the row stands, from 1; None where the file is the article.
        fingerprint: of the content; equal content has an equal one.
    """

    article: Article
    row: str | None
    line: int | None
    fingerprint: str


class _Unreadable(Exception):
    """Why a file or a row was not taken in; never leaves this module."""


def read_file(path: Path, article_id: str) -> Iterator[Reading | Rejection]:
    """Read the articles of one file.

    Args:
        path: a file with one of the endings in ``READERS``.
        article_id: for a file that is one article.

    Yields:
        Articles, and a rejection for each that could not be read, in the order of the file.
    """
    try:
        yield from READERS[path.suffix.lower()](path, article_id)
    except OSError as error:
        yield Rejection(str(path), None, f"cannot be read: {error.strerror}.")
    except _Unreadable as error:
        yield Rejection(str(path), None, str(error))


def _read_text(path: Path, article_id: str) -> Iterator[Reading]:
    text = _read_whole(path)
    published = None
    if match := _SEED_DATE.match(text):
        published = to_published(match.group(1))
        text = text[match.end() :]
    yield _to_reading(article_id, clean_text(text), {"date": published})


def _read_markdown(path: Path, article_id: str) -> Iterator[Reading]:
    text = _LINE_END.sub("\n", _read_whole(path))
    try:
        data, content = frontmatter.parse(text)
    except (yaml.YAMLError, ValueError) as error:
        raise _Unreadable(f"has front matter that is not YAML: {_first_line(error)}.") from error
    # Lines between rules that are no front matter are part of the text.
    yield _to_reading(article_id, clean_text(_to_plain(content if data else text)), data)


def _read_json_lines(path: Path, article_id: str) -> Iterator[Reading | Rejection]:
    del article_id  # each row brings its own
    with path.open("rb") as stream:
        head = stream.read(4)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    # Bytes that are not UTF-8 survive as surrogates, so that one bad row costs no other.
    with path.open(encoding=encoding, errors="surrogateescape" if encoding == "utf-8-sig" else "replace") as rows:
        number = 0
        while row := rows.readline(_MAX_ROW_CHARS):
            number += 1
            is_cut = len(row) == _MAX_ROW_CHARS and not row.endswith("\n")
            while is_cut and (rest := rows.readline(_MAX_ROW_CHARS)):
                is_cut = not rest.endswith("\n")
                row = ""
            if not row:
                yield Rejection(str(path), number, _TOO_LONG)
            elif row.strip():
                try:
                    yield _read_row(row, number)
                except _Unreadable as error:
                    yield Rejection(str(path), number, str(error))


def _read_row(row: str, line: int) -> Reading:
    if _LONE_SURROGATE.search(row):
        row = _decode(row.encode("utf-8", "surrogateescape"))
    try:
        data = json.loads(row.strip())
    except json.JSONDecodeError as error:
        raise _Unreadable(f"is not JSON: {error.msg} at character {error.pos + 1}.") from error
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"is not JSON: {_first_line(error)}.") from error
    if not isinstance(data, dict):
        raise _Unreadable("is not a JSON object.")
    row_id = _to_line(data.get("id"), "id")
    if row_id is None:
        raise _Unreadable('has no "id".')
    if len(row_id) > _MAX_ID_CHARS:
        raise _Unreadable(f'has an "id" of {len(row_id):,} characters; {_MAX_ID_CHARS} are the most.')
    if not isinstance(data.get("text"), str):
        raise _Unreadable('has no "text".')
    data["language"] = data.get("language") or data.get("lang")
    return _to_reading(row_id, keep_text(data["text"]), data, row=row_id, line=line)


READERS: Mapping[str, Callable[[Path, str], Iterator[Reading | Rejection]]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
}
"""The reader for each ending."""


def _to_reading(
    article_id: str, text: str, data: Mapping[str, Any], *, row: str | None = None, line: int | None = None
) -> Reading:
    if not text.strip():
        raise _Unreadable("holds no text.")
    if len(text) > MAX_ARTICLE_CHARS:
        raise _Unreadable(_TOO_LONG)
    language = _to_language(data.get("language")) or detect_language(text)
    article = Article(
        id=article_id,
        title=_to_line(data.get("title"), "title") or to_title(text, language),
        text=text,
        published=to_published(data.get("date")),
        language=language,
        source=_to_line(data.get("source"), "source"),
        url=_to_line(data.get("url"), "url"),
    )
    return Reading(article, row, line, _fingerprint(article))


def clean_text(text: str) -> str:
    """A text as it is stored: mojibake mended, NFC, lines parted by line feeds, no control characters."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    text = _LINE_END.sub("\n", ftfy.fix_encoding(text))
    text = _BLANK_LINES.sub("\n\n", _UNPRINTABLE.sub("", _PAGE_BREAK.sub(" ", text)))
    return unicodedata.normalize("NFC", text).strip()


def keep_text(text: str) -> str:
    """A text whose characters stay where they are, so that others who have the row find the same quotes.

    Mojibake is mended; control characters become spaces.
    """
    text = ftfy.fix_encoding(_LONE_SURROGATE.sub("\ufffd", text))
    text = _LINE_END.sub(lambda ending: "\n".rjust(len(ending.group())), text)
    return _UNPRINTABLE.sub(" ", _PAGE_BREAK.sub(" ", text)).rstrip()


def to_published(value: object) -> str | None:
    """A date in ISO 8601 with the precision it has.

    Args:
        value: None; a year; ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, with a time or without; a ``date``.

    Raises:
        _Unreadable: when it is no such date.
    """
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    given = str(value).strip() if isinstance(value, (str, int)) else type(value).__name__
    if not given:
        return None
    try:
        if _CALENDAR_DATE.fullmatch(given):
            date.fromisoformat(given + "-01" * (2 - given.count("-")))
            return given
        if _DATE_WITH_TIME.match(given):
            return datetime.fromisoformat(given).isoformat()
    except ValueError:
        pass
    raise _Unreadable(f"has the date {given[:40]!r}; write it as 2024, 2024-06 or 2024-06-18.")


def _to_line(value: object, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise _Unreadable(f'has a "{name}" that is not a text.')
    return " ".join(clean_text(str(value)).split()) or None


def _to_language(value: object) -> str | None:
    match = _LANGUAGE_CODE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match.group(1).lower() if match else None


def _to_plain(markdown: str) -> str:
    """The words of a Markdown text, blocks parted by blank lines, without marks, links' targets or HTML.

    A heading loses its final stop and an item of a list keeps a dash, by which both are known later.
    """
    text = ""
    tokens = MarkdownIt().parse(clean_text(markdown))
    for index, token in enumerate(tokens):
        if token.type == "inline":
            words = _words_of(token)
            opening = [before.type for before in tokens[max(0, index - 2) : index]]
            if "heading_open" in opening:
                text += "\n\n" + words.rstrip(".:;,!… ")
            elif opening == ["list_item_open", "paragraph_open"]:
                text += f"\n- {words}"
            else:
                text += "\n\n" + words
        elif token.type in ("fence", "code_block"):
            text += "\n\n" + token.content.strip("\n")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            text += "\n"
    return text


def _words_of(token: Token) -> str:
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
        if child.type not in ("html_inline", "image")
    )


def _read_whole(path: Path) -> str:
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise _Unreadable(_TOO_LONG)
    return _decode(path.read_bytes())


def _decode(content: bytes) -> str:
    """Bytes as text: UTF-8, else what charset-normalizer finds or Windows-1252, whichever reads like a language.

    Raises:
        _Unreadable: for bytes that are no text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        if best is None:
            raise _Unreadable("is not text, whatever its ending says.") from None
        text = str(best)
        with suppress(UnicodeDecodeError):
            # In a short text charset-normalizer takes the most usual encoding for a rare one.
            western = content.decode("cp1252")
            if language_certainty(western) >= language_certainty(text):
                text = western
    if "\x00" in text:
        raise _Unreadable("is not text, whatever its ending says.")
    return text


def _fingerprint(article: Article) -> str:
    content = [article.title, article.text, article.published, article.language, article.source, article.url]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
