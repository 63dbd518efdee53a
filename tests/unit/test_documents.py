"""PDF and Word documents: their words, what they say of themselves, and none that stops the run."""

import io
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from ingest.apart import Reader, read_apart
from ingest.receipt import Unreadable
from ingest.sources import Reading
from tests.unit.files import read, read_one, reject
from tests.unit.papers import to_docx, to_pdf

TEXT = "Die Bürgermeisterin eröffnete am Freitag die neue Brücke. Viele Gäste waren gekommen."
MADE = datetime(2024, 6, 18, 10, 30, tzinfo=UTC)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return tmp_path / "bridge.pdf"


@pytest.fixture
def docx(tmp_path: Path) -> Path:
    return tmp_path / "bridge.docx"


@contextmanager
def reader(*command: str) -> Iterator[Reader]:
    """A process that reads documents, or another in its place."""
    started = Reader(command) if command else Reader()
    yield started
    started.close()


# PDF


def test_the_text_layer_of_a_pdf_is_an_article_with_its_title_and_day(pdf: Path) -> None:
    info = "/Title (Die neue Br\xfccke) /CreationDate (D:20240618103000+02'00')"
    article = read_one(pdf, to_pdf(TEXT, info=info))
    assert (article.id, article.text, article.language) == ("id", TEXT, "de")
    assert (article.title, article.published) == ("Die neue Brücke", "2024-06-18")


@pytest.mark.parametrize(
    "info",
    [
        "",
        "/Title () /CreationDate ()",
        "/Title (Microsoft Word - bruecke.doc) /CreationDate (yesterday)",
        "/Title (bruecke_final2.indd) /CreationDate (D:19040101000000)",
        "/Title (Untitled) /CreationDate (D:29990101000000)",
        "/Title [1 2] /CreationDate 7",
    ],
)
def test_a_title_or_a_day_that_a_program_put_there_is_none(pdf: Path, info: str) -> None:
    article = read_one(pdf, to_pdf(TEXT, info=info))
    assert (article.title, article.published) == ("Die Bürgermeisterin eröffnete am Freitag die neue Brücke.", None)


@pytest.mark.parametrize(
    "made_by",
    ["/Creator (Mozilla/5.0 \\(X11\\) HeadlessChrome/156) /Producer (Skia/PDF m156)", "/Creator (Mozilla Firefox 145)",
     "/Producer (Microsoft: Print To PDF)"],
)  # fmt: skip
def test_a_page_that_was_printed_has_not_the_day_of_its_printing(pdf: Path, made_by: str) -> None:
    info = f"{made_by} /Title (Die Br\xfccke) /CreationDate (D:20240618103000)"
    article = read_one(pdf, to_pdf(TEXT, info=info))
    assert (article.title, article.published) == ("Die Brücke", None)


def test_a_word_that_a_line_splits_is_one_again_and_no_other_hyphen_is_lost(pdf: Path) -> None:
    lines = "Die Bürgermeis-\nterin kam zur Nord-\nund Südseite der Mürz-Brücke.\nDort blieb sie."
    assert read_one(pdf, to_pdf(lines)).text == (
        "Die Bürgermeisterin kam zur Nord-\nund Südseite der Mürz-Brücke.\nDort blieb sie."
    )


def test_a_sentence_goes_on_on_the_next_page_and_a_new_one_is_a_paragraph(pdf: Path) -> None:
    content = to_pdf("Die Brücke wurde", "am Freitag eröffnet.", "Viele Gäste kamen.")
    assert read_one(pdf, content).text == "Die Brücke wurde\nam Freitag eröffnet.\n\nViele Gäste kamen."


def in_sizes(*lines: tuple[float, str]) -> bytes:
    """A page whose lines have letters of several sizes."""
    shown = (f"/F1 {size} Tf 0 -{1.4 * size:.1f} Td ({text}) Tj" for size, text in lines)
    return f"BT 72 800 Td {' '.join(shown)} ET".encode("cp1252")


def test_a_heading_of_a_pdf_is_told_by_its_size_and_stands_alone(pdf: Path) -> None:
    first = in_sizes(
        (24, "Die neue Brücke bringt der Bürgermeis-"),
        (24, "terin wenig Glück"),
        (12, "Die Bürgermeisterin eröffnete am Freitag die neue"),
        (12, "Brücke. Viele Gäste waren gekommen."),
        (16, "Wer zahlt das?"),
        (12, "Das zahlt die Stadt, sagte sie, und zwar ganz"),
    )
    second = in_sizes((12, "allein."), (16, "Wie es weitergeht"), (12, "Das weiß niemand."))
    article = read_one(pdf, to_pdf(first, second))
    assert article.title == "Die neue Brücke bringt der Bürgermeisterin wenig Glück"
    assert article.text == (
        f"{article.title}\n\nDie Bürgermeisterin eröffnete am Freitag die neue\nBrücke. Viele Gäste waren gekommen.\n\n"
        "Wer zahlt das?\n\nDas zahlt die Stadt, sagte sie, und zwar ganz\nallein.\n\nWie es weitergeht\n\n"
        "Das weiß niemand."
    )


