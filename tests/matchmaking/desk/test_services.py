"""On the day: badges mark meetings, missed ones give their place to others, and all is undone."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.activity import Activity
from core.db import db, transaction
from core.errors import DomainError
from events.programme.models import Claim, Event
from events.registration.codes import new_badge_code
from matchmaking.desk.errors import (
    MeetAlready,
    NoCompany,
    NoMeetingNow,
    NoPair,
    NoSharedTime,
    NothingToUndo,
    TooEarly,
    UnknownBadge,
)
from matchmaking.desk.models import MeetingTurn
from matchmaking.desk.queries import board_of, event_of_display, tables_now
from matchmaking.desk.services import (
    arrive,
    mark_held,
    new_display_address,
    release_missed,
    seat_now,
    set_rules,
    undo,
    walk_up,
)
from matchmaking.desk.states import Absent
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.errors import TableTaken
from matchmaking.timetable.models import Placement
from tests.factories import make_meeting, make_registration, now
from tests.matchmaking.desk.helpers import badge_of, make_day, make_pair, make_placed
from tests.races import race

S = MeetingState
LATE = timedelta(minutes=5)  # the slot runs for five minutes now, the grace time is eight


def test_both_badges_mark_a_meeting_as_held(session: Any) -> None:
    day = make_day()
    meeting = make_placed(day)
    buyer = badge_of(day.event, meeting.buyer.company)
    exhibitor = badge_of(day.event, meeting.exhibitor.company)

    states = []
    for code in (buyer, buyer, exhibitor):  # one badge twice is one person
        arrive(day.event, code, actor=None, at=now())
        states.append(meeting.state)

    assert states == [S.PLACED, S.PLACED, S.HELD]
    verbs = list(session.scalars(sa.select(Activity.verb)))
    assert verbs.count("meeting:held") == 1


def test_one_badge_is_enough_where_the_organiser_says_so(session: Any) -> None:
    day = make_day()
    meeting = make_placed(day)
    set_rules(day.event, grace_minutes=8, one_badge=True, actor=None, at=now())

    arrive(day.event, badge_of(day.event, meeting.buyer.company), actor=None, at=now())

    assert meeting.state is S.HELD


def test_a_badge_at_the_desk_that_leads_nowhere_is_told_why(session: Any) -> None:
    day = make_day()
    buyer, _exhibitor = make_pair(day)
    idle = badge_of(day.event, buyer.company)
    visitor = make_registration(day.event, badge_code=new_badge_code()).badge_code
    other = make_day()
    foreign = badge_of(other.event, make_placed(other).buyer.company)

    for code, error in (
        ("nonsense", UnknownBadge),
        (foreign, UnknownBadge),
        (visitor, NoCompany),
        (idle, NoMeetingNow),
    ):
        with pytest.raises(error):
            arrive(day.event, code, actor=None, at=now())


def test_who_comes_a_little_early_is_noted_for_the_next_meeting(session: Any) -> None:
    day = make_day()
    meeting = make_placed(day, slot=1)

    arrive(day.event, badge_of(day.event, meeting.buyer.company), actor=None, at=now() + LATE)

    turn = session.get(MeetingTurn, meeting.id)
    assert turn is not None
    assert turn.buyer_here_at == now() + LATE


def test_nobody_is_missed_before_the_grace_time_is_over(session: Any) -> None:
    meeting = make_placed(make_day())

    with pytest.raises(TooEarly):
        release_missed(meeting, actor=None, at=now())

    assert meeting.state is S.PLACED


@pytest.mark.parametrize(
    ("here", "absent"),
    [(None, Absent.BOTH), ("buyer", Absent.EXHIBITOR), ("exhibitor", Absent.BUYER)],
)
def test_a_missed_meeting_frees_its_place_and_tells_who_was_missing(
    session: Any, here: str | None, absent: Absent
) -> None:
    day = make_day()
    meeting = make_placed(day)
    if here is not None:
        arrive(day.event, badge_of(day.event, getattr(meeting, here).company), actor=None, at=now())

    turn = release_missed(meeting, actor=None, at=now() + LATE)

    assert (meeting.state, turn.absent, turn.table_id) == (S.MISSED, absent, day.tables[0].id)
    for model in (Placement, Claim):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_held_and_missed_are_taken_back(session: Any) -> None:
    day = make_day()
    held, missed = make_placed(day), make_placed(day, table=1)
    mark_held(held, actor=None, at=now())
    release_missed(missed, actor=None, at=now() + LATE)

    for meeting in (held, missed):
        turn = undo(meeting, actor=None, at=now() + LATE)
        assert (meeting.state, turn.held_at, turn.missed_at) == (S.PLACED, None, None)

    placement = session.get(Placement, missed.id)
    assert (placement.slot_id, placement.table_id) == (day.slots[0].id, day.tables[1].id)
    with pytest.raises(NothingToUndo):
        undo(held, actor=None, at=now())


def test_a_missed_meeting_does_not_take_its_table_back_from_others(session: Any) -> None:
    day = make_day(tables=1)
    missed = make_placed(day)
    release_missed(missed, actor=None, at=now() + LATE)
    waiting = make_meeting(*make_pair(day), state=S.ACCEPTED)
    seat_now(waiting, actor=None, at=now() + LATE)

    with pytest.raises(TableTaken):
        undo(missed, actor=None, at=now() + LATE)

    assert missed.state is S.MISSED


def test_a_held_meeting_is_not_missed(session: Any) -> None:
    meeting = make_placed(make_day())
    mark_held(meeting, actor=None, at=now())

    with pytest.raises(WrongState):
        release_missed(meeting, actor=None, at=now() + LATE)


def test_the_standby_board_shows_who_is_free_now_and_agreed_ones_first(session: Any) -> None:
    day = make_day(tables=3)
    busy = make_placed(day)
    asked = make_meeting(*make_pair(day))
    agreed = make_meeting(*make_pair(day), state=S.ACCEPTED)
    make_meeting(busy.buyer, make_pair(day)[1], state=S.ACCEPTED)  # the buyer sits at a table
    make_meeting(*make_pair(day), state=S.DECLINED)

    board = board_of(day.event, at=now())

    assert board.pairs == [agreed, asked]
    assert board.free_tables == day.tables[1:]
    assert [line.meeting for line in board.lines] == [busy]
    assert not board.lines[0].may_release
    assert board_of(day.event, at=now() + LATE).lines[0].may_release


def test_two_who_are_free_are_seated_for_the_rest_of_the_slot(session: Any) -> None:
    day = make_day()
    make_placed(day)
    asked = make_meeting(*make_pair(day))

    placement = seat_now(asked, actor=None, at=now())

    assert (placement.slot_id, placement.table_id) == (day.slots[0].id, day.tables[1].id)
    assert asked.state is S.PLACED
    claims = sa.select(sa.func.count()).where(Claim.meeting_id == asked.id)
    assert session.scalar(claims) >= 5, "table, both companies, both seats"


def test_nobody_is_seated_where_no_table_is_free(session: Any) -> None:
    day = make_day(tables=1)
    make_placed(day)

    with pytest.raises(NoSharedTime):
        seat_now(make_meeting(*make_pair(day), state=S.ACCEPTED), actor=None, at=now())


def test_two_at_the_desk_get_the_running_slot_while_half_of_it_is_left(session: Any) -> None:
    day = make_day()
    buyer, exhibitor = make_pair(day)
    codes = (badge_of(day.event, exhibitor.company), badge_of(day.event, buyer.company))

    placement = walk_up(day.event, *codes, actor=None, at=now())

    assert placement.slot_id == day.slots[0].id
    assert placement.meeting.state is S.PLACED


def test_two_at_the_desk_get_the_next_slot_that_both_share(session: Any) -> None:
    day = make_day()
    busy = make_placed(day, slot=1)
    exhibitor = make_pair(day)[1]
    codes = (badge_of(day.event, busy.buyer.company), badge_of(day.event, exhibitor.company))

    placement = walk_up(day.event, *codes, actor=None, at=now() + timedelta(minutes=10))

    assert placement.slot_id == day.slots[2].id


def test_at_the_desk_an_open_request_is_answered_and_not_asked_twice(session: Any) -> None:
    day = make_day()
    asked = make_meeting(*make_pair(day))
    codes = (
        badge_of(day.event, asked.buyer.company),
        badge_of(day.event, asked.exhibitor.company),
    )

    walk_up(day.event, *codes, actor=None, at=now())

    assert asked.state is S.PLACED
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1
    with pytest.raises(MeetAlready):
        walk_up(day.event, *codes, actor=None, at=now())


def test_two_buyers_are_no_pair(session: Any) -> None:
    day = make_day()
    codes = [badge_of(day.event, make_pair(day)[0].company) for _ in range(2)]

    with pytest.raises(NoPair):
        walk_up(day.event, codes[0], codes[1], actor=None, at=now())


def test_a_full_day_has_no_shared_time(session: Any) -> None:
    day = make_day(tables=1)
    for number in range(3):
        make_placed(day, slot=number)
    buyer, exhibitor = make_pair(day)
    codes = (badge_of(day.event, buyer.company), badge_of(day.event, exhibitor.company))

    with pytest.raises(NoSharedTime):
        walk_up(day.event, *codes, actor=None, at=now())


def test_a_table_tells_now_and_next(session: Any) -> None:
    day = make_day()
    first, later = make_placed(day), make_placed(day, slot=2)

    shown = tables_now(day.event, day.tables, at=now())

    assert (shown[0]["now"], shown[0]["next"], shown[0]["next_slot"]) == (
        first,
        later,
        day.slots[2],
    )
    assert (shown[1]["now"], shown[1]["next"]) == (None, None)


def test_a_new_display_address_ends_the_old_one(session: Any) -> None:
    day = make_day()
    old = new_display_address(day.event, actor=None, at=now()).display_token
    new = new_display_address(day.event, actor=None, at=now()).display_token

    assert event_of_display(old) is None
    assert event_of_display(new) is day.event


def test_two_desks_that_seat_people_at_once_share_out_the_tables(
    app: Flask, committed: Any
) -> None:
    def make() -> tuple[int, list[int]]:
        day = make_day(tables=2)
        return day.event.id, [make_meeting(*make_pair(day), state=S.ACCEPTED).id for _ in range(4)]

    event_id, ids = committed(make)

    def seat(number: int) -> str:
        try:
            with transaction():
                seat_now(db.session.get_one(Meeting, ids[number]), actor=None, at=clock.now())
        except DomainError as error:
            return error.code
        return "seated"

    outcomes = race(app, 4, seat)

    assert sorted(outcomes) == ["desk.no_shared_time"] * 2 + ["seated"] * 2
    with app.app_context():
        assert db.session.get_one(Event, event_id) is not None
        tables = set(db.session.scalars(sa.select(Placement.table_id)))
        assert len(tables) == 2
