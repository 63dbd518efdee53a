"""Rows as articles: JSON Lines, JSON, and tables whose columns have names."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence

from ingest.cleaning import clean_text, decode, keep_text
from ingest.fields import KNOWN, Fields
from ingest.receipt import Rejection, Unreadable
from ingest.sources import MAX_ARTICLE_CHARS, TOO_LONG, Reading, Source, first_line, to_id, to_reading

_MAX_ROW_CHARS = 12 * MAX_ARTICLE_CHARS + 65_536

_MAX_TABLE_MB = 100
_TOO_LARGE = f"is over {_MAX_TABLE_MB} MB large; split it, or write it as JSON Lines (.jsonl)."
_SHOWN_CHARS = 200
_DELIMITERS = ",;\t|"

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


def read_json(source: Source) -> Iterator[Reading | Rejection]:
    """One article, a list of them, or an object that holds one list of them.

    Raises:
        Unreadable: when it is no JSON, or none of these.
    """
    content = _parse(decode(source.read_whole(_MAX_TABLE_MB * 1_000_000, _TOO_LARGE)))
    if isinstance(content, dict) and _is_article(source, content):
        yield _read_row(source, content, own_id=source.article_id)
        return
    for number, item in enumerate(_list_in(source, content), start=1):
        member = f"item {number}"
        try:
            yield _read_row(source, item, member=member)
        except Unreadable as error:
            yield source.reject(str(error), member=member)


def _is_article(source: Source, content: dict[str, object]) -> bool:
    return isinstance(source.fields.fitting(content, needs_id=False).pick(content)["text"], str)


def _list_in(source: Source, content: object) -> list[object]:
    """The articles that a list holds, or an object that holds one list of objects.

    Raises:
        Unreadable: when there is no such list, or several.
    """
    if isinstance(content, list):
        return content
    values = content.values() if isinstance(content, dict) else []
    lists = [each for each in values if isinstance(each, list) and any(isinstance(item, dict) for item in each)]
    if len(lists) != 1:
        told = ", or say what they are called with --fields text=NAME" if source.fields.can_be_told else ""
        raise Unreadable(
            'holds no article: write an object with "id" and "text", a list of such, or an object that holds one such '
            f"list{told}."
        )
    return lists[0]


def read_table(source: Source) -> Iterator[Reading | Rejection]:
    """One article a row, below a row that names the columns; what parts the columns is told from it.

    Raises:
        Unreadable: when it is no table, or has no column with the text.
    """
    text = decode(source.read_whole(_MAX_TABLE_MB * 1_000_000, _TOO_LARGE))
    csv.field_size_limit(_MAX_ROW_CHARS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text))
    columns: list[str] = []
    fields = source.fields
    line = 1
    try:
        for cells in rows:
            if not columns:
                columns = _columns(source, cells)
                fields = source.fields.fitting(dict.fromkeys(columns))
            elif any(cell.strip() for cell in cells):
                yield _read_cells(source, columns, cells, line, fields)
            line = rows.line_num + 1
    except csv.Error as error:
        yield source.reject(f"is no row of a table: {error}; check its quotation marks.", line)


def _delimiter_of(text: str) -> str:
    """What parts the names of the columns into the most."""
    head = text.lstrip("\r\n")[:_MAX_ROW_CHARS].splitlines()[:1]
    return max(_DELIMITERS, key=lambda each: len(next(csv.reader(head, delimiter=each), [])))


def _columns(source: Source, cells: Sequence[str]) -> list[str]:
    """Names of the columns; one that is ours counts in capitals too.

    Raises:
        Unreadable: when there is not one column each for id and text.
    """
    if not any(cell.strip() for cell in cells):
        return []
    names = [cell.strip() for cell in cells]
    columns = [name.lower() if name.lower() in (*KNOWN, "lang") else name for name in names]
    fields = source.fields.fitting(dict.fromkeys(columns))
    for known in ("id", "text"):
        wanted = fields.name_of(known)
        count = columns.count(wanted)
        told = f", or say with --fields {known}=NAME what it is called" if fields.can_be_told else ""
        if count == 0:
            raise Unreadable(f'has no column called "{wanted}"; it has {_shown(names)}. Rename the right one{told}.')
        if count > 1:
            raise Unreadable(f'has {count} columns called "{wanted}". Rename all but the right one{told}.')
    return columns


def _shown(names: Sequence[str]) -> str:
    """The names of columns on one line, a part of them where they are many."""
    line = " ".join(clean_text(", ".join(filter(None, names))).split())
    return line if len(line) <= _SHOWN_CHARS else f"{line[:_SHOWN_CHARS]}…"


def _read_cells(
    source: Source, columns: Sequence[str], cells: Sequence[str], line: int, fields: Fields
) -> Reading | Rejection:
    if len(cells) > len(columns):
        reason = (
            f"has {len(cells)} columns, the first row {len(columns)}; put what holds a delimiter in quotation marks."
        )
        return source.reject(reason, line)
    try:
        # A cell that is not there says nothing, as an empty one.
        return _read_row(source, dict(zip(columns, cells, strict=False)), line=line, fields=fields)
    except Unreadable as error:
        return source.reject(str(error), line)


def _parse(row: str) -> object:
    if _LONE_SURROGATE.search(row):
        row = decode(row.encode("utf-8", "surrogateescape"))
    try:
        return json.loads(row.strip())
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg} at character {error.pos + 1}.") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is not JSON: {first_line(error)}.") from error


def _read_row(
    source: Source,
    row: object,
    *,
    line: int | None = None,
    member: str | None = None,
    own_id: str | None = None,
    fields: Fields | None = None,
) -> Reading:
    """An article of what a row says.

    Args:
        source: that the row is of.
        row: an object.
        line: as in ``Reading``.
        member: as in ``Reading``.
        own_id: where the row is all of its file and needs no id.
        fields: what it calls its fields; None to look at it.

    Raises:
        Unreadable: when it is no article.
    """
    if not isinstance(row, dict):
        raise Unreadable("is not a JSON object.")
    fields = fields or source.fields.fitting(row, needs_id=own_id is None)
    data = fields.pick(row)
    row_id = to_id(data["id"], fields.name_of("id"))
    if row_id is None and own_id is None:
        raise Unreadable(_missing(fields, "id"))
    if not isinstance(data["text"], str):
        raise Unreadable(_missing(fields, "text"))
    return to_reading(row_id or own_id or "", keep_text(data["text"]), data, row=row_id, line=line, member=member)


def _missing(fields: Fields, known: str) -> str:
    if fields.can_be_told:
        return f'has no "{fields.name_of(known)}"; add it, or say what it is called with --fields {known}=NAME.'
    return f'has no "{fields.name_of(known)}"; add it, or rename the field that it is.'
