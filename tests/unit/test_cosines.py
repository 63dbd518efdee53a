from dataclasses import replace

import numpy
import pytest

from assistant.cosines import (
    AS_IT_IS,
    BUILT_IN_LEVELS,
    Levels,
    Line,
    Scale,
    fit_scale,
    probes_asked,
    probes_told,
    scale_of,
    to_levels,
)
from assistant.fetching import MOST_CHARS, MOST_TEXTS
from assistant.probes import ENGLISH, GERMAN
from tests.doors.fakes import WordEmbeddings
from tests.unit.building import make_candidate, make_entry

LINES = Scale((Line(0.1, 0.5), Line(0.2, 0.5), Line(0.3, 0.5), Line(0.4, 0.5)))


def spread(start: float, slope: float) -> Levels:
    """The levels of a model whose cosines lie on a line over those of the built-in one."""
    return replace(BUILT_IN_LEVELS, means=start + slope * BUILT_IN_LEVELS.means)


def test_the_reports_are_the_same_in_both_languages_and_every_probe_is_another_text() -> None:
    assert len(GERMAN) == len(ENGLISH) == 16
    probes = [*probes_asked(), *probes_told()]
    assert len(set(probes)) == len(probes) == 12 * len(GERMAN)


@pytest.mark.parametrize("probes", [probes_asked(), probes_told()])
def test_probes_of_a_kind_go_into_one_request(probes: list[str]) -> None:
    assert len(probes) <= MOST_TEXTS
    assert sum(map(len, probes)) <= MOST_CHARS


@pytest.mark.parametrize(("start", "slope"), [(-2.4, 3.2), (0.5, 0.5), (-0.3, 1.0)])
def test_a_known_distortion_is_undone(start: float, slope: float) -> None:
    scale = fit_scale(spread(start, slope))
    for language in ("de", "en", "fr"):
        within = scale.between(language, language)
        assert within is not None
        assert within.of(start + slope * 0.83) == pytest.approx(0.83, abs=1e-6)
        across = scale.between(language, "it")
        assert across is not None
        assert across.of(start + slope * 0.78) == pytest.approx(0.78, abs=1e-6)


def test_cosines_of_the_built_in_model_and_of_the_same_one_elsewhere_stay_as_they_are() -> None:
    assert fit_scale(BUILT_IN_LEVELS) == fit_scale(spread(0.004, 1.0)) == AS_IT_IS
    found = make_candidate(("Der Hafen bleibt zu.", 0.81))
    assert found.on(AS_IT_IS, "de") is found


def test_a_model_that_knows_one_language_is_flatter_in_the_other_and_between_the_two() -> None:
    english_only = numpy.array([[0.3, 0.4], [0.4, 1.0]])
    levels = replace(spread(-2.4, 3.2), contrast=BUILT_IN_LEVELS.contrast * english_only)
    of_german, to_english, of_english, english = fit_scale(levels).lines
    assert english.slope == pytest.approx(1 / 3.2, rel=0.05)
    assert of_german.slope < to_english.slope < english.slope / 3
    assert of_english.slope == pytest.approx(to_english.slope)


def test_a_model_that_tells_nothing_apart_is_near_to_nothing() -> None:
    asked, told = (numpy.full((len(each), 4), 0.5, numpy.float32) for each in (probes_asked(), probes_told()))
    scale = fit_scale(to_levels(asked, told))
    assert {line.slope for line in scale.lines} == {0.0}
    assert all(0.70 < line.of(1.0) < 0.82 for line in scale.lines)


def test_levels_tell_the_own_report_from_one_on_the_like_and_from_others() -> None:
    fake = WordEmbeddings()
    asked, told = (numpy.array(fake.embed_documents(each), numpy.float32) for each in (probes_asked(), probes_told()))
    levels = to_levels(asked, told)
    assert levels.means.shape == BUILT_IN_LEVELS.means.shape
    assert levels.contrast[0, 0] > 2 * levels.contrast[0, 1]
    assert levels.contrast[1, 1] > 2 * levels.contrast[1, 0]
    questions, reports = asked[32:48], told[64:80]  # those in English
    cosines = questions @ reports.T
    like = [cosines[place, place ^ 1] for place in range(16)]
    own, on_the_like, others = levels.means[1, 1, 0, 0].tolist()
    assert own == pytest.approx(float(cosines.trace()) / 16)
    assert on_the_like == pytest.approx(float(numpy.mean(like)))
    assert 14 * others + own + on_the_like == pytest.approx(float(cosines.sum()) / 16)


def test_each_line_is_for_the_languages_of_question_and_text() -> None:
    pairs = [("de", "de"), ("de", "en"), ("en", "de"), ("en", "en"), ("fr", "fr"), ("fr", "de"), ("en", "fr")]
    lines = [LINES.between(*pair) for pair in pairs]
    assert [line and line.start for line in lines] == [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3]
    assert (LINES.between("de", None), LINES.between("en", None)) == (LINES.lines[0], LINES.lines[3])
    assert AS_IT_IS.between("de", "en") is None


def test_a_passage_is_brought_to_the_scale_with_all_its_sentences() -> None:
    german = make_candidate(("Der Hafen bleibt zu.", 0.4), ("Er friert.", -0.2), entry=make_entry(language="de"))
    found = german.on(LINES, "en")
    assert found.cosine == pytest.approx(0.3 + 0.5 * german.cosine)
    assert found.sentence_cosines == pytest.approx((0.5, 0.2))


def test_no_cosine_is_above_one() -> None:
    assert (Line(0.8, 0.5).of(1.0), Line(-2.0, 0.5).of(-1.0)) == (1.0, -1.0)


def test_what_does_not_say_is_taken_as_it_is() -> None:
    assert scale_of(WordEmbeddings()) is AS_IT_IS
