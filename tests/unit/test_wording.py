from collections.abc import Callable
from dataclasses import dataclass

import pytest

from assistant import wording
from assistant.answers import Judged, State, Statement


@dataclass(frozen=True)
class Known:
    published: str | None
    language: str | None
    source: str | None


@pytest.mark.parametrize(
    ("language", "articles", "line"),
    [
        ("en", ["de"], "From 1 article, in German:"),
        ("de", ["de"], "Aus einem Artikel, auf Deutsch:"),
        ("en", ["de", "de"], "From 2 articles, in German:"),
        ("de", ["en", "de"], "Aus 2 Artikeln, auf Englisch und Deutsch:"),
        ("en", ["de", "fr", "es"], "From 3 articles, in German, French, and Spanish:"),
        ("en", [None], "From 1 article:"),
        ("de", [None, "fr", None], "Aus 3 Artikeln, auf Französisch:"),
        ("en", ["xx"], "From 1 article, in xx:"),
        ("fr", ["de"], "From 1 article, in German:"),
        ("", ["de"], "From 1 article, in German:"),
    ],
)
def test_one_line_says_from_how_many_articles_and_in_which_languages(
    language: str, articles: list[str | None], line: str
) -> None:
    assert wording.quotes_line(language, [Known(None, each, None) for each in articles]) == line


@pytest.mark.parametrize(
    ("published", "line"),
    [
        (["2025-03-13", "2025-03-11T17:30:00+01:00"], "From 2 articles, 11 March 2025 to 13 March 2025:"),
        (["2025-03", None, "2024-12-31"], "From 3 articles, 31 December 2024 to March 2025:"),
        (["2025-03-11T08:00:00+01:00", "2025-03-11"], "From 2 articles:"),
        ([None, "2025"], "From 2 articles:"),
    ],
)
def test_the_line_says_from_when_to_when_several_articles_are(published: list[str | None], line: str) -> None:
    assert wording.quotes_line("en", [Known(each, None, None) for each in published]) == line


def test_what_was_searched_names_what_stands_nowhere() -> None:
    assert wording.searched_line(1_200, (), "en") == "Articles searched: 1,200."
    assert wording.searched_line(34, ("Graz", "Messi"), "de") == (
        "Durchsucht: 34 Artikel. In keinem kommt vor: „Graz“, „Messi“."
    )


@pytest.mark.parametrize(
    ("published", "german", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-06", "Juni 2024", "June 2024"),
        ("2024-01", "Januar 2024", "January 2024"),
        ("2024-06-18", "18. Juni 2024", "18 June 2024"),
        ("2024-06-01", "1. Juni 2024", "1 June 2024"),
        ("2024-06-18T10:30:00+02:00", "18. Juni 2024", "18 June 2024"),
        (None, "", ""),
    ],
)
def test_a_date_is_shown_as_precise_as_it_was_given_and_no_more(
    published: str | None, german: str, english: str
) -> None:
    assert wording.shown_date(published, "de") == german
    assert wording.shown_date(published, "en") == english
    assert wording.shown_date(published, "fr") == english


@pytest.mark.parametrize(
    "sentence", [wording.refusal, wording.nearest_line, wording.uncited_line, wording.sample_label]
)
def test_every_fixed_sentence_is_in_the_readers_language_and_else_in_english(sentence: Callable[[str], str]) -> None:
    assert sentence("de")
    assert sentence("de") != sentence("en")
    assert sentence("fr") == sentence("en")


def test_the_sample_is_called_invented() -> None:
    assert wording.sample_label("en") == "Sample article (invented)"
    assert "erfunden" in wording.sample_label("de")


def test_a_language_has_a_name_for_the_reader_and_its_code_where_it_has_none() -> None:
    assert wording.language_name("ru", "de") == "Russisch"
    assert wording.language_in_english("ru") == "Russian"
    assert wording.language_in_english("xx") == "xx"


def test_a_byline_holds_what_is_known() -> None:
    assert wording.byline(["Titel", None, "", "2024-06"]) == "Titel · 2024-06"
    assert wording.byline([None]) == ""


@pytest.mark.parametrize(
    ("rules", "model", "language", "label"),
    [
        ("supported", "unsupported", "en", "not supported, says the chat model"),
        ("unsupported", "supported", "en", "not supported, say the rules"),
        ("partly", "unsupported", "de", "nicht belegt, sagt das Sprachmodell"),
        ("partly", "supported", "de", "teilweise belegt, sagen die Regeln"),
        ("partly", "partly", "en", "partly supported"),
        ("partly", None, "en", "partly supported"),
    ],
)
def test_who_doubts_a_statement_is_named_only_where_the_judges_differ(
    rules: State, model: State | None, language: str, label: str
) -> None:
    verdicts = [Judged("rules", rules), *([Judged("model", model)] if model else [])]
    assert wording.verdict_label(Statement("It rains.", (1,)).judged(tuple(verdicts)), language) == label
