"""Points follow from facts and published weights, and add up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exhibitors.scoring import CriterionKind, Facts, score

K = CriterionKind
FACTS = st.builds(
    Facts,
    stars=st.sampled_from([0, 3, 4, 5]),
    certificates=st.integers(0, 9),
    products=st.integers(0, 30),
    papers_wanted=st.just(3),
    papers_accepted=st.integers(0, 3),
    is_first_timer=st.booleans(),
    is_priority=st.booleans(),
    is_commune=st.booleans(),
    is_local=st.booleans(),
)


@pytest.mark.parametrize(
    ("kind", "facts", "points"),
    [
        (K.OCOP, {"stars": 0}, 0),
        (K.OCOP, {"stars": 3}, 60),
        (K.OCOP, {"stars": 5}, 100),
        (K.CERTIFICATES, {"certificates": 1}, 33),
        (K.CERTIFICATES, {"certificates": 9}, 100),
        (K.PRODUCTS, {"products": 2}, 40),
        (K.PAPERS, {"papers_wanted": 3, "papers_accepted": 2}, 67),
        (K.PAPERS, {}, 100),
        (K.FIRST_TIMER, {"is_first_timer": True}, 100),
        (K.PRIORITY, {}, 0),
        (K.COMMUNE, {"is_commune": True}, 100),
        (K.LOCAL, {"is_local": True}, 100),
    ],
)
def test_each_criterion_has_its_share(kind: K, facts: dict[str, Any], points: int) -> None:
    assert score(Facts(**facts), [(kind, 7)]).points == points


def test_half_a_point_is_rounded_up() -> None:
    facts = Facts(is_local=True)

    assert score(facts, [(K.LOCAL, 1), (K.COMMUNE, 1)]).points == 50
    assert score(facts, [(K.LOCAL, 1), (K.COMMUNE, 7)]).points == 13  # 12.5


def test_without_criteria_there_are_no_points() -> None:
    assert score(Facts(stars=5), []).points == 0


@given(FACTS, st.lists(st.tuples(st.sampled_from(list(K)), st.integers(1, 100)), min_size=1))
def test_points_lie_between_nothing_and_a_hundred(facts: Facts, criteria: Any) -> None:
    found = score(facts, criteria)

    assert 0 <= found.points <= 100
    assert all(0 <= part.share <= 1 for part in found.parts)
