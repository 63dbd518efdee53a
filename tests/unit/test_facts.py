import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import Fact, Kind, read_facts
from assistant.places import names_place, place_at


def texts(text: str, language: str, kind: Kind, *, sure: bool = False) -> list[str]:
    return [fact.text for fact in read_facts(text, language) if fact.kind == kind and (fact.sure or not sure)]


def test_all_kinds_of_facts_are_found_in_order() -> None:
    found = read_facts("On June 18 Putin brought 2,000 F-16s to “Der Spiegel” in Vienna.", "en")
    assert [(fact.kind, fact.text) for fact in found] == [
        ("date", "June 18"),
        ("name", "Putin"),
        ("number", "2,000"),
        ("name", "F-16"),
        ("quotation", "Der Spiegel"),
        ("name", "Vienna"),
    ]


@pytest.mark.parametrize(
    ("quoted", "language"),
    [
        ("„Nichts ist gut“", "de"),
        ("“Nichts ist gut”", "en"),
        ("„Nichts ist gut”", "de"),
        ('"Nichts ist gut"', "de"),
        ("»Nichts ist gut«", "de"),
        ("«Nichts ist gut»", "fr"),
        ("‚Nichts ist gut‘", "de"),
        ("‘Nichts ist gut’", "en"),
        ("'Nichts ist gut'", "en"),
        ("‹Nichts ist gut›", "fr"),
    ],
)
def test_a_quotation_is_found_within_marks_of_any_style(quoted: str, language: str) -> None:
    assert texts(f"Er sagt: {quoted}, mehr nicht.", language, "quotation") == ["Nichts ist gut"]


@pytest.mark.parametrize("text", ["It's Putin's and the boys' plan", "5' 6\"", "“”", "rock 'n' roll's"])
def test_an_apostrophe_is_no_quotation_mark(text: str) -> None:
    assert [each for each in texts(text, "en", "quotation") if each != "n"] == []


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("when President Putin met Kim", "en", ["Putin", "Kim"]),
        ("als Präsident Putin kam", "de", ["Putin"]),
        ("what is Putin's plan", "en", ["Putin"]),
        ("der Putin-Besuch", "de", ["Putin", "Besuch"]),
        ("the COVID-19 rules of the G7", "en", ["COVID-19", "G7"]),
        ("aus den Vereinigten Staaten", "de", ["Vereinigten Staaten"]),
        ("by US officials", "en", ["US"]),
        ("on Monday in June", "en", []),
        ("Das war gut, z.B. damals", "de", []),
        ("Nevertheless they went", "en", []),
        ("wegen der Entwicklung", "de", []),
    ],
)
def test_titles_days_and_nouns_with_an_ending_are_no_names(text: str, language: str, names: list[str]) -> None:
    assert texts(text, language, "name") == names


def test_a_word_that_begins_a_sentence_may_be_no_name() -> None:
    assert texts("Demand rose. Putin came.", "en", "name", sure=True) == []
    assert texts("Demand rose. Putin came.", "en", "name") == ["Demand", "Putin"]


def test_a_capitalised_german_word_may_be_no_name_and_an_acronym_is_one() -> None:
    assert texts("er sah das Haus der EZB", "de", "name", sure=True) == ["EZB"]


def test_an_article_before_a_german_word_is_told() -> None:
    found = {fact.text: fact.determined for fact in read_facts("das kleine Haus von Putin", "de")}
    assert found == {"Haus": True, "Putin": False}


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Wien", "de", "She came to Vienna."),
        ("Moscow", "en", "Er lebt in Moskau."),
        ("Berlin", "de", "in Berlin"),
        ("USA", "de", "the United States"),
        ("United States", "en", "in den Vereinigten Staaten"),
        ("Germany", "en", "die deutsche Regierung"),
        ("Germans", "en", "die Deutschen"),
        ("Russian", "en", "russische Truppen"),
        ("Austrian", "en", "die österreichische Regierung"),
        ("UN", "en", "die Vereinten Nationen"),
    ],
)
def test_a_place_is_found_under_its_names_and_adjectives(name: str, language: str, text: str) -> None:
    spellings = place_at(name, language)
    assert spellings
    assert names_place(spellings, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [("Iran", "Irak"), ("Austria", "Australia"), ("US", "to us all"), ("UN", "un homme"), ("Vienna", "Graz in Tirol")],
)
def test_a_place_is_not_taken_for_another(name: str, text: str) -> None:
    assert not names_place(place_at(name, "en"), text)


@given(st.text(max_size=150), st.sampled_from(["de", "en", "fr", "ru", "zh", "xx", "", None]))
def test_facts_of_any_text_are_what_stands_in_it(text: str, language: str | None) -> None:
    for fact in read_facts(text, language):
        assert isinstance(fact, Fact)
        assert text[fact.start : fact.end].find(fact.text) >= 0
        assert fact.values
