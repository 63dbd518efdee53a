"""JSON and tables with named columns, and fields that others named."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import Article
from assistant.errors import SettingsError
from ingest.fields import Fields, parse_fields
from ingest.reading import read_file
from ingest.receipt import Rejection
from tests.unit.files import articles_in, read, read_one, reject, rejections_in

GERMAN = "Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz. Viele Gäste waren gekommen."
ROW = {"id": "r1", "title": "Die Brücke", "text": GERMAN, "date": "2024-06-18", "language": "de", "source": "Bote"}
ARTICLE = Article("r1", "Die Brücke", GERMAN, "2024-06-18", "de", "Bote", None)


@pytest.fixture
def js(tmp_path: Path) -> Path:
    return tmp_path / "articles.json"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "articles.csv"


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": number, "text": f"Satz Nummer {number}."} for number in range(1, count + 1)]


def to_table(*lines: list[str], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(lines)
    return written.getvalue()


def read_as(path: Path, content: str, fields: str) -> Article:
    path.write_text(content)
    (article,) = articles_in(list(read_file(path, "id", parse_fields(fields))))
    return article


# JSON


@pytest.mark.parametrize("shape", [lambda row: row, lambda row: [row], lambda row: {"articles": [row], "pages": 1}])
def test_json_is_an_article_a_list_of_them_or_an_object_that_holds_one_list(js: Path, shape: Any) -> None:
    assert read_one(js, json.dumps(shape(ROW))) == ARTICLE


def test_an_article_that_is_all_of_its_file_needs_no_id(js: Path) -> None:
    assert read_one(js, json.dumps({"text": GERMAN, "tags": ["a"]})).id == "id"
    assert 'has no "id"' in reject(js, json.dumps([{"text": GERMAN}])).reason


def test_a_broken_item_is_named_by_its_number_and_costs_no_other(js: Path) -> None:
    readings = read(js, json.dumps([*rows(2), {"id": 3}, *rows(4)[3:], "text"]))
    assert [each.id for each in articles_in(readings)] == ["1", "2", "4"]
    assert [(each.member, each.line) for each in rejections_in(readings)] == [("item 3", None), ("item 5", None)]
    assert rejections_in(readings)[0].reason == 'has no "text"; add it, or rename the field that it is.'


@pytest.mark.parametrize(
    "content", ["1", '"text"', "null", "{}", '{"tags": ["a", "b"]}', '{"a": [{"id": 1}], "b": [{"id": 2}]}']
)
def test_json_of_another_shape_says_which_is_read(js: Path, content: str) -> None:
    assert reject(js, content).reason.startswith("holds no article: write an object")


@pytest.mark.parametrize("content", ["", "{", '[{"id": 1, "text": "a"},]', "[" * 100_000, "9" * 5_000, "NaN\x01"])
def test_json_that_is_none_is_one_rejection(js: Path, content: str) -> None:
    assert "JSON" in reject(js, content).reason or "holds no article" in reject(js, content).reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_is_read_in_every_encoding(js: Path, encoding: str) -> None:
    assert read_one(js, json.dumps(ROW, ensure_ascii=False).encode(encoding)) == ARTICLE


def test_an_empty_list_holds_nothing(js: Path) -> None:
    assert read(js, "[]") == []


@pytest.mark.parametrize("name", ["large.json", "large.csv"])
def test_json_or_a_table_over_100_megabytes_is_rejected_without_being_read(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as stream:
        stream.truncate(100_000_001)
    (rejection,) = read_file(tmp_path / name, "id")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "is over 100 MB large; split it, or write it as JSON Lines (.jsonl)."


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_whatever_parts_its_columns_and_encodes_it(table: Path, delimiter: str, encoding: str) -> None:
    content = to_table(list(ROW), list(ROW.values()), delimiter=delimiter)
    assert read_one(table, content.encode(encoding)) == ARTICLE
    assert read_one(table.with_suffix(".tsv"), content.encode(encoding)) == ARTICLE


def test_a_cell_may_hold_delimiters_quotation_marks_and_lines(table: Path) -> None:
    text = 'Sie sagte: "Ja, heute; morgen nicht".\n\nDann ging sie.'
    assert read_one(table, to_table(["id", "text"], ["1", text])).text == text


def test_a_cell_may_be_as_long_as_an_article(table: Path) -> None:
    csv.field_size_limit(131_072)
    assert len(read_one(table, to_table(["id", "text"], ["1", "x" * 1_000_000])).text) == 1_000_000


def test_names_of_columns_count_in_capitals_and_with_spaces(table: Path) -> None:
    assert read_one(table, "ID, Text ,Title,Note\n1,Es regnet.,Wetter,x\n").title == "Wetter"


def test_a_row_is_named_by_its_line_and_costs_no_other(table: Path) -> None:
    content = 'id,text,date\n1,"Zwei\nZeilen.",2024\n2, ,gestern\n\n3,Es schneit.\n,Ohne Namen.,\n4,a,b,c\n'
    readings = read(table, content)
    assert [each.id for each in articles_in(readings)] == ["1", "3"]
    reasons = {each.line: each.reason for each in rejections_in(readings)}
    assert list(reasons) == [4, 7, 8]
    assert reasons[4] == "holds no text."
    assert 'has no "id"' in reasons[7]
    assert reasons[8] == "has 4 columns, the first row 3; put what holds a delimiter in quotation marks."


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Nr,Titel,text", 'has no column called "id"; it has Nr, Titel, text. Rename the right one'),
        ("id,body", 'has no column called "text"; it has id, body. Rename the right one'),
        ("id,text,Text", 'has 2 columns called "text". Rename all but the right one'),
        ("id,\x1b[2Jbody", 'has no column called "text"; it has id, [2Jbody. Rename'),
        ('id,"a\nb"', 'has no column called "text"; it has id, a b. Rename'),
    ],
)
def test_a_table_without_one_column_for_what_is_needed_says_what_to_do(table: Path, head: str, said: str) -> None:
    reason = reject(table, f"{head}\n1,a,b\n").reason
    assert reason.startswith(said)
    assert "--fields" not in reason  # which the app has not
    (told,) = read_file(table, "id", Fields(can_be_told=True))
    assert isinstance(told, Rejection)
    assert f"{reason[:-1]}, or say with --fields" in told.reason
    assert "=NAME what it is called." in told.reason


def test_of_many_columns_some_are_named(table: Path) -> None:
    reason = reject(table, ",".join(f"column {number}" for number in range(100)) + "\n1,a\n").reason
    assert "column 18, c…. Rename" in reason


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_who_can_say_what_a_field_is_called_is_told_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"id": 1, "body": "Es regnet."}\n')
    for fields, is_told in ((Fields(), False), (Fields(can_be_told=True), True)):
        (rejection,) = read_file(path, "id", fields)
        assert isinstance(rejection, Rejection)
        assert ("with --fields text=NAME" in rejection.reason) == is_told


def test_a_cell_that_is_empty_or_not_there_says_nothing(table: Path) -> None:
    assert read_one(table, "id,text,title,date\n1,Es regnet.\n").title == "Es regnet."
    assert read_one(table, to_table(["id", "text", "title", "date"], ["1", "Es regnet.", "", ""])).title == "Es regnet."


def test_a_table_without_rows_holds_nothing(table: Path) -> None:
    assert read(table, "") == []
    assert read(table, "\n\nid,text\n") == []


def test_a_cell_that_never_ends_is_one_rejection(table: Path) -> None:
    readings = read(table, 'id,text\n1,Eins.\n2,"' + "x" * 12_100_000)
    assert [each.id for each in articles_in(readings)] == ["1"]
    (rejection,) = rejections_in(readings)
    assert rejection.line == 3
    assert rejection.reason.endswith("check its quotation marks.")


def test_what_is_no_text_is_no_table(table: Path) -> None:
    assert "is not text" in reject(table, b"id,text\n1,a\x00b\n").reason


# Fields with other names


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl"])
def test_fields_may_have_other_names(tmp_path: Path, name: str) -> None:
    given = {"url": "https://example.org/1", "headline": "Die Brücke", "body": GERMAN, "pub_date": "2024-06"}
    content = json.dumps(given) if name != "a.csv" else to_table(list(given), list(given.values()))
    article = read_as(tmp_path / name, content, "id=url, title=headline, text=body, date=pub_date")
    assert article == Article("https://example.org/1", "Die Brücke", GERMAN, "2024-06", "de", None, given["url"])


def test_dots_lead_into_objects_and_a_name_with_dots_comes_first(js: Path) -> None:
    row = {"id": 1, "content": {"body": {"plain": GERMAN}}, "meta.title": "A", "meta": {"title": "B"}}
    assert read_as(js, json.dumps([row]), "text=content.body.plain,title=meta.title").title == "A"
    row = {"id": 1, "content": "no object"}
    js.write_text(json.dumps([row]))
    (rejection,) = read_file(js, "id", parse_fields("text=content.body"))
    assert isinstance(rejection, Rejection)
    assert 'has no "content.body"' in rejection.reason


def test_a_field_is_called_as_it_was_told_where_it_is_there_and_else_as_usual(js: Path) -> None:
    names = parse_fields("language=tongue,title=meta.head")
    row = {"id": 1, "text": GERMAN, "title": "B", "lang": "de"}
    other = {"id": 2, "text": GERMAN, "title": "B", "lang": "de", "tongue": "fr", "meta": {"head": None}}
    assert [names.fitting(each).pick(each)["language"] for each in (row, other)] == ["de", "fr"]
    assert [names.fitting(each).pick(each)["title"] for each in (row, other)] == ["B", None]


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl"])
def test_names_that_are_told_for_a_folder_leave_files_with_the_usual_ones_as_they_are(
    tmp_path: Path, name: str
) -> None:
    # Its address is called as the id of the others: it is no id here.
    given = {**ROW, "url": "https://example.org/1"}
    content = json.dumps([given]) if name == "a.json" else json.dumps(given)
    if name == "a.csv":
        content = to_table(list(given), list(given.values()))
    article = read_as(tmp_path / name, content, "id=url,title=headline,text=body,date=pub_date")
    assert (article.id, article.title, article.url) == ("r1", "Die Brücke", "https://example.org/1")
    assert article.published == "2024-06-18"


def test_an_object_that_is_all_of_its_file_may_have_the_usual_names_too(js: Path) -> None:
    assert read_as(js, json.dumps({"text": GERMAN, "url": "https://example.org/1"}), "id=url,text=body").id == "id"


def test_a_row_that_has_neither_name_says_the_one_that_was_told(table: Path) -> None:
    table.write_text("nr,Titel\n1,Regen\n")
    (rejection,) = read_file(table, "id", parse_fields("id=nr,text=body"))
    assert isinstance(rejection, Rejection)
    assert rejection.reason.startswith('has no column called "body"; it has nr, Titel.')


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "--fields has '', which names no field. Write it as title=headline,text=body."),
        ("title", "--fields has 'title', which names no field."),
        ("title=", "--fields has 'title=', which names no field."),
        ("title=a,", "--fields has '', which names no field."),
        ("titel=a", "--fields has 'titel', which no article has. Did you mean title?"),
        ("author=a", "--fields has 'author', which no article has. Known are id, text, title, date,"),
        ("text=a,text=b", "--fields has 'text' twice."),
    ],
)
def test_names_that_cannot_be_used_are_named(given: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_fields(given)
    assert str(raised.value).startswith(said)


SOME_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "text", "date", "a"]), inner),
    max_leaves=12,
).map(lambda each: json.dumps(each).encode())
SOME_TABLE = st.lists(st.sampled_from(["id", "text", ",", ";", "\t", '"', "\n", "\r", "\x00", "ä", "date"])).map(
    lambda each: "".join(each).encode()
)


@pytest.mark.parametrize("name", ["any.json", "any.csv", "any.jsonl"])
@given(content=st.binary(max_size=200) | SOME_JSON | SOME_TABLE | SOME_TABLE.map(lambda each: b"id,text\n" + each))
def test_any_bytes_are_articles_or_rejections(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    for reading in read(tmp_path_factory.getbasetemp() / name, content):
        assert isinstance(reading, Rejection) or reading.article.text.strip()
