import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numerals import read_numbers


def numbers(text: str, language: str | None) -> list[set[str]]:
    return [set(number.values) for number in read_numbers(text, language) if number.sure]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.000 Menschen", "de", "1000"),
        ("1,000 people", "en", "1000"),
        ("1 000 Menschen", "de", "1000"),
        ("1\u202f000 personnes", "fr", "1000"),
        ("3,5 Liter", "de", "3.5"),
        ("3.5 litres", "en", "3.5"),
        ("1.234.567,89 Euro", "de", "1234567.89"),
        ("1,234,567.89 euros", "en", "1234567.89"),
        ("tausend Euro", "de", "1000"),
        ("a thousand euros", "en", "1000"),
        ("eine Milliarde", "de", "1000000000"),
        ("3,5 Mrd. Euro", "de", "3500000000"),
        ("a billion", "en", "1000000000"),
        ("eine Billion", "de", "1000000000000"),
        ("2 Mio. Euro", "de", "2000000"),
        ("two and a half million", "en", "2500000"),
        ("eineinhalb Millionen", "de", "1500000"),
        ("eine halbe Million", "de", "500000"),
        ("half a million", "en", "500000"),
        ("5bn", "en", "5000000000"),
        ("zweiundzwanzig", "de", "22"),
        ("twenty-two", "en", "22"),
        ("one hundred and five", "en", "105"),
        ("zweitausendfünfhundert", "de", "2500"),
        ("a dozen", "en", "12"),
        ("zwei Dutzend", "de", "24"),
        ("5 %", "de", "5"),
        ("five per cent", "en", "5"),
        ("fünf Prozent", "de", "5"),
        ("the 3rd time", "en", "3"),
        ("beim dritten Mal", "de", "3"),
        ("der 3. Versuch", "de", "3"),
        ("zweitägig", "de", "2"),
        ("two-day", "en", "2"),
        ("two days", "en", "2"),
        ("Hunderte kamen", "de", "100"),
        ("hundreds came", "en", "100"),
        ("tens of thousands", "en", "10000"),
        ("Zehntausende", "de", "10000"),
        ("Ludwig XIV. starb", "de", "14"),
        ("Louis XIV died", "en", "14"),
        ("im 19. Jahrhundert", "de", "19"),
        ("in the 19th century", "en", "19"),
        ("nineteen eighty-four", "en", "1984"),
        ("im Jahr 2024", "de", "2024"),
        ("a second type", "en", "2"),
        ("6½ Sacks", "de", "6.5"),
        ("um 19:30", "de", "19:30"),
    ],
)
def test_a_number_has_the_same_value_however_it_is_written(text: str, language: str, value: str) -> None:
    (found,) = numbers(text, language)
    assert value in found


@pytest.mark.parametrize(
    ("one", "language", "other", "other_language"),
    [
        ("1990er", "de", "1990s", "en"),
        ("neunziger Jahre", "de", "the '90s", "en"),
        ("the 1800s", "en", "19. Jahrhundert", "de"),
        ("at 7 p.m.", "en", "um 19 Uhr", "de"),
        ("1990–95", "en", "1995", "de"),
    ],
)
def test_two_ways_to_say_one_time_share_a_value(one: str, language: str, other: str, other_language: str) -> None:
    assert numbers(one, language)[-1] & numbers(other, other_language)[-1]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("die G7 und COVID-19", "de"),
        ("an F-16", "en"),
        ("ein Zweifel", "de"),
        ("eine Frau", "de"),
        ("one of them, first of all", "en"),
        ("60 seconds per second", "fr"),
        ("beide, Achtung, Zweig", "de"),
        ("These men met in a Thousand Oaks", "en"),
        ("it took a second, a second later", "en"),
        ("I am not", "en"),
        ("", "de"),
    ],
)
def test_what_is_part_of_a_name_or_says_something_else_is_no_sure_number(text: str, language: str) -> None:
    assert [each for each in numbers(text, language) if each != {"60"}] == []


def test_the_ends_of_a_range_are_two_numbers() -> None:
    assert numbers("3-5 Tage", "de") == [{"3"}, {"5"}]


def test_men_are_no_millions() -> None:
    assert numbers("40 men", "en") == [{"40"}]


def test_words_are_read_in_german_and_english_only() -> None:
    assert numbers("vingt-deux et 22", "fr") == [{"22"}]


@given(st.text(max_size=120), st.sampled_from(["de", "en", "fr", "xx", "", None]))
def test_numbers_of_any_text_lie_in_it_and_do_not_overlap(text: str, language: str | None) -> None:
    end = 0
    for number in read_numbers(text, language):
        assert end <= number.start < number.end <= len(text)
        assert number.values
        end = number.end


@given(st.from_regex(r"[0-9]{1,4}([.,' ][0-9]{1,4}){0,3}( (Mio|million|Uhr|p\.m\.|er|s))?", fullmatch=True))
def test_digits_of_any_form_can_be_read(text: str) -> None:
    assert all(number.values for language in ("de", "en") for number in read_numbers(text, language))
