import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.library import Library
from ingest.receipt import Receipt
from ingest.syncing import Removals, preview, sync
from tests.doors.fakes import WordEmbeddings
from tests.doors.writer import made_up_text

KEYS = ("added", "updated", "unchanged", "removed", "ignored", "rejected")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_news(tmp_path / "news", 3)


def write_news(folder: Path, articles: int) -> Path:
    folder.mkdir(parents=True)
    for number in range(articles):
        (folder / f"n{number}.txt").write_text(f"Article {number} tells of the village. It has {number} wells.")
    return folder


def write_rows(file: Path, *rows: object) -> Path:
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return file


def row(id_: str, text: str = "") -> dict[str, str]:
    return {"id": id_, "text": text or f"The row {id_} tells of the village."}


def run(library: Library, *paths: Path, keep_missing: bool = False, allow_most: bool = False) -> Receipt:
    return sync(paths, library, WordEmbeddings(), Removals(keep_missing=keep_missing, allow_most=allow_most))


def counted(receipt: Receipt) -> dict[str, int]:
    """What is not zero."""
    counts = {**{key: getattr(receipt, key) for key in KEYS}, "rejected": len(receipt.rejected)}
    return {key: count for key, count in counts.items() if count}


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries()]


def test_what_is_new_is_added_and_counted(library: Library, news: Path) -> None:
    receipt = run(library, news)
    assert counted(receipt) == {"added": 3}
    assert receipt.passages == 3
    assert receipt.embedded == 9  # three passages, two sentences in each
    assert receipt.exit_code == 0
    assert ids(library) == ["n0", "n1", "n2"]


def test_the_same_again_embeds_nothing_and_stores_nothing(library: Library, news: Path) -> None:
    run(library, news)
    receipt = run(library, news)
    assert counted(receipt) == {"unchanged": 3}
    assert (receipt.embedded, receipt.passages) == (0, 0)


