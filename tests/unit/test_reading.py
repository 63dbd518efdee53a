import os
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import Article
from ingest.cleaning import clean_text
from ingest.reading import read_file
from ingest.receipt import Rejection
from ingest.sources import MAX_ARTICLE_CHARS, Reading
from ingest.splitting import split
from tests.unit.files import read, read_one, reject, row
from tests.unit.real import read_real_article, skip_without_seeds

GERMAN = (
    "Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz. Viele Gäste waren gekommen, darunter "
    "die früheren Stadträte. „Das ist ein schöner Tag für die ganze Stadt“, sagte sie."
)
ENGLISH = (
    "The mayor opened the new bridge across the river on Friday. Many guests had come to see it with their children."
)
FRENCH = (
    "Le maire a inauguré vendredi le nouveau pont sur la rivière. Beaucoup d'invités étaient venus à la fête, parmi "
    "eux d'anciens élus."
)
SPANISH = (
    "La alcaldesa inauguró el viernes el nuevo puente sobre el río. Muchos vecinos habían llegado, entre ellos "
    "antiguos concejales. ¿Será suficiente? «Es un día precioso», dijo el señor Núñez."
)
RUSSIAN = (
    "Мэр города открыл в пятницу новый мост через реку. Пришло много гостей, среди них бывшие депутаты. «Это "
    "прекрасный день», сказала она журналистам."
)


def front_matter(matter: str, body: str = GERMAN) -> str:
    return f"---\n{matter}\n---\n{body}\n"


@pytest.fixture
def txt(tmp_path: Path) -> Path:
    return tmp_path / "article.txt"


@pytest.fixture
def md(tmp_path: Path) -> Path:
    return tmp_path / "article.md"


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


# The seed's own format


@pytest.mark.parametrize("published", ["2024-06", "2024-06-18"])
@pytest.mark.parametrize("lead", [" ", "", "\ufeff "])
@pytest.mark.parametrize("gap", [" ", "\n\n"])
def test_a_text_may_begin_with_its_date(txt: Path, published: str, lead: str, gap: str) -> None:
    article = read_one(txt, f"{lead}date {published}{gap}{GERMAN}\n")
    assert (article.published, article.text) == (published, GERMAN)
    assert article.title == "Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz."


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("18.06.2024", "2024-06-18"),
        ("18. 6. 2024", "2024-06-18"),
        ("2024/06/18", "2024-06-18"),
        ("06/18/2024", "2024-06-18"),
        ("18 June 2024", "2024-06-18"),
        ("18. Juni 2024", "2024-06-18"),
        ("Jun 18, 2024", "2024-06-18"),
        ("Juni 2024", "2024-06"),
    ],
)
def test_the_date_that_a_text_begins_with_may_be_written_as_usual(txt: Path, written: str, published: str) -> None:
    article = read_one(txt, f" date {written} {GERMAN}")
    assert (article.published, article.text) == (published, GERMAN)


@pytest.mark.parametrize("written", ["2024-13", "2024-00", "2024-06-31", "2024-6", "31.6.2024", "06/07/2024"])
def test_a_date_that_is_none_costs_its_article_nothing_else_and_is_noted(txt: Path, written: str) -> None:
    (reading,) = read(txt, f" date {written} {GERMAN}")
    assert isinstance(reading, Reading)
    assert (reading.article.published, reading.article.text) == (None, GERMAN)
    assert f"has the date {written!r}" in (reading.note or "")


def test_a_date_without_text_is_no_article(txt: Path) -> None:
    assert "no text" in reject(txt, " date 2024-06").reason


@pytest.mark.parametrize(
    "text",
    [
        *("date palms grow in the south.", "The date 2024-06 is past.", "Datum 2024-06 Es regnet."),
        *("date palms 2024 in the south.", "date 3.5 million people know.", "date 20 people 2024 times."),
    ],
)
def test_words_that_only_look_like_a_date_stay_in_the_text(txt: Path, text: str) -> None:
    article = read_one(txt, text)
    assert (article.published, article.text) == (None, text)


