import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.articles import Article
from assistant.entries import to_entry, to_entry_data
from assistant.filters import Filter
from assistant.library import Library
from ingest.syncing import sync
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import embed, open_words, write_texts

FERRY = "The ferry between Sandwick and Ullness stops on Monday. Its captain retires, and nobody wants the post."
ORCHARD = "The orchard above Tillbeck lost half its apples to hail on Sunday."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_words(tmp_path / "library")
    write_texts(opened, {"orchard": ORCHARD, "ferry": FERRY})
    yield opened
    opened.close()


def found(library: Library, question: str, wanted: Filter = Filter()) -> set[str]:
    return {each.entry.id for each in library.search(WordEmbeddings().embed_query(question), wanted)}


def listed(library: Library) -> tuple[list[str], list[str]]:
    return [each.id for each in library.entries()], [each.id for each in library.hidden()]


def test_a_hidden_article_is_in_no_list_and_no_search_but_opens_by_its_id(library: Library) -> None:
    assert found(library, FERRY) == {"ferry", "orchard"}
    library.hide(["ferry"])
    assert listed(library) == (["orchard"], ["ferry"])
    assert found(library, FERRY) == {"orchard"}
    assert found(library, FERRY, Filter(languages=("en",))) == {"orchard"}
    assert not library.mentions("Ullness")
    assert library.mentions("Tillbeck")
    assert not library.articles_with("Ullness")
    assert [entry.id for entry, _, _ in library.stored_passages()] == ["orchard"]
    assert library.passages_of([library.entry("ferry")], WordEmbeddings().embed_query(FERRY)) == []
    assert library.article("ferry")[0].text == FERRY


def test_another_process_finds_no_hidden_article_in_its_first_search(library: Library, tmp_path: Path) -> None:
    library.hide(["ferry"])
    other = open_words(tmp_path / "library")
    assert found(other, FERRY) == {"orchard"}
    other.close()


def test_a_hidden_article_is_shown_again_as_it_was(library: Library) -> None:
    before = library.entries()
    assert [each.id for each in library.hide(["ferry", "never was there"])] == ["ferry"]
    assert library.hide(["ferry"]) == []
    library.hide(["ferry"], hidden=False)
    assert library.entries() == before
    assert found(library, FERRY) == {"ferry", "orchard"}


def test_a_library_whose_articles_are_all_hidden_finds_nothing_and_is_not_empty(library: Library) -> None:
    library.hide(["ferry", "orchard"])
    assert found(library, FERRY) == set()
    assert not library.is_empty()


def test_a_hidden_article_stays_hidden_when_it_is_read_again_changed_or_moved(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    news = tmp_path / "news"
    news.mkdir()
    for name, text in {"a": "The ferry stops.", "b": "The orchard blooms."}.items():
        (news / f"{name}.txt").write_text(text)
    sync([news], library, WordEmbeddings())
    library.hide(["a"])
    assert sync([news], library, WordEmbeddings()).unchanged == 2
    (news / "a.txt").write_text("The ferry sails again.")
    assert sync([news], library, WordEmbeddings()).updated == 1
    assert listed(library) == (["b"], ["a"])
    news.rename(tmp_path / "moved")
    assert sync([tmp_path / "moved"], library, WordEmbeddings()).unchanged == 2
    assert listed(library) == (["b"], ["a"])
    (tmp_path / "moved" / "a.txt").unlink()
    assert sync([tmp_path / "moved"], library, WordEmbeddings()).removed == 1
    assert listed(library) == (["b"], [])
    library.close()


def test_as_much_is_found_when_all_that_is_nearest_is_hidden(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    nearest = {f"near{number}": f"The tower has wells {number}." for number in range(80)}
    others = {f"far{number}": f"A village, a road and one tower {number}." for number in range(120)}
    write_texts(library, nearest | others)
    library.hide(nearest)
    near = library.search(WordEmbeddings().embed_query("The tower has wells"))
    assert len({each.entry.id for each in near}) >= 20
    assert not nearest.keys() & {each.entry.id for each in near}
    library.close()


def test_an_entry_of_a_library_that_knew_no_hiding_is_shown(library: Library) -> None:
    data = to_entry_data(library.entry("ferry"))
    before = {"entry": json.dumps(json.loads(data["entry"])[:-2])}
    assert not to_entry("ferry", before).hidden


def test_what_is_near_an_article_is_never_itself_nor_hidden(library: Library) -> None:
    library.write(
        [embed(Article("post", "Post", "The ferry post is wanted by nobody.", language="en"), WordEmbeddings())]
    )
    assert [entry.id for entry, _ in library.articles_near(["ferry"], 2)["ferry"]] == ["post", "orchard"]
    library.hide(["post"])
    assert [entry.id for entry, _ in library.articles_near(["ferry", "post"], 2)["ferry"]] == ["orchard"]


def test_the_beginning_of_an_article_is_its_first_passage(library: Library) -> None:
    assert library.beginnings(library.entries())["ferry"].startswith("The ferry between Sandwick")
    assert library.beginnings([]) == {}
