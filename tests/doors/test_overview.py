"""Answers to questions for all there is of a time, from a real library."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.articles import Article
from assistant.conversation import Assistant
from assistant.drafting import Limits
from assistant.filters import Filter
from assistant.library import Library
from tests.doors.fakes import WordEmbeddings
from tests.doors.stored import embed, open_words

LEADS = {
    "ferry": ("2024-06-18", "The ferry to the eastern shore does not sail before Sunday evening."),
    "baker": ("2024-06-20", "The baker of the village sells no bread on Monday mornings any more."),
    "copy": ("2024-06-19", "The ferry to the eastern shore does not sail before Sunday evening."),
    "bridge": ("2025-01-01", "A bridge across the river was opened by the mayor on New Year's Day."),
    "undated": (None, "Nobody knows when this was written, and nobody asks for it by its date."),
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    model = WordEmbeddings()
    articles = [
        Article(id_, id_.title(), f"SEASIDE.\n\n{lead} More of it follows here.", published, "en", "Courier")
        for id_, (published, lead) in LEADS.items()
    ]
    with closing(open_words(tmp_path / "library")) as library:
        library.write([embed(article, model) for article in articles])
        yield library


def ask(library: Library, question: str, wanted: Filter | None = None, refuse_below: float = 0.5) -> Answer:
    assistant = Assistant(lambda: library, WordEmbeddings(), limits=Limits(refuse_below))
    *_, answer = assistant.ask(question, wanted or Filter())
    assert isinstance(answer, Answer)
    return answer


def test_the_articles_of_a_time_are_listed_newest_first_by_how_they_begin(library: Library) -> None:
    answer = ask(library, "What was reported in June 2024?")
    assert [each.excerpt.article_id for each in answer.citations] == ["baker", "copy"]  # ferry begins like copy
    assert [each.excerpt.quote for each in answer.citations] == [LEADS["baker"][1], LEADS["copy"][1]]
    for citation in answer.citations:
        article, _ = library.article(citation.excerpt.article_id)
        assert article.text[citation.excerpt.start : citation.excerpt.end] == citation.excerpt.quote
    assert answer.text.startswith("From 2 articles, in English, 19 June 2024 to 20 June 2024:")
    assert (answer.refused, answer.confidence, answer.mode) == (False, 1.0, "quotes")
    assert answer.filter == Filter("2024-06", "2024-06")
    assert [each.citations for each in answer.statements] == [(1,), (2,)]


def test_of_many_articles_the_newest_are_listed_and_all_are_counted(library: Library) -> None:
    model = WordEmbeddings()
    text = "On day {} nothing happened in the whole country."
    days = [Article(f"day-{day}", "Day", text.format(day), f"2023-05-{day:02}") for day in range(1, 13)]
    library.write([embed(article, model) for article in days])
    answer = ask(library, "What happened in May 2023?")
    assert [each.excerpt.article_id for each in answer.citations] == [f"day-{day}" for day in range(12, 4, -1)]
    assert answer.text.startswith("The newest 8 of 12 articles, 5 May 2023 to 12 May 2023:")


def test_that_no_article_is_of_a_time_is_said_and_nothing_is_quoted_for_it(library: Library) -> None:
    answer = ask(library, "What was reported in May 1999?")
    assert answer.text == "The library has no such articles: May 1999."
    assert ask(library, "Was gab es laut Courier 1999?").text == (
        "Solche Artikel hat die Bibliothek nicht: 1999 · Courier."
    )
    assert answer.refused
    assert not (answer.citations)
    assert not (answer.nearest)
    assert answer.filter == Filter()


def test_what_happened_in_a_time_that_no_article_is_of_is_searched_for(library: Library) -> None:
    assert "no such articles" not in ask(library, "What happened in May 1999?").text


def test_how_many_articles_there_are_is_said_and_nothing_is_cited(library: Library) -> None:
    answer = ask(library, "How many articles do you have?")
    assert answer.text == "The library has 5 articles, in English, 18 June 2024 to 1 January 2025."
    assert ask(library, "Wie viele Artikel hast du?", Filter(since="2025")).text.startswith("Die Bibliothek hat einen")
    assert not answer.citations
    assert not answer.nearest
    assert not answer.statements
    assert not answer.refused


def test_articles_about_a_subject_are_found_by_it_alone_and_quoted_once_each(library: Library) -> None:
    model = WordEmbeddings()
    texts = {"kiosk": "A kiosk burned at night. Again a kiosk burned.", "owner": "Whose kiosk burned?"}
    library.write([embed(Article(id_, id_.title(), text, language="en"), model) for id_, text in texts.items()])
    answer = ask(library, "What articles do you have about a kiosk that burned?", refuse_below=0)
    assert answer.resolved == "a kiosk that burned"
    assert [each.excerpt.article_id for each in answer.citations].count("kiosk") == 1
    both = ask(library, "a kiosk that burned", refuse_below=0)
    assert [each.excerpt.article_id for each in both.citations].count("kiosk") == 2


def test_articles_about_what_no_article_tells_of_are_refused_in_the_language_of_the_question(library: Library) -> None:
    library.write([embed(Article("wetter", "Wetter", "Am Freitag regnet es.", language="de"), WordEmbeddings())])
    answer = ask(library, "Welche Artikel gibt es über Zitronenfalter?")
    assert answer.refused
    assert answer.language == "de"


def test_what_an_article_is_about_is_answered_by_how_it_begins_whatever_is_near(library: Library) -> None:
    answer = ask(library, "What is “Baker” about?")
    assert [each.excerpt.quote for each in answer.citations] == [LEADS["baker"][1]]
    assert not answer.refused
    assert ask(library, "What is “Butcher” about?").refused
    for refuse_below in (0.0, 1.0):  # *ferry* is as near as its copy
        answer = ask(library, "What is 'copy' about?", refuse_below=refuse_below)
        assert {each.excerpt.article_id for each in answer.citations} == {"copy"}


def test_who_is_named_in_passing_is_answered_for_whatever_the_confidence(library: Library) -> None:
    passing = Article("hall", "Hall", "The keys were with a caretaker, Ada Quill, all night.", language="en")
    library.write([embed(passing, WordEmbeddings())])
    answer = ask(library, "Who is Ada Quill?", refuse_below=1.0)
    assert answer.citations[0].excerpt.quote == passing.text
    assert answer.confidence < 1
    assert ask(library, "Who is Ida Quill?", refuse_below=1.0).refused
    assert ask(library, "How old is Ada Quill?", refuse_below=1.0).refused


def test_a_question_that_quotes_a_title_and_asks_for_something_else_is_searched_for_as_any_other(
    library: Library,
) -> None:
    assert ask(library, "Who is the hero of “BAKER”?").refused
    assert ask(library, "What is “Baker” about?", Filter(until="2024-06-19")).refused