@pytest.mark.shared
@skip_without_seeds
def test_the_real_article_is_read() -> None:
    article = read_real_article()
    assert article.published == "2024-06"
    assert article.language == "de"
    assert article.title.startswith("Es ist eine weite Reise")
    assert article.text.startswith("Es ist eine weite Reise")
    assert article.text.endswith("nach Vietnam reisen.")
    assert "„besorgt“" in article.text


# Plain text: encodings and what is no text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "cp1252"),
        (GERMAN.replace("„", "").replace("“", ""), "latin-1"),
        (FRENCH, "utf-16"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (SPANISH, "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-16"),
    ],
)
def test_a_text_is_read_in_whatever_encoding_it_has(txt: Path, text: str, encoding: str) -> None:
    assert read_one(txt, text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_date_at_the_beginning_is_found_in_every_encoding(txt: Path, encoding: str) -> None:
    assert read_one(txt, f" date 2024-06-18 {GERMAN}".encode(encoding)).published == "2024-06-18"


def test_french_quotation_marks_in_cp1252_stay_what_they_are(txt: Path) -> None:
    text = f"{FRENCH.replace(' à la fête', '')} « C'est une très belle journée », a-t-elle dit."
    assert read_one(txt, text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Die Bürgermeisterin eröffnete am Freitag",
        "Übermäßige Hitze",
    ],
)
def test_a_short_german_text_in_cp1252_keeps_its_umlauts(txt: Path, text: str) -> None:
    assert read_one(txt, text.encode("cp1252")).text == text


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_mojibake_is_mended(txt: Path, wrong: str) -> None:
    text = "Die Grünen fordern größere Züge für München."
    assert read_one(txt, text.encode().decode(wrong)).text == text


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


