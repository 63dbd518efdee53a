"""Folders of all formats, from the command line to an answer."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant
from ingest.__main__ import main as ingest
from tests.doors.processes import run_python
from tests.unit.papers import to_docx, to_pdf

TEXT = "The stone bridge at Aldermoor reopened on Friday after repairs that took seven months."


def receipt_of(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    ingest([*map(str, arguments), "--json"])
    receipt: dict[str, Any] = json.loads(capsys.readouterr().out)
    return receipt


def test_fields_are_told_for_a_run_and_what_they_gave_outlives_a_run_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.csv").write_text(f'link;headline;body\nexample.org/1;Bridge;"{TEXT}"\n')
    command = (tmp_path / "export.csv", "--library", tmp_path / "library")
    fields = ("--fields", "id=link,title=headline,text=body")
    assert receipt_of(capsys, *command, *fields)["added"] == 1
    without = receipt_of(capsys, *command)
    assert (without["removed"], len(without["rejected"])) == (0, 1)
    assert receipt_of(capsys, *command, *fields)["unchanged"] == 1


def test_fields_that_cannot_be_used_are_a_fault_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest([str(tmp_path), "--fields", "titel=headline"]) == 2
    assert capsys.readouterr().err == "--fields has 'titel', which no article has. Did you mean title?\n"


PAGE = f"<html lang='en'><head><title>Bridge</title></head><body><nav>Menu</nav><p>{TEXT}</p></body></html>"
FEED = f"<rss><channel><item><guid>feed-1</guid><description>{TEXT}</description></item></channel></rss>"
ANSWERS = {
    "page.html": ("The harbour of Selwick was dredged for eleven weeks.", "page"),
    "paper.pdf": ("The mayor of Quenby keeps forty bees on her roof.", "paper"),
    "letter.docx": ("The organ of Saint Alban was tuned by a blind builder.", "letter"),
    "list.json": ("The ferry to Ullness stops running on Monday.", "list-1"),
    "table.csv": ("The observatory of Tindale found a comet.", "table-1"),
    "table.tsv": ("The brewery of Marlow closed after two centuries.", "tsv-1"),
    "feed.rss": ("The library of Orford lends out telescopes.", "feed-1"),
    "feed.atom": ("The tunnel below Penrith was flooded in March.", "atom-1"),
    "june.zip": ("The windmill of Cley grinds again.", "june/deep/mill"),
    "old.html.gz": ("The lighthouse of Norderholm is inhabited again.", "old"),
}
"""What is in each file, and the id of its article."""


def to_files() -> dict[str, bytes]:
    said = {name: text for name, (text, _) in ANSWERS.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deep/mill.txt", said["june.zip"])
    entry = f"<entry><id>atom-1</id><title>T</title><content>{said['feed.atom']}</content></entry>"
    files = {
        "page.html": PAGE.replace(TEXT, said["page.html"]),
        "list.json": json.dumps({"articles": [{"id": "list-1", "text": said["list.json"]}]}),
        "table.csv": f'id;text\ntable-1;"{said["table.csv"]}"\n',
        "table.tsv": f"id\ttext\ntsv-1\t{said['table.tsv']}\n",
        "feed.rss": FEED.replace(TEXT, said["feed.rss"]),
        "feed.atom": f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>',
    }
    return {
        **{name: content.encode() for name, content in files.items()},
        "paper.pdf": to_pdf(said["paper.pdf"]),
        "letter.docx": to_docx(said["letter.docx"]),
        "june.zip": packed.getvalue(),
        "old.html.gz": gzip.compress(PAGE.replace(TEXT, said["old.html.gz"]).encode()),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for name, content in to_files().items():
        (tmp_path / "news" / name).write_bytes(content)
    return tmp_path / "news"


def test_a_folder_of_all_formats_is_taken_in_once_and_answers_from_each(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    command = (folder, "--library", library)
    dry = receipt_of(capsys, *command, "--dry-run")
    assert (dry["added"], dry["embedded"], dry["rejected"], library.exists()) == (len(ANSWERS), 0, [], False)
    assert receipt_of(capsys, *command)["added"] == len(ANSWERS)
    again = receipt_of(capsys, *command)
    assert (again["unchanged"], again["embedded"], again["rejected"]) == (len(ANSWERS), 0, [])
    for text, article_id in ANSWERS.values():
        assistant(["ask", f"What is said of this: {text}", "--library", str(library), "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert (answer["citations"][0]["article_id"], answer["citations"][0]["quote"]) == (article_id, text)


def test_a_dry_run_says_what_would_be_and_what_cannot(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.json").write_text("{")
    assert ingest([str(folder), "--library", str(tmp_path / "library"), "--dry-run"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"Would be: {len(ANSWERS)} added, 0 updated,")
    assert "bad.json: is not JSON" in out


def test_what_reads_pages_and_documents_is_loaded_only_when_one_is_met(tmp_path: Path) -> None:
    loaded = "print([name for name in ('trafilatura', 'lxml', 'pypdf', 'docx') if name in sys.modules])"
    done = run_python(["-c", f"import sys, ingest.reading, ingest.syncing; {loaded}"], tmp_path)
    assert done.stdout.strip() == "[]", done.stderr
