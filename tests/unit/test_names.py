import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.names import Evidence, find_terms, fold, names_who_is_asked, to_terms
from tests.unit.real import read_real_article, skip_without_seeds

ARTICLE = (
    "Putin reist nach Pjöngjang. Im Jahr 2000 traf er in Nordkorea Kim Jong-il, sagte John Kirby in Washington. "
    "Die G7 und Südkorea sind besorgt, in Kiew auch Präsident Selenskyj. Die Bürgermeisterin von Graz kam nicht."
)


def evidence(question: str, language: str, text: str = ARTICLE, text_language: str | None = "de") -> Evidence:
    return find_terms(to_terms(question, language), text, text_language)


def terms(question: str, language: str) -> list[str]:
    return [term.text for term in to_terms(question, language)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pjöngjang", "Pyongyang"),
        ("Selenskyj", "Zelensky"),
        ("Straße", "STRASSE"),
        ("Erdoğan", "Erdogan"),
        ("São", "Sao"),
        ("Sophie", "Sofie"),
        ("O’Neill", "O'Neill"),
        ("Müller", "Mu\u0308ller"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Putin", "Poroschenko"), ("Graz", "Linz"), ("2000", "2001"), ("1900", "19000"), ("Iran", "Irak")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_knows_no_case_and_is_the_same_for_composed_and_decomposed(word: str) -> None:
    assert fold(word) == fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))
    assert fold(word.upper()) == fold(word.upper().casefold())


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("why is Putin visiting Pyongyang", "en"),
        ("Warum besucht Putin Pjöngjang?", "de"),
        ("Where is Putin going after North Korea?", "en"),
        ("Who is John Kirby?", "en"),
        ("¿Qué hace Putin en Corea del Norte?", "es"),
        ("Que fait Poutine en Corée du Nord ?", "fr"),
        ("Was machte Putin im Jahr 2000?", "de"),
        ("What did Zelensky say?", "en"),
        ("What is Putin's plan for South Korea?", "en"),
        ("Was sagt die G7?", "de"),
    ],
)
def test_names_that_the_text_spells_in_its_own_way_are_found(question: str, language: str) -> None:
    found = evidence(question, language)
    assert found.missing == ()
    assert found.found
    assert found.balance == 1


@pytest.mark.parametrize(
    ("question", "language", "missing"),
    [
        ("What is the capital of Brazil?", "en", ("Brazil",)),
        ("How many goals did Messi score?", "en", ("Messi",)),
        ("Wie wird das Wetter morgen?", "de", ("Wetter",)),
        ("Wie hoch ist der Leitzins der EZB?", "de", ("Leitzins", "EZB")),
        ("What happened in 2001?", "en", ("2001",)),
        ("Who met Trump in Vienna?", "en", ("Trump", "Vienna")),
        ("¿Quién gobierna Alemania?", "es", ("Alemania",)),
    ],
)
def test_names_that_the_text_does_not_know_are_missing(question: str, language: str, missing: tuple[str, ...]) -> None:
    found = evidence(question, language)
    assert found == Evidence((), missing)
    assert found.balance == -1


@pytest.mark.parametrize(
    ("country", "language", "text", "text_language"),
    [
        ("Germany", "en", "Sie lebt in Deutschland.", "de"),
        ("Deutschland", "de", "Elle vit en Allemagne.", "fr"),
        ("Vereinigte Staaten", "de", "She lives in the United States.", "en"),
        ("North Korea", "en", "Лидер КНДР встретил гостя.", "ru"),
    ],
)
def test_a_country_is_found_under_its_name_in_the_texts_language(
    country: str, language: str, text: str, text_language: str
) -> None:
    assert evidence(f"Was ist mit {country}?", language, text, text_language) == Evidence((country,), ())


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who did it and when?", "en"),
        ("Where was it?", "en"),
        ("Tell me more", "en"),
        ("Warum war das so?", "de"),
        ("Welche kamen an?", "de"),
        ("Weshalb nicht?", "de"),
        ("¿Quién lo hizo?", "es"),
        ("Pourquoi est-il venu ?", "fr"),
        ("Qu'est-ce que c'est ?", "fr"),
    ],
)
def test_a_word_that_opens_a_question_is_no_name(question: str, language: str) -> None:
    assert terms(question, language) == []


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What's the plan?", "en"),
        ("Who's there?", "en"),
        ("Isn't it late?", "en"),
        ("Please explain", "en"),
        ("Bitte erkläre das", "de"),
        ("Erkläre das", "de"),
        ("¿Por qué vino?", "es"),
    ],
)
def test_other_words_that_open_a_question_are_no_names_either(question: str, language: str) -> None:
    assert terms(question, language) == []


