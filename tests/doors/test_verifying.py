import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings

from assistant.library import Library
from ingest.syncing import sync
from ingest.verifying import Verification, repair, verify
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import run_python
from tests.doors.stored import open_words, stored_in
from tests.news import write_news

MODEL = WordEmbeddings.model


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_news(tmp_path / "news")


@pytest.fixture
def place(tmp_path: Path, news: Path) -> Path:
    library = open_words(tmp_path / "library")
    assert sync([news], library, WordEmbeddings()).added == 2
    library.close()
    return tmp_path / "library"


@contextmanager
def collection(place: Path, name: str) -> Iterator[Any]:
    """A collection of a library, past its door."""
    client = chromadb.PersistentClient(place, settings=Settings(anonymized_telemetry=False))
    try:
        yield client.get_collection(f"article-assistant.{name}", embedding_function=None)
    finally:
        client.close()  # type: ignore[attr-defined]


@contextmanager
def opened(place: Path) -> Iterator[Library]:
    library = open_words(place, create=False)
    try:
        yield library
    finally:
        library.close()


def verified(place: Path) -> Verification:
    with opened(place) as library:
        return verify(library)


def mended(place: Path) -> list[str]:
    with opened(place) as library:
        done = list(repair(library, verify(library)))
        assert verify(library).is_whole
        return done


def first_passage(place: Path) -> str:
    return next(id_ for id_ in stored_in(place)["passages"] if id_.startswith("bridge@"))


def reason_of(place: Path) -> str:
    """What is wrong with the one article that is damaged."""
    ((entry, reason),) = verified(place).damaged
    assert entry.id == "bridge"
    return reason


def test_a_library_as_it_was_taken_in_is_whole(place: Path) -> None:
    found = verified(place)
    assert found.is_whole
    assert found.to_lines() == ["2 articles, all whole."]
    assert mended(place) == []


def test_an_article_that_lacks_a_passage_is_named_removed_and_comes_back(place: Path, news: Path) -> None:
    with collection(place, "passages") as passages:
        passages.delete(ids=[first_passage(place)])
    assert reason_of(place) == "1 passages and 0 sentences are missing."
    assert str(news / "bridge.md") in "\n".join(verified(place).to_lines())
    assert mended(place) == [f"Removed 1 damaged articles; take them in again with: python -m ingest {news}"]
    with opened(place) as library:
        receipt = sync([news], library, WordEmbeddings())
    assert (receipt.added, receipt.unchanged) == (1, 1)
    assert verified(place).is_whole


@pytest.mark.parametrize("change", ["start", "sentences"])
def test_an_offset_that_is_false_is_found(place: Path, change: str) -> None:
    id_ = first_passage(place)
    with collection(place, "passages") as passages:
        data = passages.get(ids=[id_], include=["metadatas"])["metadatas"][0]
        spans = [(start + 1, end - 2_000) for start, end in json.loads(data["sentences"])]
        passages.update(
            ids=[id_], metadatas=[{**data, **({"start": 3} if change == "start" else {"sentences": json.dumps(spans)})}]
        )
    assert reason_of(place) == "the offsets from character 0 on are false."
    mended(place)


def test_a_text_that_is_another_than_was_taken_in_is_found(place: Path) -> None:
    id_ = first_passage(place)
    with collection(place, "passages") as passages:
        text = passages.get(ids=[id_], include=["documents"])["documents"][0]
        passages.update(ids=[id_], documents=[text.replace("stone", "steel")], embeddings=[[1.0] * 64])
    assert reason_of(place) == "its text is not the one that was taken in."


def test_what_belongs_to_no_article_is_counted_and_removed_and_nothing_else_is(place: Path) -> None:
    before = stored_in(place)
    vector = WordEmbeddings().embed_query("lost")
    for name, id_ in (("passages", "gone@0#0"), ("sentences", "gone@0#0.0")):
        with collection(place, name) as each:
            each.add(ids=[id_], embeddings=[vector], documents=["lost"], metadatas=[{"start": 0}])
    assert verified(place).to_lines()[1] == "1 passages and 1 sentences belong to no article."
    assert mended(place) == ["Removed 1 passages and 1 sentences of no article."]
    assert stored_in(place) == before


def test_vectors_that_are_lost_are_counted(place: Path) -> None:
    for index in [path for path in place.iterdir() if path.is_dir()]:
        shutil.rmtree(index)
    with closing(sqlite3.connect(place / "chroma.sqlite3")) as database, database:
        database.execute("delete from embeddings_queue")
    found = verified(place)
    assert [reason.partition(" ")[2] for _, reason in found.damaged] == [
        "of its passages and sentences have no vector."
    ] * 2


def test_the_command_says_whether_a_library_is_whole_by_its_exit_code(tmp_path: Path, news: Path) -> None:
    assert run_python(["-m", "ingest", str(news)], tmp_path).returncode == 0
    whole = run_python(["-m", "ingest", "--verify"], tmp_path)
    assert (whole.returncode, whole.stdout) == (0, "2 articles, all whole.\n")
    with collection(tmp_path / "library", "sentences") as sentences:
        sentences.delete(ids=sentences.get(limit=1, include=[])["ids"])
    broken = run_python(["-m", "ingest", "--verify"], tmp_path)
    assert broken.returncode == 1
    assert "0 passages and 1 sentences are missing" in broken.stdout
    told = json.loads(run_python(["-m", "ingest", "--verify", "--json"], tmp_path).stdout)
    assert [each["reason"] for each in told["damaged"]] == ["0 passages and 1 sentences are missing."]
    assert (told["articles"], told["interrupted"], told["done"]) == (2, [], [])
    mended = run_python(["-m", "ingest", "--repair"], tmp_path)
    assert mended.returncode == 0
    assert mended.stdout.endswith("1 articles, all whole.\n")
    missing = run_python(["-m", "ingest", "--verify", "--library", "nowhere"], tmp_path)
    assert missing.returncode == 2
    assert "There is no library at" in missing.stderr


def test_what_a_stopped_run_left_behind_is_counted_and_removed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with opened(place) as library, monkeypatch.context() as patch:
        patch.setattr(Library, "_sweep", stop)
        with pytest.raises(KeyboardInterrupt):
            library.remove(["bridge"])
    found = verified(place)
    assert [entry.id for entry in found.interrupted] == ["bridge"]
    assert (found.articles, found.damaged, found.passages) == (1, (), frozenset())
    assert mended(place) == ["Removed what was left behind of 1 articles."]
    assert set(stored_in(place)["articles"]) == {"leuchtturm"}
