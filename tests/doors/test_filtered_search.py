"""Search of part of a library, on real Chroma: whatever the way it is done, as if the rest were not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import nearest
from assistant.articles import Article
from assistant.filters import Filter
from assistant.library import Library
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import embed, open_words

MONTHS = [f"2024-{month:02}" for month in range(1, 13)]
ARTICLES = 120


def article(number: int) -> Article:
    text = f"The harbour of town {number} opens at {number % 24} o'clock. Its keeper is called Keeper{number}."
    source = "Herald" if number < 2 else "Post"
    return Article(f"a/{number:03}", f"Town {number}", text, MONTHS[number % 12], ("de", "en")[number % 2], source)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_words(tmp_path_factory.mktemp("library"))
    opened.write([embed(article(number), WordEmbeddings()) for number in range(ARTICLES)])
    yield opened
    opened.close()


@pytest.fixture(params=[(0, 0), (2, 0), (2, 10_000)], ids=["searched", "named", "compared"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way to search what a filter leaves, whatever it leaves."""
    large_share, few = request.param
    monkeypatch.setattr(nearest, "_LARGE_SHARE", large_share)
    monkeypatch.setattr(nearest, "_FEW", few)


def found(library: Library, question: str, wanted: Filter) -> list[str]:
    candidates = library.search(WordEmbeddings().embed_query(question), wanted)
    return [each.entry.id for each in sorted(candidates, key=lambda each: -each.score)]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(languages=("en",)),
        Filter(since="2024-06", until="2024-06"),
        Filter(sources=("Herald",)),
        Filter(since="2024-11-05"),
    ],
    ids=str,
)
def test_only_what_matches_is_found_and_the_best_of_it(library: Library, wanted: Filter) -> None:
    question = "When does the harbour open, and who is Keeper7, Keeper1 or Keeper23?"
    matching = {f"a/{number:03}" for number in range(ARTICLES) if wanted.matches(article(number))}
    ids = found(library, question, wanted)
    assert set(ids) <= matching
    assert len(ids) >= min(20, len(matching))
    every = library.search(WordEmbeddings().embed_query(question), passages=10_000, sentences=10_000)
    best = max((each for each in every if each.entry.id in matching), key=lambda each: (each.score, each.entry.id))
    assert ids[0] in {each.entry.id for each in every if each.score >= best.score - 1e-6}


@pytest.mark.usefixtures("way")
def test_what_matches_is_found_where_all_that_is_nearest_does_not(library: Library) -> None:
    assert found(library, "Who is Keeper50 of town 50 whose harbour opens?", Filter(sources=("Herald",)))
    assert set(found(library, "Keeper50", Filter(sources=("Herald",)))) == {"a/000", "a/001"}


@pytest.mark.usefixtures("way")
def test_a_filter_that_leaves_nothing_finds_nothing(library: Library) -> None:
    assert found(library, "harbour", Filter(since="2025")) == []
    assert found(library, "harbour", Filter(languages=("fr",))) == []


def test_a_filter_that_leaves_everything_finds_what_is_found_without_one(library: Library) -> None:
    with_one = library.search(WordEmbeddings().embed_query("Keeper33"), Filter(since="2024"))
    without = library.search(WordEmbeddings().embed_query("Keeper33"))
    assert [each.passage for each in with_one] == [each.passage for each in without]


def test_a_filter_sees_what_was_written_since(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    wanted = Filter(languages=("de",))
    library.write([embed(article(1), WordEmbeddings())])
    assert found(library, "harbour", wanted) == []
    library.write([embed(article(2), WordEmbeddings())])
    assert found(library, "harbour", wanted) == ["a/002"]
    library.remove(["a/002"])
    assert found(library, "harbour", wanted) == []
    library.close()


def test_an_empty_library_finds_nothing_with_a_filter(tmp_path: Path) -> None:
    library = open_words(tmp_path / "library")
    assert found(library, "harbour", Filter(languages=("de",))) == []
    library.close()
