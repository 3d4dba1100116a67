"""The draw is a pure function: same list and seed, same booths, in any process and any order."""

import dataclasses
import hashlib
import hmac
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.exhibitors import lottery
from events.exhibitors.lottery import DrawList, Entry, Quota, Stall

GROUPS = ("priority", "commune", "first_timer", "ocop")
SECRET = "5f" * 32


def _stalls(number: int) -> tuple[Stall, ...]:
    return tuple(
        Stall(f"{'AB'[n % 2]}{n:02d}", ("Khu A", f"Khu A/{'AB'[n % 2]}")) for n in range(number)
    )


@st.composite
def draw_lists(draw: Any, *, fair_quotas: bool = True) -> DrawList:
    stalls = _stalls(draw(st.integers(1, 12)))
    numbers = draw(st.lists(st.integers(1, 60), unique=True, min_size=1, max_size=30))
    wish = st.sampled_from([f"booth:{one.label}" for one in stalls] + ["zone:Khu A", "zone:?"])
    entries = tuple(
        Entry(
            f"{number:04d}",
            draw(st.integers(0, 100)),
            tuple(draw(st.sets(st.sampled_from(GROUPS)))),
            tuple(draw(st.lists(wish, max_size=3))),
        )
        for number in numbers
    )
    left, quotas = len(stalls), []
    for group in draw(st.permutations(GROUPS)):
        size = draw(st.integers(0, left if fair_quotas else 20))
        left -= size if fair_quotas else 0
        quotas.append(Quota(group, size))
    method = draw(st.sampled_from(lottery.METHODS))
    return DrawList("hoi-cho", 1, method, stalls, tuple(quotas), entries)


def _members(drawn: DrawList, group: str) -> set[str]:
    return {one.number for one in drawn.entries if group in one.groups}


def _random_list(seed: int) -> DrawList:
    """A list of any size, made quickly: a thousand of them are to be drawn."""
    dice = np.random.default_rng(seed)
    stalls = _stalls(int(dice.integers(1, 60)))
    places = [f"booth:{one.label}" for one in stalls] + ["zone:Khu A/A", "zone:nowhere"]
    entries = tuple(
        Entry(
            f"{number:04d}",
            int(dice.integers(0, 101)),
            tuple(group for group in GROUPS if dice.random() < 0.3),
            tuple(str(place) for place in dice.choice(places, int(dice.integers(0, 4)))),
        )
        for number in dice.permutation(int(dice.integers(1, 120)))
    )
    shares = dice.multinomial(len(stalls), dice.dirichlet([1, 1, 1, 1, 2]))
    quotas = tuple(
        Quota(str(group), int(share))
        for group, share in zip(dice.permutation(GROUPS), shares, strict=False)
    )
    method = str(dice.choice(lottery.METHODS))
    return DrawList("hoi-cho", 1, method, stalls, quotas, entries)


@pytest.mark.proof("lottery")
@settings(max_examples=300)
@given(st.integers(0, 2**63))
def test_quotas_hold_in_a_thousand_lists(number: int) -> None:
    drawn = _random_list(number)
    result = lottery.allot(drawn, str(number))
    winners = [win.number for win in result.wins]

    for quota in drawn.quotas:
        members = _members(drawn, quota.group)
        assert len(members & set(winners)) >= min(quota.booths, len(members))
    assert len(winners) == len(set(winners)) == min(len(drawn.stalls), len(drawn.entries))
    assert len({win.stall for win in result.wins}) == len(winners)
    assert sorted([*winners, *result.waiting]) == sorted(one.number for one in drawn.entries)


@settings(max_examples=50)
@given(draw_lists(fair_quotas=False), st.text(min_size=1, max_size=20))
def test_what_is_open_goes_by_the_order_and_the_order_by_the_key(
    drawn: DrawList, seed: str
) -> None:
    result = lottery.allot(drawn, seed)
    place = {number: n for n, (number, _key) in enumerate(result.order)}
    last_open = max((place[win.number] for win in result.wins if win.by == "open"), default=-1)

    assert all(place[number] > last_open for number in result.waiting)
    scores = {one.number: one.score for one in drawn.entries}
    by_score = drawn.method == "score"
    keys = [(-scores[number] if by_score else 0, key) for number, key in result.order]
    assert keys == sorted(keys)
    assert len(result.wins) <= len(drawn.stalls)


@settings(max_examples=30)
@given(draw_lists(), st.randoms(use_true_random=False))
def test_the_order_in_which_a_list_is_written_does_not_matter(drawn: DrawList, mixer: Any) -> None:
    entries, stalls = list(drawn.entries), list(drawn.stalls)
    mixer.shuffle(entries)
    mixer.shuffle(stalls)
    mixed = dataclasses.replace(drawn, entries=tuple(entries), stalls=tuple(stalls))

    assert mixed.text() == drawn.text()
    assert lottery.allot(mixed, SECRET) == lottery.allot(drawn, SECRET)
    assert lottery.allot(lottery.read_list(drawn.text()), SECRET) == lottery.allot(drawn, SECRET)