def test_large_letters_of_a_pdf_that_are_no_heading_stay_where_they_are(pdf: Path) -> None:
    lead = "So lang wie dieser Satz, der über mehrere Zeilen geht und vor dem Bericht"
    page = in_sizes(
        (16, lead), (16, "steht, ist keine Überschrift."), (30, "D"), (12, "ie Stadt zahlt sehr viel. " * 9)
    )
    assert read_one(pdf, to_pdf(page)).text.startswith(f"{lead}\nsteht, ist keine Überschrift.\nD\nie Stadt zahlt")


@pytest.mark.parametrize("size", ["(x)", "0", "[1]"])
def test_sizes_that_make_no_sense_cost_a_pdf_nothing(pdf: Path, size: str) -> None:
    page = f"BT /F1 {size} Tf 14 TL 72 770 Td (Die Stadt zahlt.) Tj T* (Mehr nicht.) Tj ET".encode()
    assert read_one(pdf, to_pdf(page)).text == "Die Stadt zahlt.\nMehr nicht."


def test_a_scanned_pdf_says_that_its_text_is_to_be_recognised_first(pdf: Path) -> None:
    rejection = reject(pdf, to_pdf(b"0 0 595 842 re f"))
    assert rejection.reason == "holds pictures of pages and no text; have its text recognised (OCR) first."


def test_the_pages_of_a_pdf_that_are_pictures_are_named_and_the_others_are_read(pdf: Path) -> None:
    picture = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    reading, rejection = read(pdf, to_pdf(picture, TEXT, picture, b"0 0 595 842 re f"))
    assert isinstance(reading, Reading)
    assert reading.article.text == TEXT
    assert str(rejection) == f"{pdf}, page 1, 3: is a picture without text; have its text recognised (OCR) first."


def lock(content: bytes, password: str) -> bytes:
    writer, locked = PdfWriter(io.BytesIO(content)), io.BytesIO()
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(locked)
    return locked.getvalue()


def test_a_pdf_that_a_password_locks_is_rejected_and_one_that_all_may_read_is_read(pdf: Path) -> None:
    assert reject(pdf, lock(to_pdf(TEXT), "secret")).reason == "is locked with a password; save it without."
    assert read_one(pdf, lock(to_pdf(TEXT), "")).text == TEXT


def test_a_pdf_without_an_end_of_pages_is_no_longer_than_an_article(pdf: Path) -> None:
    page = b"BT /F1 12 Tf (" + b"word " * 4_000 + b") Tj ET"
    assert "1,000,000 characters" in reject(pdf, to_pdf(*[page] * 60)).reason


def test_a_pdf_that_takes_its_reader_too_long_is_rejected_in_time() -> None:
    endless = to_pdf(b"BT /F1 1 Tf " + b"1 0 0 1 0 0 Tm (a) Tj " * 1_000_000 + b"ET")
    started = time.monotonic()
    with reader() as one, pytest.raises(Unreadable, match=r"^could not be read in 1\.5 s; save what it says as text"):
        one.read("pdf", endless, seconds=1.5)
    assert time.monotonic() - started < 10


def test_a_reader_that_sleeps_is_ended(tmp_path: Path) -> None:
    note = tmp_path / "woke"
    sleeper = f"import time; time.sleep(1.5); open({str(note)!r}, 'w')"
    with reader(sys.executable, "-c", sleeper) as one, pytest.raises(Unreadable, match="could not be read in"):
        one.read("pdf", b"%PDF", seconds=0.3)
    time.sleep(2)
    assert not note.exists()


@pytest.mark.parametrize("death", ["raise SystemExit(3)", "import os; os.abort()", "bytearray(10**13)"])
def test_a_reader_that_dies_costs_its_document_alone(death: str) -> None:
    named = r"^is damaged, or not a \.pdf; open it and save it anew"
    with reader(sys.executable, "-c", death) as one, pytest.raises(Unreadable, match=named):
        one.read("pdf", b"%PDF")


@pytest.mark.parametrize(
    ("fails", "reason"),
    [
        ("bytearray(10**13)", "needs over 2 GB of memory to be read"),
        ("raise_(pypdf.errors.LimitReachedError())", "has a page that holds far more than a page of text does"),
    ],
)
def test_a_page_that_asks_for_too_much_says_so(fails: str, reason: str) -> None:
    greedy = (
        "import pypdf.errors; from ingest.extracting import main\n"
        "def raise_(error): raise error\n"
        f"pypdf.PageObject.extract_text = lambda *_, **__: {fails}\n"
        "main()"
    )
    with reader(sys.executable, "-c", greedy) as one, pytest.raises(Unreadable, match=f"^{reason}"):
        one.read("pdf", to_pdf(TEXT))


