from datetime import date

import pytest

from assistant.filters import EVERYTHING, Filter
from assistant.narrowing import Named, arrange, to_named
from assistant.periods import Period
from tests.unit.building import make_entry

SOURCES = [
    "The Verge", "TechCrunch", "Fortune", "Wired", "Time", "ORF", "Die Zeit", "Der Standard", "Reuters",
    "The Independent",     "FOX News - Health", "FOX News - Lifestyle", "CBSSports.com", "Business World",
    "Cnbc | World Business News Leader",
]  # fmt: skip
ENTRIES = [
    make_entry(f"{source}/{month}", published=f"2024-{month:02}", source=source, language="en")
    for source in SOURCES
    for month in (5, 6)
]
TODAY = date(2024, 6, 20)


def named(question: str, language: str = "en", given: Filter = EVERYTHING) -> Named:
    return to_named(question, language, ENTRIES, given, TODAY)


def sources_of(found: Named) -> list[str]:
    return [source for each in found.searches for source in each.sources]


@pytest.mark.parametrize(
    ("language", "question", "sources"),
    [
        ("en", "What does 'The Verge' say, while 'Wired' and 'ORF' differ?", ["The Verge", "Wired", "ORF"]),
        ("en", "Which company, reported by TechCrunch, Fortune, and Time, lies?", ["TechCrunch", "Fortune", "Time"]),
        ("en", "Did the Verge report agree with CNBC?", ["The Verge", "Cnbc | World Business News Leader"]),
        ("en", "What did a FOX News article claim?", ["FOX News - Health", "FOX News - Lifestyle"]),
        ("en", "What does CBSSports write?", ["CBSSports.com"]),
        ("en", "How did Business World cover it?", ["Business World"]),
        ("en", "Did Time report on it?", ["Time"]),
        ("de", "Was sagt der Minister laut ORF?", ["ORF"]),
        ("de", "Was plant er Reuters zufolge?", ["Reuters"]),
        ("de", "Was schreibt Die Zeit über den Minister?", ["Die Zeit"]),
        ("de", "Was steht in „Der Standard“ über den Minister?", ["Der Standard"]),
        ("de", "Was steht im Artikel der Zeit?", ["Die Zeit"]),
    ],
)  # fmt: skip
def test_a_source_is_named_where_it_cannot_be_an_ordinary_word(
    language: str, question: str, sources: list[str]
) -> None:
    assert sources_of(named(question, language)) == sources


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How much Time did the minister have?"),
        ("en", "What Fortune did she make?"),
        ("en", "Is the verge green and the independent happy, and wired?"),
        ("en", "Time flies: why?"),
        ("en", "The Independent is what?"),
        ("de", "Die Zeit heilt alle Wunden?"),
        ("de", "Wie viel kostet die Zeit des Ministers?"),
        ("de", "Der Standard gilt seit wann?"),
        ("de", "Was bedeutet TechCrunchs?"),
        ("en", "What do the Business Worlds say?"),
    ],
)
def test_an_ordinary_word_is_no_source(language: str, question: str) -> None:
    assert named(question, language) == Named()


@pytest.mark.parametrize(
    ("language", "question", "must"),
    [
        ("en", "According to The Verge, who won?", Filter(sources=("The Verge",))),
        ("de", "Wer hat laut ORF gewonnen?", Filter(sources=("ORF",))),
        ("de", "Was schrieb „Der Standard“ über die Wahl?", Filter(sources=("Der Standard",))),
        ("en", "What did Reuters report last month?", Filter("2024-05-01", "2024-05-31", (), ("Reuters",))),
        ("en", "What was reported in June 2024?", Filter("2024-06", "2024-06")),
        ("de", "Was geschah letzten Monat?", Filter("2024-05-01", "2024-05-31")),
    ],
)
def test_what_is_tied_to_the_reporting_is_asked_for(language: str, question: str, must: Filter) -> None:
    assert named(question, language) == Named(must)


def test_a_question_about_a_source_is_asked_of_all() -> None:
    assert named("What does TechCrunch earn?") == Named(sources=(Filter(sources=("TechCrunch",)),))


def test_a_time_of_the_thing_itself_is_a_preference() -> None:
    found = named("What happened in June 2024?")
    assert found == Named(times=(Filter("2024-06", "2024-06"),))
    assert found.worth(make_entry(published="2024-06-18")) > found.worth(make_entry(published="2024-05")) == 0