@pytest.mark.parametrize(
    "content", [PNG, bytes(range(256)) * 4, b"Halb Text\x00halb nicht", b"\x7fELF\x02\x01\x01\x00"]
)
@pytest.mark.parametrize("name", ["article.txt", "article.md"])
def test_a_binary_file_is_no_text_whatever_its_ending_says(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    assert reject(path, content) == Rejection(str(path), None, "is not text, whatever its ending says.")


@pytest.mark.parametrize("content", ["", "  \n\t\n", "\ufeff", "\u3000"])
def test_an_empty_file_holds_no_text(txt: Path, content: str) -> None:
    assert "no text" in reject(txt, content).reason


def test_a_file_of_50_megabytes_is_rejected_without_being_read(txt: Path) -> None:
    with txt.open("wb") as stream:
        stream.truncate(50_000_000)
    (rejection,) = read_file(txt, "id")
    assert isinstance(rejection, Rejection)
    # Read, its zero bytes would have been called "not text".
    assert "1,000,000 characters" in rejection.reason


def test_the_longest_article_has_a_million_characters_not_bytes(txt: Path) -> None:
    assert len(read_one(txt, "ä" * MAX_ARTICLE_CHARS).text) == MAX_ARTICLE_CHARS
    assert "1,000,000 characters" in reject(txt, "x" * (MAX_ARTICLE_CHARS + 1)).reason


def test_a_file_that_is_not_there_is_a_rejection_with_the_systems_reason(txt: Path) -> None:
    (rejection,) = read_file(txt, "id")
    assert isinstance(rejection, Rejection)
    assert os.strerror(2) in rejection.reason


def test_endings_are_known_in_capitals_too(tmp_path: Path) -> None:
    assert read_one(tmp_path / "A.TXT", GERMAN).text == GERMAN
    assert read_one(tmp_path / "A.Markdown", "# Kopf\n\nEs regnet.").title == "Kopf"


# Normalisation before offsets are taken


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\u2029", "\n"])
def test_every_line_end_becomes_a_line_feed(txt: Path, line_end: str) -> None:
    assert read_one(txt, f"Eins.{line_end}{line_end}Zwei.{line_end}").text == "Eins.\n\nZwei."


def test_text_is_stored_in_nfc_whichever_form_the_file_has(txt: Path) -> None:
    composed, decomposed = (read(txt, unicodedata.normalize(form, GERMAN))[0] for form in ("NFC", "NFD"))
    assert composed == decomposed
    assert isinstance(composed, Reading)
    assert composed.article.text == GERMAN


CHARACTERS = st.text(st.characters(codec=None, exclude_characters="\x85"), max_size=80)


@given(CHARACTERS)
def test_a_clean_text_can_be_stored_as_utf_8_and_has_no_control_characters(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not [
        each for each in cleaned if each in "\r\u2028\u2029\ufeff\x00" or (ord(each) < 32 and each not in "\t\n")
    ]


@pytest.mark.parametrize(
    "kept", ["a\u00adb", "10\u00a0Mio.", "👩\u200d👩\u200d👧", "a\u200fb", "a\tb", "Straße", "œuvre", "„»«“"]
)
def test_soft_hyphens_emoji_and_special_spaces_stay(kept: str) -> None:
    assert clean_text(kept) == kept


def test_ligatures_of_a_typesetter_become_the_letters_that_are_searched_for(txt: Path) -> None:
    assert clean_text("ﬁll, eﬀort, ﬂood, oﬃce, waﬄe, ﬅ, ﬆ") == "fill, effort, flood, office, waffle, st, st"
    assert read_one(txt, "Buckets are ﬁlled.").text == "Buckets are filled."


@pytest.mark.parametrize("separator", ["\x0c", "\x0b", "\x1f"])
def test_a_separator_that_is_not_kept_still_parts_words(separator: str) -> None:
    assert clean_text(f"Seite eins{separator}Seite zwei").split() == ["Seite", "eins", "Seite", "zwei"]


# Markdown


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024-06-18", "2024-06-18"),
        ("2024-06", "2024-06"),
        ("'2024-06'", "2024-06"),
        ("2024", "2024"),
        ("2024-06-18 10:30:00", "2024-06-18T10:30:00"),
        ("2024-06-18T10:30:00Z", "2024-06-18T10:30:00+00:00"),
        ("18.06.2024", "2024-06-18"),
        ("18. Juni 2024", "2024-06-18"),
        ("June 18, 2024", "2024-06-18"),
        ("2024/06/18", "2024-06-18"),
        ("2024-13-45", None),
        ("", None),
        ("null", None),
        ("''", None),
    ],
)
def test_a_date_in_front_matter_keeps_its_precision(md: Path, written: str, published: str | None) -> None:
    assert read_one(md, front_matter(f"date: {written}")).published == published


def test_front_matter_gives_title_source_url_and_language(md: Path) -> None:
    article = read_one(
        md,
        front_matter(
            "title: 'Die  Brücke:\n  offen'\nsource: Murtal-Bote\nurl: https://example.org/b\n"
            "language: de-AT\ntags: [a, b]"
        ),
    )
    assert article.title == "Die Brücke: offen"
    assert (article.source, article.url, article.language) == ("Murtal-Bote", "https://example.org/b", "de")
    assert article.text == GERMAN


@pytest.mark.parametrize(
    ("matter", "named"),
    [
        ("title: [a", "YAML"),
        ("title: A: B", "YAML"),
        ("title: [a, b]", '"title"'),
        ("source: {a: b}", '"source"'),
    ],
)
def test_front_matter_that_cannot_be_used_is_named(md: Path, matter: str, named: str) -> None:
    rejection = reject(md, front_matter(matter))
    assert named in rejection.reason
    assert "\n" not in rejection.reason