def test_a_name_that_opens_a_question_is_a_name() -> None:
    assert terms("Putin besucht wen?", "de") == ["Putin"]


def test_each_name_is_counted_once() -> None:
    assert terms("Does Putin like what Putin did in North Korea, or North Korea Putin?", "en")[1:] == ["North Korea"]


def test_a_possessive_is_the_same_name() -> None:
    assert terms("what is Putin's plan and Kim’s answer", "en") == ["Putin", "Kim"]


def test_a_german_noun_is_missed_only_in_a_german_text() -> None:
    question = "Wie hoch ist der Leitzins?"
    assert evidence(question, "de", "Es regnet in Graz.", "de").missing == ("Leitzins",)
    assert evidence(question, "de", "It rains in Graz.", "en").missing == ()
    assert evidence(question, "de", "It rains in Graz.", None).missing == ()


def test_an_acronym_is_no_german_noun_and_is_missed_in_every_latin_text() -> None:
    assert evidence("Was macht die EZB?", "de", "It rains in Graz.", "en").missing == ("EZB",)


def test_a_german_noun_is_found_inside_a_compound() -> None:
    assert evidence("Wie hoch ist der Zins?", "de", "Der Leitzins steigt.", "de") == Evidence(("Zins",), ())


def test_an_inflected_noun_is_found() -> None:
    assert evidence("Was kosten die Brücken?", "de", "Die Brücke wird teurer.", "de").missing == ()


RUSSIAN = "Президент прибыл в столицу в 2000 году."


def test_a_latin_name_is_not_missing_in_a_russian_text() -> None:
    found = evidence("Who is John Kirby?", "en", RUSSIAN, "ru")
    assert found == Evidence((), ())
    assert found.balance == 0


def test_a_russian_name_is_missing_in_a_russian_text_and_not_in_a_latin_one() -> None:
    assert evidence("где Путин", "ru", RUSSIAN, "ru").missing == ("Путин",)
    assert evidence("где Путин", "ru", ARTICLE, "de").missing == ()


def test_a_number_is_compared_in_every_script() -> None:
    assert evidence("What happened in 2000?", "en", RUSSIAN, "ru") == Evidence(("2000",), ())
    assert evidence("What happened in 2001?", "en", RUSSIAN, "ru") == Evidence((), ("2001",))


@pytest.mark.parametrize(
    ("asked", "written", "there"),
    [
        ("2000", "20000", False),
        ("150", "1500", False),
        ("1500", "150", False),
        ("19.30", "19.30", True),
        ("2000", "2000er", False),
        ("13", "am 13. Juni", True),
        ("3", "drei", False),
    ],
)
def test_a_number_counts_only_as_a_whole(asked: str, written: str, there: bool) -> None:
    found = evidence(f"What of {asked}?", "en", f"Es waren {written} dort.", "de")
    assert (found.found == (asked,)) is there


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Trump", "Triumph"),
        ("Kirby", "Kirche"),
        ("Linz", "Prinz"),
        ("Iran", "Irak"),
        ("Rom", "Roman"),
        ("Messi", "Messer"),
    ],
)
def test_a_word_that_only_looks_alike_is_not_the_name(asked: str, written: str) -> None:
    assert evidence(f"What about {asked}?", "en", f"Hier steht {written}.", "de").missing == (asked,)


