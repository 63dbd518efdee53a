from assistant.reranking import best_first
from tests.unit.building import make_candidate, make_entry


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
