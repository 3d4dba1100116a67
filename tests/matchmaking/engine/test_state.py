"""A fitted matcher takes in changes without a new fit, and lives in a file."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine import Matcher, Need, Offer, StateError, load, save
from matchmaking.engine.taxonomy import DATA

GOODS = ("Chè Shan tuyết", "Mật ong rừng", "Cá tra phi lê", "Cà phê rang xay", "Xoài sấy dẻo", "")
NEED = [{"id": "N", "title_vi": "chè"}]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from("ABCDE"), st.sampled_from(GOODS)),
        st.tuples(st.just("remove"), st.sampled_from("ABCDE"), st.just("")),
    ),
    max_size=12,
)


def offer(offer_id: str, name: str) -> dict[str, Any]:
    return {"id": offer_id, "name_vi": name}


def answers(matcher: Matcher, needs: Any) -> list[list[tuple[str, float]]]:
    return [[(hit.offer_id, hit.score) for hit in hits] for hits in matcher.recommend(needs)]


@settings(deadline=None, max_examples=40)
@given(steps=STEPS)
def test_after_any_changes_a_reweighed_matcher_answers_as_a_new_one(
    steps: list[tuple[str, str, str]],
) -> None:
    start = [offer(name, GOODS[at % 5]) for at, name in enumerate("ABCDXYZ")]
    changed, now = Matcher().fit(start), {record["id"]: record for record in start}
    for verb, name, goods in steps:
        if verb == "add":
            now.pop(name, None)
            now[name] = offer(name, goods)
            changed.add([now[name]])
        else:
            now.pop(name, None)
            changed.remove([name])

    needs = [{"id": goods, "title_vi": goods} for goods in GOODS]

    fresh = Matcher().fit(now.values())
    for ours, theirs in zip(answers(changed.reweigh(), needs), answers(fresh, needs), strict=True):
        assert [name for name, _ in ours] == [name for name, _ in theirs]
        assert [score for _, score in ours] == pytest.approx([score for _, score in theirs])


@pytest.fixture
def frozen(offers: list[Offer]) -> Matcher:
    return Matcher(top_n=300).fit(offers)


def test_an_added_offer_is_found_at_once_and_others_keep_their_scores(
    frozen: Matcher, needs: list[Need]
) -> None:
    before = answers(frozen, needs)

    frozen.add([offer("new", "Chè Shan tuyết Zyx")])

    assert len(frozen.parts_) == 2  # not weighed anew
    assert "new" in dict(answers(frozen, NEED)[0])
    assert [hit.offer_id for hit in frozen.recommend([{"id": "N", "title_vi": "zyx"}])[0]] == [
        "new"
    ]
    kept = [[pair for pair in pairs if pair[0] != "new"] for pairs in answers(frozen, needs)]
    for old, new in zip(before, kept, strict=True):
        assert old[: len(new)] == new


def test_a_removed_offer_is_gone_and_a_replaced_one_is_only_what_it_is_now(
    frozen: Matcher,
) -> None:
    first, second = (name for name, _ in answers(frozen, NEED)[0][:2])

    frozen.remove([first, "unknown"]).add([offer(second, "Máy cày Qwerty")])

    assert {first, second}.isdisjoint(dict(answers(frozen, NEED)[0]))
    assert answers(frozen, [{"id": "N", "title_vi": "qwerty"}])[0][0][0] == second
    assert frozen.rank_needs(NEED, [first, second]) == []


def test_reasons_of_added_offers_add_up_too(frozen: Matcher) -> None:
    frozen.add([offer("new", "Chè Shan tuyết Zyx")])

    hits = frozen.recommend(NEED)[0]

    assert "new" in {hit.offer_id for hit in hits}
    for hit in hits:
        assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score, abs=1e-6)


def test_a_tenth_of_changes_weighs_all_anew(frozen: Matcher) -> None:
    frozen.add(offer(f"X{at}", "Chè") for at in range(21))
    assert len(frozen.parts_) == 2

    frozen.add(offer(f"Y{at}", "Chè") for at in range(3))

    assert len(frozen.parts_) == 1
    assert len(frozen.offer_ids_) == 212 + 24


@pytest.mark.parametrize("weighting", ["tfidf", "bm25"])
def test_a_saved_state_answers_as_before_to_the_last_bit(
    tmp_path: Path, offers: list[Offer], needs: list[Need], weighting: Any
) -> None:
    matcher = Matcher(top_n=10, weighting=weighting, taxonomy=None).fit(offers)
    matcher.add([offer("new", "Chè Zyx")]).remove(["P0003"])

    version = save(matcher, tmp_path / "state.npz")
    again = load(tmp_path / "state.npz", taxonomy=None)

    assert again.recommend(needs) == matcher.recommend(needs)
    assert save(again, tmp_path / "again.npz") == version
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "state.npz").read_bytes()
    assert again.add([offer("more", "Mật ong")]).recommend(NEED) == matcher.add(
        [offer("more", "Mật ong")]
    ).recommend(NEED)


def test_another_process_learns_the_same_bytes(tmp_path: Path, shared: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from matchmaking.engine import *; "
        "from matchmaking.files import read_offers; "
        "print(save(Matcher().fit(read_offers(Path(sys.argv[1]))), Path(sys.argv[2])))"
    )
    files = [tmp_path / name for name in ("one.npz", "two.npz")]
    versions = {
        subprocess.run(
            [sys.executable, "-c", code, shared / "offers.csv", file],
            cwd=DATA.parent,
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed, file in zip(("1", "2"), files, strict=True)
    }

    assert len(versions) == 1
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_file_that_is_no_state_of_this_taxonomy_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    save(Matcher(taxonomy=None).fit([offer("A", "Chè")]), path)
    with pytest.raises(StateError, match="another taxonomy"):
        load(path)

    np.savez(path, facts=np.frombuffer(b'{"format": 0}', np.uint8))
    with pytest.raises(StateError, match="another version"):
        load(path)

    for junk in (b"", b"junk", b"PK\x03\x04"):
        path.write_bytes(junk)
        with pytest.raises(StateError, match="not a saved state"):
            load(path)
    with pytest.raises(StateError, match="not a saved state"):
        load(tmp_path / "missing.npz")
