"""Rows as articles: JSON Lines."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.cleaning import decode, keep_text
from ingest.receipt import Rejection, Unreadable
from ingest.sources import MAX_ARTICLE_CHARS, TOO_LONG, Reading, Source, first_line, to_line, to_reading

_MAX_ROW_CHARS = 12 * MAX_ARTICLE_CHARS + 65_536
_MAX_ID_CHARS = 500

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json_lines(source: Source) -> Iterator[Reading | Rejection]:
    """One article a line; the file may be of any size."""
    head = source.stream.read(4)
    source.stream.seek(0)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    # Bytes that are not UTF-8 survive as surrogates, so that one bad row costs no other.
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    rows = io.TextIOWrapper(source.stream, encoding=encoding, errors=errors)
    try:
        yield from _read_lines(source, rows)
    finally:
        rows.detach()  # else it would close what others opened


def _read_lines(source: Source, rows: io.TextIOWrapper) -> Iterator[Reading | Rejection]:
    number = 0
    while row := rows.readline(_MAX_ROW_CHARS):
        number += 1
        is_cut = len(row) == _MAX_ROW_CHARS and not row.endswith("\n")
        while is_cut and (rest := rows.readline(_MAX_ROW_CHARS)):
            is_cut = not rest.endswith("\n")
            row = ""
        if not row:
            yield source.reject(TOO_LONG, number)
        elif row.strip():
            try:
                yield _read_row(source, _parse(row), line=number)
            except Unreadable as error:
                yield source.reject(str(error), number)


def _parse(row: str) -> object:
    if _LONE_SURROGATE.search(row):
        row = decode(row.encode("utf-8", "surrogateescape"))
    try:
        return json.loads(row.strip())
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg} at character {error.pos + 1}.") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is not JSON: {first_line(error)}.") from error


def _read_row(source: Source, row: object, *, line: int | None = None, member: str | None = None) -> Reading:
    if not isinstance(row, dict):
        raise Unreadable("is not a JSON object.")
    data: dict[str, Any] = source.fields.pick(row)
    row_id = to_line(data["id"], source.fields.name_of("id"))
    if row_id is None:
        raise Unreadable(_missing(source, "id"))
    if len(row_id) > _MAX_ID_CHARS:
        raise Unreadable(f'has an "id" of {len(row_id):,} characters; {_MAX_ID_CHARS} are the most.')
    if not isinstance(data["text"], str):
        raise Unreadable(_missing(source, "text"))
    return to_reading(row_id, keep_text(data["text"]), data, row=row_id, line=line, member=member)


def _missing(source: Source, known: str) -> str:
    return f'has no "{source.fields.name_of(known)}"; add it, or say what it is called with --fields {known}=NAME.'
