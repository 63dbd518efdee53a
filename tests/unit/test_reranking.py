from dataclasses import replace

import numpy

from assistant.candidates import Candidate
from assistant.engine import EmbeddedQuestion
from assistant.reranking import Asked, best_first, rank_passages
from tests.doors.fakes import WordEmbeddings
from tests.unit.building import make_candidate, make_entry


def rank(question: str, *passages: Candidate, language: str = "de") -> list[Candidate]:
    """Passages in the order in which they answer, by an engine without vectors of tokens; some are far from it."""
    far = [make_candidate(("Nichts.", 0.1), entry=make_entry(f"fern-{number}", title="Anderes")) for number in range(8)]
    found = _rank(question, *passages, *far, language=language)
    return [each for each in found if not each.entry.id.startswith("fern")]


def _rank(question: str, *passages: Candidate, language: str) -> list[Candidate]:
    asked = Asked(question, language, EmbeddedQuestion(numpy.ones(2, dtype=numpy.float32)))
    return rank_passages(asked, [replace(each, sentence_matches=()) for each in passages], WordEmbeddings())


def test_of_passages_equally_near_the_one_with_the_questions_words_comes_first() -> None:
    rain = make_candidate(("Gestern regnete es stark.", 0.9), entry=make_entry("regen", title="Wetter"))
    snow = make_candidate(("Gestern schneite es stark.", 0.9), entry=make_entry("schnee", title="Wetter"))
    assert [each.entry.id for each in rank("wann schneite es?", rain, snow)] == ["schnee", "regen"]
    assert [each.entry.id for each in rank("wann regnete es?", rain, snow)] == ["regen", "schnee"]


def test_words_in_common_do_not_raise_the_questions_language_over_others() -> None:
    german = make_candidate(("Gestern schneite es stark.", 0.9), entry=make_entry("schnee", title="Wetter"))
    english = make_candidate(("It snowed heavily.", 0.9), entry=make_entry("snow", title="Weather", language="en"))
    with_words, without = (rank(question, german, english) for question in ("schneite gestern?", "niesel?"))
    scores = [{each.entry.id: each.score for each in ranked} for ranked in (with_words, without)]
    assert scores[0]["snow"] == scores[1]["snow"]
    assert scores[0]["schnee"] == scores[1]["schnee"]


def test_among_a_handful_of_passages_words_count_for_nothing() -> None:
    snow = make_candidate(("Gestern schneite es stark.", 0.9), entry=make_entry("schnee", title="Wetter"))
    sun = make_candidate(("Gestern schien die Sonne.", 0.9), entry=make_entry("sonne", title="Wetter"))
    scores = {each.entry.id: each.score for each in _rank("wann schneite es?", snow, sun, language="de")}
    assert scores["schnee"] == scores["sonne"]


def test_nothing_found_is_nothing_ranked() -> None:
    assert _rank("wann schneite es?", language="de") == []


def test_the_higher_score_comes_first_however_old() -> None:
    old = make_candidate(("Es regnet.", 0.9), entry=make_entry("old", published="2019-05-01"))
    new = make_candidate(("Es schneit.", 0.8), entry=make_entry("new", published="2024-05-01"))
    assert best_first([new, old]) == [old, new]


def test_between_equal_matches_the_newer_article_comes_first() -> None:
    dates = [None, "2024-05-01", "2024-05", "2024-06", "2019"]
    passages = [make_candidate(("Es regnet.", 0.9), entry=make_entry(str(date), published=date)) for date in dates]
    found = [each.entry.published for each in best_first(passages)]
    assert found == ["2024-06", "2024-05-01", "2024-05", "2019", None]


def test_where_nothing_else_tells_them_apart_the_order_is_always_the_same() -> None:
    one, other = (make_candidate(("Es regnet.", 0.9), entry=make_entry(id_)) for id_ in "ab")
    assert best_first([one, other]) == best_first([other, one])