@pytest.mark.parametrize("matter", ["content: Bericht", "handler: dpa", "2024: Jahr", "true: ja"])
def test_no_name_of_a_field_in_front_matter_stops_the_run(md: Path, matter: str) -> None:
    read(md, front_matter(matter))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_front_matter_is_found_behind_a_byte_order_mark_and_with_other_line_ends(
    md: Path, line_end: str, encoding: str
) -> None:
    article = read_one(md, front_matter("title: Größe\ndate: 2024-06").replace("\n", line_end).encode(encoding))
    assert (article.title, article.published, article.text) == ("Größe", "2024-06", GERMAN)


def test_front_matter_is_found_where_lines_end_in_carriage_returns(md: Path) -> None:
    article = read_one(md, front_matter("title: Größe").replace("\n", "\r"))
    assert (article.title, article.text) == ("Größe", GERMAN)


def test_a_text_that_opens_with_a_rule_loses_no_sentence(md: Path) -> None:
    assert "Es regnet." in read_one(md, "---\n\nEs regnet.\n\n---\n\nDann schneit es.").text


def test_markdown_becomes_the_words_a_reader_sees(md: Path) -> None:
    source = """# Seltener *Besuch*

Ein **fetter** und `fester` [Link](https://example.org/x "Titel") steht
hier &amp; <b>da</b>.

![Ein Bild](bild.png)

<div class="ad">Werbung</div>

Zweiter Absatz\u0021

## Protest

> Ein Zitat.

<!-- nicht für Leser -->
"""
    assert read_one(md, source).text == (
        "Seltener Besuch\n\nEin fetter und fester Link steht\nhier & da.\n\nZweiter Absatz!\n\nProtest\n\nEin Zitat."
    )


def test_a_row_of_a_markdown_table_is_a_line_and_one_quote(md: Path) -> None:
    table = "| Posten | Kosten | Notiz |\n|:---|---:|---|\n| **Becken** | 6,1 Mio. Euro | |\n| Sauna | 1,2 | [x](y) |"
    text = read_one(md, f"Vor der Tabelle.\n\n{table}\n\nDahinter.").text
    assert text == ("Vor der Tabelle.\n\nPosten | Kosten | Notiz\nBecken | 6,1 Mio. Euro\nSauna | 1,2 | x\n\nDahinter.")
    assert [text[each.start : each.end] for passage in split(text, "de") for each in passage.sentences] == [
        *("Vor der Tabelle.", "Posten | Kosten | Notiz", "Becken | 6,1 Mio. Euro", "Sauna | 1,2 | x", "Dahinter.")
    ]


def test_markdown_without_words_holds_no_text(md: Path) -> None:
    assert "no text" in reject(md, front_matter("title: A", body="![Bild](b.png)")).reason


# JSON Lines


def test_a_row_becomes_an_article(jsonl: Path) -> None:
    content = row(
        id="r1",
        title="Die  Brücke",
        text=GERMAN,
        date="2024-06-18T10:30:00",
        language="de",
        source="Bote",
        url="https://example.org/r1",
        tags=["a"],
        score=1.5,
    )
    (reading,) = read(jsonl, content)
    assert isinstance(reading, Reading)
    assert (reading.row, reading.line) == ("r1", 1)
    assert reading.article == Article(
        "r1", "Die Brücke", GERMAN, "2024-06-18T10:30:00", "de", "Bote", "https://example.org/r1"
    )


def test_null_means_absent(jsonl: Path) -> None:
    fields: dict[str, None] = dict.fromkeys(("title", "date", "language", "lang", "source", "url"))
    assert read_one(jsonl, row(id="a", text=GERMAN, **fields)) == read_one(jsonl, row(id="a", text=GERMAN))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\u2028", "\t"])
def test_what_is_known_of_an_article_stands_on_one_line(jsonl: Path, line_end: str) -> None:
    article = read_one(jsonl, row(id=1, text=GERMAN, **dict.fromkeys(("title", "source", "url"), f"A{line_end}[7] B")))
    assert {article.title, article.source, article.url} == {"A [7] B"}


