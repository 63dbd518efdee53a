"""ZIP and gzip: members by their own readers, and no archive that could do harm."""

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import archives
from ingest.receipt import Rejection
from ingest.sources import Reading
from tests.unit.files import articles_in, read, read_one, reject, rejections_in, row

TEXT = "The stone bridge at Aldermoor reopened on Friday after repairs that took seven months."
ROWS = f"{row(id='r1', text=TEXT)}\nno json\n{row(id='r2', text=TEXT)}\n"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return tmp_path / "news.zip"


def to_zip(members: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def only_rejection(path: Path, content: bytes) -> Rejection:
    """Of an archive beside whose one bad member another is read."""
    readings = read(path, content)
    assert [each.id for each in articles_in(readings)] == ["id/good"]
    (rejection,) = rejections_in(readings)
    assert rejection.path == str(path)
    return rejection


# gzip


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "A.TXT.GZ"])
def test_what_gzip_packed_is_read_by_the_ending_before(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path / name, gzip.compress(TEXT.encode())).text == TEXT


def test_rows_that_gzip_packed_keep_their_lines(tmp_path: Path) -> None:
    readings = read(tmp_path / "a.jsonl.gz", gzip.compress(ROWS.encode()))
    assert [each.id for each in articles_in(readings)] == ["r1", "r2"]
    assert [(each.line, each.member) for each in rejections_in(readings)] == [(2, None)]


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(TEXT.encode())[:-9], gzip.compress(b"")[:5]],
    ids=["empty", "other", "cut off", "a header alone"],
)
def test_a_damaged_gzip_is_rejected(tmp_path: Path, content: bytes) -> None:
    rejection = reject(tmp_path / "a.txt.gz", content)
    assert rejection.reason.startswith("cannot be unpacked") or "no text" in rejection.reason


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.html.gz"])
def test_a_gzip_bomb_is_refused(tmp_path: Path, name: str) -> None:
    rejection = reject(tmp_path / name, gzip.compress(bytes(30_000_000)))
    assert rejection.reason == "unpacks to over 1,000 MB or 100 times its size; unpack it, and take in the folder."


def test_more_than_a_gigabyte_is_refused_whatever_its_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_MB", 2)
    content = os.urandom(2_500_000)
    assert "unpacks to over" in reject(tmp_path / "a.jsonl.gz", gzip.compress(content)).reason
    rejection = reject(tmp_path / "a.zip", to_zip({"a.jsonl": content}))
    assert "unpacks to over" in rejection.reason
    assert rejection.member is None


@pytest.mark.parametrize("name", ["a.gz", "a.zip.gz", "a.gz.gz", "a.exe.gz"])
def test_gzip_of_what_is_not_read_is_not_read(tmp_path: Path, name: str) -> None:
    assert "has an ending that is not read" in reject(tmp_path / name, gzip.compress(TEXT.encode())).reason


# ZIP


def test_members_are_articles_by_the_path_of_the_archive_and_their_own(packed: Path) -> None:
    content = to_zip({"june/bridge.txt": TEXT, "top.html": f"<p>{TEXT}</p>", "e\u0301.md": TEXT})
    first, second, third = read(packed, content)
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert isinstance(third, Reading)
    assert (first.article.id, first.row, first.member) == ("id/june/bridge", "june/bridge.txt", "june/bridge.txt")
    assert (second.article.id, second.article.text) == ("id/top", TEXT)
    assert third.article.id == "id/é"


def test_rows_of_a_member_keep_their_ids_and_are_told_by_member_and_line(packed: Path) -> None:
    readings = read(packed, to_zip({"june/rows.jsonl": ROWS, "list.json": f"[{row(id='j', text=TEXT)}, 1]"}))
    assert [each.row for each in readings if isinstance(each, Reading)] == [
        "june/rows.jsonl:r1", "june/rows.jsonl:r2", "list.json:j",
    ]  # fmt: skip
    assert [each.id for each in articles_in(readings)] == ["r1", "r2", "j"]
    assert [(each.member, each.line) for each in rejections_in(readings)] == [
        ("june/rows.jsonl", 2), ("list.json, item 2", None),
    ]  # fmt: skip


def test_hidden_members_and_unknown_endings_are_passed_over(packed: Path) -> None:
    others = {"__MACOSX/._good.txt": "x", ".DS_Store": "x", "a/.git/x.txt": "x", "photo.jpg": "x", "folder/": ""}
    assert [each.id for each in articles_in(read(packed, to_zip({"good.txt": TEXT, **others})))] == ["id/good"]


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "..\\out.txt", "C:\\out.txt"])
def test_a_path_that_leads_out_is_refused_and_costs_no_other(packed: Path, name: str) -> None:
    rejection = only_rejection(packed, to_zip({name: TEXT, "good.txt": TEXT}))
    assert rejection.reason == "has a path that leads out of the archive; pack it anew."
    assert rejection.member == name.replace("\\", "/")
    assert sorted(each.name for each in packed.parent.iterdir()) == ["news.zip"]


