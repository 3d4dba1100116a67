"""The measures give the textbook's numbers."""

import pytest

from matchmaking.evaluation.metrics import coverage, dcg_at, gini, ndcg_at, precision_at, recall_at


def test_precision_and_recall_count_the_first_places() -> None:
    ranked, relevant = ["a", "x", "b", "y"], {"a", "b", "c"}

    assert precision_at(ranked, relevant, 2) == 0.5
    assert precision_at(["a"], relevant, 4) == 0.25
    assert recall_at(ranked, relevant, 4) == pytest.approx(2 / 3)
    assert recall_at(ranked, set(), 4) == 0.0


def test_the_gain_of_the_published_example() -> None:
    # Järvelin and Kekäläinen's grades with the logarithm that starts at the second place.
    ranked, judged = [3, 2, 3, 0, 1, 2], [3, 3, 3, 2, 2, 2, 1, 0]
    assert dcg_at(ranked, 6) == pytest.approx(6.861, abs=1e-3)
    assert ndcg_at(ranked, judged, 6) == pytest.approx(0.785, abs=1e-3)


def test_the_best_order_has_gain_one_and_nothing_relevant_zero() -> None:
    assert ndcg_at([1.0, 0.5], [0.5, 1.0, 0.0], 10) == 1.0
    assert ndcg_at([0, 0], [0, 0], 10) == 0.0


def test_coverage_is_the_share_of_offers_shown() -> None:
    assert coverage([["a", "b"], ["a"]], {"a", "b", "c", "d"}) == 0.5
    assert coverage([], set()) == 0.0


def test_gini_is_zero_for_equals_and_near_one_for_a_winner_who_takes_all() -> None:
    assert gini([2, 2, 2]) == pytest.approx(0.0)
    assert gini([0, 0, 0, 1]) == 0.75
    assert gini([0, 0]) == 0.0
