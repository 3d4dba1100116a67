"""Nobody and nothing is in two places at once, and a calendar entry stays the same entry."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.activity import Activity
from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMessage, render
from events.programme.models import Claim, Event, Slot
from matchmaking.meetings.errors import RequestExpired, WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import (
    BuyerBusy,
    ExhibitorBusy,
    ForeignPlace,
    SlotPast,
    TableInUse,
    TableTaken,
)
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.services import (
    accept_meeting,
    cancel_meeting,
    make_feed,
    make_tables,
    move_meeting,
    remove_table,
)
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
    make_user,
)


@pytest.fixture
def event(session: Any) -> Event:
    return make_event()


@pytest.fixture
def slot(event: Event) -> Slot:
    return make_slot(event)


@pytest.fixture
def table(event: Event) -> Table:
    return make_table(event)


def asked(event: Event, *, buyer: Any = None, exhibitor: Any = None) -> Meeting:
    return make_meeting(buyer or make_buyer(event), exhibitor or make_exhibitor(event))


def accept(meeting: Meeting, slot: Slot, table: Table, at: datetime) -> Placement:
    return accept_meeting(meeting, slot=slot, table=table, actor=make_user(), at=at)


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_yes_places_the_meeting_and_claims_everybody_in_it(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)

    placement = accept(meeting, slot, table, at)

    assert meeting.state is MeetingState.PLACED
    assert (placement.slot_id, placement.table_id) == (slot.id, table.id)
    assert meeting.calendar_starts_at == slot.starts_at
    assert count(Claim) == 5


def test_a_yes_tells_both_sides_time_and_table(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)
    make_member(meeting.buyer.company, email="buyer@test.invalid")
    make_member(meeting.exhibitor.company, email="seller@test.invalid")

    accept(meeting, slot, table, at)

    mails = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.to_address)).all()
    assert [mail.to_address for mail in mails] == ["buyer@test.invalid", "seller@test.invalid"]
    assert table.label in render(mails[0])[1]


@pytest.mark.parametrize(("shared", "error"), [("buyer", BuyerBusy), ("exhibitor", ExhibitorBusy)])
def test_nobody_is_in_two_meetings_at_once(
    event: Event, slot: Slot, at: datetime, shared: str, error: type[DomainError]
) -> None:
    first = asked(event)
    accept(first, slot, make_table(event), at)
    second = asked(event, **{shared: getattr(first, shared)})

    with pytest.raises(error):
        accept(second, slot, make_table(event), at)

    assert second.state is MeetingState.REQUESTED
    assert count(Placement) == 1


def test_a_table_has_one_meeting_at_a_time(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    accept(asked(event), slot, table, at)

    with pytest.raises(TableTaken):
        accept(asked(event), slot, table, at)


def test_a_firm_that_buys_and_shows_is_not_booked_in_both_roles_at_once(
    event: Event, slot: Slot, at: datetime
) -> None:
    company = make_company()
    buying = asked(event, buyer=make_buyer(event, company))
    showing = asked(event, exhibitor=make_exhibitor(event, company))
    accept(buying, slot, make_table(event), at)

    with pytest.raises(ExhibitorBusy):
        accept(showing, slot, make_table(event), at)


def test_a_time_that_has_begun_is_refused(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    with pytest.raises(SlotPast):
        accept(asked(event), make_slot(event, starts_at=at), table, at)


def test_a_request_whose_time_is_over_is_not_accepted(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)

    with pytest.raises(RequestExpired):
        accept(meeting, slot, table, meeting.expires_at)


def test_a_meeting_is_not_accepted_twice(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)
    accept(meeting, slot, table, at)

    with pytest.raises(WrongState):
        accept(meeting, make_slot(event), table, at)


def test_slots_and_tables_of_another_event_are_refused(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    elsewhere = make_event()

    with pytest.raises(ForeignPlace):
        accept(asked(event), make_slot(elsewhere), table, at)
    with pytest.raises(ForeignPlace):
        accept(asked(event), slot, make_table(elsewhere), at)


def test_a_moved_meeting_is_the_same_entry_with_a_higher_number(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)
    accept(meeting, slot, table, at)
    uid, later = meeting.uid, make_slot(event)

    move_meeting(meeting, slot=later, table=table, actor=None, side=Side.BUYER, at=at)

    assert (meeting.uid, meeting.sequence, meeting.placement.slot_id) == (uid, 1, later.id)
    assert set(db.session.scalars(sa.select(Claim.slot_id))) == {later.id}


def test_a_meeting_that_cannot_move_keeps_its_place(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    later = make_slot(event)
    accept(asked(event), later, table, at)
    meeting = asked(event)
    accept(meeting, slot, table, at)

    with pytest.raises(TableTaken):
        move_meeting(meeting, slot=later, table=table, actor=None, side=Side.BUYER, at=at)

    db.session.refresh(meeting)
    assert (meeting.placement.slot_id, meeting.sequence) == (slot.id, 0)
    assert count(Claim) == 10


def test_a_cancelled_meeting_frees_its_place_and_is_remembered_in_calendars(
    event: Event, slot: Slot, table: Table, at: datetime
) -> None:
    meeting = asked(event)
    accept(meeting, slot, table, at)

    cancel_meeting(meeting, actor=None, side=Side.BUYER, at=at, answer="Ốm")
    accept(asked(event), slot, table, at)

    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)
    assert meeting.calendar_starts_at == slot.starts_at


def test_every_change_is_written_down(event: Event, slot: Slot, table: Table, at: datetime) -> None:
    meeting = asked(event)
    accept(meeting, slot, table, at)
    move_meeting(meeting, slot=make_slot(event), table=table, actor=None, side=Side.BUYER, at=at)
    cancel_meeting(meeting, actor=None, side=Side.EXHIBITOR, at=at)

    verbs = db.session.scalars(sa.select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["meeting:placed", "meeting:moved", "meeting:cancelled"]


def test_both_sides_free_time_is_offered_with_the_least_used_table_first(
    event: Event, at: datetime
) -> None:
    slots = [make_slot(event) for _ in range(4)]
    tables = [make_table(event) for _ in range(2)]
    meeting = asked(event)
    accept(asked(event, buyer=meeting.buyer), slots[0], tables[0], at)
    accept(asked(event, exhibitor=meeting.exhibitor), slots[1], tables[0], at)
    accept(asked(event), slots[2], tables[1], at)

    offered = free_places(meeting, at=at)

    assert [(place.slot, place.tables) for place in offered] == [
        (slots[2], [tables[0]]),
        (slots[3], [tables[1], tables[0]]),
    ]


def test_tables_are_numbered_on(event: Event, at: datetime) -> None:
    make_table(event, label="B2")

    made = make_tables(event, count=3, prefix="B", zone="Khu A", actor=None, at=at)

    assert [table.label for table in made] == ["B1", "B3", "B4"]


def test_a_table_with_meetings_stays(event: Event, slot: Slot, table: Table, at: datetime) -> None:
    accept(asked(event), slot, table, at)

    with pytest.raises(TableInUse):
        remove_table(table, actor=None, at=at)


def test_a_new_calendar_address_ends_the_old_one(session: Any, at: datetime) -> None:
    user = make_user()
    old = make_feed(user, at=at).token

    assert make_feed(user, at=at).token != old