def test_a_number_serves_as_an_id(jsonl: Path) -> None:
    assert read_one(jsonl, row(id=17, text="Es regnet.")).id == "17"
    assert read_one(jsonl, row(id=0, text="Es regnet.")).id == "0"


@pytest.mark.parametrize(
    ("given_language", "language"), [("de-AT", "de"), ("de_AT", "de"), ("EN", "en"), ("Deutsch", "fr"), ("", "fr")]
)
@pytest.mark.parametrize("field", ["language", "lang"])
def test_a_language_is_taken_from_its_code_and_else_from_the_text(
    jsonl: Path, field: str, given_language: str, language: str
) -> None:
    assert read_one(jsonl, row(id=1, text=FRENCH, **{field: given_language})).language == language


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ('{"id": 7, "text": "x', "JSON"),
        ("kein JSON", "JSON"),
        ("[1, 2]", "object"),
        ("null", "object"),
        ('{"text": "Ohne Namen."}', '"id"'),
        ('{"id": null, "text": "a"}', '"id"'),
        ('{"id": [1], "text": "a"}', '"id"'),
        ('{"id": 7}', '"text"'),
        ('{"id": 7, "text": 7}', '"text"'),
        ('{"id": 7, "text": " "}', "text"),
        ('{"id": 7, "text": "a", "title": {}}', '"title"'),
        ('{"id": "' + "x" * 501 + '", "text": "a"}', "501"),
        ('{"id": ' + "1" * 5_000 + ', "text": "a"}', "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"id":' * 100_000, "JSON"),
        ('{"id": 7, "text": "roh\x00"}', "JSON"),
    ],
)
def test_a_broken_row_names_its_line_and_costs_no_other(jsonl: Path, broken: str, named: str) -> None:
    rows = [row(id=number, text=f"Satz Nummer {number}.") for number in range(1, 10)]
    rows[6] = broken
    readings = read(jsonl, "\n".join(rows))

    (rejection,) = (each for each in readings if isinstance(each, Rejection))
    assert (rejection.path, rejection.line) == (str(jsonl), 7)
    assert named in rejection.reason
    assert len(rejection.reason) < 200
    assert [each.row for each in readings if isinstance(each, Reading)] == ["1", "2", "3", "4", "5", "6", "8", "9"]
    assert [each.line for each in readings if isinstance(each, Reading)] == [1, 2, 3, 4, 5, 6, 8, 9]


def test_a_row_of_other_bytes_costs_no_other_row(jsonl: Path) -> None:
    rows = [row(id=number, text=GERMAN).encode() for number in range(1, 4)]
    rows[1] = row(id=2, text=GERMAN).encode("cp1252")
    readings = read(jsonl, b"\n".join(rows))
    assert [each.article.text for each in readings if isinstance(each, Reading)] == [GERMAN] * 3


def test_a_row_of_bytes_that_are_no_text_is_rejected_alone(jsonl: Path) -> None:
    rows = [
        row(id=1, text=GERMAN).encode(),
        b'{"id": 2, "text": "\xff\xfe\x00\x01\x02"}',
        row(id=3, text=GERMAN).encode(),
    ]
    first, second, third = read(jsonl, b"\n".join(rows))
    assert isinstance(first, Reading)
    assert isinstance(second, Rejection)
    assert second.line == 2
    assert isinstance(third, Reading)


