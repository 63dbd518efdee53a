import fcntl
import gzip
import io
import os
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from assistant.errors import LibraryBusy, LibraryUnusable
from assistant.library import Library
from assistant.stores import LOCK
from ingest import uploads
from ingest.receipt import Rejection
from ingest.syncing import sync
from ingest.uploads import Pasted, Uploads, uploads_folder
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import open_words, stored_in

FERRY = b"The ferry between Sandwick and Ullness stops on Monday. Its captain retires."


@pytest.fixture
def own(library: Library) -> Uploads:
    return Uploads(library, WordEmbeddings())


def upload(own: Uploads, name: str, content: bytes = FERRY) -> Path:
    kept = own.keep(name, content)
    assert isinstance(kept, Path), kept
    own.take_in(kept)
    return kept


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries()]


def test_an_uploaded_file_is_an_article_whose_file_lies_in_the_librarys_folder(
    own: Uploads, library: Library, tmp_path: Path
) -> None:
    path = upload(own, "ferry.txt")
    assert path == tmp_path / "library" / "uploads" / "ferry.txt"
    assert path.read_bytes() == FERRY
    assert library.article("ferry")[0].text == FERRY.decode()
    assert own.holds(library.entry("ferry"))


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "..\\x.txt", "a/../../x.txt", "\u202ex.txt"])
def test_no_name_leads_out_of_the_folder(own: Uploads, name: str) -> None:
    assert upload(own, name).parent == own.folder


def test_a_name_that_a_file_or_another_article_has_gets_a_number(
    own: Uploads, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "Boat.txt").write_text("The boat sails.")
    sync([tmp_path / "news"], library, WordEmbeddings())
    names = [upload(own, name, text).name for name, text in [("boat.txt", FERRY), ("BOAT.md", b"Other.")]]
    assert names == ["boat-2.txt", "BOAT-3.md"]
    assert ids(library) == ["BOAT-3", "Boat", "boat-2"]


def test_a_packed_file_keeps_both_of_its_endings_beside_one_that_took_its_name(own: Uploads, library: Library) -> None:
    packed = [gzip.compress(text) for text in (FERRY, b"The boat sails.")]
    assert [upload(own, "ferry.txt.gz", content).name for content in packed] == ["ferry.txt.gz", "ferry-2.txt.gz"]
    assert ids(library) == ["ferry", "ferry-2"]
    assert upload(own, "rows.JSONL.gz", gzip.compress(b'{"id": "ferry-3", "text": "A ferry."}')).stem == "rows.JSONL"


def test_to_remove_a_member_removes_its_archive_and_restoring_brings_all_back(own: Uploads, library: Library) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("june/ferry.txt", FERRY)
        archive.writestr("boat.html", "<p>The boat sails.</p>")
        archive.writestr("rows.csv", "id,text\nrow,The raft floats.\n")
    upload(own, "news.zip", content.getvalue())
    assert ids(library) == ["news/boat", "news/june/ferry", "row"]
    removed = own.remove(library.entry("news/june/ferry"))
    assert (removed.articles, ids(library)) == (3, [])
    assert own.restore(removed).added == 3


def test_a_link_in_the_folder_is_not_written_through(own: Uploads, tmp_path: Path) -> None:
    own.folder.mkdir(parents=True)
    (tmp_path / "victim.txt").write_text("mine")
    (own.folder / "ferry.txt").symlink_to(tmp_path / "victim.txt")
    assert upload(own, "ferry.txt").name == "ferry-2.txt"
    assert (tmp_path / "victim.txt").read_text() == "mine"


def test_the_same_file_uploaded_again_is_one_article(own: Uploads, library: Library) -> None:
    upload(own, "ferry.txt")
    kept = own.keep("ferry.txt", FERRY)
    assert isinstance(kept, Path)
    assert own.take_in(kept).unchanged == 1
    assert ids(library) == ["ferry"]


def test_what_cannot_be_read_is_refused_in_a_sentence_and_leaves_no_file(own: Uploads, library: Library) -> None:
    refused = own.keep("photo.jpg", b"\xff\xd8")
    assert isinstance(refused, Rejection)
    assert "has an ending that is not read; known are .txt" in refused.reason
    large = own.keep("large.jsonl", b" " * (uploads.MAX_FILE_MB * 1_000_000 + 1))
    assert isinstance(large, Rejection)
    assert "is over 50 MB large" in large.reason
    kept = own.keep("photo.txt", b"\xff\xd8\x00\x00")
    assert isinstance(kept, Path)
    (rejection,) = own.take_in(kept).rejected
    assert "is not text" in rejection.reason
    assert not kept.exists()
    assert ids(library) == []


