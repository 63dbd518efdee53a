from dataclasses import replace

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ranking import (
    Matches,
    estimate_match,
    estimate_sentence_match,
    match_tokens,
    match_words,
    to_quote_score,
    to_score,
)
from assistant.weights import Vectors
from tests.unit.building import make_candidate


def rows(*vectors: tuple[float, float]) -> Vectors:
    return numpy.array(vectors, dtype=numpy.float32).reshape(-1, 2)


EAST, NORTH = (1.0, 0.0), (0.0, 1.0)
EVEN = numpy.ones(2, dtype=numpy.float32)


def test_each_token_of_the_question_takes_its_nearest_in_the_passage() -> None:
    found = match_tokens(rows(EAST, NORTH), EVEN, [rows(EAST, (0.6, 0.8)), rows((0.8, 0.6))])
    assert found.whole == pytest.approx((1 + 0.8) / 2)
    assert found.parts == pytest.approx(((1 + 0.8) / 2, (0.8 + 0.6) / 2))


def test_a_sentence_takes_the_tokens_of_the_one_before_it_along_where_both_are_asked_for() -> None:
    gap = rows()
    found = match_tokens(rows(EAST, NORTH), EVEN, [gap, rows(EAST), gap, rows((0.6, 0.8)), gap, rows((0.0, -1.0)), gap])
    assert found.parts[1::2] == pytest.approx((0.5, 0.7, -0.5))
    assert found.pairs[1::2] == pytest.approx((0.5, 0.9, 0.7))


def test_tokens_count_by_what_they_tell() -> None:
    weights = numpy.array([3, 1], dtype=numpy.float32)
    assert match_tokens(rows(EAST, NORTH), weights, [rows(EAST)]).whole == pytest.approx(0.75)


def test_a_part_without_tokens_matches_nothing_and_spoils_nothing() -> None:
    found = match_tokens(rows(EAST, NORTH), EVEN, [rows(), rows(EAST)])
    assert (found.whole, found.parts) == (0.5, (0.0, 0.5))


@pytest.mark.parametrize(("question", "parts"), [(rows(), [rows(EAST)]), (rows(EAST), [rows()]), (rows(EAST), [])])
def test_where_there_are_no_tokens_nothing_matches(question: Vectors, parts: list[Vectors]) -> None:
    weights = numpy.ones(len(question), dtype=numpy.float32)
    none = (0.0,) * len(parts)
    assert match_tokens(question, weights, parts) == Matches(0.0, none, none)


UNIT = st.floats(-1, 1)


@given(UNIT, UNIT, UNIT, st.floats(0, 0.5))
def test_more_of_any_evidence_never_scores_less(passage: float, sentence: float, match: float, more: float) -> None:
    for score in (to_score, to_quote_score):
        before = score(passage, sentence, match)
        assert min(score(passage + more, sentence, match), score(passage, sentence + more, match)) >= before
        assert score(passage, sentence, match + more) >= before


def test_a_passage_whose_tokens_were_not_compared_scores_as_its_cosines_let_expect() -> None:
    compared = make_candidate(("Es regnet.", 0.8), ("Es schneit.", 0.82), cosine=0.84)
    passage = replace(compared, sentence_matches=())
    assert passage.score == to_score(0.84, 0.82, estimate_match(0.84, 0.82))
    assert passage.quote_scores() == [
        to_quote_score(passage.score, cosine, estimate_sentence_match(0.84, cosine)) for cosine in (0.8, 0.82)
    ]


def test_a_text_with_the_questions_words_matches_best_and_rare_words_tell_most() -> None:
    texts = ["The bridge was closed on Monday.", "The bridge was opened by engineers.", "The town has a bridge."]
    closed, opened, town = match_words("When was the bridge closed?", texts)
    assert closed > opened > town > 0


def test_words_are_compared_whole_and_without_case() -> None:
    assert match_words("BRÜCKE", ["Die Brücke.", "Der Brückenbau."])[0] > 0
    assert match_words("BRÜCKE", ["Die Brücke.", "Der Brückenbau."])[1] == 0


def test_short_words_do_not_count_unless_they_are_numbers() -> None:
    assert match_words("is it 5?", ["it is so", "number 5"])[0] == 0
    assert match_words("is it 5?", ["it is so", "number 5"])[1] > 0


def test_there_may_be_nothing_to_match() -> None:
    assert match_words("bridge", []) == []
    assert match_words("", ["", "text"]) == [0, 0]