@pytest.mark.parametrize("name", ["inner.zip", "a/INNER.ZIP", "rows.jsonl.gz"])
def test_an_archive_in_an_archive_is_refused(packed: Path, name: str) -> None:
    rejection = only_rejection(packed, to_zip({name: to_zip({"x.txt": TEXT}), "good.txt": TEXT}))
    assert (rejection.member, rejection.reason) == (name, "is an archive in an archive; unpack it first.")


def test_an_encrypted_member_is_refused(packed: Path) -> None:
    content = bytearray(to_zip({"secret.txt": TEXT, "good.txt": TEXT}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert only_rejection(packed, bytes(content)).reason == "is encrypted; unpack it with its password first."


def test_a_link_is_refused(packed: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", TEXT)
    assert only_rejection(packed, content.getvalue()).reason == "is a link; pack what it leads to."


def test_a_member_that_cannot_be_read_costs_no_other(packed: Path) -> None:
    rejection = only_rejection(packed, to_zip({"empty.txt": " ", "good.txt": TEXT}))
    assert (rejection.member, rejection.reason) == ("empty.txt", "holds no text.")
    content = bytearray(to_zip({"bad.txt": "x" * 50, "good.txt": TEXT}, method=zipfile.ZIP_STORED))
    content[40] ^= 1
    rejection = only_rejection(packed, bytes(content))
    assert rejection.member == "bad.txt"
    assert rejection.reason.startswith("cannot be unpacked: Bad CRC-32")


NO_ARCHIVES = [b"", b"PK\x03\x04", b"no archive", to_zip({"a.txt": TEXT})[:-30]]
NO_ARCHIVES += [to_zip({"é.txt": TEXT}).replace("é".encode(), b"\xc3\xc3")]  # a name that is not the UTF-8 it says


@pytest.mark.parametrize("content", NO_ARCHIVES)
def test_what_is_no_archive_is_one_rejection(packed: Path, content: bytes) -> None:
    rejection = reject(packed, content)
    assert rejection.reason.startswith("cannot be unpacked")
    assert rejection.reason.endswith("pack it anew.")


def test_a_bomb_is_refused_by_what_it_says_it_unpacks_to(packed: Path) -> None:
    rejection = reject(packed, to_zip({"bomb.txt": bytes(30_000_000), "good.txt": TEXT}))
    assert (rejection.member, rejection.reason.partition(";")[0]) == (
        None, "unpacks to over 1,000 MB or 100 times its size",
    )  # fmt: skip


def test_a_bomb_that_lies_about_its_size_is_refused_by_what_comes_out(packed: Path) -> None:
    content = to_zip({"bomb.txt": bytes(30_000_000)})
    lying = content.replace((30_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert reject(packed, lying).reason.startswith("cannot be unpacked")


def test_many_small_bombs_are_refused_together(packed: Path) -> None:
    rejection = reject(packed, to_zip({f"{number}.txt": bytes(1_000_000) for number in range(40)}))
    assert "100 times its size" in rejection.reason


def test_an_archive_of_too_many_files_is_refused(packed: Path) -> None:
    members: dict[str, str | bytes] = {f"{number}.txt": "a" for number in range(archives.MAX_MEMBERS + 1)}
    assert reject(packed, to_zip(members)).reason == "holds 10,001 files; 10,000 are the most. Split it."


def test_the_name_of_a_member_shows_no_control_characters(packed: Path) -> None:
    (rejection,) = read(packed, to_zip({"a\x1b[2Jb.txt": ""}))
    assert isinstance(rejection, Rejection)
    assert rejection.member == "a[2Jb.txt"


def test_a_member_without_a_name_is_passed_over(packed: Path) -> None:
    content = to_zip({"QQ": TEXT, "good.txt": TEXT}).replace(b"QQ", b"\x00Q")
    assert [each.id for each in articles_in(read(packed, content))] == ["id/good"]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An archive, some of whose bytes are others."""
    method = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    content = bytearray(to_zip({"a.txt": TEXT, "b/c.jsonl": ROWS}, method=method))
    for _ in range(draw(st.integers(1, 6))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


@pytest.mark.parametrize("name", ["any.zip", "any.txt.gz"])
@given(
    content=st.binary(max_size=200) | damaged() | st.binary(max_size=30).map(lambda each: gzip.compress(b"a") + each)
)
def test_any_bytes_are_articles_or_rejections(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    for reading in read(tmp_path_factory.getbasetemp() / name, content):
        assert isinstance(reading, (Reading, Rejection))
