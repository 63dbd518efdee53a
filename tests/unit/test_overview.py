"""Questions for all there is of a time or a source."""

from datetime import date

import pytest

from assistant.articles import Article, Passage, Sentence
from assistant.filters import Filter
from assistant.overview import (
    asked_article,
    asked_overview,
    asked_subject,
    asks_how_many,
    beginning_of,
    newest_first,
)
from tests.unit.building import make_entry

TODAY = date(2026, 11, 27)
ARTICLES = [
    make_entry("a", source="Talbote", published="2024-06-18"),
    make_entry("b", source="The Verge", published="2026-11-26"),
    make_entry("c", source="Talbote", published=None),
    make_entry("d", source="Talbote", published="2024-06"),
]


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("What was reported in June 2024?", "en", Filter("2024-06", "2024-06")),
        ("Was wurde im Juni 2024 berichtet?", "de", Filter("2024-06", "2024-06")),
        ("What happened yesterday?", "en", Filter("2026-11-26", "2026-11-26")),
        ("Was gab es gestern?", "de", Filter("2026-11-26", "2026-11-26")),
        ("What's new in The Verge?", "en", Filter(sources=("The Verge",))),
        ("Was stand laut Talbote im Juni 2024?", "de", Filter("2024-06", "2024-06", sources=("Talbote",))),
        ("Fasse bitte die Artikel vom Talbote zusammen.", "de", Filter(sources=("Talbote",))),
        ("Was steht im Talbote?", "de", Filter(sources=("Talbote",))),
        ("Was hat Talbote im Juni 2024 geschrieben?", "de", Filter("2024-06", "2024-06", sources=("Talbote",))),
        ("Zeig mir alle Artikel von Talbote", "de", Filter(sources=("Talbote",))),
        ("Was stand gestern in der Zeitung?", "de", Filter("2026-11-26", "2026-11-26")),
    ],
)
def test_all_of_a_time_or_a_source_is_asked_for(question: str, language: str, wanted: Filter) -> None:
    assert asked_overview(question, language, ARTICLES, today=TODAY) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "What was reported about the bridge in June 2024?",
        "Who reported in June 2024?",
        "Was geschah im Juni 2024 in Wien?",
        "What is new?",
        "What article was published in June 2024?",
        "Welcher Artikel wurde im Juni 2024 veröffentlicht?",
        "What happened in June 2024 and in May 2025?",
        "When was that?",
        "In June 2024?",
        "",
    ],
)
def test_a_question_with_a_subject_or_without_a_time_is_another(question: str) -> None:
    assert asked_overview(question, "en", ARTICLES, today=TODAY) is None


def test_what_was_reported_in_a_time_without_articles_is_asked_of_that_time_all_the_same() -> None:
    assert asked_overview("What was reported in May 1999?", "en", ARTICLES, today=TODAY) == Filter("1999-05", "1999-05")
    assert asked_overview("What did Talbote report in 1999?", "en", ARTICLES, today=TODAY) == Filter(
        "1999", "1999", sources=("Talbote",)
    )
    assert asked_overview("What happened in May 1999?", "en", ARTICLES, today=TODAY) is None


def test_what_is_given_beside_the_question_is_kept() -> None:
    given = Filter(since="2024-01", languages=("de",))
    assert asked_overview("What is new?", "en", ARTICLES, given, TODAY) == given
    assert asked_overview("Was gab es gestern?", "de", ARTICLES, given, TODAY) is None  # two times


@pytest.mark.parametrize(
    "question",
    [
        "How many articles do you have?",
        "Wie viele Artikel hast du?",
        "wieviele Artikel gibt es insgesamt",
        "How many articles are in the library?",
    ],
)
def test_how_many_there_are_is_asked(question: str) -> None:
    assert asks_how_many(question)


