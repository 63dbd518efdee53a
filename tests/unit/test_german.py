import time

import pytest

from assistant.answers import Judged, Statement
from assistant.errors import ChatModelError, ConversationMissing, FilterLeavesNothing, LibraryEmpty
from assistant.filters import Filter
from assistant.phrasing import fits_of, in_language, reasons_in, shown_in

ODD = ["{location}", "{", "}{0}", "“a” 'b' \"c\"", "zwei\nZeilen", "\\d+ (.*?", "%s", "\u202ea", "Ask again.", ""]


@pytest.mark.parametrize("value", ODD)
def test_a_value_stays_as_it_is_whatever_it_holds(value: str) -> None:
    assert in_language(f"The library at {value} is empty.", "de") == f"Die Bibliothek {value} ist leer."
    said = f"where it says {value}, the cited sentence says {value}."
    assert in_language(said, "de") == f"statt {value} steht im zitierten Satz {value}."


@pytest.mark.parametrize("value", [each for each in ODD if each.isprintable() and "\\" not in each and "'" not in each])
def test_what_stands_between_pythons_quotation_marks_stands_between_german_ones(value: str) -> None:
    said = f"The article {value!r} was changed just now; a quote was left out."
    assert in_language(said, "de") == f"Der Artikel „{value}“ wurde gerade eben geändert; ein Zitat wurde weggelassen."


def test_a_value_with_an_apostrophe_stands_between_other_marks_of_python() -> None:
    name = "O'Neil"
    assert in_language(f"{name!r} is no date.", "de") == "„O'Neil“ ist kein Datum."


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_text_that_is_not_ours_stays_as_it_is_and_in_its_own_language(language: str) -> None:
    for text in ("", "The toll is not mentioned", "„Brücke“: Juni 2024.", "The library is empty. It smells."):
        assert in_language(text, language) == text
        assert shown_in(text, language) == (text, "en")
        assert shown_in(text, language, otherwise="it") == (text, "it")


def test_only_a_german_reader_is_told_in_german() -> None:
    said = "the number 7 was not found"
    assert shown_in(said, "de", otherwise="it") == ("die Zahl 7 wurde nicht gefunden", "de")
    assert shown_in(said, "en", otherwise="it") == shown_in(said, "fr", otherwise="it") == (said, "en")


def test_a_message_and_its_remedy_are_both_told() -> None:
    error = LibraryEmpty("The library at /a. b is empty.", "Fill it with: python -m ingest FOLDER --library '/a. b'")
    assert in_language(str(error), "de") == (
        "Die Bibliothek /a. b ist leer. Füllen Sie sie mit: python -m ingest FOLDER --library '/a. b'"
    )
    assert in_language(str(ConversationMissing()), "de") == (
        "Dieses Gespräch gibt es nicht. Öffnen Sie ein anderes, oder beginnen Sie ein neues."
    )


def test_what_a_server_says_stays_as_it_is_between_what_we_say() -> None:
    error = ChatModelError("host answered with an error (503): Busy. Come back. Soon.", "Try again in 1.5 s.")
    assert in_language(str(error), "de") == (
        "host hat mit einem Fehler geantwortet (503): Busy. Come back. Soon. Versuchen Sie es in 1,5 s wieder."
    )


def test_a_failure_in_a_note_is_told_too_and_stays_where_it_is_not_ours() -> None:
    failure = ChatModelError("The chat server at h:1 cannot be reached.", "Start it, or check OPENAI_BASE_URL.")
    assert in_language(f"Quotes instead of a written answer: {failure}", "de") == (
        "Zitate statt einer geschriebenen Antwort: Der Server h:1 ist nicht erreichbar. "
        "Starten Sie ihn, oder prüfen Sie OPENAI_BASE_URL."
    )
    assert in_language("The written answer is incomplete: Something else.", "de") == (
        "Die geschriebene Antwort ist unvollständig: Something else."
    )


def test_values_that_are_words_or_numbers_of_ours_are_german_too() -> None:
    for said, german in {
        "The answer was written in English, not in German.": "Die Antwort wurde auf Englisch geschrieben, nicht auf "
        "Deutsch.",
        "h does not know the chat model (404).": "h kennt das Sprachmodell nicht (404).",
        "The question has 2,345 characters; 2,000 are the most.": "Die Frage hat 2.345 Zeichen; höchstens 2.000 dürfen "
        "es sein.",
        "the number 7 is not in the cited sentence, which has 8 and 9": "die Zahl 7 steht nicht im zitierten Satz; "
        "dort steht 8 und 9",
        "its id 'a' is already taken by /b, c.jsonl, line 3; rename one of them.": "hat die Kennung „a“, die schon "
        "vergeben ist an /b, c.jsonl, Zeile 3; benennen Sie eines von beiden um.",
    }.items():
        assert in_language(said, "de") == german


@pytest.mark.parametrize(
    ("wanted", "german"),
    [
        (Filter("2024-06", "2024-06"), "aus 2024-06"),
        (Filter("2024-05", "2024-06-18", ("de", "en"), ("ORF", "taz, die")),
         "ab 2024-05, bis 2024-06-18, auf de oder en, von ORF oder taz, die"),
        (Filter(None, "2024", (), ("ORF",)), "bis 2024, von ORF"),
    ],
)  # fmt: skip
def test_what_a_filter_asks_for_is_told_part_by_part(wanted: Filter, german: str) -> None:
    error = FilterLeavesNothing(f"No article in the library is {wanted}.")
    assert in_language(str(error), "de") == f"Kein Artikel der Bibliothek ist all dies: {german}."


def test_the_reasons_of_the_rules_are_told_and_the_chat_models_own_stay() -> None:
    rules, model = "the name Jale was not found", "the date of the opening was not found"
    verdicts = (Judged("rules", "partly", (rules,)), Judged("model", "partly", (model,)))
    statement = Statement("Es stimmt.", (1,)).judged(verdicts)
    assert reasons_in(statement, "de") == [("der Name Jale wurde nicht gefunden", "de"), (model, "en")]
    assert reasons_in(statement, "en") == [(rules, "en"), (model, "en")]


@pytest.mark.parametrize(
    "text",
    ["x wrote nothing. " * 999, "=a cannot be used: " * 999, "'a' is no date. " * 120, "X gave no answer: " * 999],
)
def test_a_text_that_fits_in_many_ways_takes_no_long_time(text: str) -> None:
    for length in (1_999, 20_000):
        begun = time.monotonic()
        in_language(text[:length], "de")
        assert time.monotonic() - begun < 5


def test_the_same_text_is_not_fitted_twice() -> None:
    first, second = (" ".join(["The library at /a is empty.", "Ask again."]) for _ in range(2))
    assert fits_of(first) is fits_of(second)
