from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import WEIGHTS, Signals, to_bonus, to_confidence

SIGNALS = st.builds(
    Signals,
    score=st.floats(-2, 2),
    across_languages=st.booleans(),
    found=st.integers(0, 20),
    missing=st.integers(0, 20),
    question_chars=st.integers(0, 2_000),
)
USUAL = Signals(score=1.62, across_languages=False, found=1, missing=1, question_chars=45)


@given(SIGNALS)
def test_a_confidence_lies_between_0_and_1(signals: Signals) -> None:
    assert 0 <= to_confidence(signals) <= 1


@given(SIGNALS, st.floats(0, 1))
def test_a_higher_score_is_never_less_sure(signals: Signals, more: float) -> None:
    assert to_confidence(replace(signals, score=signals.score + more)) >= to_confidence(signals)


@given(SIGNALS, st.integers(1, 5))
def test_a_name_found_is_never_less_sure_and_a_name_missing_never_surer(signals: Signals, more: int) -> None:
    assert to_confidence(replace(signals, found=signals.found + more)) >= to_confidence(signals)
    assert to_confidence(replace(signals, missing=signals.missing + more)) <= to_confidence(signals)


@given(SIGNALS)
def test_the_same_score_says_more_across_languages_where_cosines_are_smaller(signals: Signals) -> None:
    here, across = (to_confidence(replace(signals, across_languages=each)) for each in (False, True))
    assert across >= here


@given(signals=SIGNALS, more=st.floats(0.01, 0.5))
def test_a_score_that_stands_out_says_more(signals: Signals, more: float) -> None:
    assert to_confidence(replace(signals, margin=signals.margin + more)) >= to_confidence(signals)


@given(SIGNALS, SIGNALS)
def test_scores_with_their_bonus_rank_passages_by_the_odds_that_they_answer(one: Signals, other: Signals) -> None:
    other = replace(other, question_chars=one.question_chars)
    first, second = (each.score + to_bonus(each) for each in (one, other))
    if first > second:
        assert to_confidence(one) >= to_confidence(other)
    else:
        assert to_confidence(one) <= to_confidence(other)


def test_a_bonus_needs_no_score_and_is_worth_little_against_it() -> None:
    assert to_bonus(replace(USUAL, score=-2)) == to_bonus(replace(USUAL, score=2))
    assert to_bonus(replace(USUAL, found=0, missing=0)) == 0
    assert to_bonus(replace(USUAL, found=2)) > 0 > to_bonus(replace(USUAL, found=0, missing=2))


def test_every_signal_makes_a_difference() -> None:
    changed = [
        replace(USUAL, score=1.63),
        replace(USUAL, across_languages=True),
        replace(USUAL, found=2),
        replace(USUAL, missing=2),
        replace(USUAL, question_chars=90),
    ]
    assert len({to_confidence(each) for each in [USUAL, *changed]}) == 1 + len(changed)
    assert len(WEIGHTS) == len(USUAL.to_features())


def test_names_decide_between_questions_of_like_score() -> None:
    named = replace(USUAL, score=1.6, found=2, missing=0)
    unnamed = replace(USUAL, score=1.6, found=0, missing=2)
    assert to_confidence(named) - to_confidence(unnamed) > 0.05


def test_a_hopeless_and_a_perfect_match_are_told_apart_for_sure() -> None:
    assert to_confidence(replace(USUAL, score=1.3, found=0, missing=1)) < 0.01
    assert to_confidence(replace(USUAL, score=1.85, found=2, missing=0)) > 0.99
