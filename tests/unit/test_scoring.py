import pytest

from assistant.scoring import (
    answered_at,
    auroc,
    calibration_error,
    hit,
    mean,
    percentile,
    recall,
    reciprocal_rank,
    to_bins,
)

RANKED = ["a", "b", "c", "d"]


def test_a_rank_counts_from_one_and_the_best_gold_article_counts() -> None:
    assert reciprocal_rank(RANKED, ["a"]) == 1
    assert reciprocal_rank(RANKED, ["d", "c"]) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, ["z"]) == 0
    assert reciprocal_rank([], ["a"]) == 0


def test_a_hit_is_one_gold_article_among_the_first() -> None:
    assert hit(RANKED, ["c", "z"], 3)
    assert not hit(RANKED, ["c"], 2)


def test_recall_is_the_share_of_the_gold_articles() -> None:
    assert recall(RANKED, ["a", "c", "z"], 10) == pytest.approx(2 / 3)
    assert recall(RANKED, ["a", "c"], 2) == 0.5
    assert recall(RANKED, ["b", "b"], 2) == 1


def test_auroc_counts_ties_half() -> None:
    # Pairs: 0.9 beats 0.8 and 0.3; 0.8 ties with 0.8 and beats 0.3; 0.1 beats none: 3.5 of 6.
    assert auroc([0.9, 0.8, 0.1], [0.8, 0.3]) == pytest.approx(3.5 / 6)
    assert auroc([1.0], [0.0]) == 1
    assert auroc([0.0], [1.0]) == 0
    assert auroc([0.5, 0.5], [0.5]) == 0.5


def test_auroc_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    yes = [(37 * index % 101) / 100 for index in range(60)]
    no = [(53 * index % 97) / 130 for index in range(45)]
    assert auroc(yes, no) == pytest.approx(roc_auc_score([1] * 60 + [0] * 45, yes + no))


def test_what_needs_both_kinds_says_nothing_without_one() -> None:
    assert auroc([0.5], []) is auroc([], [0.5]) is None
    assert answered_at([0.5], []) is answered_at([], [0.5]) is None


def test_the_threshold_at_five_percent_refuses_one_of_twenty() -> None:
    answerable = [index / 20 for index in range(20)]  # the least, 0.0, is refused: the threshold is 0.05
    assert answered_at(answerable, [0.0, 0.04, 0.05, 0.9]) == 0.5
    assert answered_at([0.5], [0.4, 0.5]) == 0.5


def test_a_bin_holds_its_lower_end_and_the_last_one_also_one() -> None:
    bins = to_bins([0.1, 0.19, 0.95, 1.0], [True, False, True, True])
    assert [(each.low, each.high) for each in bins][:2] == [(0.0, 0.1), (0.1, 0.2)]
    assert [each.questions for each in bins] == [0, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[1].confidence == pytest.approx(0.145)
    assert (bins[1].answerable, bins[9].answerable) == (0.5, 1)
    assert bins[0].confidence is bins[0].answerable is None


def test_the_calibration_error_is_a_mean_over_questions() -> None:
    # Bin 1: |0.145 - 0.5| for 2 of 3 questions; bin 9: |0.95 - 1| for 1 of 3.
    bins = to_bins([0.1, 0.19, 0.95], [True, False, True])
    assert calibration_error(bins) == pytest.approx((2 * 0.355 + 0.05) / 3)
    assert calibration_error(to_bins([], [])) is None


def test_means_and_percentiles_of_nothing_say_nothing() -> None:
    assert mean([]) is percentile([], 50) is None
    assert mean([True, False, False, True]) == 0.5
    assert percentile([1, 2, 3, 4], 50) == 2.5
    assert percentile(list(range(101)), 95) == 95
