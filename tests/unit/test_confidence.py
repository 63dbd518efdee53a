from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import WEIGHTS, Signals, to_confidence

SIGNALS = st.builds(Signals, score=st.floats(-2, 2), question_chars=st.integers(0, 2_000), margin=st.floats(-0.2, 0.6))
USUAL = Signals(score=1.3, question_chars=45)


@given(SIGNALS)
def test_a_confidence_lies_between_0_and_1(signals: Signals) -> None:
    assert 0 <= to_confidence(signals) <= 1


@given(SIGNALS, st.floats(0, 1))
def test_a_higher_score_is_never_less_sure(signals: Signals, more: float) -> None:
    assert to_confidence(replace(signals, score=signals.score + more)) >= to_confidence(signals)


@given(signals=SIGNALS, more=st.floats(0.01, 0.5))
def test_a_score_that_stands_out_says_more(signals: Signals, more: float) -> None:
    assert to_confidence(replace(signals, margin=signals.margin + more)) >= to_confidence(signals)


@pytest.mark.parametrize("change", [{"score": 1.31}, {"question_chars": 90}, {"margin": 0.12}])
def test_every_signal_makes_a_difference(change: dict[str, float]) -> None:
    assert to_confidence(replace(USUAL, **change)) != to_confidence(USUAL)  # type: ignore[arg-type]
    assert len(WEIGHTS) == len(USUAL.to_features())


def test_a_hopeless_and_a_perfect_match_are_told_apart_for_sure() -> None:
    assert to_confidence(replace(USUAL, score=1.0)) < 0.01
    assert to_confidence(replace(USUAL, score=1.6)) > 0.99
