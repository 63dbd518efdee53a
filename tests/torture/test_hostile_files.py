"""What no reader should have to bear, beside one good article that must get in."""

import gzip
import io
import json
import os
import re
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doors.processes import run_python
from tests.torture.killing import RUN_SECONDS
from tests.torture.telling import tell
from tests.unit.papers import to_pdf

TEXT = "The stone bridge at Aldermoor reopened on Friday after repairs. A lottery paid a third of it."
PICTURE = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
ENDLESS = b"BT /F1 1 Tf " + b"1 0 0 1 0 0 Tm (a) Tj " * 2_200_000 + b"ET"
ENTITIES = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)).encode()
ROW = '{"id": "%s", "text": "%s"}\n'
TINY, EMPTY = 40_000, 60_000
"""Files; of those with a text more than SQLite takes values in one request, 32,766."""

FILES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "bomb.zip": (lambda: packed({"bomb.txt": bytes(2_000_000_000)}), "unpacks to over 1,000 MB"),
    "bomb.txt.gz": (lambda: gzip.compress(bytes(1_000_000_000)), "unpacks to over 1,000 MB"),
    "out.zip": (lambda: packed({"../../out.txt": TEXT}), "has a path that leads out of the archive"),
    "nested.zip": (lambda: packed({"inner.zip": packed({"a.txt": TEXT})}), "is an archive in an archive"),
    "entities.rss": (
        lambda: b"<!DOCTYPE rss [<!ENTITY a0 'ha'>" + ENTITIES + b"]><rss><channel>&a11;</channel></rss>",
        "declares entities of its own|is not well-formed XML",
    ),
    "outside.xml": (
        lambda: b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel/></rss>",
        "declares entities of its own",
    ),
    "endless.pdf": (lambda: to_pdf(ENDLESS), "could not be read in 60 s|holds far more than a page"),
    "scanned.pdf": (lambda: to_pdf(PICTURE), "holds pictures of pages and no text"),
    "broken.docx": (lambda: b"PK\x03\x04 no document", "is damaged, or not a .docx"),
    "large.html": (lambda: b"<p>x" * 100_001, "holds more HTML than an article has"),
    "nested.html": (lambda: b"<div>" * 30_000 + TEXT.encode(), "holds no article|holds more HTML"),
    "long.txt": (lambda: (TEXT.encode() + b"\n") * 2_150_000, "is over 1,000,000 characters long"),
    "long.jsonl": (lambda: ROW.encode() % (b"a", b"x" * 200_000_000), "is over 1,000,000 characters long"),
    "word.txt": (lambda: b"a" * 1_000_001, "is over 1,000,000 characters long"),
    "nul.txt": (lambda: b"The bridge\x00 is open.", "is not text"),
    "nothing.txt": (lambda: b"\x1b\x01\x02\r\n", "holds no text"),
    "deep.json": (lambda: b"[" * 5_000_000, "is not JSON"),
}
"""A file, what it holds, and why it is rejected."""

ODD: Mapping[str, bytes] = {
    "controls.txt": f"{TEXT}\x1b[2J\x07\x9b and \u202eturned".encode(),
    "surrogates.jsonl": (ROW % ("surrogates", f"{TEXT} \\ud800 \\udfff")).encode(),
    "mixed.txt": f"{TEXT} Grüße. ".encode() + "Schöne Grüße aus Köln. ".encode("cp1252"),
    "rows.jsonl": (ROW % ("mixed row", TEXT)).encode() + (ROW % ("another", "Grüße aus Köln.")).encode("cp1252"),
    "word.txt": b"a" * 100_000,
}
"""What looks no better, and is read."""


def packed(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "good.txt").write_text(TEXT)
    return tmp_path / "news"


def ingest(name: str, news: Path, added: int, *reasons: str, prefix: tuple[str, ...] = ()) -> None:
    """Take a folder in, expect so many articles and these reasons, and put it into the table."""
    started = time.monotonic()
    memory = news.parent / "memory"
    arguments = ["-m", "tests.torture.measured", str(memory), str(news), "--json", "--library"]
    done = run_python([*arguments, str(news.parent / "library")], news.parent, prefix=prefix, seconds=RUN_SECONDS)
    seconds = time.monotonic() - started
    assert done.returncode == (1 if reasons else 0), done.stderr
    receipt = json.loads(done.stdout)
    said = [f"{Path(each['path']).name}: {each['reason']}" for each in receipt["rejected"]]
    tell(name, " ".join(said[:1]) or f"{receipt['added']} added", seconds, int(memory.read_text()))
    assert receipt["added"] == added, receipt
    assert len(said) == len(reasons), said[:5]
    for one, reason in zip(said, reasons, strict=True):
        assert re.search(reason, one), one


@pytest.mark.parametrize("name", FILES)
def test_one_file_costs_one_rejection(news: Path, name: str) -> None:
    content, reason = FILES[name]
    (news / name).write_bytes(content())
    ingest(name, news, 1, reason)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read(news: Path, name: str) -> None:
    (news / name).write_bytes(ODD[name])
    ingest(name, news, 1 + (2 if name == "rows.jsonl" else 1))


def test_a_hundred_thousand_tiny_files(news: Path) -> None:
    for number in range(TINY + EMPTY):
        folder = news / f"{number % 100:02}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_text(f"Note {number}." if number < TINY else "")
    ingest("100,000 tiny files", news, 1 + TINY, *["holds no text"] * EMPTY)
    ingest("100,000 tiny files, again", news, 0, *["holds no text"] * EMPTY)


def test_a_pdf_of_which_one_page_is_a_picture(news: Path) -> None:
    (news / "partly.pdf").write_bytes(to_pdf(TEXT, PICTURE))
    ingest("partly scanned PDF", news, 2, "is a picture without text")


def test_links_that_lead_to_themselves(news: Path) -> None:
    (news / "loop.txt").symlink_to(news / "loop.txt")
    (news / "round").mkdir()
    (news / "round" / "again").symlink_to(news)
    ingest("links in a circle", news, 1, "cannot be (read|opened)")


def test_a_file_that_may_not_be_read(news: Path) -> None:
    (news / "secret.txt").write_text(TEXT)
    denied = (sys.executable, "-m", "tests.doors.mounts", "denied", str(news / "secret.txt"))
    ingest("a file without rights", news, 1, "cannot be read: Permission denied", prefix=denied)


def test_a_file_that_changes_while_it_is_read(news: Path) -> None:
    (news / "rows.jsonl").write_text(ROW % ("long", "x" * 12_000_000))
    with touched(news / "rows.jsonl"):
        ingest("a file that changes", news, 1, "changed while it was read")


@contextmanager
def touched(path: Path) -> Iterator[None]:
    """A file that another is writing all the time."""
    ended = threading.Event()

    def touch() -> None:
        while not ended.wait(0.001):
            os.utime(path)

    thread = threading.Thread(target=touch)
    thread.start()
    yield
    ended.set()
    thread.join()
