import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.days import to_day
from ingest.dates import Undated, is_date, read_date


@pytest.mark.parametrize(
    "written",
    [
        *("24.11.2026", "24. 11. 2026", "2026/11/24", "2026.11.24", "2026-11-24", "20261124", 20261124),
        *("11/24/2026", "24/11/2026", "24-11-2026", "24-Nov-2026", "24/11/2026 14:30"),
        *("Nov 24, 2026", "24 November 2026", "24. November 2026", "24 Nov. 2026", "24th of november 2026"),
        *("Tuesday, November 24, 2026", "Di, 24. November 2026", "Dienstag, den 24.11.2026"),
        *("24.11.2026, 14:30 Uhr", "24.11.2026 14.30 Uhr", "Nov 24, 2026, 2:30 PM EST", "24 novembre 2026"),
    ],
)
def test_a_day_is_read_as_it_is_usually_written(written: object) -> None:
    assert read_date(written, "fr") == "2026-11-24"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2026", "2026"),
        ("2026-11", "2026-11"),
        ("2026-11-24T10:30:00Z", "2026-11-24T10:30:00+00:00"),
        ("Tue, 24 Nov 2026 08:00:00 +0100", "2026-11-24T08:00:00+01:00"),
        ("11/2026", "2026-11"),
        ("November 2026", "2026-11"),
        ("Jänner 2026", "2026-01"),
        ("03/03/2026", "2026-03-03"),
    ],
)
def test_a_date_keeps_the_precision_it_has(written: str, published: str) -> None:
    assert read_date(written) == published


@pytest.mark.parametrize("written", ["03/04/2026", "3-4-2026", "03/04/2026 14:30"])
def test_a_date_that_may_be_two_days_is_not_guessed(written: str) -> None:
    with pytest.raises(Undated) as raised:
        read_date(written)
    assert str(raised.value) == (
        f"has the date {written!r}, which may be two days, and has no date now; write it as 2024-06-18."
    )


@pytest.mark.parametrize(
    "written",
    [
        *("gestern", "May", "2026-6", "24.11.26", "31.02.2026", "13/2026", "00.00.2026", "2026-W25", "1718700000"),
        *("3.–5. November 2026", "24.11.2026 und 25.11.2026", "Stand: 24.11.2026", "November 24"),
    ],
)
def test_what_is_no_whole_date_is_none(written: str) -> None:
    assert not is_date(written)


@given(st.text(max_size=30) | st.text("0123456789./-: MaiNov,", max_size=20))
def test_whatever_is_written_is_a_date_that_exists_or_none(written: str) -> None:
    try:
        published = read_date(written)
    except Undated:
        return
    assert published is None or to_day(published) is not None
