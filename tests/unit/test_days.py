import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.days import Day, read_days, to_day


def only(text: str, language: str) -> Day:
    (day,) = read_days(text, language)
    return day


@pytest.mark.parametrize(
    ("one", "language", "other", "other_language"),
    [
        ("am 18. Juni", "de", "on June 18", "en"),
        ("am 18. Juni", "de", "18 June 2024", "en"),
        ("im Juni 2024", "de", "June 18, 2024", "en"),
        ("im Jänner", "de", "January 3rd", "en"),
        ("18.6.2024", "de", "2024-06-18", "en"),
        ("7/6/2024", "en", "6. Juli 2024", "de"),
        ("7/6/2024", "en", "7. Juni 2024", "de"),
        ("le 18 juin", "fr", "June 18", "en"),
        ("Montagabend", "de", "Monday", "en"),
    ],
)
def test_one_day_agrees_with_itself_in_every_form(one: str, language: str, other: str, other_language: str) -> None:
    assert only(one, language).agrees(only(other, other_language))
    assert only(other, other_language).agrees(only(one, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("June 18", "June 19"),
        ("June 18", "July 18"),
        ("June 18, 2023", "June 18, 2024"),
        ("Monday", "Tuesday"),
        ("Monday", "June 18, 2024"),
    ],
)
def test_different_days_do_not_agree(one: str, other: str) -> None:
    assert not only(one, "en").agrees(only(other, "en"))


def test_a_weekday_agrees_with_a_date_that_falls_on_it() -> None:
    assert only("Tuesday", "en").agrees(only("18. Juni 2024", "de"))


def test_a_range_has_both_its_ends() -> None:
    assert {day.day for day in read_days("18.–20. Juni 2024", "de")} == {18, 20}


@pytest.mark.parametrize("text", ["They may march on.", "May I ask?", "2001-02", "June 31"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert [day for day in read_days(text, "en") if day.day or day.month == 5] == []


def test_an_articles_date_keeps_its_precision() -> None:
    assert to_day("2024-06") == Day(0, 0, 2024, 6)
    assert to_day("2024-06-18T10:00:00Z") == Day(0, 0, 2024, 6, 18)
    assert to_day(None) is to_day("gestern") is to_day("2024-02-31") is None


@given(st.text(max_size=80), st.sampled_from(["de", "en", "fr", "ru", "zh", "xx"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    assert all(0 <= day.start < day.end <= len(text) for day in read_days(text, language))
