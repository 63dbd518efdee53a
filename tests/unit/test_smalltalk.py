import pytest

from assistant.smalltalk import asks_nothing, courtesy_of


@pytest.mark.parametrize(
    "question",
    [
        "How are you?",
        "hello",
        "Guten Morgen!",
        "Danke",
        "why?",
        "???",
        "12",
        "🙂",
        "Wie geht es dir?",
        "What can you do?",
    ],
)
def test_a_greeting_asks_nothing(question: str) -> None:
    assert asks_nothing(question)


@pytest.mark.parametrize(
    "question",
    ["Putin", "Who is John Kirby?", "Was ist in Graz los?", "why is Putin visiting Pyongyang", "为什么？", "G7?"],
)
def test_a_name_or_a_subject_asks_something(question: str) -> None:
    assert not asks_nothing(question)


@pytest.mark.parametrize("text", ["How are you?", "hello", "Guten Morgen!", "Wie geht es dir?", "What can you do?"])
def test_a_greeting_is_told_from_a_question(text: str) -> None:
    assert courtesy_of(text) == "greeting"


@pytest.mark.parametrize(
    "text", ["thanks", "Vielen Dank!", "ok, thank you very much", "Merci", "Danke, das war hilfreich!"]
)
def test_thanks_are_told_from_a_question(text: str) -> None:
    assert courtesy_of(text) == "thanks"


@pytest.mark.parametrize(
    "text",
    ["why?", "und wann?", "???", "Thanks to whom was the bridge built?", "yes"],
)
def test_everything_else_is_no_courtesy(text: str) -> None:
    assert courtesy_of(text) is None
