import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.following import Exchange, Reading, asked_language, read_question

ENGLISH = [Exchange("why is Putin visiting Pyongyang", "why is Putin visiting Pyongyang")]
GERMAN = [Exchange("Warum besucht Putin Pjöngjang?", "Warum besucht Putin Pjöngjang?")]


def read(question: str, language: str = "en") -> list[str]:
    return [each.text for each in read_question(question, language, GERMAN if language == "de" else ENGLISH)]


@pytest.mark.parametrize(
    "question", ["and why?", "What about Vietnam?", "since when?", "why?", "but who paid?", "What did they sign?"]
)
def test_a_question_that_goes_on_is_read_behind_the_one_before(question: str) -> None:
    assert read(question) == [f"why is Putin visiting Pyongyang? {question}"]


@pytest.mark.parametrize(
    "question", ["und danach?", "Was ist mit Vietnam?", "Seit wann?", "warum?", "Und wer zahlt?", "Wann war er dort?"]
)
def test_a_german_question_that_goes_on_is_read_behind_the_one_before(question: str) -> None:
    assert read(question, "de") == [f"Warum besucht Putin Pjöngjang? {question}"]


def test_what_is_to_be_answered_is_the_question_not_what_it_leans_on() -> None:
    assert read_question("but who paid?", "en", ENGLISH)[0].focus == "but who paid?"


def test_the_search_tells_where_a_rule_cannot() -> None:
    assert read("How do I boil an egg?") == ["How do I boil an egg?", "How do I boil an egg? (Putin, Pyongyang)"]
    assert read("What did he say to Kim?") == ["What did he say to Kim?", "What did he say to Kim? (Putin, Pyongyang)"]


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "Who is John Kirby?"), ("de", "Wer ist John Kirby?"), ("de", "Wie hoch ist der Leitzins?")],
)
def test_a_question_that_names_its_own_things_stands_by_itself(language: str, question: str) -> None:
    assert read(question, language) == [question]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("auf Deutsch bitte", "de"),
        ("Auf Deutsch, bitte!", "de"),
        ("in English please", "en"),
        ("Bitte auf Englisch.", "en"),
        ("en français, s'il te plaît", "fr"),
        ("Can you translate that into German?", "de"),
        ("Who speaks German?", None),
        ("please", None),
        ("", None),
    ],
)
def test_a_language_may_be_all_that_is_asked_for(question: str, language: str | None) -> None:
    assert asked_language(question) == language


def test_asked_for_a_language_the_question_before_is_answered_in_it() -> None:
    assert read_question("auf Deutsch bitte", "de", ENGLISH) == (
        Reading("why is Putin visiting Pyongyang", language="de"),
    )


def test_asked_for_a_language_a_follow_up_is_answered_again_not_what_it_leaned_on() -> None:
    history = [*ENGLISH, Exchange("and why?", "why is Putin visiting Pyongyang? and why?")]
    again = Reading("why is Putin visiting Pyongyang? and why?", focus="and why?", language="de")
    assert read_question("auf Deutsch bitte", "de", history) == (again,)


def test_what_was_understood_before_goes_on_not_what_was_typed() -> None:
    history = [*ENGLISH, Exchange("and why?", "why is Putin visiting Pyongyang? and why?")]
    assert read_question("since when?", "en", history)[0].text.startswith("why is Putin visiting Pyongyang? and why?")


def test_courtesy_in_between_is_passed_over() -> None:
    assert read_question("and why?", "en", [*ENGLISH, Exchange("thanks", "thanks")])[0].text == (
        "why is Putin visiting Pyongyang? and why?"
    )
    assert read_question("and why?", "en", [Exchange("thanks", "thanks")]) == (Reading("and why?"),)


def test_without_a_question_before_every_question_stands_by_itself() -> None:
    assert read_question("and why?", "en", []) == (Reading("and why?"),)


@given(st.text(), st.text())
def test_any_text_can_be_read_after_any_other(question: str, before: str) -> None:
    assert 1 <= len(read_question(question, "en", [Exchange(before, before)])) <= 2