@settings(max_examples=30)
@given(draw_lists(), st.data())
def test_changing_one_application_changes_the_hash(drawn: DrawList, data: Any) -> None:
    index = data.draw(st.integers(0, len(drawn.entries) - 1))
    one = drawn.entries[index]
    other = data.draw(
        st.sampled_from(
            [
                dataclasses.replace(one, number="9999"),
                dataclasses.replace(one, score=one.score + 1),
                dataclasses.replace(one, groups=(*one.groups, "new")),
                dataclasses.replace(one, wishes=(*one.wishes, "zone:new")),
            ]
        )
    )
    entries = (*drawn.entries[:index], other, *drawn.entries[index + 1 :])
    changed = dataclasses.replace(drawn, entries=entries)
    without = dataclasses.replace(
        drawn, entries=(*drawn.entries[:index], *drawn.entries[index + 1 :])
    )

    hashes = {lottery.sha256(each.text()) for each in (drawn, changed, without)}
    assert len(hashes) == 3


def test_the_key_is_hmac_sha256_of_the_public_number() -> None:
    expected = hmac.new(b"seed:42", b"0007", hashlib.sha256).hexdigest()

    assert lottery.sort_key(lottery.seed_of("seed", "42"), "0007") == expected


def _entry(number: int, *groups: str, score: int = 0, wishes: tuple[str, ...] = ()) -> Entry:
    return Entry(f"{number:04d}", score, groups, wishes)


def _drawn(
    *entries: Entry, stalls: int = 2, quotas: tuple[Quota, ...] = (), **values: Any
) -> DrawList:
    values.setdefault("method", "lottery")
    return DrawList(
        event="e", draw=1, stalls=_stalls(stalls), quotas=quotas, entries=entries, **values
    )


def test_the_first_wish_that_is_free_wins_else_the_first_free_booth() -> None:
    wish = ("booth:B01", "zone:Khu A/A")
    drawn = _drawn(*(_entry(n, wishes=wish) for n in range(1, 5)), stalls=4)

    assert [win.stall for win in lottery.allot(drawn, SECRET).wins] == ["B01", "A00", "A02", "B03"]


def test_points_come_first_where_the_rule_says_so() -> None:
    drawn = _drawn(_entry(1, score=10), _entry(2, score=90), _entry(3, score=50), method="score")

    result = lottery.allot(drawn, SECRET)

    assert [win.number for win in result.wins] == ["0002", "0003"]
    assert result.waiting == ("0001",)


def test_after_the_draw_a_kept_booth_goes_to_the_next_of_its_group() -> None:
    drawn = _drawn(
        _entry(1, "ocop"), _entry(2), _entry(3), _entry(4, "ocop"), quotas=(Quota("ocop", 1),)
    )
    lines = {"holding": ["0002"], "waiting": ["0003", "0004"]}

    assert not lottery.may_take(drawn, "0003", free=1, **lines)
    assert lottery.may_take(drawn, "0004", free=1, **lines)
    assert lottery.may_take(drawn, "0003", free=2, **lines)
    assert lottery.may_take(drawn, "0003", holding=["0001"], waiting=["0003", "0004"], free=1)
    assert lottery.may_take(drawn, "0003", holding=[], waiting=["0003"], free=1)
    assert not lottery.may_take(drawn, "0004", free=0, **lines)


def _document(**changes: Any) -> dict[str, Any]:
    drawn = _drawn(
        *(_entry(n, *("ocop",) * (n % 2)) for n in range(1, 9)),
        stalls=3,
        quotas=(Quota("ocop", 2),),
    )
    text = drawn.text()
    result = lottery.allot(drawn, lottery.seed_of(SECRET, "đèo gió"))
    return {
        "list": text,
        "list_hash": lottery.sha256(text),
        "secret": SECRET,
        "seed_hash": lottery.sha256(SECRET),
        "witness": "đèo gió",
        "result": lottery.result_data(result),
    } | changes


def test_another_process_without_the_platform_draws_the_same(tmp_path: Path) -> None:
    document = _document()
    (tmp_path / "draw.json").write_text(json.dumps(document), encoding="utf-8")
    script = tmp_path / "lottery.py"  # alone, as somebody who doubts downloads it
    script.write_bytes(Path(lottery.__file__).read_bytes())

    answer = subprocess.run(
        [sys.executable, "-I", str(script), str(tmp_path / "draw.json")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=tmp_path,
    )

    assert answer.stdout == lottery.told(document) + "\n"
    assert answer.stdout.count(" waits ") == 5


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "00" * 32},
        {"witness": "khác"},
        {"list": _document()["list"].replace('"score": 0', '"score": 1', 1)},
        {"list_hash": "0"},
        {"result": {"order": [], "wins": [], "waiting": []}},
        {"list": None},
        {"list": "[]", "list_hash": lottery.sha256("[]")},
    ],
)
def test_a_draw_that_broke_its_promise_is_found_out(change: dict[str, Any]) -> None:
    with pytest.raises(lottery.BadDraw):
        lottery.replay(_document(**change))


def test_a_broken_file_is_one_line_and_no_traceback(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")

    assert lottery.main([str(tmp_path / "bad.json")]) == 1
    assert lottery.main([]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_an_entry_twice_is_no_list() -> None:
    with pytest.raises(lottery.BadDraw):
        lottery.read_list(_drawn(_entry(1), _entry(1)).text())
