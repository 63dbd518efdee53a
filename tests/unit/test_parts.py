import pytest

from assistant.parts import MOST_PARTS, split_question


@pytest.mark.parametrize(
    "question",
    [
        "",
        "why is Putin visiting Pyongyang",
        "Who are Kim Jong-un and Vladimir Putin?",
        "Was verlangen Serbien, Ungarn und Österreich von der Kommission?",
    ],
)
def test_a_question_for_one_thing_has_no_parts(question: str) -> None:
    assert split_question(question) == ()


def test_a_question_for_several_things_is_parted_at_its_joints() -> None:
    question = (
        "What did the company tell its investors in June, while the report by Wired found what, "
        "and how did the regulator answer them?"
    )
    assert split_question(question) == (
        "What did the company tell its investors in June",
        "while the report by Wired found what",
        "and how did the regulator answer them?",
    )


def test_german_questions_are_parted_too() -> None:
    question = "Wer hat den Vertrag in Wien unterschrieben und wann soll er in Kraft treten?"
    assert split_question(question) == (
        "Wer hat den Vertrag in Wien unterschrieben",
        "und wann soll er in Kraft treten?",
    )


def test_a_short_piece_stays_with_what_stands_before_it() -> None:
    question = "What was said about trade by Fortune, The Verge, and Wired, and who disagreed with that in the end?"
    assert split_question(question) == (
        "What was said about trade by Fortune, The Verge, and Wired",
        "and who disagreed with that in the end?",
    )


def test_parts_are_few() -> None:
    assert len(split_question(" and ".join(["what is said of this one"] * 20))) == MOST_PARTS
