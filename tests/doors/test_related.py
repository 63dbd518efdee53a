import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding import BUILT_IN, E5Embeddings
from assistant.library import Library, open_library
from assistant.related import copies_of_articles, related
from ingest.syncing import sync
from tests.news import write_agency, write_news


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embeddings: E5Embeddings) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("related")
    write_news(write_agency(folder / "news"))
    opened = open_library(str(folder / "library"), BUILT_IN, create=True)
    sync([folder / "news"], opened, embeddings)
    yield opened
    opened.close()


def copies(library: Library) -> dict[str, set[str]]:
    return {id_: {each.id for each in found} for id_, found in copies_of_articles(library, library.entries()).items()}


def test_prints_of_one_report_are_copies_of_each_other_and_a_later_report_is_not(library: Library) -> None:
    prints = {"agentur", "bote", "kurier"}
    assert copies(library) == {each: prints - {each} for each in prints}


def test_related_are_others_and_no_copies_of_it_nor_of_each_other(library: Library) -> None:
    found = [each.id for each in related(library, "agentur", 3)]
    assert found[0] == "spaeter"
    assert not {"agentur", "bote", "kurier"} & set(found)
    assert len({"agentur", "bote", "kurier"} & {each.id for each in related(library, "leuchtturm", 5)}) == 1


def test_a_hidden_article_is_related_to_none_and_none_to_it(library: Library) -> None:
    library.hide(["spaeter"])
    try:
        assert "spaeter" not in [each.id for each in related(library, "agentur")]
        assert related(library, "spaeter") == []
        assert related(library, "nowhere") == []
    finally:
        library.hide(["spaeter"], hidden=False)


def test_in_a_library_of_one_article_nothing_is_related(tmp_path: Path, embeddings: E5Embeddings) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps({"id": "one", "text": "The ferry stops on Monday."}))
    library = open_library(str(tmp_path / "library"), BUILT_IN, create=True)
    sync([tmp_path / "one.jsonl"], library, embeddings)
    assert related(library, "one") == []
    assert copies_of_articles(library, library.entries()) == {}
    library.close()