def test_a_short_german_row_in_cp1252_keeps_its_umlauts(jsonl: Path) -> None:
    text = "Die Brücke ist wieder offen, sagt der Bürgermeister."
    assert read_one(jsonl, row(id=2, text=text).encode("cp1252")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n\n  \n"])
def test_rows_are_found_in_every_unicode_encoding_and_between_blank_lines(
    jsonl: Path, encoding: str, line_end: str
) -> None:
    rows = [row(id=number, text=f"Größe {number}.") for number in (1, 2)]
    readings = read(jsonl, (line_end.join(rows) + line_end).encode(encoding))
    assert [each.article.text for each in readings if isinstance(each, Reading)] == ["Größe 1.", "Größe 2."]


def test_blank_lines_count_as_lines(jsonl: Path) -> None:
    (reading,) = read(jsonl, "\n\n" + row(id=1, text="Es regnet."))
    assert isinstance(reading, Reading)
    assert reading.line == 3


def test_a_line_separator_inside_a_row_does_not_end_it(jsonl: Path) -> None:
    assert read_one(jsonl, row(id=1, text="Eins.\u2028Zwei.\x85")).text.startswith("Eins.\nZwei.")


def test_an_over_long_row_is_rejected_alone(jsonl: Path) -> None:
    rows = [row(id=1, text="Eins."), row(id=2, text="x" * 12_200_000), row(id=3, text="Drei.")]
    first, second, third = read(jsonl, "\n".join(rows))
    assert isinstance(first, Reading)
    assert isinstance(second, Rejection)
    assert second.line == 2
    assert "1,000,000 characters" in second.reason
    assert isinstance(third, Reading)
    assert (third.row, third.line) == ("3", 3)


def test_a_row_over_a_million_characters_is_rejected(jsonl: Path) -> None:
    assert reject(jsonl, row(id=1, text="x" * (MAX_ARTICLE_CHARS + 1))).line == 1


def test_escapes_that_are_no_characters_do_no_harm(jsonl: Path) -> None:
    assert read_one(jsonl, r'{"id": 1, "text": "vor\ud800nach"}').text == "vor\ufffdnach"
    assert read_one(jsonl, r'{"id": 1, "text": "vor\u0000nach"}').text == "vor nach"
    assert read_one(jsonl, r'{"id": 1, "text": "\ud83d\ude00 lacht"}').text == "😀 lacht"
    assert read_one(jsonl, r'{"id": "a\u0000\ud800", "text": "Es regnet."}').id == "a\ufffd"


def test_a_file_without_rows_holds_nothing(jsonl: Path) -> None:
    assert read(jsonl, "") == []


@pytest.mark.parametrize("date", ["2024-06", "2024", "2024-06-18", "2024-06-18T10:30:00+02:00"])
def test_a_date_is_given_back_as_precise_as_it_was(jsonl: Path, date: str) -> None:
    assert read_one(jsonl, row(id=1, text="Es regnet.", date=date)).published == date


@pytest.mark.parametrize(
    "date", ["2024-6", "24.11.26", "gestern", 1_718_700_000, "0000-01", "2024-02-30", True, {}, "May"]
)
def test_a_date_in_another_form_is_left_out_and_the_note_says_how_to_write_it(jsonl: Path, date: object) -> None:
    (reading,) = read(jsonl, row(id=1, text="Es regnet.", date=date))
    assert isinstance(reading, Reading)
    assert (reading.article.text, reading.article.published) == ("Es regnet.", None)
    assert "is not read, and has no date now; write it as 2024, 2024-06 or 2024-06-18" in (reading.note or "")


@pytest.mark.parametrize("date", ["2024-W25", "20240618", 20240618, "2024-06-18-20"])
def test_no_date_becomes_more_precise_than_it_was_given(jsonl: Path, date: object) -> None:
    (reading,) = read(jsonl, row(id=1, text="Es regnet.", date=date))
    assert isinstance(reading, Reading)
    assert reading.article.published in (None, "2024-06-18")


# Titles, languages, fingerprints


def test_a_text_without_a_title_is_called_by_its_first_heading_or_sentence(txt: Path, jsonl: Path) -> None:
    assert read_one(txt, f"Neue Brücke\n\n{GERMAN}").title == "Neue Brücke"
    assert (
        read_one(jsonl, row(id=1, title=" ", text="Es regnet am 18. Juni. Dann nicht.")).title
        == "Es regnet am 18. Juni."
    )


@pytest.mark.parametrize(
    ("text", "language"), [(GERMAN, "de"), (ENGLISH, "en"), (FRENCH, "fr"), (SPANISH, "es"), (RUSSIAN, "ru")]
)
def test_the_language_is_told_from_the_text(txt: Path, text: str, language: str) -> None:
    assert read_one(txt, text).language == language


def fingerprint(path: Path, content: str) -> str:
    (reading,) = read(path, content)
    assert isinstance(reading, Reading)
    return reading.fingerprint


def test_equal_content_has_an_equal_fingerprint_whatever_file_or_id_it_has(txt: Path, md: Path, jsonl: Path) -> None:
    found = {
        fingerprint(txt, f"date 2024-06 {GERMAN}"),
        fingerprint(md, front_matter("date: 2024-06")),
        fingerprint(jsonl, row(id=1, text=GERMAN, date="2024-06", ignored="x")),
        fingerprint(jsonl, row(id=2, text=GERMAN + "\r\n", date="2024-06")),
    }
    assert len(found) == 1


def test_a_fingerprint_changes_with_everything_that_is_shown(jsonl: Path) -> None:
    base = {"id": 1, "text": GERMAN, "title": "A", "date": "2024", "language": "de", "source": "B", "url": "C"}
    changes = {"text": GERMAN + " Ja.", "title": "Z", "date": "2024-01", "language": "en", "source": "Z", "url": "Z"}
    found = [fingerprint(jsonl, row(**base))]
    found += [fingerprint(jsonl, row(**{**base, name: value})) for name, value in changes.items()]
    assert len(set(found)) == 1 + len(changes)


def test_a_value_that_moves_to_another_field_changes_the_fingerprint(jsonl: Path) -> None:
    first, second = (fingerprint(jsonl, row(id=1, text=GERMAN, **{name: "x"})) for name in ("source", "url"))
    assert first != second


def test_an_article_that_is_a_file_takes_the_id_it_is_given(txt: Path) -> None:
    (reading,) = read(txt, GERMAN, "politik/000_brücke")
    assert isinstance(reading, Reading)
    assert (reading.article.id, reading.row, reading.line) == ("politik/000_brücke", None, None)
    assert replace(reading.article, id="x").text == GERMAN


def test_a_markdown_heading_is_a_heading_whatever_it_ends_with(tmp_path: Path) -> None:
    written = "# Das Bad wird teurer.\n\nDer Umbau dauert.\n\n## Wer zahlt, sind:\n\nDie Stadt zahlt mehr."
    article = read_one(tmp_path / "bad.md", written)
    assert [passage.section for passage in split(article.text, "de")] == ["Das Bad wird teurer", "Wer zahlt, sind"]
    assert article.title == "Das Bad wird teurer"


def test_an_item_of_a_list_can_be_quoted(tmp_path: Path) -> None:
    text = read_one(tmp_path / "bad.md", "Am Ende standen fest:\n\n- 12 Verletzte\n\nMehr war nicht bekannt.").text
    quotable = [text[each.start : each.end] for passage in split(text, "de") for each in passage.sentences]
    assert "- 12 Verletzte" in text
    assert "12 Verletzte" in quotable


# files that others write meanwhile


def _grow(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"id": "c", "text": "The third row."}\n')


def _replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_grow, "changed while it was read; take it in again when it is whole."),
        (_replace, "changed while it was read; take it in again when it is whole."),
        (Path.unlink, "cannot be read: No such file or directory."),
    ],
)
def test_a_file_that_is_written_or_vanishes_while_it_is_read_is_named(
    jsonl: Path, change: Callable[[Path], None], reason: str
) -> None:
    jsonl.write_text("".join(f'{{"id": "{id_}", "text": "A row that is read."}}\n' for id_ in "ab"))
    readings = read_file(jsonl, "id")
    first = next(readings)
    assert isinstance(first, Reading)
    change(jsonl)
    *others, rejection = readings
    assert rejection == Rejection(str(jsonl), None, reason)
    assert "c" not in {each.article.id for each in others if isinstance(each, Reading)}
