from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.times import TimeNote, newness, read_times
from assistant.wording import shown_time, times_line

TUESDAY = "2024-06-18"
PUTIN = "Heute Abend trifft er in Nordkorea ein, wo er morgen auf Kim Jong-un treffen wird."


def meanings(quote: str, language: str = "de", published: str | None = TUESDAY, before: str = "") -> dict[str, str]:
    """Each word with what an English reader sees beside it."""
    notes = read_times(quote, language, published, before)
    assert all(quote[note.start : note.end] == note.text for note in notes)
    return {note.text: shown_time(note, published or "", "en") for note in notes}


def test_words_of_a_quote_get_the_day_they_mean_with_their_offsets() -> None:
    tonight, tomorrow = read_times(PUTIN, "de", TUESDAY)
    assert tonight == TimeNote(0, 11, "Heute Abend", "day", date(2024, 6, 18), date(2024, 6, 18), exact=True)
    assert (tomorrow.start, tomorrow.end, tomorrow.earliest) == (46, 52, date(2024, 6, 19))
    assert PUTIN[46:52] == "morgen"


@pytest.mark.parametrize(
    ("published", "tonight", "tomorrow"),
    [
        ("2024-06-18", "18 June 2024", "19 June 2024"),
        ("2024-06-30", "30 June 2024", "1 July 2024"),
        ("2024-06-18T23:59:00-08:00", "18 June 2024", "19 June 2024"),
        ("2024-06-18T00:01:00+02:00", "18 June 2024", "19 June 2024"),
        ("2024-06", "written in June 2024", "written in June 2024"),
        ("2024", "written in 2024", "written in 2024"),
    ],
)
def test_a_meaning_is_no_more_precise_than_the_articles_date(published: str, tonight: str, tomorrow: str) -> None:
    assert meanings(PUTIN, published=published) == {"Heute Abend": tonight, "morgen": tomorrow}


def test_without_a_date_or_a_known_language_nothing_is_said() -> None:
    assert read_times(PUTIN, "de", None) == ()
    assert read_times(PUTIN, None, TUESDAY) == ()
    assert read_times(PUTIN, "fi", TUESDAY) == ()


def test_a_month_leaves_open_the_days_before_and_after_it() -> None:
    (note,) = read_times("Er kommt morgen.", "de", "2024-06")
    assert (note.earliest, note.latest, note.exact) == (date(2024, 6, 2), date(2024, 7, 1), False)


