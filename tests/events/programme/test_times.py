"""Wall clocks and moments, and the grid of slots made from them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.programme.times import (
    ZONES,
    DayRange,
    days_between,
    grid,
    to_local,
    to_moment,
)

DAY = date(2026, 11, 25)
wall = datetime.combine
moments = st.datetimes(
    wall(date(2020, 1, 1), time()), wall(date(2035, 1, 1), time()), timezones=st.just(UTC)
)
clock = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))


def test_eight_in_son_la_is_one_in_utc() -> None:
    local = wall(DAY, time(8))

    assert to_moment(local, "Asia/Ho_Chi_Minh") == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@given(moments, st.sampled_from([zone for zone in ZONES if zone != "Europe/Berlin"]))
def test_a_moment_comes_back_through_a_clock_that_is_never_changed(
    moment: datetime, zone: str
) -> None:
    assert to_moment(to_local(moment, zone), zone) == moment


def test_an_hour_that_a_clock_skips_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        to_moment(wall(date(2026, 3, 29), time(2, 30)), "Europe/Berlin")


def test_an_event_that_ends_at_midnight_has_no_day_more() -> None:
    start, end = datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 26, 17, tzinfo=UTC)

    assert days_between(start, end, "Asia/Ho_Chi_Minh") == [DAY, DAY + timedelta(days=1)]


def test_slots_go_around_the_midday_break() -> None:
    morning = DayRange(DAY, time(11, 0), time(14, 0))

    slots = list(grid([morning], 30, [(time(11, 45), time(13, 15))], "Asia/Ho_Chi_Minh"))

    assert [to_local(start, "Asia/Ho_Chi_Minh").time() for start, _end in slots] == [
        time(11, 0),
        time(13, 15),
    ]


@given(
    start=clock,
    end=clock,
    minutes=st.integers(5, 120),
    breaks=st.lists(st.tuples(clock, clock), max_size=3),
)
def test_slots_are_as_long_as_asked_within_the_day_and_never_overlap(
    start: time, end: time, minutes: int, breaks: list[tuple[time, time]]
) -> None:
    slots = list(grid([DayRange(DAY, start, end)], minutes, breaks, "UTC"))

    lower = datetime.combine(DAY, start, UTC)
    upper = datetime.combine(DAY, end, UTC)
    assert all(until - since == timedelta(minutes=minutes) for since, until in slots)
    assert all(lower <= since and until <= upper for since, until in slots)
    assert all(a[1] <= b[0] for a, b in pairwise(slots))
    for since, until in breaks:
        if since < until:
            begin, over = (datetime.combine(DAY, t, UTC) for t in (since, until))
            assert all(slot[1] <= begin or slot[0] >= over for slot in slots)