def test_a_file_of_rows_keeps_what_could_be_read_and_names_what_could_not(own: Uploads, library: Library) -> None:
    kept = own.keep("rows.jsonl", b'{"id": "a", "text": "The ferry stops."}\nno json\n')
    assert isinstance(kept, Path)
    receipt = own.take_in(kept)
    assert (receipt.added, [each.line for each in receipt.rejected]) == (1, [2])
    assert ids(library) == ["a"]


def test_one_upload_reads_no_other_file_and_removes_nothing(own: Uploads, library: Library, tmp_path: Path) -> None:
    upload(own, "ferry.txt")
    (own.folder / "ferry.txt").unlink()
    model = WordEmbeddings()
    second = Uploads(library, model)
    upload(second, "boat.txt", b"The boat sails.")
    assert ids(library) == ["boat", "ferry"]
    assert model.embedded == 2


def test_a_pasted_text_is_kept_letter_by_letter_with_what_is_known_of_it(own: Uploads, library: Library) -> None:
    text = "# No heading\n\n*The ferry*  stops on Monday."
    path = own.keep_pasted(Pasted("A/B: the ferry. Part 2", text, "2024-06", "The Tarn Courier", "en"))
    assert own.take_in(path).added == 1
    (entry,) = library.entries()
    assert (entry.title, entry.published, entry.source, entry.language) == (
        "A/B: the ferry. Part 2", "2024-06", "The Tarn Courier", "en",
    )  # fmt: skip
    assert entry.id == "A B- the ferry Part 2"
    assert library.article(entry.id)[0].text == text


def test_an_uploaded_table_without_a_column_that_is_needed_says_what_can_be_done_here(own: Uploads) -> None:
    kept = own.keep("export.csv", b"Nr,text\n1,The boat sails.\n")
    assert isinstance(kept, Path)
    (rejection,) = own.take_in(kept).rejected
    assert rejection.reason == 'has no column called "id"; it has Nr, text. Rename the right one.'


def test_a_pasted_text_without_a_title_is_named_by_its_beginning_and_twice_are_two(
    own: Uploads, library: Library
) -> None:
    for _ in range(2):
        own.take_in(own.keep_pasted(Pasted("", "The boat sails.")))
    assert ids(library) == ["The boat sails", "The boat sails-2"]


def test_a_pasted_text_with_a_date_that_is_none_is_taken_in_without_it_as_ingest_does(own: Uploads) -> None:
    path = own.keep_pasted(Pasted("Boat", "The boat sails.", "yesterday"))
    receipt = own.take_in(path)
    assert (receipt.added, receipt.rejected) == (1, [])
    assert [each.reason for each in receipt.noted] == [
        "has the date 'yesterday', which is not read, and has no date now; write it as 2024, 2024-06 or 2024-06-18."
    ]


def test_a_removed_article_is_gone_with_its_file_and_comes_back_as_it_was(
    own: Uploads, library: Library, tmp_path: Path
) -> None:
    path = upload(own, "ferry.txt")
    before = library.entry("ferry")
    removed = own.remove(before)
    assert ids(library) == []
    assert not path.exists()
    assert removed.kept.read_bytes() == FERRY
    assert own.restore(removed).added == 1
    assert library.entry("ferry") == before
    assert path.read_bytes() == FERRY


def test_what_was_removed_is_read_by_no_run_over_the_folder(own: Uploads, library: Library) -> None:
    upload(own, "ferry.txt")
    own.remove(library.entry("ferry"))
    assert sync([own.folder], library, WordEmbeddings()).added == 0


def test_to_remove_an_article_removes_all_of_its_file(own: Uploads, library: Library) -> None:
    upload(own, "rows.jsonl", b'{"id": "a", "text": "The ferry stops."}\n{"id": "b", "text": "The boat sails."}\n')
    upload(own, "other.txt")
    removed = own.remove(library.entry("a"))
    assert removed.articles == 2
    assert ids(library) == ["other"]
    own.restore(removed)
    assert ids(library) == ["a", "b", "other"]