@pytest.mark.parametrize(("asked", "written"), [("Austria", "Australia"), ("Niger", "Nigeria"), ("Mali", "Malibu")])
def test_a_country_is_not_taken_for_another_one(asked: str, written: str) -> None:
    assert evidence(f"What about {asked}?", "en", f"She lives in {written}.", "en").missing == (asked,)


def test_a_short_word_is_not_found_in_a_shorter_one() -> None:
    assert evidence("Where is Wart?", "en", "Er hat es art.", "en").found == ()


def test_nothing_can_be_told_from_a_question_without_names_or_an_empty_text() -> None:
    assert evidence("and why is that so", "en") == Evidence((), ())
    assert Evidence((), ()).balance == 0
    assert to_terms("", "en") == ()
    assert to_terms("?!…", "xx") == ()


def test_half_of_the_names_makes_a_balance_of_zero() -> None:
    assert Evidence(("Putin",), ("Messi",)).balance == 0
    assert Evidence(("Putin", "Kim", "G7"), ("Messi",)).balance == 0.5


@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(["de", "en", "ru", "xx", ""]))
def test_every_term_is_found_or_missing_or_untold_and_never_two_of_them(
    question: str, text: str, language: str
) -> None:
    given_terms = to_terms(question, language)
    found = find_terms(given_terms, text, language or None)
    assert not set(found.found) & set(found.missing)
    assert {*found.found, *found.missing} <= {term.text for term in given_terms}
    assert -1 <= found.balance <= 1


@pytest.mark.shared
@skip_without_seeds
@pytest.mark.parametrize(
    ("question", "language", "missing"),
    [
        ("What is the capital of Brazil?", "en", ("Brazil",)),
        ("How many goals did Messi score?", "en", ("Messi",)),
        ("Wie wird das Wetter morgen in Graz?", "de", ("Wetter", "Graz")),
        ("Wie hoch ist der Leitzins der EZB?", "de", ("Leitzins", "EZB")),
        ("why is Putin visiting Pyongyang", "en", ()),
        ("Warum besucht Putin Pjöngjang?", "de", ()),
        ("Where is Putin going after North Korea?", "en", ()),
        ("What does North Korea get in return?", "en", ()),
        ("Has Putin an arrest warrant?", "en", ()),
        ("Who is John Kirby?", "en", ()),
    ],
)
def test_the_real_article_misses_the_names_of_the_questions_it_must_refuse_and_no_other(
    question: str, language: str, missing: tuple[str, ...]
) -> None:
    article = read_real_article()
    found = find_terms(to_terms(question, language), article.text, article.language)
    assert found.missing == missing
    assert bool(found.found) is not bool(missing)


@pytest.mark.parametrize(
    "question",
    ["Who is Ada Quill?", "who was Ada Quill", "Who’s Ada  Quill?", "Wer ist Ada Quill?", "¿Quién es Ada Quill?"],
)
def test_a_text_names_who_is_asked_for(question: str) -> None:
    assert names_who_is_asked(question, "The keys were with a caretaker, Ada\nQuill, all night.")
    assert not names_who_is_asked(question, "The keys were with Ada Quillfeather and with Mr Quill.")


def test_a_name_with_a_small_word_in_it_is_one_name() -> None:
    assert names_who_is_asked("Wer war Ilse von der Tann?", "Die Lehrerin Ilse von der Tann ging.")


@pytest.mark.parametrize(
    "question",
    [
        "Who is Quill?",
        "How old is Ada Quill?",
        "Who is the caretaker?",
        "Who is Ada Quill married to?",
        "Ada Quill",
        "",
    ],
)
def test_what_asks_for_more_than_who_somebody_is_or_gives_no_whole_name_is_another_question(question: str) -> None:
    assert not names_who_is_asked(question, "The caretaker, Ada Quill, had the keys. The caretaker, Quill, ran.")