@pytest.mark.parametrize(
    "question", ["How many articles of the treaty were signed?", "Wie viele Artikel hat das Gesetz?"]
)
def test_a_number_of_something_else_is_not(question: str) -> None:
    assert not asks_how_many(question)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What articles do you have about fires?", "fires"),
        ("Do you have any articles on the new bridge", "the new bridge"),
        ("Show me all the news about Ada Quill.", "Ada Quill"),
        ("Welche Artikel hast du über Schwimmbäder?", "Schwimmbäder"),
        ("Gibt es Berichte zum Weinfest?", "Weinfest"),
        ("Zeig mir bitte alle Meldungen zu Kälte und Schnee", "Kälte und Schnee"),
    ],
)
def test_articles_about_a_subject_are_asked_for(question: str, subject: str) -> None:
    assert asked_subject(question) == subject


@pytest.mark.parametrize(
    "question",
    [
        "What do the articles of the treaty say about fires?",
        "Who wrote articles about fires?",
        "Which articles do you have?",
        "What articles do you have about?",
        "Welche Artikel hat das Gesetz über Schwimmbäder?",
    ],
)
def test_a_question_about_articles_that_others_have_is_another(question: str) -> None:
    assert asked_subject(question) is None


def test_the_newest_come_first_and_those_without_a_date_last() -> None:
    assert [each.id for each in newest_first(ARTICLES, Filter())] == ["b", "a", "d", "c"]
    assert [each.id for each in newest_first(ARTICLES, Filter(since="2024-06-18", until="2024-06-18"))] == ["a", "d"]


def test_an_article_begins_with_its_first_whole_sentence_that_is_no_heading() -> None:
    text = (
        "WIEN. Kommentar zur Lage im Tal der Kraniche\n\nDie Brücke über den Fluss ist seit Freitag wieder offen. Ja."
    )
    heading = text.index("\n")
    lead = (text.index("Die"), text.index(" Ja."))
    article = Article("a", "t", text)
    spans = [(0, 5), (6, heading), lead, (len(text) - 3, len(text))]
    passages = (Passage(0, len(text), None, tuple(Sentence(*span) for span in spans)),)
    assert beginning_of(article, passages, 3) == [Sentence(*lead)]
    assert beginning_of(article, (Passage(0, 5, None, (Sentence(0, 5),)),), 3) == [Sentence(0, 5)]
    assert beginning_of(article, (), 3) == []


@pytest.mark.parametrize(
    "question",
    [
        "What is “Drought in Almera” about?",
        'what is "drought in almera" about',
        "Worum geht es in „Drought in Almera“?",
    ],
)
def test_what_an_article_is_about_is_asked_by_its_title(question: str) -> None:
    named = make_entry("x", title="Drought in Almera", published="2026-01-01")
    older = make_entry("y", title="Drought in Almera", published="2025-01-01")
    assert asked_article(question, [older, *ARTICLES, named]) == named
    assert asked_article(question, ARTICLES) is None


def test_a_title_in_a_question_for_something_else_is_no_question_for_the_article() -> None:
    named = make_entry("x", title="Drought in Almera")
    assert asked_article("Who rules Almera, by “Drought in Almera”?", [named]) is None
    assert asked_article("What is in Drought in Almera?", [named]) is None  # not between quotation marks


def test_only_an_article_that_the_filter_matches_is_told_of() -> None:
    named = make_entry("x", title="Drought in Almera", published="2026-01-01")
    assert asked_article("What is “Drought in Almera” about?", [named], Filter(since="2026")) == named
    assert asked_article("What is “Drought in Almera” about?", [named], Filter(until="2025")) is None


@pytest.mark.parametrize("title", ["„Kein Wasser“", "Der „Torfstecher“ kehrt heim", "(Why) *not*?"])
def test_a_title_that_has_quotation_marks_or_signs_itself_is_quoted(title: str) -> None:
    named = make_entry("x", title=title)
    assert asked_article(f"What is “{title}” about?", [named]) == named
    assert asked_article(f'Worum geht es in "{title}"?', [named]) == named