def test_a_changed_article_is_updated_and_no_other(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n1.txt").write_text("The village has a new well.")
    receipt = run(library, news)
    assert counted(receipt) == {"updated": 1, "unchanged": 2}
    assert receipt.embedded == 2
    assert library.article("n1")[0].text == "The village has a new well."


def test_a_preview_says_what_a_run_does_and_changes_nothing(library: Library, news: Path) -> None:
    expected = [{"added": 3}, {"added": 1, "updated": 1, "unchanged": 1, "removed": 1, "rejected": 1}]
    assert counted(preview([news], None)) == expected[0]
    assert counted(preview([news], library)) == expected[0]
    assert ids(library) == []
    assert counted(run(library, news)) == expected[0]
    (news / "n0.txt").unlink()
    (news / "n1.txt").write_text("The village has a new well.")
    (news / "new.txt").write_text("The village has a baker.")
    (news / "bad.txt").write_text(" ")
    before = (ids(library), library.article("n1"))
    receipt = preview([news], library)
    assert (counted(receipt), receipt.embedded, receipt.passages) == (expected[1], 0, 0)
    assert (ids(library), library.article("n1")) == before
    assert counted(preview([news], library, Removals(keep_missing=True))) == {
        key: count for key, count in expected[1].items() if key != "removed"
    }
    assert counted(run(library, news)) == expected[1]


def test_a_touched_file_is_not_a_changed_article(library: Library, news: Path) -> None:
    run(library, news)
    os.utime(news / "n1.txt", (1, 1))
    assert counted(run(library, news)) == {"unchanged": 3}


def test_an_article_that_left_its_folder_is_removed(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n1.txt").unlink()
    assert counted(run(library, news)) == {"unchanged": 2, "removed": 1}
    assert ids(library) == ["n0", "n2"]


def test_keep_missing_keeps_what_left(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n1.txt").unlink()
    assert counted(run(library, news, keep_missing=True)) == {"unchanged": 2}
    assert ids(library) == ["n0", "n1", "n2"]


def test_a_run_over_one_folder_removes_nothing_of_another(library: Library, news: Path, tmp_path: Path) -> None:
    run(library, news)
    other = write_rows(tmp_path / "other.jsonl", row("o"))
    assert counted(run(library, other)) == {"added": 1}
    shutil.rmtree(news)
    news.mkdir()
    assert counted(run(library, other)) == {"unchanged": 1}
    assert ids(library) == ["n0", "n1", "n2", "o"]


def test_more_than_half_of_ten_articles_need_consent(library: Library, tmp_path: Path) -> None:
    news = write_news(tmp_path / "many", 10)
    run(library, news)
    for number in range(6):
        (news / f"n{number}.txt").unlink()
    receipt = run(library, news)
    assert counted(receipt) == {"unchanged": 4, "rejected": 1}
    (rejection,) = receipt.rejected
    assert rejection.path == str(news)
    assert "6 of its 10 articles are gone" in rejection.reason
    assert "--allow-removals" in rejection.reason
    assert len(ids(library)) == 10
    assert counted(run(library, news, allow_most=True)) == {"unchanged": 4, "removed": 6}
    assert ids(library) == ["n6", "n7", "n8", "n9"]


def test_half_of_ten_articles_need_no_consent(library: Library, tmp_path: Path) -> None:
    news = write_news(tmp_path / "many", 10)
    run(library, news)
    for number in range(5):
        (news / f"n{number}.txt").unlink()
    assert counted(run(library, news)) == {"unchanged": 5, "removed": 5}


def test_a_folder_that_is_not_mounted_empties_nothing(library: Library, tmp_path: Path) -> None:
    news = write_news(tmp_path / "disk", 12)
    run(library, news)
    shutil.rmtree(news)
    assert counted(run(library, news)) == {"rejected": 1}  # no such folder
    news.mkdir()
    assert counted(run(library, news)) == {"rejected": 1}  # 12 of 12 are gone
    assert len(ids(library)) == 12


def test_the_root_of_a_folder_that_is_not_mounted_is_safe_in_a_run_over_its_parent(
    library: Library, tmp_path: Path
) -> None:
    news = write_news(tmp_path / "disks" / "disk", 12)
    run(library, news)
    shutil.rmtree(news)
    assert counted(run(library, news.parent)) == {"rejected": 1}
    assert len(ids(library)) == 12


def test_a_clash_of_ids_rejects_the_later_one_and_names_both(library: Library, news: Path) -> None:
    (news / "n0.md").write_text("Another article of that name.")
    receipt = run(library, news)
    assert counted(receipt) == {"added": 3, "rejected": 1}
    (rejection,) = receipt.rejected
    assert rejection.path == str(news / "n0.txt")
    assert str(news / "n0.md") in rejection.reason
    assert "'n0'" in rejection.reason
    assert counted(run(library, news)) == {"unchanged": 3, "rejected": 1}


def test_a_clash_inside_a_file_names_both_lines(library: Library, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", row("a"), row("b"), row("a", "Another text."))
    for count in ("added", "unchanged"):
        receipt = run(library, file)
        assert counted(receipt) == {count: 2, "rejected": 1}
        (rejection,) = receipt.rejected
        assert (rejection.path, rejection.line) == (str(file), 3)
        assert f"{file}, line 1" in rejection.reason
        assert library.article("a")[0].text == "The row a tells of the village."


def test_a_file_reached_through_another_path_keeps_its_id_and_root(library: Library, tmp_path: Path) -> None:
    inner = write_news(tmp_path / "all" / "inner", 2)
    run(library, inner)
    before = library.entries()
    for path in (inner.parent, inner / "n0.txt", tmp_path / "all" / ".." / "all"):
        receipt = run(library, path)
        assert not receipt.added
        assert not receipt.rejected
    (tmp_path / "link").symlink_to(inner)
    assert counted(run(library, tmp_path / "link")) == {"unchanged": 2}
    assert library.entries() == before
    assert {(entry.id, entry.origin.root) for entry in before} == {("n0", str(inner)), ("n1", str(inner))}


def test_a_folder_given_twice_is_read_once(library: Library, news: Path) -> None:
    assert counted(run(library, news, news, news / "n0.txt", news.parent / "news")) == {"added": 3}


def test_nested_folders_give_ids_by_their_path_and_are_removed_by_their_own_root(
    library: Library, tmp_path: Path
) -> None:
    outer = write_news(tmp_path / "outer", 1)
    inner = write_news(outer / "inner", 2)
    run(library, outer)
    assert ids(library) == ["inner/n0", "inner/n1", "n0"]
    (inner / "n1.txt").unlink()
    assert counted(run(library, inner)) == {"unchanged": 1}
    assert counted(run(library, outer)) == {"unchanged": 2, "removed": 1}
    assert ids(library) == ["inner/n0", "n0"]


def test_a_run_over_the_parent_removes_what_left_a_nested_root(library: Library, tmp_path: Path) -> None:
    inner = write_news(tmp_path / "outer" / "inner", 2)
    run(library, inner)
    (inner / "n1.txt").unlink()
    assert counted(run(library, inner.parent)) == {"unchanged": 1, "removed": 1}


def test_a_root_that_moved_is_adopted_without_embedding(library: Library, news: Path, tmp_path: Path) -> None:
    run(library, news)
    moved = news.rename(tmp_path / "moved")
    receipt = run(library, moved)
    assert counted(receipt) == {"unchanged": 3}
    assert receipt.embedded == 0
    assert {entry.origin.root for entry in library.entries()} == {str(moved)}
    (moved / "n0.txt").unlink()
    assert counted(run(library, moved)) == {"unchanged": 2, "removed": 1}


def test_a_root_that_moved_is_adopted_with_a_changed_a_new_and_a_lost_article(library: Library, tmp_path: Path) -> None:
    run(library, write_news(tmp_path / "news", 4))
    moved = (tmp_path / "news").rename(tmp_path / "moved")
    (moved / "n0.txt").write_text("The village was renamed.")
    (moved / "n3.txt").unlink()
    (moved / "new.txt").write_text("The village has a baker.")
    receipt = run(library, moved)
    assert counted(receipt) == {"added": 1, "updated": 1, "unchanged": 2, "removed": 1}
    assert receipt.embedded == 4
    assert ids(library) == ["n0", "n1", "n2", "new"]
    assert library.article("n0")[0].text == "The village was renamed."
    assert {entry.origin.root for entry in library.entries()} == {str(moved)}


def test_a_copy_of_a_root_that_is_still_there_is_a_clash(library: Library, news: Path, tmp_path: Path) -> None:
    run(library, news)
    shutil.copytree(news, tmp_path / "copy")
    receipt = run(library, tmp_path / "copy")
    assert counted(receipt) == {"rejected": 3}
    assert all(str(news) in rejection.reason for rejection in receipt.rejected)
    assert {entry.origin.root for entry in library.entries()} == {str(news)}


def test_a_file_that_moved_inside_its_root_is_another_article(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n0.txt").rename(news / "renamed.txt")
    assert counted(run(library, news)) == {"added": 1, "unchanged": 2, "removed": 1}


def test_a_row_that_left_its_file_is_removed(library: Library, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", row("a"), row("b"))
    run(library, file)
    write_rows(file, row("b"))
    assert counted(run(library, file)) == {"unchanged": 1, "removed": 1}
    assert ids(library) == ["b"]


def test_nothing_of_a_file_with_a_broken_row_is_removed(library: Library, news: Path) -> None:
    file = write_rows(news / "rows.jsonl", row("a"), row("b"), row("c"))
    run(library, news)
    write_rows(file, row("a", "The village is larger."), '{"id": "b", "text": ')
    (news / "n0.txt").unlink()
    receipt = run(library, news)
    assert counted(receipt) == {"updated": 1, "unchanged": 2, "removed": 1, "rejected": 1}
    (rejection,) = receipt.rejected
    assert (rejection.path, rejection.line) == (str(file), 2)
    assert ids(library) == ["a", "b", "c", "n1", "n2"]


def test_nothing_of_a_file_with_a_clash_is_removed(library: Library, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", row("a"), row("b"))
    run(library, file)
    write_rows(file, row("a"), row("a", "This was b, before its id was mistyped."))
    assert counted(run(library, file)) == {"unchanged": 1, "rejected": 1}
    assert ids(library) == ["a", "b"]


def test_a_file_that_cannot_be_read_any_more_keeps_its_article(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n1.txt").write_bytes(b"\x00\x01\x02\xff\xfe\x00" * 50)
    receipt = run(library, news)
    assert counted(receipt) == {"unchanged": 2, "rejected": 1}
    assert receipt.rejected[0].path == str(news / "n1.txt")
    assert ids(library) == ["n0", "n1", "n2"]


def test_a_link_to_nothing_is_rejected_and_the_rest_goes_on(library: Library, news: Path) -> None:
    (news / "broken.txt").symlink_to(news / "nowhere.txt")
    (news / "other.txt").symlink_to(news / "nowhere")
    receipt = run(library, news)
    assert counted(receipt) == {"added": 3, "rejected": 2}
    assert all(each.reason.startswith("cannot be read") for each in receipt.rejected)


def test_a_link_is_read_by_its_own_ending(library: Library, news: Path, tmp_path: Path) -> None:
    (tmp_path / "blob").write_text("The ferry between Sandwick and Torvaig sails again on Friday.")
    (news / "ferry.txt").symlink_to(tmp_path / "blob")
    assert counted(run(library, news)) == {"added": 4}
    assert "ferry" in ids(library)
    assert counted(run(library, news / "ferry.txt")) == {"unchanged": 1}


def test_a_link_to_itself_is_rejected_and_the_rest_goes_on(library: Library, news: Path) -> None:
    (news / "loop.txt").symlink_to(news / "loop.txt")
    assert counted(run(library, news)) == {"added": 3, "rejected": 1}


def test_a_folder_named_like_a_file_is_a_folder(library: Library, news: Path) -> None:
    write_news(news / "folder.txt", 1)
    assert counted(run(library, news)) == {"added": 4}
    assert "folder.txt/n0" in ids(library)


@contextmanager
def like_any_user() -> Iterator[None]:
    """Takes from root, in this thread, the right to read what nobody may read (capset(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, held) == 0
    less = (ctypes.c_uint32 * 6)(*held)
    less[0] &= ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, less) == 0
    yield
    assert libc.capset(header, held) == 0


@pytest.mark.skipif(sys.platform != "linux" and os.geteuid() == 0, reason="root reads all: permissions untested")
def test_what_may_not_be_read_is_rejected_and_keeps_its_articles(library: Library, tmp_path: Path) -> None:
    outer = write_news(tmp_path / "outer", 2)
    inner = write_news(outer / "inner", 2)
    run(library, outer)
    inner.chmod(0)
    (outer / "n0.txt").chmod(0)
    try:
        with like_any_user():
            assert counted(run(library, outer)) == {"unchanged": 1, "rejected": 2}
    finally:
        inner.chmod(0o700)
    assert len(ids(library)) == 4


def test_hidden_files_and_unknown_endings_are_ignored_and_counted(library: Library, news: Path) -> None:
    (news / ".hidden.txt").write_text("Not for you.")
    (news / "photo.jpg").write_bytes(b"\xff\xd8")
    (news / "no ending").write_text("What is it?")
    write_news(news / ".git", 5)
    assert counted(run(library, news)) == {"added": 3, "ignored": 4}
    assert ids(library) == ["n0", "n1", "n2"]


@pytest.mark.parametrize("folder", ["Bridge_files", "Bridge-Dateien"])
def test_what_a_browser_saved_beside_a_page_is_no_article(library: Library, news: Path, folder: str) -> None:
    (news / "Bridge.html").write_text("<p>The bridge is open.</p>")
    write_news(news / folder, 2)
    write_news(news / "Notes_files", 1)  # of no page
    assert counted(run(library, news)) == {"added": 5, "ignored": 1}


@pytest.mark.parametrize("name", [".hidden.txt", "photo.jpg", "no ending"])
def test_what_would_be_ignored_is_rejected_when_it_is_named(library: Library, news: Path, name: str) -> None:
    (news / name).write_text("The village.")
    receipt = run(library, news / name)
    assert counted(receipt) == {"rejected": 1}
    assert receipt.rejected[0].path == str(news / name)
    assert receipt.rejected[0].line is None


def test_a_root_that_is_not_mounted_keeps_its_articles_when_a_copy_of_one_is_taken_in(
    library: Library, tmp_path: Path
) -> None:
    disk = write_news(tmp_path / "disk", 6)
    run(library, disk)
    (tmp_path / "copies").mkdir()
    shutil.copy(disk / "n3.txt", tmp_path / "copies")
    disk.rename(tmp_path / "not mounted")
    assert counted(run(library, tmp_path / "copies")) == {"unchanged": 1}
    assert len(ids(library)) == 6


def test_a_path_that_is_not_there_is_rejected_and_the_rest_goes_on(library: Library, news: Path) -> None:
    receipt = run(library, news.parent / "nowhere", news)
    assert counted(receipt) == {"added": 3, "rejected": 1}
    assert receipt.rejected[0].reason == "there is no such file or folder."
    assert receipt.exit_code == 1


def test_a_path_that_is_too_long_is_rejected_and_the_rest_goes_on(library: Library, news: Path) -> None:
    assert counted(run(library, news.parent / ("n" * 300), news)) == {"added": 3, "rejected": 1}


def test_an_empty_folder_gives_an_empty_receipt(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    receipt = run(library, tmp_path / "empty")
    assert counted(receipt) == {}
    assert receipt.exit_code == 0


def test_an_article_that_lost_all_its_text_is_rejected_and_kept(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n1.txt").write_text(" \n\n ")
    assert counted(run(library, news)) == {"unchanged": 2, "rejected": 1}
    assert ids(library) == ["n0", "n1", "n2"]


def test_changed_metadata_alone_is_an_update(library: Library, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", {**row("a"), "date": "2024-06"})
    run(library, file)
    write_rows(file, {**row("a"), "date": "2024-06-18T20:15:00", "source": None, "unknown": 1})
    assert counted(run(library, file)) == {"updated": 1}
    assert library.entry("a").published == "2024-06-18T20:15:00"


class _Stopped(Exception):
    """The model fails."""


def test_a_run_that_fails_in_the_middle_keeps_what_is_done_and_is_finished_by_the_next(
    library: Library, tmp_path: Path
) -> None:
    news = tmp_path / "long"
    news.mkdir()
    for number in range(60):
        (news / f"n{number:02}.txt").write_text(made_up_text(number))
    batches: list[int] = []

    def fail_at_the_third(texts: int) -> None:
        batches.append(texts)
        if len(batches) == 3:
            raise _Stopped

    with pytest.raises(_Stopped):
        sync([news], library, WordEmbeddings(fail_at_the_third))
    done = ids(library)
    assert 0 < len(done) < 60
    receipt = run(library, news)
    assert counted(receipt) == {"added": 60 - len(done), "unchanged": len(done)}
    assert len(ids(library)) == 60
