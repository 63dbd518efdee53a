"""Documents that a test makes: a PDF by hand, a Word document by the library that reads it."""

import io
import zlib
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument


def to_pdf(*pages: str | bytes, info: str = "") -> bytes:
    """A PDF of one font; a page is its lines, or its content as the format writes it."""
    contents = [page if isinstance(page, bytes) else _lines(page.split("\n")) for page in pages]
    numbers = [5 + 2 * index for index in range(len(contents))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for number, content in zip(numbers, contents, strict=True):
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {number + 1} 0 R >>"
        packed = zlib.compress(content)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects += [page.encode(), head + packed + b"\nendstream"]
    return _with_table(objects)


def _lines(lines: Sequence[str]) -> bytes:
    shown = b" T* ".join(b"(" + line.encode("cp1252") + b") Tj" for line in lines)
    return b"BT /F1 12 Tf 14 TL 72 770 Td " + shown + b" ET"


def _with_table(objects: Sequence[bytes]) -> bytes:
    content = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + (head + trailer).encode()


def to_docx(document: WordDocument | str, *, title: str = "", created: datetime | None = None) -> bytes:
    """A Word document, or one of a single paragraph."""
    if isinstance(document, str):
        paragraph = document
        document = Document()
        document.add_paragraph(paragraph)
    document.core_properties.title = title
    if created is not None:
        document.core_properties.created = created
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
