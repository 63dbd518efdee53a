import pytest

from assistant.errors import FilterError, FilterLeavesNothing
from assistant.filters import EVERYTHING, Filter, check_filter, is_date, source_key
from tests.unit.building import make_entry

ENTRIES = [
    make_entry("a", published="2024-06-18T09:30:00+02:00", language="de", source="ORF"),
    make_entry("b", published="2024-06", language="en", source="The Guardian"),
    make_entry("c", published="2024", language="en", source="Süddeutsche Zeitung"),
    make_entry("d", published=None, language=None, source=None),
    make_entry("e", published="2023-12-31", language="fr", source="Le Monde"),
]


def left(wanted: Filter) -> str:
    return "".join(entry.id for entry in ENTRIES if wanted.matches(entry))


def test_an_empty_filter_matches_every_article_and_is_false() -> None:
    assert left(EVERYTHING) == "abcde"
    assert not EVERYTHING
    assert Filter(since="2024")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2024-06-18", "2024-06-18", "abc"),
        ("2024-06", "2024-06", "abc"),
        ("2024", None, "abc"),
        (None, "2023", "e"),
        ("2023-12", "2024-01", "ce"),
        ("2024-06-19", "2024-06-30", "bc"),
        ("2024-06-19", None, "bc"),
        ("2024-07", "2024-08", "c"),
        ("2025", None, ""),
        (None, "2022", ""),
    ],
)
def test_a_month_or_a_year_matches_every_period_that_touches_it(
    since: str | None, until: str | None, expected: str
) -> None:
    assert left(Filter(since=since, until=until)) == expected


def test_an_article_of_which_it_is_not_known_matches_no_filter_that_asks_for_it() -> None:
    for wanted in (Filter(since="1900"), Filter(until="2100"), Filter(languages=("de",)), Filter(sources=("",))):
        assert not wanted.matches(make_entry(published=None, language=None, source=None)) or wanted.sources == ("",)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("orf", "a"),
        ("guardian", "b"),
        ("the GUARDIAN", "b"),
        ("Die Süddeutsche Zeitung", "c"),
        ("Suddeutsche zeitung", "c"),
        ("Monde", ""),
    ],
)
def test_sources_compare_without_case_accents_and_a_leading_article(source: str, expected: str) -> None:
    assert left(Filter(sources=(source,))) == expected


def test_any_of_several_languages_or_sources_will_do_and_all_that_is_asked_must_hold() -> None:
    assert left(Filter(languages=("de", "fr"))) == "ae"
    assert left(Filter(sources=("ORF", "Le Monde"))) == "ae"
    assert left(Filter(since="2024", languages=("de", "fr"))) == "a"


def test_a_source_whose_whole_name_is_an_article_keeps_it() -> None:
    assert source_key("Die") != source_key("")
    assert source_key("Die Zeit") == source_key("Zeit")


@pytest.mark.parametrize("value", ["2024", "2024-06", "2024-06-18", "2024-02-29"])
def test_a_year_a_month_and_a_day_are_dates(value: str) -> None:
    assert is_date(value)


@pytest.mark.parametrize(
    "value", ["", "June", "2024-6", "2024-13", "2023-02-29", "18.6.2024", "2024-06-18T10:00", "0000"]
)
def test_anything_else_is_none(value: str) -> None:
    assert not is_date(value)
    if value:
        with pytest.raises(FilterError, match=r"is no date\. Write 2024, 2024-06 or 2024-06-18"):
            check_filter(Filter(since=value), ENTRIES)


def test_a_checked_filter_writes_languages_and_sources_as_the_library_does() -> None:
    wanted = check_filter(Filter(languages=("DE", "de", "en"), sources=("orf", "guardian")), ENTRIES)
    assert wanted == Filter(languages=("de", "en"), sources=("ORF", "The Guardian"))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Filter(languages=("german",)), "in the language 'german'. Did you mean de?"),
        (Filter(languages=("deutsch",)), "in the language 'deutsch'. Did you mean de?"),
        (Filter(languages=("de-AT",)), "in the language 'de-AT'. Did you mean de?"),
        (Filter(languages=("zz",)), "in the language 'zz'. It has de, en, fr."),
        (Filter(sources=("Gaurdian",)), "of the source 'Gaurdian'. Did you mean The Guardian?"),
        (Filter(sources=("zeitung",)), "of the source 'zeitung'. Did you mean Süddeutsche Zeitung?"),
        (Filter(sources=("Reuters",)), "'Reuters'. It has Le Monde, ORF, Süddeutsche Zeitung, The Guardian."),
        (Filter(since="2024-07", until="2024-06"), "2024-07 is later than 2024-06. Write the earlier date first."),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write_instead(wanted: Filter, message: str) -> None:
    with pytest.raises(FilterError) as refused:
        check_filter(wanted, ENTRIES)
    assert message in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_library_that_knows_no_language_says_so() -> None:
    with pytest.raises(FilterError, match="It knows none of any article"):
        check_filter(Filter(languages=("de",)), [make_entry(language=None)])


def test_a_filter_that_leaves_nothing_is_named_whole() -> None:
    with pytest.raises(FilterLeavesNothing) as refused:
        check_filter(Filter("2023-12", "2024-05", ("de",), ("ORF", "Le Monde")), ENTRIES)
    assert "is from 2023-12 on, up to 2024-05, in de, of ORF or Le Monde." in str(refused.value)
    assert refused.value.exit_code == 1


def test_a_filter_in_json_has_every_key() -> None:
    expected = {"from": "2024-06", "to": None, "languages": ["de"], "sources": ["ORF"]}
    assert Filter("2024-06", None, ("de",), ("ORF",)).to_json() == expected
