"""Files that are damaged in every way a machine thinks of, for every reader; and what must come of them."""

import csv
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

from hypothesis import strategies as st

from assistant.articles import Article
from ingest.reading import READERS, read_file
from ingest.receipt import Rejection
from ingest.splitting import split
from tests.unit.papers import to_docx, to_pdf

TEXT = (
    "The bridge at Aldermoor reopened on Friday. Who paid? A lottery raised the rest; »Grüße« aus Köln.\n\nNo one fell."
)
ROW = {"id": "b1", "title": "Bridge", "date": "2024-06-18", "language": "en", "source": "Courier", "text": TEXT}
MATTER = f"---\ntitle: Bridge\ndate: 2024-06-18\nsource: Courier\nlanguage: en\n---\n# Bridge\n\n{TEXT}\n\n- a\n- b\n"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge</title><meta property="og:title" '
    'content="B"></head><body>'
    f'<nav><a href="/">x</a></nav><article><h1>Bridge</h1><p>{TEXT}</p></article></body></html>'
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title><item><guid>b1</guid><title>B</title>'
    f"<pubDate>Tue, 18 Jun 2024 10:00:00 GMT</pubDate><description><![CDATA[<p>{TEXT}</p>]]></description>"
    "</item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><id>b1</id><title>B</title><updated>2024-06-18'
    f'T10:00:00Z</updated><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>'
)


def _table(delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW), delimiter=delimiter)
    writer.writeheader()
    writer.writerows([ROW, {**ROW, "id": "b2"}])
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", TEXT)
        archive.writestr("rows.jsonl", json.dumps(ROW))
    return out.getvalue()


_DATED = f" date 2024-06-18T10:00 {TEXT}"
WHOLE: dict[str, bytes] = {
    ".txt": _DATED.encode(), ".text": TEXT.encode("utf-16"), ".md": MATTER.encode(), ".markdown": TEXT.encode(),
    ".jsonl": f"{json.dumps(ROW)}\n{json.dumps({**ROW, 'id': 'b2'}, ensure_ascii=False)}\n".encode(),
    ".ndjson": json.dumps(ROW).encode(), ".json": json.dumps({"articles": [ROW]}).encode(),
    ".csv": _table(",").encode(), ".tsv": _table("\t").encode(), ".html": PAGE.encode(), ".htm": PAGE.encode("cp1252"),
    ".pdf": to_pdf("The bridge reopened.", "Who paid?", info="/Title (Bridge) /CreationDate (D:20240618)"),
    ".docx": to_docx(TEXT, title="Bridge"), ".rss": RSS.encode(), ".atom": ATOM.encode(), ".xml": RSS.encode("utf-16"),
    ".zip": _zip(), ".txt.gz": gzip.compress(_DATED.encode(), mtime=0),
    ".html.gz": gzip.compress(PAGE.encode(), mtime=0),
}  # fmt: skip
"""A file of each ending that can be read."""

SLOW = (".docx", ".html", ".html.gz", ".htm", ".pdf")
"""Endings of what is read in a process of its own."""

SPLICED = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"\r", b"\x85", b"\x1b[2J", b"&#0;",
    b"<", b"]]>", b"<!ENTITY a '&a;'>", b'"', b"\n---\n", b"{", b"[" * 50, b"9" * 40, b"\xf0\x9f\x98\x80",
    b"&#xD800;", b"e\xcc\x81" * 3,
    b"\xe2\x80\xae", b"%PDF", b"PK\x03\x04", b"\x1f\x8b\x08", b"\t", b";", b"-1", b"NaN",
    b"!!python/object:os.system x",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file of which some bytes are others, are lost, stand twice, or have something put between them."""
    content = whole
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        piece = draw(st.sampled_from(SPLICED) | st.binary(max_size=4) | st.just(content[start:end] * 2) | st.just(b""))
        content = content[:start] + piece + content[end:]
    return content[: draw(st.integers(0, len(content)))] if draw(st.integers(0, 9)) == 0 else content


def contents(ending: str) -> st.SearchStrategy[bytes]:
    """What a file of an ending may hold: mostly something near to what it should."""
    return damaged(WHOLE[ending]) | damaged(WHOLE[ending]) | st.binary(max_size=300)


def check_reading(ending: str, content: bytes) -> None:
    """What is read is articles whose offsets are true, or rejections with a reason; never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"any{ending}")
        path.write_bytes(content)
        for each in read_file(path, "any"):
            if isinstance(each, Rejection):
                assert each.path == str(path)
                assert each.reason.strip().endswith(".")
                assert "\n" not in each.reason
            else:
                check_article(each.article)


def check_article(article: Article) -> None:
    """An article that can be stored: UTF-8, no control characters, passages that tile its text, sentences in them."""
    for value in (article.id, article.title, article.text, article.source or "", article.url or ""):
        assert not any(ord(each) < 32 and each not in "\t\n" for each in value)
        value.encode()
    assert article.text.strip()
    reached = 0
    for passage in split(article.text, article.language):
        assert passage.start == reached
        reached = passage.end
        place = passage.start
        for sentence in passage.sentences:
            assert place <= sentence.start < sentence.end <= passage.end
            quote = article.text[sentence.start : sentence.end]
            assert quote == quote.strip()
            place = sentence.end
    assert reached == len(article.text)


assert {each.removesuffix(".gz") for each in WHOLE} == set(READERS)