@pytest.mark.parametrize(
    ("language", "quote", "meaning"),
    [
        ("de", "Sie kam gestern an.", {"gestern": "17 June 2024"}),
        ("de", "Sie kam gestern Abend an.", {"gestern Abend": "17 June 2024"}),
        ("de", "Vorgestern und übermorgen ist Ruhe.", {"Vorgestern": "16 June 2024", "übermorgen": "20 June 2024"}),
        ("de", "Heute Morgen kam er.", {"Heute Morgen": "18 June 2024"}),
        ("de", "Er geht morgen früh.", {"morgen früh": "19 June 2024"}),
        ("de", "Morgen beginnen die Stadtwerke mit dem Bau.", {"Morgen": "19 June 2024"}),
        ("de", "Von morgen an fährt ein Nachtzug.", {"morgen": "19 June 2024"}),
        ("de", "Das geschah vergangene Woche in Italien.", {"vergangene Woche": "10–16 Jun 2024"}),
        ("de", "Ab nächster Woche an heizt die Stadt.", {"nächster Woche": "24–30 Jun 2024"}),
        ("de", "Diese Woche tagt der Rat.", {"Diese Woche": "17–23 Jun 2024"}),
        ("de", "Es kommt kommende Woche.", {"kommende Woche": "24–30 Jun 2024"}),
        ("de", "Übernächste Woche ist Schluss.", {"Übernächste Woche": "1–7 Jul 2024"}),
        ("de", "Im vergangenen Monat fiel Schnee.", {"vergangenen Monat": "May 2024"}),
        ("de", "Letztes Jahr waren es mehr.", {"Letztes Jahr": "2023"}),
        ("de", "Ende kommenden Jahres ist Schluss.", {"kommenden Jahres": "2025"}),
        ("de", "Am gestrigen Montag kam er.", {"gestrigen": "17 June 2024"}),
        ("de", "Er starb vergangene Nacht.", {"vergangene Nacht": "17–18 Jun 2024"}),
        ("de", "Am vergangenen Wochenende war Markt.", {"vergangenen Wochenende": "15–16 Jun 2024"}),
        ("en", "He lands tonight.", {"tonight": "18 June 2024"}),
        ("en", "He leaves tomorrow morning.", {"tomorrow morning": "19 June 2024"}),
        ("en", "They met yesterday.", {"yesterday": "17 June 2024"}),
        ("en", "Later today the court rules.", {"Later today": "18 June 2024"}),
        ("en", "The day after tomorrow it rains.", {"The day after tomorrow": "20 June 2024"}),
        ("en", "Prices rose last year, and next month.", {"last year": "2023", "next month": "July 2024"}),
        ("en", "It was shut last week.", {"last week": "10–16 Jun 2024"}),
        ("en", "It is shut this week.", {"this week": "17–23 Jun 2024"}),
        ("en", "Shots were heard last night.", {"last night": "17–18 Jun 2024"}),
        ("fr", "Il est arrivé hier soir et repart demain.", {"hier soir": "17 June 2024", "demain": "19 June 2024"}),
        ("fr", "La semaine dernière, l’an dernier.", {"semaine dernière": "10–16 Jun 2024", "an dernier": "2023"}),
        ("es", "Llegó ayer y se va pasado mañana.", {"ayer": "17 June 2024", "pasado mañana": "20 June 2024"}),
        ("es", "La próxima semana, el año pasado.", {"próxima semana": "24–30 Jun 2024", "año pasado": "2023"}),
        ("es", "Abre mañana por la mañana.", {"mañana por la mañana": "19 June 2024"}),
    ],
)  # fmt: skip
def test_each_language_has_its_words(language: str, quote: str, meaning: dict[str, str]) -> None:
    assert meanings(quote, language) == meaning


@pytest.mark.parametrize(
    ("language", "quote"),
    [
        ("de", "Am Morgen kam er."),
        ("de", "Er kommt jeden Morgen und sagt guten Morgen."),
        ("de", "Am Montag morgen kam er."),
        ("de", "Morgens fällt Tau; Frau Morgenroth friert."),
        ("de", "Das ging von heute auf morgen."),
        ("de", "Der Markt von morgen ist klein."),
        ("de", "Er ist nicht von gestern, das ist Schnee von gestern."),
        ("de", "Gezeigt wird es im ZDF heute-journal."),
        ("de", "Die Zeitung Heute schrieb es."),
        ("de", "Gestern vor einem Jahr fiel die Mauer."),
        ("de", "In den vergangenen Wochen und Jahren war es still."),
        ("de", "Es war ihr letztes Jahr vor der Rente."),
        ("de", "Innerhalb der nächsten Woche wird gebaut."),
        ("de", "Die Versammlung ist um 21 Uhr."),
        ("de", "Frau Sonntag und Herr Freitag, geboren im Mai."),
        ("en", "USA Today wrote it."),
        ("en", "There is no tomorrow, said the men of yesterday."),
        ("en", "In the last year of school and over the past week."),
        ("en", "It was her last week of work."),
        ("en", "In the morning he may march in March."),
        ("fr", "Le monde de demain."),
        ("es", "Por la mañana y cada mañana."),
    ],
)
def test_what_only_looks_like_a_time_of_the_articles_gets_nothing(language: str, quote: str) -> None:
    assert meanings(quote, language) == {}


@pytest.mark.parametrize(
    ("quote", "word"),
    [
        ("Heute leitet sie die Anlage.", "Heute"),
        ("Heute Nacht brannte es.", "Heute Nacht"),
        ("Das Werk zog in diesem Jahr um.", "diesem Jahr"),
    ],
)
def test_a_word_that_may_mean_something_else_gets_the_day_it_was_written(quote: str, word: str) -> None:
    assert meanings(quote) == {word: "written on 18 June 2024"}


