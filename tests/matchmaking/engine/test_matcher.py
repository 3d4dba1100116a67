"""The matcher ranks as an obvious slow version would, and its reasons add up to its scores."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from matchmaking.engine import Matcher, Need, Offer, load_taxonomy
from matchmaking.engine.kernels import best_of

VOCABULARY = (
    "chè trà tea xanh Shan tuyết mật ong honey rừng cà phê coffee sấy dẻo hữu cơ organic tra ca "
    "dứa dừa quế khô 茶 ABC 12 🍵 và the"
)
WORDS = st.sampled_from(list(VOCABULARY.replace("  ", " ").split(" ")))
TEXTS = st.lists(WORDS, max_size=7).map(" ".join)
OFFERS: st.SearchStrategy[list[dict[str, str]]] = st.lists(
    st.builds(dict, name_vi=TEXTS, name_en=TEXTS, tags=st.sampled_from(["", "TEA", "HON.FOREST"])),
    max_size=12,
)
NEEDS: st.SearchStrategy[list[dict[str, str]]] = st.lists(
    st.builds(dict, title_vi=TEXTS, title_en=TEXTS), max_size=4
)


def numbered(records: list[dict[str, str]], letter: str) -> list[dict[str, str]]:
    return [{"id": f"{letter}{at}", **record} for at, record in enumerate(records)]


@settings(deadline=None, max_examples=60)
@given(offers=OFFERS, needs=NEEDS, top_n=st.integers(1, 15), taxonomy=st.booleans())
def test_the_fast_ranking_is_the_obvious_one(
    offers: list[dict[str, str]], needs: list[dict[str, str]], top_n: int, taxonomy: bool
) -> None:
    matcher = Matcher(top_n=top_n, taxonomy="shared" if taxonomy else None).fit(
        numbered(offers, "P")
    )

    lists = matcher.recommend(numbered(needs, "N"))

    queries, rows = matcher.transform(numbered(needs, "N")).toarray(), matcher.offers_.toarray()
    assert len(lists) == len(needs)
    for query, hits in zip(queries, lists, strict=True):
        scores = [round(float(sum(query * row)), 9) for row in rows]
        order = sorted(
            (at for at, score in enumerate(scores) if score > 0), key=lambda at: -scores[at]
        )
        assert [hit.offer_id for hit in hits] == [f"P{at}" for at in order[:top_n]]


@settings(deadline=None, max_examples=60)
@given(offers=OFFERS, needs=NEEDS)
def test_scores_lie_in_the_unit_interval_and_are_the_sum_of_their_reasons(
    offers: list[dict[str, str]], needs: list[dict[str, str]]
) -> None:
    lists = Matcher().fit(numbered(offers, "P")).recommend(numbered(needs, "N"))

    for hit in (hit for hits in lists for hit in hits):
        assert 0 < hit.score <= 1 + 1e-9
        assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-6)
        assert all(reason.share > 0 for reason in hit.reasons)


def test_the_reasons_of_every_shared_suggestion_add_up(matcher: Matcher, needs: list[Need]) -> None:
    hits = [hit for hits in matcher.recommend(needs) for hit in hits]

    worst = max(abs(hit.score - sum(reason.share for reason in hit.reasons)) for hit in hits)

    assert len(hits) > 400
    assert worst < 1e-6


def test_equal_scores_keep_the_offers_order() -> None:
    offers = [{"id": name, "name_vi": "Mật ong rừng"} for name in "DBAC"]

    hits = Matcher().fit(offers).recommend([{"id": "N", "title_vi": "mật ong"}])[0]

    assert [hit.offer_id for hit in hits] == ["D", "B", "A", "C"]


def test_the_best_few_are_exact_also_where_many_scores_are_equal() -> None:
    scores = np.array([0.5, 0.5 + 1e-12, 0.9, 0.5, 1e-12])

    columns, best = best_of(scores, np.array([7, 3, 9, 1, 0]), 3)

    assert columns.tolist() == [9, 1, 3]
    assert best.tolist() == [0.9, 0.5, 0.5]


def test_a_need_for_a_group_is_fully_met_by_each_of_its_members() -> None:
    offers = [{"id": tag, "tags": tag} for tag in ("TEA.SHAN.GRN", "TEA.BLK", "HON.FOREST")]

    hits = Matcher().fit(offers).recommend([{"id": "N", "tags": "TEA"}])[0]

    assert [(hit.offer_id, hit.score) for hit in hits] == [("TEA.SHAN.GRN", 1.0), ("TEA.BLK", 1.0)]


def test_a_need_for_one_tag_ranks_it_before_its_siblings_and_those_before_its_cousins() -> None:
    offers = [
        {"id": tag, "tags": tag} for tag in ("TEA.BLK", "TEA.SHAN.BLK", "TEA.SHAN.GRN", "HON")
    ]

    hits = Matcher().fit(offers).recommend([{"id": "N", "tags": "TEA.SHAN.GRN"}])[0]

    assert [hit.offer_id for hit in hits] == ["TEA.SHAN.GRN", "TEA.SHAN.BLK", "TEA.BLK"]


def test_tags_of_an_offer_outweigh_its_words() -> None:
    offers = [
        {"id": "herbal", "name_vi": "Trà Maika", "tags": "HRB.PRD.HTEA"},
        {"id": "green", "name_vi": "Thái Nguyên", "tags": "TEA.GRN.LOOSE"},
    ]

    hits = Matcher().fit(offers).recommend([{"id": "N", "title_vi": "chè"}])[0]

    assert [hit.offer_id for hit in hits] == ["green", "herbal"]


def test_offers_with_stars_answer_a_need_for_ocop() -> None:
    offers = [
        {"id": "plain", "name_vi": "Bưởi"},
        {"id": "star", "name_vi": "Bưởi", "ocop_stars": "4"},
    ]

    hits = Matcher().fit(offers).recommend([{"id": "N", "title_vi": "Đặc sản OCOP"}])[0]

    assert [hit.offer_id for hit in hits] == ["star"]


def test_a_capital_inside_a_name_is_a_name() -> None:
    offers = [{"id": "P", "name_vi": "Xoài sấy dẻo Cường Hoa"}]

    assert Matcher().fit(offers).recommend([{"id": "N", "title_vi": "hoa tươi cắm bình"}]) == [[]]


def test_a_toned_need_finds_an_offer_typed_without_tones_and_the_other_way_round() -> None:
    offers = [{"id": "P", "name_vi": "Xyz Tram Tau dac biet"}, {"id": "Q", "name_vi": "Trạm Tấu"}]
    matcher = Matcher(taxonomy=None).fit(offers)

    toned, toneless = matcher.recommend(
        [{"id": "1", "title_vi": "Trạm Tấu"}, {"id": "2", "title_vi": "tram tau"}]
    )

    assert {hit.offer_id for hit in toned} == {hit.offer_id for hit in toneless} == {"P", "Q"}


def test_without_the_taxonomy_words_alone_count() -> None:
    offers: list[dict[str, Any]] = [
        {"id": "P", "name_vi": "chè xanh"},
        {"id": "Q", "name_en": "steel bolts M8"},
    ]

    tea, bolts = (
        Matcher(taxonomy=None)
        .fit(offers)
        .recommend([{"id": "1", "title_en": "tea"}, {"id": "2", "title_en": "M8 steel bolt"}])
    )

    assert tea == []
    assert [hit.offer_id for hit in bolts] == ["Q"]


def test_records_and_mappings_are_the_same() -> None:
    as_records = Matcher().fit([Offer(id="P", name_vi="Mật ong", tags="HON")])
    mapping: dict[str, Any] = {"id": "P", "name_vi": "Mật ong", "tags": ["HON"], "more": 1}
    as_mappings = Matcher().fit([mapping])
    need = Need(id="N", title_vi="mật ong")

    assert as_records.recommend([need]) == as_mappings.recommend([need])


def test_named_columns_are_searched_too() -> None:
    offers = [{"id": "P", "material": "titanium"}]
    matcher = Matcher(taxonomy=None, text_columns=["material"]).fit(offers)

    assert [
        hit.offer_id for hit in matcher.recommend([{"id": "N", "title_en": "titanium"}])[0]
    ] == ["P"]


def test_an_exhibitor_sees_the_needs_that_its_products_fit_with_the_buyers_scores(
    matcher: Matcher, needs: list[Need]
) -> None:
    teas = ["P0054", "P0055"]

    seen = matcher.rank_needs(needs, [*teas, "gone"], top_n=5)

    full = Matcher(top_n=1000).fit([]).set_params()  # a fresh matcher knows no offers
    assert full.rank_needs(needs, teas) == []
    scores = [hit.score for _, hit in seen]
    assert scores == sorted(scores, reverse=True)
    assert {hit.offer_id for _, hit in seen} <= set(teas)
    by_need = dict(seen)
    for need, hits in zip(needs, matcher.recommend(needs, top_n=1000), strict=True):
        for hit in hits:
            if need.id in by_need and hit.offer_id == by_need[need.id].offer_id:
                assert hit == by_need[need.id]


def test_the_matcher_is_an_estimator_with_named_parameters() -> None:
    matcher = Matcher(top_n=3, taxonomy=load_taxonomy())

    assert clone(matcher).get_params()["top_n"] == 3


def test_nothing_offered_and_nothing_asked() -> None:
    assert Matcher().fit([]).recommend([{"id": "N", "title_vi": "chè"}]) == [[]]
    assert Matcher().fit([{"id": "P", "name_vi": "chè"}]).recommend([]) == []
    assert Matcher().fit([{"id": "P"}]).recommend([{"id": "N", "title_vi": "chè"}]) == [[]]


def test_without_the_taxonomy_misspelled_names_are_found_and_called_so() -> None:
    offers = [{"id": "P", "name_en": "Titanium bolts"}, {"id": "Q", "name_en": "Steel rope"}]

    hits = Matcher(taxonomy=None).fit(offers).recommend([{"id": "N", "title_en": "titanum"}])[0]

    assert [hit.offer_id for hit in hits] == ["P"]
    assert {reason.kind for reason in hits[0].reasons} == {"spelling"}
    assert "titan" in {reason.term for reason in hits[0].reasons}


@pytest.mark.parametrize("text", ["", "a", "1", "🍵", "the and of", "và của cho các", "?!"])
def test_without_the_taxonomy_too_a_need_that_says_nothing_gets_nothing(text: str) -> None:
    offers = [{"id": "P", "name_vi": "Chè và các loại trà 1", "name_en": "The best of teas, a 1"}]

    assert Matcher(taxonomy=None).fit(offers).recommend([{"id": "N", "title_vi": text}]) == [[]]


@settings(deadline=None, max_examples=40)
@given(offers=OFFERS, needs=NEEDS, taxonomy=st.booleans())
def test_scores_by_bm25_lie_in_the_unit_interval_too(
    offers: list[dict[str, str]], needs: list[dict[str, str]], taxonomy: bool
) -> None:
    matcher = Matcher(taxonomy="shared" if taxonomy else None, weighting="bm25")

    lists = matcher.fit(numbered(offers, "P")).recommend(numbered(needs, "N"))

    for hit in (hit for hits in lists for hit in hits):
        assert 0 < hit.score <= 1 + 1e-9
        assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-6)


def test_bm25_ranks_as_its_formula_says() -> None:
    offers = [
        {"id": "short", "description_en": "rope"},
        {"id": "long", "description_en": "rope " + " ".join(f"w{at}" for at in range(40))},
        {"id": "often", "description_en": "rope, rope, rope, rope"},
    ]
    words = {"words": 1.0}

    hits = (
        Matcher(taxonomy=None, weighting="bm25", block_weights=words)
        .fit(offers)
        .recommend([{"id": "N", "title_en": "rope"}])[0]
    )

    lengths = {"short": 1, "long": 41 + 40, "often": 4}  # words and pairs of words
    mean = sum(lengths.values()) / 3
    times = {"short": 1, "long": 1, "often": 4}
    for hit in hits:
        at = hit.offer_id
        expected = times[at] / (times[at] + 1.2 * (0.25 + 0.75 * lengths[at] / mean))
        assert hit.score == pytest.approx(expected)
    assert len(hits) == 3


def test_many_needs_are_answered_in_single_precision_with_the_same_offers(
    matcher: Matcher, needs: list[Need]
) -> None:
    top = matcher.top(needs, threads=2)

    for hits, columns, scores in zip(
        matcher.recommend(needs), top.columns, top.scores, strict=True
    ):
        assert [hit.score for hit in hits] == pytest.approx(scores[: len(hits)], abs=1e-5)
        assert len(hits) == (columns >= 0).sum()


def test_without_a_taxonomy_a_model_number_is_found_wherever_it_stands() -> None:
    offers = [
        {"id": "P1", "name_en": "print cartridge", "description_en": "lexmark; 64015SA"},
        {"id": "P2", "name_en": "print cartridge", "description_en": "lexmark; T650H11A"},
    ]
    matcher = Matcher(taxonomy=None).fit(offers)

    need = {"id": "N", "title_en": "toner cartridge", "description_en": "lexmark t650h11"}
    first = matcher.recommend([need])[0][0]

    assert first.offer_id == "P2"
    assert "spelling" in {reason.kind for reason in first.reasons}


def test_without_a_taxonomy_a_word_in_a_name_tells_more_than_in_a_description() -> None:
    offers = [
        {"id": "P1", "name_en": "sleeve", "description_en": "for a keyboard"},
        {"id": "P2", "name_en": "keyboard", "description_en": "for a sleeve"},
    ]
    matcher = Matcher(taxonomy=None).fit(offers)

    hits = matcher.recommend([{"id": "N", "title_en": "keyboard"}])[0]

    assert [hit.offer_id for hit in hits] == ["P2", "P1"]
    assert sum(reason.share for reason in hits[0].reasons) == pytest.approx(hits[0].score)
