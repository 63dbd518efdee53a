import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import detect_language, detect_question_language, load_ahead, other_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz.", "de"),
        ("The mayor opened the new bridge across the river on Friday.", "en"),
        ("Le maire a inauguré vendredi le nouveau pont sur la rivière.", "fr"),
        ("La alcaldesa inauguró el viernes el nuevo puente sobre el río.", "es"),
        ("Мэр города открыл в пятницу новый мост через реку.", "ru"),
    ],
)
def test_the_language_of_an_article_is_told(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_text_without_words_has_no_language() -> None:
    assert detect_language("12 345 678") is None


def test_the_beginning_of_an_article_tells_its_language_however_long_it_is() -> None:
    german = "Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz. " * 60
    assert detect_language(german + "The mayor opened the new bridge. " * 10_000) == "de"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("why is Putin visiting Pyongyang", "en"),
        ("Has Putin an arrest warrant?", "en"),
        ("Who is John Kirby?", "en"),
        ("What does North Korea get in return?", "en"),
        ("How many goals did Messi score?", "en"),
        ("Warum besucht Putin Pjöngjang?", "de"),
        ("Wie wird das Wetter morgen in Graz?", "de"),
        ("Wie hoch ist der Leitzins der EZB?", "de"),
    ],
)
@pytest.mark.parametrize("library", [(), ("de",), ("de", "en"), ("de", "en", "es", "fr")])
def test_a_short_question_is_german_or_english_where_a_general_detector_calls_it_tagalog(
    question: str, language: str, library: tuple[str, ...]
) -> None:
    assert detect_question_language(question, library) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Was fordert Alois Prantner?", "de"),
        ("Was gab es?", "de"),
        ("Wie alt ist Lionel Jospin?", "de"),
        ("Who is Ruben Achterberg?", "en"),
        ("Was anyone hurt in Kelsby?", "en"),
        ("Hallo", "de"),
        ("Servus!", "de"),
        ("Hello", "en"),
        ("Danke, das war hilfreich!", "de"),
    ],
)
def test_what_a_question_begins_with_tells_more_than_the_names_in_it(question: str, language: str) -> None:
    assert detect_question_language(question, ("de", "en", "fr")) == language


def test_a_word_that_dutch_has_too_tells_nothing_where_there_are_dutch_articles() -> None:
    assert detect_question_language("Wie is de burgemeester van Amsterdam geworden?", ("nl",)) == "nl"


def test_another_language_of_the_library_competes_and_one_that_it_lacks_does_not() -> None:
    question = "¿Por qué visita Putin la capital de Corea del Norte?"
    assert detect_question_language(question, ("es",)) == "es"
    assert detect_question_language(question, ("de", "fr")) in {"de", "en", "fr"}


@pytest.mark.parametrize("question", ["", "???", "2024"])
def test_a_question_without_words_is_english(question: str) -> None:
    assert detect_question_language(question, ("de", "fr")) == "en"


def test_a_language_that_the_detector_does_not_know_does_no_harm() -> None:
    assert detect_question_language("Why is that so?", ("xx",)) == "en"


@given(st.text(max_size=80), st.sets(st.sampled_from(("de", "fr", "es", "ru"))))
def test_the_language_of_a_question_is_one_of_ours_or_of_the_librarys(question: str, library: set[str]) -> None:
    assert detect_question_language(question, library) in {"de", "en", *library}


@pytest.mark.parametrize("question", ["Putin", "NATO", "visa", "John Kirby", "Sanctions"])
def test_a_bare_name_is_english_since_it_may_be_any_language(question: str) -> None:
    assert detect_question_language(question, {"de", "en", "es", "fr", "ru"}) == "en"


def test_what_was_asked_to_be_loaded_ahead_can_be_used_at_once() -> None:
    load_ahead()
    assert detect_language("Die Bürgermeisterin eröffnete am Freitag die neue Brücke über die Mürz.") == "de"


GERMAN = "Die Schülerin Jale Yücel hat den Kometen Brandis mit einem Fernglas entdeckt."
ENGLISH = "The comet Brandis was found by the pupil Jale Yücel with a pair of binoculars."


@pytest.mark.parametrize(
    ("text", "expected", "other"),
    [
        (GERMAN, "de", None),
        (GERMAN, "en", "de"),
        (ENGLISH, "de", "en"),
        ("El puente de piedra de Aldermoor reabrió el viernes después de siete meses.", "en", "es"),
        ("Sie fand ihn.", "en", None),
        ("Wiebke Harms, Norderholm, Aldermoor, Putin, Pyongyang and Kim Jong-un.", "de", None),
        (f"{GERMAN} Das Buch heißt „The Comet and the Child“.", "de", None),
        (ENGLISH, "xx", None),
    ],
)
def test_a_text_is_in_another_language_only_where_that_is_clear(text: str, expected: str, other: str | None) -> None:
    assert other_language(text, expected) == other