def test_a_file_is_restored_beside_one_that_took_its_name(own: Uploads, library: Library) -> None:
    upload(own, "ferry.txt")
    removed = own.remove(library.entry("ferry"))
    upload(own, "ferry.txt", b"The ferry sails again.")
    own.restore(removed)
    assert ids(library) == ["ferry", "ferry-2"]


def test_what_was_removed_long_ago_is_deleted_with_the_next_removal(own: Uploads, library: Library) -> None:
    upload(own, "ferry.txt")
    old = own.remove(library.entry("ferry"))
    long_ago = time.time() - (uploads.KEPT_DAYS + 1) * 86_400
    os.utime(old.kept, (long_ago, long_ago))
    upload(own, "boat.txt", b"The boat sails.")
    new = own.remove(library.entry("boat"))
    assert not old.kept.exists()
    assert new.kept.exists()


def test_a_run_of_ingest_over_the_folder_finds_all_as_it_was(own: Uploads, library: Library) -> None:
    upload(own, "ferry.txt")
    own.take_in(own.keep_pasted(Pasted("Boat", "The boat sails.")))
    receipt = sync([own.folder], library, WordEmbeddings())
    assert (receipt.unchanged, receipt.added, receipt.removed, receipt.rejected) == (2, 0, 0, [])


def test_what_was_kept_and_never_taken_in_is_waiting(own: Uploads, library: Library) -> None:
    assert own.waiting() == []
    upload(own, "ferry.txt")
    kept = own.keep("boat.txt", b"The boat sails.")
    assert own.waiting() == [kept]


def test_a_library_that_was_copied_has_its_own_uploads(own: Uploads, library: Library, tmp_path: Path) -> None:
    upload(own, "ferry.txt")
    shutil.copytree(tmp_path / "library", tmp_path / "copy")
    copy = open_words(tmp_path / "copy")
    theirs = Uploads(copy, WordEmbeddings())
    upload(theirs, "boat.txt", b"The boat sails.")
    assert theirs.holds(copy.entry("ferry"))
    theirs.remove(copy.entry("ferry"))
    assert (own.folder / "ferry.txt").exists()
    assert ids(copy) == ["boat"]
    copy.close()


def test_a_library_is_made_anew_beside_the_uploads_of_one_that_is_gone(
    own: Uploads, library: Library, tmp_path: Path
) -> None:
    upload(own, "ferry.txt")
    library.close()
    shutil.move(tmp_path / "library" / "uploads", tmp_path / "saved")
    shutil.rmtree(tmp_path / "library")
    shutil.move(tmp_path / "saved", tmp_path / "library" / "uploads")
    anew = open_words(tmp_path / "library")
    assert sync([tmp_path / "library" / "uploads"], anew, WordEmbeddings()).added == 1
    assert Uploads(anew, WordEmbeddings()).holds(anew.entry("ferry"))
    anew.close()


def test_uploads_are_no_files_of_the_database(own: Uploads, library: Library, tmp_path: Path) -> None:
    upload(own, "ferry.txt")
    library.close()
    assert "ferry" in stored_in(tmp_path / "library")["articles"]
    assert (own.folder / "ferry.txt").exists()


def test_the_uploads_of_a_library_on_a_server_lie_in_the_users_data_folder() -> None:
    folder = uploads_folder("http://Chroma.example:8000/")
    assert folder == Path(os.environ["XDG_DATA_HOME"]).resolve() / "article-assistant/uploads/chroma.example-8000"
    assert uploads_folder("https://../../x").parent == folder.parent


def test_while_another_takes_in_articles_a_sentence_says_so(own: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = own.keep("ferry.txt", FERRY)
    assert isinstance(kept, Path)
    monkeypatch.setattr(uploads, "_WAIT_SECONDS", 0.2)
    with (own.folder.parent / LOCK).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LibraryBusy, match="just being taken into this library"):
            own.take_in(kept)
        assert own.keep("boat.txt", b"The boat sails.") != kept
    assert own.take_in(kept).added == 1


def test_a_folder_that_cannot_be_made_is_named(own: Uploads) -> None:
    own.folder.write_text("a file")
    with pytest.raises(LibraryUnusable, match="uploads cannot be used"):
        own.keep("ferry.txt", FERRY)
