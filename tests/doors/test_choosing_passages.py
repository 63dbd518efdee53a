"""What a chat model is given of what was found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.candidates import Candidate
from assistant.drafting import Limits
from assistant.library import Library
from assistant.retrieval import find_passages
from assistant.writing import choose_passages
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import open_words, write_texts

QUESTION = "Who found the comet Brandis?"
VECTOR = WordEmbeddings().embed_query(QUESTION)


def article(name: str, paragraphs: int) -> str:
    """About 450 characters a paragraph, each of which is a passage; the first is about the comet."""
    told = [f"The comet Brandis was found by {name}." + f" {name} tells of the night." * 18]
    told += [f"Paragraph {number} of {name} is about something else." + " Nothing else." * 30 for number in range(1, 9)]
    return "\n\n".join(told[:paragraphs])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_words(tmp_path_factory.mktemp("news"))
    write_texts(library, {"short": article("Jale", 3), "long": article("Ole", 9)})
    yield library
    library.close()


def choose(library: Library, **limits: int) -> list[Candidate]:
    given = Limits(**limits)
    found = find_passages(QUESTION, library, WordEmbeddings())
    return choose_passages(found.passages, VECTOR, library, given.passages, given.prompt_chars)


def places(passages: list[Candidate], article_id: str) -> list[int]:
    return [each.passage.start for each in passages if each.entry.id == article_id]


def test_a_short_article_is_given_whole_and_in_its_order_and_a_long_one_as_found(library: Library) -> None:
    given = choose(library, passages=2)
    assert len(places(given, "long")) == 1
    starts = places(given, "short")
    assert len(starts) == 3
    assert starts == sorted(starts)
    text = "".join(each.text for each in given if each.entry.id == "short")
    assert text == library.article("short")[0].text
    ids = [each.entry.id for each in given]
    assert ids in (["short"] * 3 + ["long"], ["long"] + ["short"] * 3)


def test_passages_that_were_not_found_can_be_cited_too(library: Library) -> None:
    for each in choose(library, passages=2):
        assert each.sentence_vectors.shape[0] == len(each.passage.sentences) > 0


def test_what_was_found_keeps_its_rank_and_its_score(library: Library) -> None:
    found = find_passages(QUESTION, library, WordEmbeddings()).passages[:2]
    given = choose(library, passages=2)
    assert len(given) > 2
    assert [each for each in given if each in found] == list(found)


def test_all_texts_together_stay_within_the_budget(tmp_path: Path) -> None:
    library = open_words(tmp_path / "news")
    texts = {f"short-{name}": article(name, 3) for name in ("Jale", "Mia", "Ana")}
    write_texts(library, {**texts, "long": article("Ole", 9)})
    every = library.passages_of(library.entries(), VECTOR)
    found = [each for each in every if each.entry.id == "long" or each.passage.start == 0]
    assert len(found) == 12
    for most in range(1, 13):
        for chars in range(1_000, 9_000, 500):
            given = choose_passages(found, VECTOR, library, most, chars)
            assert given
            assert sum(len(each.text) for each in given) <= chars
    library.close()


def test_an_article_that_does_not_fit_whole_is_not_given_whole(library: Library) -> None:
    (first,) = choose(library, passages=1, prompt_chars=1_000)
    assert first.passage.start == 0


def test_an_article_that_was_changed_just_now_is_given_as_it_was_found(tmp_path: Path) -> None:
    library = open_words(tmp_path / "news")
    write_texts(library, {"short": article("Jale", 3)})
    found = find_passages(QUESTION, library, WordEmbeddings())
    write_texts(library, {"short": article("Ole", 2)})
    given = choose_passages(found.passages[:1], VECTOR, library, 6, 8_000)
    library.close()
    assert given == list(found.passages[:1])
