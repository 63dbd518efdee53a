import gzip
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant.errors import LibraryMissing
from assistant.library import Library
from ingest import fingerprints
from ingest.fields import Fields
from ingest.reading import read_file
from ingest.receipt import Receipt, Rejection
from ingest.sources import Reading
from ingest.syncing import preview, sync
from tests.doors.fakes import WordEmbeddings
from tests.journeys.test_sync import counted, row, write_news, write_rows


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Nine articles, in files of one, of two, and packed."""
    folder = write_news(tmp_path / "news", 3)
    write_rows(folder / "rows.jsonl", row("r1"), row("r2"))
    (folder / "table.csv").write_text("id,text\nt1,The table tells of a well.\nt2,It tells of another one.\n")
    (folder / "packed.txt.gz").write_bytes(gzip.compress(b"The packed article tells of the mill."))
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        archive.writestr("inside.txt", "The member tells of the bridge.")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    names: list[str] = []

    def read(path: Path, article_id: str, fields: Fields, *, name: str) -> Iterator[Reading | Rejection]:
        names.append(path.name)
        return read_file(path, article_id, fields, name=name)

    monkeypatch.setattr("ingest.deciding.read_file", read)
    return names


def run(library: Library, *paths: Path, fields: Fields = Fields()) -> Receipt:
    return sync(paths, library, WordEmbeddings(), fields=fields)


def refuse(_texts: int) -> None:
    raise AssertionError("a model was asked")


def test_what_is_unchanged_is_not_parsed_again(library: Library, news: Path, read: list[str]) -> None:
    assert counted(run(library, news)) == {"added": 9}
    read.clear()
    assert counted(run(library, news)) == {"unchanged": 9}
    assert counted(preview([news], library)) == {"unchanged": 9}
    assert read == []


def test_only_what_has_changed_is_parsed(library: Library, news: Path, read: list[str]) -> None:
    run(library, news)
    write_rows(news / "rows.jsonl", row("r1"), row("r2", "The second row tells of the ford."))
    read.clear()
    assert counted(run(library, news)) == {"updated": 1, "unchanged": 8}
    assert read == ["rows.jsonl"]


def test_a_change_that_keeps_size_and_time_is_noticed(library: Library, news: Path) -> None:
    run(library, news)
    file = news / "n1.txt"
    before = file.stat()
    file.write_text(file.read_text().replace("wells", "mills"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert counted(run(library, news)) == {"updated": 1, "unchanged": 8}


def test_another_mapping_of_fields_reads_again(library: Library, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", {**row("r1"), "body": "The body tells of the ford."})
    run(library, rows)
    assert counted(run(library, rows, fields=Fields({"text": "body"}))) == {"updated": 1}
    assert library.article("r1")[0].text == "The body tells of the ford."
    assert counted(run(library, rows)) == {"updated": 1}


def test_other_readers_read_again_and_embed_nothing(
    library: Library, news: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, news)
    read.clear()
    monkeypatch.setattr(fingerprints, "_readers", lambda: "of another version")
    receipt = sync([news], library, WordEmbeddings(refuse))
    assert (counted(receipt), receipt.embedded, len(read)) == ({"unchanged": 9}, 0, 7)


def test_a_library_that_knew_no_fingerprints_is_read_once_more(library: Library, news: Path, read: list[str]) -> None:
    run(library, news)
    library.note_files({entry.id: "" for entry in library.entries()})
    read.clear()
    for files in (7, 7):
        receipt = sync([news], library, WordEmbeddings(refuse))
        assert (counted(receipt), len(read)) == ({"unchanged": 9}, files)


def test_a_row_that_the_library_lost_is_read_again(library: Library, news: Path) -> None:
    run(library, news)
    library.remove(["r2"])
    assert counted(run(library, news)) == {"added": 1, "unchanged": 8}
    assert counted(run(library, news)) == {"unchanged": 9}


def test_a_row_that_cannot_be_read_is_said_at_every_run(library: Library, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "rows.jsonl", row("r1"), {"id": "r2"})
    for outcome in ("added", "unchanged"):
        assert counted(run(library, rows)) == {outcome: 1, "rejected": 1}


def test_a_clash_with_a_file_that_is_not_read_again_names_both(library: Library, tmp_path: Path) -> None:
    first = write_rows(tmp_path / "first.jsonl", row("r1"))
    run(library, first)
    second = write_rows(tmp_path / "second.jsonl", row("r1", "Another tells of the ford."))
    (rejection,) = run(library, first, second).rejected
    assert rejection.path == str(second)
    assert str(first) in rejection.reason


def test_a_file_that_moves_keeps_its_articles_and_is_known_at_its_new_place(
    library: Library, news: Path, read: list[str]
) -> None:
    run(library, news)
    (news / "rows.jsonl").rename(news / "later.jsonl")
    assert counted(run(library, news)) == {"unchanged": 9}
    read.clear()
    assert counted(run(library, news)) == {"unchanged": 9}
    assert read == []


def test_a_link_is_read_by_its_own_ending(library: Library, tmp_path: Path, read: list[str]) -> None:
    target = tmp_path / "kept" / "article.txt"
    target.parent.mkdir()
    target.write_text("# Wells\n\nThe village has *two* wells.")
    run(library, target)
    link = tmp_path / "links" / "article.md"
    link.parent.mkdir()
    link.symlink_to(target)
    assert counted(run(library, link.parent)) == {"updated": 1}


@pytest.mark.parametrize("change", [lambda _: None, lambda news: (news / "n1.txt").unlink()])
def test_no_model_is_asked_where_nothing_is_new(library: Library, news: Path, change: Callable[[Path], None]) -> None:
    run(library, news)
    change(news)

    class Unopened(WordEmbeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise AssertionError("a model was opened")

    assert sync([news], library, Unopened()).embedded == 0


def test_what_is_told_meanwhile_is_what_is_stored_of_what_is_read(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n0.txt").write_text("The village has a new well.")
    write_rows(news / "more.jsonl", *(row(f"m{number}", "The well is deep. " * 40) for number in range(30)))
    told: list[tuple[int, int, int]] = []
    sync(
        [news],
        library,
        WordEmbeddings(),
        on_progress=lambda done, total: told.append((done, total, len(library.entries()))),
    )
    size = (news / "n0.txt").stat().st_size + (news / "more.jsonl").stat().st_size
    assert told[0] == (0, size, 9)
    assert told[-1] == (size, size, 39)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert any(0 < done < size and 9 < stored < 39 for done, _, stored in told)


def test_an_entry_keeps_the_fingerprint_of_its_file_when_it_is_hidden(
    library: Library, news: Path, read: list[str]
) -> None:
    run(library, news)
    library.hide(["n0"])
    read.clear()
    assert counted(run(library, news)) == {"unchanged": 9}
    assert read == []


def test_an_index_is_read_while_articles_are_embedded(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, news)
    warmed = Event()
    warm = library.warm

    def warm_and_say() -> None:
        warm()
        warmed.set()

    monkeypatch.setattr(library, "warm", warm_and_say)

    def wait(_texts: int) -> None:
        assert warmed.wait(30)

    (news / "n0.txt").write_text("The village has a new well.")
    assert counted(sync([news], library, WordEmbeddings(wait))) == {"updated": 1, "unchanged": 8}


def test_an_index_that_cannot_be_read_is_said_when_it_is_written_to(library: Library, news: Path) -> None:
    run(library, news)
    (news / "n0.txt").write_text("The village has a new well.")

    def lose(_texts: int) -> None:
        location = Path(library.location)
        location.rename(location.with_name("elsewhere"))

    with pytest.raises(LibraryMissing):
        sync([news], library, WordEmbeddings(lose))