def test_a_reader_that_ended_meanwhile_is_begun_anew() -> None:
    with reader() as one:
        assert one.read("pdf", to_pdf(TEXT))["text"] == TEXT
        first = one._process
        assert one.read("html", f"<p>{TEXT}</p>".encode())["text"] == TEXT
        assert one._process is first
        assert first is not None
        first.kill()
        first.wait()
        assert one.read("pdf", to_pdf(TEXT))["text"] == TEXT
        with pytest.raises(Unreadable, match="is damaged"):
            one.read("docx", b"no document")
        assert one.read("html", f"<p>{TEXT}</p>".encode())["text"] == TEXT


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
@pytest.mark.parametrize("content", [b"", b"no document", b"%PDF-1.4\n", b"PK\x03\x04"])
def test_what_is_no_document_is_rejected(tmp_path: Path, name: str, content: bytes) -> None:
    assert reject(tmp_path / name, content).reason.startswith("is damaged, or not a ")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_document_over_50_megabytes_is_rejected(tmp_path: Path, name: str) -> None:
    assert "over 50 MB" in reject(tmp_path / name, bytes(50_000_001)).reason


# Word


def test_a_word_document_is_its_paragraphs_with_its_title_and_day(docx: Path) -> None:
    article = read_one(docx, to_docx(TEXT, title="Die neue Brücke", created=MADE))
    assert (article.text, article.title, article.published) == (TEXT, "Die neue Brücke", "2024-06-18")


def test_a_word_document_has_not_the_day_of_the_template_that_it_was_begun_from(docx: Path) -> None:
    assert Document().core_properties.created == datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
    assert read_one(docx, to_docx(TEXT)).published is None


def test_headings_lists_and_tables_of_a_word_document_keep_their_lines(docx: Path) -> None:
    document = Document()
    document.add_heading("Wer zahlt.", 1)
    document.add_paragraph("Es zahlt\tdie\nStadt.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Jahr", "Kosten", "2024", "3"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Danach.")
    assert read_one(docx, to_docx(document)).text == (
        "Wer zahlt\n\nEs zahlt\tdie\nStadt.\n\nJahr | Kosten\n2024 | 3\n\nDanach."
    )


def test_the_paragraphs_of_a_cell_are_one_and_a_table_of_one_cell_a_row_only_sets_apart(docx: Path) -> None:
    document = Document()
    first, second = document.add_table(1, 2).rows[0].cells
    first.text, second.text = "Kosten", "3 Mio."
    second.add_paragraph("Euro")
    frame = document.add_table(1, 1).rows[0].cells[0]
    frame.text = "Die Stadt zahlt."
    frame.add_paragraph("Das Land zahlt nichts.")
    assert read_one(docx, to_docx(document)).text == (
        "Kosten | 3 Mio. Euro\n\nDie Stadt zahlt.\n\nDas Land zahlt nichts."
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
IN_BOX = "<w:txbxContent><w:p><w:r><w:t>Im Kasten.</w:t></w:r></w:p></w:txbxContent>"
BOX = (
    f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Vor dem Kasten.</w:t>'
    f'<mc:AlternateContent><mc:Choice Requires="wps">{IN_BOX}</mc:Choice><mc:Fallback>{IN_BOX}</mc:Fallback>'
    "</mc:AlternateContent></w:r></w:p>"
)
CHANGED = (
    f'<w:p {W}><w:r><w:t xml:space="preserve">Die Stadt </w:t></w:r><w:del><w:r><w:delText>bezahlt</w:delText></w:r>'
    "</w:del><w:ins><w:r><w:t>zahlt</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>bald</w:t></w:r></w:moveFrom>"
    "<w:r><w:t>.</w:t></w:r></w:p>"
)
ITEMS = f"<w:p {W}><w:pPr><w:numPr/></w:pPr><w:hyperlink><w:r><w:t>Ein Steg</w:t></w:r></w:hyperlink></w:p>"


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [(BOX, "Vor dem Kasten.\n\nIm Kasten."), (CHANGED, "Die Stadt zahlt."), (ITEMS, "- Ein Steg")],
)
def test_boxes_changes_and_lists_of_a_word_document_are_read_once_as_they_are_seen(
    docx: Path, paragraph: str, said: str
) -> None:
    document = Document()
    document.element.body.insert(0, parse_xml(paragraph))
    assert read_one(docx, to_docx(document)).text == said


def test_a_word_document_that_unpacks_without_end_is_rejected(docx: Path) -> None:
    content = io.BytesIO(to_docx(TEXT))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.bin", "w") as file:
        for _ in range(501):
            file.write(bytes(1_000_000))
    assert reject(docx, content.getvalue()).reason.startswith("unpacks to far more than a document has")


def test_a_word_document_with_entities_of_its_own_puts_none_in(docx: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(to_docx("Hier: MARKE."))) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                kind = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'
                part = part.replace(b"<w:document", kind, 1).replace(b"MARKE", b"&e;")
            new.writestr(name, part)
    (reading,) = read(docx, content.getvalue())
    assert "root:" not in str(reading)


PDF = to_pdf(TEXT, info="/Title (a)")
DOCX = to_docx(TEXT)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


@settings(max_examples=8)
@given(content=st.binary(max_size=200) | damaged(PDF) | damaged(DOCX))
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_any_bytes_are_an_article_or_a_reason(kind: str, content: bytes) -> None:
    with suppress(Unreadable):
        assert read_apart(kind, content)["text"]