def test_a_time_that_is_told_by_an_event_is_named_like_any_other() -> None:
    question = "What happened before the summit?"
    for of_reporting, expected in (
        (True, Named(Filter(until="2024-05-31"))),
        (False, Named(times=(Filter(until="2024-05-31"),))),
    ):
        event = Period(None, "2024-05-31", 14, 31, of_reporting)
        assert to_named(question, "en", ENTRIES, today=TODAY, event=event) == expected
        assert to_named(question, "en", ENTRIES, Filter(since="2024-06"), TODAY, event) == Named(
            Filter(since="2024-06")
        )


def test_a_time_of_which_there_is_no_article_is_not_named() -> None:
    assert named("What happened in 1914?") == Named()
    assert named("What was reported yesterday?", "en", Filter()).must == Filter("2024-06-19", "2024-06-19")
    assert to_named("What was reported in 1914?", "en", ENTRIES, today=TODAY) == Named()
    assert to_named("What was reported yesterday?", "en", ENTRIES, today=date(2026, 1, 1)) == Named()


def test_each_of_several_sources_is_searched_with_its_time_and_without() -> None:
    found = named("Did the report of The Verge of May 2024 agree with that of TechCrunch of June 2024?")
    assert found.must == EVERYTHING
    assert found.sources == (
        Filter("2024-05", "2024-05", (), ("The Verge",)),
        Filter(sources=("The Verge",)),
        Filter("2024-06", "2024-06", (), ("TechCrunch",)),
        Filter(sources=("TechCrunch",)),
    )


def test_what_is_given_goes_before_what_is_named_and_is_kept() -> None:
    given = Filter(since="2024-06", languages=("en",))
    assert named("What did Reuters report in May 2024?", given=given).must == Filter(
        "2024-06", None, ("en",), ("Reuters",)
    )
    given = Filter(sources=("ORF",))
    assert named("What did Reuters report?", given=given) == Named(given)


def test_a_library_without_dates_and_sources_names_nothing() -> None:
    bare = [make_entry(published=None, source=None)]
    assert (
        to_named("According to Reuters, what happened in June 2024 and last week?", "en", bare, today=TODAY) == Named()
    )


def test_each_thing_named_has_its_best_articles_among_the_first_and_none_is_lost() -> None:
    ranked = [make_entry(str(number), source="A" if number < 8 else "B" if number < 9 else "C") for number in range(10)]
    sources = (Filter(sources=("B",)), Filter(sources=("C",)), Filter(sources=("D",)))
    arranged = arrange(ranked, Named(sources=sources), lambda each: each, lambda each: -float(each.id))
    assert [each.id for each in arranged[:3]] == ["0", "8", "9"]
    assert sorted(each.id for each in arranged) == [str(number) for number in range(10)]
    assert arrange(ranked, Named(), lambda each: each, lambda each: -float(each.id)) == ranked


def test_each_part_of_a_question_has_its_best_articles_among_the_first() -> None:
    ranked = [make_entry(str(number), source="A") for number in range(10)]
    parts = [[ranked[7], ranked[0]], [ranked[0], ranked[7], ranked[4]]]
    arranged = arrange(ranked, Named(), lambda each: each, lambda each: -float(each.id), parts)
    assert [each.id for each in arranged] == ["0", "7", "4", "1", "2", "3", "5", "6", "8", "9"]


def test_an_article_of_a_time_named_goes_before_one_that_is_hardly_better() -> None:
    ranked = [make_entry("may", published="2024-05"), make_entry("june", published="2024-06")]
    named_june = Named(times=(Filter("2024-06", "2024-06"),))
    near, far = {"may": 1.61, "june": 1.6}, {"may": 1.62, "june": 1.6}
    assert arrange(ranked, named_june, lambda each: each, lambda each: near[each.id])[0].id == "june"
    assert arrange(ranked, named_june, lambda each: each, lambda each: far[each.id])[0].id == "may"


def test_where_nothing_is_named_the_order_stays_whatever_the_scores() -> None:
    ranked = [make_entry("read"), make_entry("unread")]
    scores = {"read": 1.5, "unread": 1.6}
    assert arrange(ranked, Named(), lambda each: each, lambda each: scores[each.id]) == ranked
