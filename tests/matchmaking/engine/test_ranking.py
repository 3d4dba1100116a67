"""Gates remove, bonuses are explained, and the shown score stays the sum of its reasons."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine import (
    Certificate,
    Demand,
    Exclusion,
    Reason,
    Recommendation,
    Supply,
    best_by_exhibitor,
    exclusion,
    judge,
    judge_all,
)

DAY = date(2026, 11, 24)
HIT = Recommendation("P", 0.8, (Reason("tag", "TEA", 0.5), Reason("word", "chè", 0.3)))
OFFER = Supply("P", "maker")
NEED = Demand("buyer", DAY)
JANUARY, MAY, JUNE = 1, 1 << 4, 1 << 5


def kinds(hit: Recommendation | None) -> list[str]:
    assert hit is not None
    return [reason.kind for reason in hit.reasons]


@pytest.mark.parametrize(
    ("supply", "demand", "gate"),
    [
        (replace(OFFER, owner_id="buyer"), NEED, Exclusion.OWN),
        (OFFER, replace(NEED, dismissed=frozenset({"maker"})), Exclusion.DISMISSED),
        (OFFER, replace(NEED, countries=frozenset({"LA"})), Exclusion.COUNTRY),
        (OFFER, replace(NEED, ocop_stars=3), Exclusion.OCOP),
        (
            replace(OFFER, ocop_stars=4, ocop_valid_until=DAY - timedelta(days=1)),
            replace(NEED, ocop_stars=3),
            Exclusion.OCOP,
        ),
        (OFFER, replace(NEED, certificates=frozenset({"vietgap"})), Exclusion.CERTIFICATE),
        (
            replace(OFFER, certificates=(Certificate("vietgap", DAY - timedelta(days=1)),)),
            replace(NEED, certificates=frozenset({"vietgap"})),
            Exclusion.CERTIFICATE,
        ),
    ],
)
def test_a_gate_removes_and_says_which_it_was(
    supply: Supply, demand: Demand, gate: Exclusion
) -> None:
    assert exclusion(supply, demand) is gate
    assert judge(HIT, supply, demand) is None


def test_certificate_and_stars_hold_on_their_last_day() -> None:
    supply = replace(
        OFFER,
        certificates=(Certificate("vietgap", DAY),),
        ocop_stars=4,
        ocop_valid_until=DAY,
    )
    demand = replace(NEED, certificates=frozenset({"vietgap"}), ocop_stars=4)

    assert exclusion(supply, demand) is None
    assert {"certificate", "ocop", "certificate_expires"} <= set(kinds(judge(HIT, supply, demand)))


def test_a_certificate_that_is_only_wished_for_gives_a_caution_without_a_share() -> None:
    demand = replace(NEED, certificates=frozenset({"halal"}), strict_certificates=False)

    hit = judge(HIT, OFFER, demand)

    assert hit is not None
    assert hit.reasons[-1] == Reason("certificate_missing", "halal", 0.0)


@pytest.mark.parametrize(
    ("capacity", "unit", "volume", "kind"),
    [
        (1000, "kg", 1, "volume_fits"),
        (2, "tonne", 2000, None),
        (500, "kg", 1, "volume_part"),
        (100, "kg", 1, None),
        (1000, "box", 1, None),
    ],
)
def test_volume_is_compared_in_the_same_unit_or_not_at_all(
    capacity: float, unit: str, volume: float, kind: str | None
) -> None:
    supply = replace(OFFER, capacity_per_month=capacity, unit=unit)

    found = kinds(judge(HIT, supply, replace(NEED, volume_per_month=volume, unit="tonne")))

    assert [one for one in found if one.startswith("volume")] == ([kind] if kind else [])


def test_the_season_counts_by_the_months_that_overlap() -> None:
    demand = replace(NEED, months=MAY | JUNE)

    half = judge(HIT, replace(OFFER, months=MAY | JANUARY), demand)
    whole = judge(HIT, replace(OFFER, months=MAY | JUNE), demand)

    assert half is not None
    assert whole is not None
    assert [reason.term for reason in half.reasons if reason.kind == "season_overlaps"] == ["5"]
    assert [reason.term for reason in whole.reasons if reason.kind == "season_overlaps"] == ["5, 6"]
    assert half.score < whole.score


@given(
    text=st.floats(1e-6, 1),
    capacity=st.one_of(st.none(), st.floats(0.1, 1e6)),
    months=st.integers(0, 4095),
    stars=st.integers(0, 5),
    wanted=st.builds(
        replace,
        st.just(NEED),
        volume_per_month=st.one_of(st.none(), st.floats(0.1, 1e6)),
        months=st.integers(0, 4095),
        certificates=st.sampled_from([frozenset(), frozenset({"vietgap"})]),
        strict_certificates=st.booleans(),
    ),
)
def test_the_score_stays_in_the_unit_interval_and_is_the_sum_of_its_reasons(
    text: float, capacity: float | None, months: int, stars: int, wanted: Demand
) -> None:
    supply = replace(
        OFFER,
        capacity_per_month=capacity,
        months=months,
        ocop_stars=stars,
        ocop_valid_until=DAY,
        certificates=(Certificate("vietgap"),),
    )
    hit = judge(Recommendation("P", text, (Reason("tag", "TEA", text),)), supply, wanted)

    assert hit is not None
    assert 0 < hit.score <= 1 + 1e-9
    assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-6)


def test_papers_and_seasons_never_make_an_unrelated_product_look_right() -> None:
    demand = replace(NEED, months=MAY)
    weak = Recommendation("weak", 0.1, (Reason("tag", "TEA", 0.1),))
    good = replace(OFFER, offer_id="weak", months=MAY, ocop_stars=5, ocop_valid_until=DAY)

    ranked = judge_all([weak, HIT], {"weak": good, "P": OFFER}, demand)

    assert [hit.offer_id for hit in ranked] == ["P", "weak"]


def test_judging_all_leaves_out_what_a_gate_removes() -> None:
    ranked = judge_all([HIT], {"P": OFFER}, replace(NEED, dismissed=frozenset({"maker"})))

    assert ranked == []


def test_exhibitors_are_ranked_by_their_best_product_with_the_best_inside() -> None:
    def hit(offer: str, score: float) -> Recommendation:
        return Recommendation(offer, score, (Reason("tag", "TEA", score),))

    hits = [hit("a1", 0.5), hit("b1", 0.9), hit("a2", 0.7), hit("a3", 0.1), hit("a1", 0.6)]

    matches = best_by_exhibitor(hits, lambda offer: offer[0], products=2)

    assert [(match.owner_id, match.score) for match in matches] == [("b", 0.9), ("a", 0.7)]
    assert [[one.offer_id for one in match.products] for match in matches] == [["b1"], ["a2", "a1"]]
    assert matches[1].products[1].score == 0.6