def test_what_is_said_between_quotation_marks_is_seen_from_another_day() -> None:
    spoken = "written on 18 June 2024"
    assert meanings("„Wir trafen uns gestern“, sagte er.") == {"gestern": spoken}
    assert meanings("“We met yesterday,” he said last week.", "en") == {
        "yesterday": spoken,
        "last week": "10–16 Jun 2024",
    }
    assert meanings("»Gestern war es kalt«, sagte sie.") == {"Gestern": spoken}
    assert meanings("« Hier, il pleuvait », dit-il hier soir.", "fr") == {"Hier": spoken, "hier soir": "17 June 2024"}
    assert meanings("Wir kommen gestern wieder“, sagte er.") == {"gestern": spoken}
    assert meanings("Gestern war es kalt.", before="Er sagte: „Wir froren. ") == {"Gestern": spoken}
    assert meanings("Gestern war es kalt.", before="„Wir froren“, sagte er. ") == {"Gestern": "17 June 2024"}
    assert meanings("Gestern war es kalt.", before="„Wir froren.\n\n") == {"Gestern": "17 June 2024"}
    (note,) = read_times("„Gestern war es kalt.“", "de", TUESDAY)
    assert (note.earliest, note.latest) == (None, None)


@pytest.mark.parametrize("quote", ["Am Montag kam er.", "Er kam Montag früh.", "On Monday he came.", "He left Sunday."])
def test_a_bare_weekday_is_left_open(quote: str) -> None:
    assert meanings(quote) == meanings(quote, "en") == {}


@pytest.mark.parametrize(
    ("language", "quote", "meaning"),
    [
        ("de", "am vergangenen Montag", "17 June 2024"),
        ("de", "am vergangenen Dienstag", "11 June 2024"),
        ("de", "am kommenden Montag", "24 June 2024"),
        ("de", "am kommenden Dienstagabend", "25 June 2024"),
        ("de", "letzten Freitag", "14 June 2024"),
        ("de", "nächsten Montag", "24 June 2024"),
        ("de", "letzten Montag", None),
        ("de", "nächsten Freitag", None),
        ("de", "Montag nächster Woche", "24 June 2024"),
        ("de", "Montag dieser Woche", "17 June 2024"),
        ("de", "vergangenen Montag vor einer Woche", None),
        ("en", "last Friday", "14 June 2024"),
        ("en", "last Monday", None),
        ("en", "next Monday", "24 June 2024"),
        ("en", "next Friday", None),
        ("en", "this Friday", "21 June 2024"),
        ("en", "this Monday", None),
        ("en", "this past Monday", "17 June 2024"),
        ("en", "the last Friday of June", None),
        ("fr", "vendredi dernier", "14 June 2024"),
        ("fr", "lundi prochain", "24 June 2024"),
        ("es", "el viernes pasado", "14 June 2024"),
        ("es", "el próximo lunes", "24 June 2024"),
    ],
)
def test_a_weekday_gets_its_day_where_all_readings_agree(language: str, quote: str, meaning: str | None) -> None:
    assert list(meanings(f"x {quote}.", language).values()) == ([meaning] if meaning else [])


def test_a_weekday_that_the_text_adds_must_fit() -> None:
    assert meanings("Die Kundgebung ist morgen, Mittwoch.") == {"morgen": "19 June 2024"}
    assert meanings("Die Kundgebung ist morgen, Freitag.") == {}
    assert meanings("Abre mañana domingo.", "es", "2024-06-15") == {"mañana": "16 June 2024"}
    assert meanings("Am heutigen Freitag.") == {}


def test_in_english_weeks_are_left_open_on_a_sunday() -> None:
    assert meanings("It was shut last week.", "en", "2024-06-16") == {}
    assert meanings("Vergangene Woche.", "de", "2024-06-16") == {"Vergangene Woche": "3–9 Jun 2024"}


