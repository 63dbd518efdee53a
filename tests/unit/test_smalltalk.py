import pytest

from assistant.smalltalk import asks_nothing


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
