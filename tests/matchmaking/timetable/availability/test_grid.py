"""Days, halves and blocks of slots, and what a budget leaves of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.timetable.availability.grid import Budget, blocks_of, bounds_of
from matchmaking.timetable.availability.queries import Presence

ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Time:
    id: int
    starts_at: datetime
    ends_at: datetime


def times(*starts: str) -> list[Time]:
    """Slots of twenty minutes that start at these local times of one day, numbered from 1."""
    day = datetime(2026, 11, 20, tzinfo=UTC) - timedelta(hours=7)
    found = []
    for n, start in enumerate(starts, 1):
        hour, minute = map(int, start.split(":"))
        begins = day + timedelta(hours=hour, minutes=minute)
        found.append(Time(n, begins, begins + timedelta(minutes=20)))
    return found


DAY = times("9:00", "9:20", "9:40", "10:20", "10:40", "13:00", "13:20")


def test_a_pause_begins_another_block() -> None:
    assert [block.slot_ids for block in blocks_of(DAY, ZONE)] == [(1, 2, 3), (4, 5), (6, 7)]


@pytest.mark.parametrize(
    ("budget", "bounds"),
    [
        (Budget(), set()),
        (Budget(most_a_day=4), {(frozenset(range(1, 8)), 4)}),
        (Budget(most_a_day=9), set()),
        (Budget(least_free=1), {(frozenset({1, 2, 3, 4, 5}), 4), (frozenset({6, 7}), 1)}),
        (Budget(most_in_row=2), {(frozenset({1, 2, 3}), 2)}),
    ],
)
def test_a_budget_bounds_days_halves_and_rows(
    budget: Budget, bounds: set[tuple[frozenset[int], int]]
) -> None:
    assert {(one.slot_ids, one.most) for one in bounds_of(DAY, ZONE, budget)} == bounds


def test_of_two_budgets_the_stricter_counts() -> None:
    assert Budget(4, None, 1).stricter(Budget(5, 2, 3)) == Budget(4, 2, 3)


def longest_row(held: set[int]) -> int:
    """By hand: the most meetings of one block that follow each other."""
    best = 0
    for block in blocks_of(DAY, ZONE):
        run = 0
        for slot_id in block.slot_ids:
            run = run + 1 if slot_id in held else 0
            best = max(best, run)
    return best


@given(st.sets(st.integers(1, 7)), st.integers(1, 7), st.integers(1, 3))
def test_one_more_in_a_row_is_refused_as_counted_by_hand(
    held: set[int], slot_id: int, most: int
) -> None:
    held -= {slot_id}
    if longest_row(held) > most:
        return
    there = Presence(bounds=bounds_of(DAY, ZONE, Budget(most_in_row=most)))

    assert there.declines(slot_id, held) == (longest_row(held | {slot_id}) > most)