def test_years_and_months_are_told_from_less_than_a_day() -> None:
    assert meanings("Letztes Jahr, kommenden Monat.", published="2024-12") == {
        "Letztes Jahr": "2023",
        "kommenden Monat": "January 2025",
    }
    assert meanings("Letztes Jahr, kommenden Monat.", published="2024") == {
        "Letztes Jahr": "2023",
        "kommenden Monat": "written in 2024",
    }


def test_the_same_word_is_noted_once_and_carefully() -> None:
    assert meanings("Gestern kam er, gestern  ging er.") == {"Gestern": "17 June 2024"}
    assert meanings("Gestern kam er. „Wir sahen ihn gestern“, sagt sie.") == {"Gestern": "written on 18 June 2024"}


def test_a_word_may_be_broken_by_the_end_of_a_line() -> None:
    (note,) = read_times("Er kam gestern\nAbend an.", "de", TUESDAY)
    assert note.text == "gestern\nAbend"


def test_the_first_and_the_last_years_do_no_harm() -> None:
    assert read_times("Heute und letztes Jahr.", "de", "0001-01-01")
    assert read_times("Morgen und nächstes Jahr.", "de", "9999-12-31") == ()


def test_beside_a_quote_stands_one_line_in_the_readers_language() -> None:
    notes = read_times(PUTIN, "de", "2024-06")
    assert times_line((note.text, shown_time(note, "2024-06", "de")) for note in notes) == (
        "Heute Abend, morgen: geschrieben im Juni 2024"
    )
    notes = read_times(PUTIN, "de", TUESDAY)
    assert times_line((note.text, shown_time(note, TUESDAY, "de")) for note in notes) == (
        "Heute Abend: 18. Juni 2024 · morgen: 19. Juni 2024"
    )
    assert times_line([]) == ""


WORDS = st.sampled_from(
    ["Heute", "heute", "Abend", "morgen", "Morgen", "gestern", "vergangene", "letzten", "nächster", "Woche", "Montag",
     "last", "next", "this", "week", "year", "today", "tomorrow", "„", "“", "\n", ".", "mañana", "hier", "soir",
     "lundi", "dernier", "é", "𝔘"]
)  # fmt: skip
DATES = st.one_of(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat), st.sampled_from(["2024", "2024-02", None])
)


@given(st.lists(WORDS), st.sampled_from(["de", "en", "fr", "es"]), DATES)
def test_offsets_are_inside_the_quote_in_order_and_apart(
    words: list[str], language: str, published: str | None
) -> None:
    quote = " ".join(words)
    notes = read_times(quote, language, published)
    assert all(0 <= note.start < note.end <= len(quote) for note in notes)
    assert all(quote[note.start : note.end] == note.text for note in notes)
    assert all(one.end <= other.start for one, other in pairwise(notes))
    assert all(not note.earliest or not note.latest or note.earliest <= note.latest for note in notes)


@given(st.text(), st.sampled_from(["de", "en", "fr", "es"]))
def test_any_text_can_be_read(quote: str, language: str) -> None:
    assert all(quote[note.start : note.end] == note.text for note in read_times(quote, language, TUESDAY))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["vergangenen", "letzten"]))
def test_a_weekday_before_is_within_two_weeks_and_before_the_articles_day(day: date, word: str) -> None:
    for note in read_times(f"am {word} Mittwoch", "de", day.isoformat()):
        assert note.earliest is not None
        assert day - timedelta(7) <= note.earliest < day
        assert note.earliest.weekday() == 2


def test_newer_articles_sort_higher_and_undated_ones_lowest() -> None:
    ordered = [
        None, "2023-12-31", "2024", "2024-06", "2024-06-18", "2024-06-18T08:00:00", "2024-06-18T23:00:00-05:00",
        "2024-06-19T00:10:00+02:00", "2024-06-20",
    ]  # fmt: skip
    mixed = ordered[5:] + ordered[:5]
    assert sorted(mixed, key=newness) == ordered
    assert newness("2024-06-18T10:00:00+02:00") == newness("2024-06-18T08:00:00+00:00")
