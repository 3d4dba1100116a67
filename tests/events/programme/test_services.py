"""Events, their team, sessions and slots: what the rules let pass and what they refuse."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.activity import Activity
from core.db import db
from core.errors import DomainError
from events.programme import errors, services
from events.programme.models import (
    Claim,
    Event,
    EventKind,
    EventState,
    HolderKind,
    Session,
    Slot,
    TeamMember,
    TeamRole,
)
from events.programme.times import DayRange, local_day, to_local
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_session,
    make_slot,
    make_team_member,
    make_user,
)


def values(at: datetime, **more: Any) -> dict[str, Any]:
    """What an organiser types for a fair of two days."""
    given = {
        "kind": EventKind.FAIR,
        "name_vi": "Hội chợ Tây Bắc 2026",
        "starts_at": at + timedelta(days=3),
        "ends_at": at + timedelta(days=5),
    }
    return given | more


def test_a_new_event_is_a_draft_with_its_maker_as_organiser(session: Any, at: datetime) -> None:
    maker = make_user()

    event = services.create_event(values(at), by=maker, at=at)

    member = db.session.scalars(sa.select(TeamMember)).one()
    assert (event.state, event.slug) == (EventState.DRAFT, "hoi-cho-tay-bac-2026")
    assert (member.user_id, member.role) == (maker.id, TeamRole.ORGANISER)


def test_events_of_one_name_get_addresses_of_their_own(session: Any, at: datetime) -> None:
    maker = make_user()

    slugs = [services.create_event(values(at), by=maker, at=at).slug for _ in range(3)]

    assert slugs == ["hoi-cho-tay-bac-2026", "hoi-cho-tay-bac-2026-2", "hoi-cho-tay-bac-2026-3"]


@pytest.mark.parametrize(("name", "slug"), [("New", "new-2"), ("交易会", "fair")])
def test_an_address_is_never_empty_and_never_a_word_of_ours(
    session: Any, at: datetime, name: str, slug: str
) -> None:
    event = services.create_event(values(at, name_vi=name), by=make_user(), at=at)

    assert event.slug == slug


def test_an_edited_event_keeps_its_address(session: Any, at: datetime) -> None:
    event = services.create_event(values(at), by=make_user(), at=at)

    services.edit_event(event, {"name_vi": "Hội chợ mới", "slug": "x"}, by=make_user(), at=at)

    assert (event.name_vi, event.slug) == ("Hội chợ mới", "hoi-cho-tay-bac-2026")


@pytest.mark.parametrize("make_part", [make_session, make_slot])
def test_an_event_does_not_shrink_under_its_parts(
    session: Any, at: datetime, make_part: Any
) -> None:
    event = make_event()
    make_part(event, starts_at=event.ends_at - timedelta(hours=1), ends_at=event.ends_at)

    with pytest.raises(errors.PartsOutside):
        services.edit_event(
            event, {"ends_at": event.ends_at - timedelta(minutes=1)}, by=make_user(), at=at
        )


def test_a_move_is_recorded_with_the_state_before(session: Any, at: datetime) -> None:
    event = make_event(state=EventState.OPEN)

    services.move_event(event, EventState.RUNNING, by=make_user(), at=at)

    row = db.session.scalars(sa.select(Activity)).one()
    assert event.state is EventState.RUNNING
    assert (row.verb, row.event_id, row.details) == ("event:running", event.id, {"before": "open"})


def test_a_move_that_is_not_in_the_table_is_refused(session: Any, at: datetime) -> None:
    event = make_event(state=EventState.ANNOUNCED)

    with pytest.raises(errors.WrongMove):
        services.move_event(event, EventState.CLOSED, by=make_user(), at=at)


@pytest.mark.parametrize("missing", ["place", "organiser_name", "summary_vi"])
def test_an_event_without_place_organiser_or_summary_is_not_announced(
    session: Any, at: datetime, missing: str
) -> None:
    filled = {"place": "Quảng trường", "organiser_name": "Trung tâm", "summary_vi": "Chè."}
    event = make_event(state=EventState.DRAFT, **filled | {missing: ""})

    with pytest.raises(errors.NotReady):
        services.move_event(event, EventState.ANNOUNCED, by=make_user(), at=at)


def test_somebody_is_in_a_team_once(session: Any, at: datetime) -> None:
    event = make_event()
    person = make_team_member(event, TeamRole.DOOR)

    with pytest.raises(errors.AlreadyInTeam):
        services.add_to_team(event, person, TeamRole.TEAM, by=None, at=at)


def member_of(event: Event) -> TeamMember:
    """The first of an event's team."""
    theirs = sa.select(TeamMember).where(TeamMember.event_id == event.id)
    return db.session.scalars(theirs.order_by(TeamMember.id).limit(1)).one()


@pytest.mark.parametrize(
    "act",
    [
        lambda member, at: services.remove_from_team(member, by=None, at=at),
        lambda member, at: services.change_role(member, TeamRole.TEAM, by=None, at=at),
    ],
)
def test_an_event_is_never_without_an_organiser(session: Any, at: datetime, act: Any) -> None:
    event = make_event()
    make_team_member(event, TeamRole.ORGANISER)
    make_team_member(event, TeamRole.TEAM)

    with pytest.raises(errors.LastOrganiser):
        act(member_of(event), at)


def test_one_of_two_organisers_may_go(session: Any, at: datetime) -> None:
    event = make_event()
    make_team_member(event)
    make_team_member(event)

    services.remove_from_team(member_of(event), by=None, at=at)

    assert len(event.team) == 1


def talk(event: Event, **more: Any) -> dict[str, Any]:
    """A talk of an hour at the start of the event."""
    given = {
        "title_vi": "Tọa đàm",
        "starts_at": event.starts_at,
        "ends_at": event.starts_at + timedelta(hours=1),
    }
    return given | more


@pytest.mark.parametrize("edge", [{"starts_at": -1}, {"ends_at": 49}])
def test_a_session_lies_within_its_event(session: Any, at: datetime, edge: dict[str, int]) -> None:
    event = make_event()
    times = {name: event.starts_at + timedelta(hours=hours) for name, hours in edge.items()}

    with pytest.raises(errors.OutsideEvent):
        services.add_session(event, talk(event, **times), by=make_user(), at=at)


@pytest.mark.parametrize("capacity", [4, None])
def test_a_room_does_not_shrink_below_its_reserved_seats(
    session: Any, at: datetime, capacity: int | None
) -> None:
    row = make_session(make_event(), capacity=10, taken=5)

    with pytest.raises(errors.BelowTaken) as refusal:
        services.edit_session(row, {"capacity": capacity}, by=make_user(), at=at)

    assert refusal.value.values == {"taken": 5}


def test_a_session_with_reserved_seats_is_not_deleted(session: Any, at: datetime) -> None:
    row = make_session(make_event(), capacity=10, taken=1)

    with pytest.raises(errors.SessionHasSeats):
        services.delete_session(row, by=make_user(), at=at)


def test_a_session_without_seats_is_deleted(session: Any, at: datetime) -> None:
    row = make_session(make_event())

    services.delete_session(row, by=make_user(), at=at)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0


def first_day(event: Event, start: time, end: time) -> list[DayRange]:
    return [DayRange(local_day(event.starts_at, event.zone), start, end)]


def test_the_grid_is_made_in_the_zone_of_the_event(session: Any, at: datetime) -> None:
    event = make_event()  # from 09:00 by its clock

    slots = services.generate_slots(event, first_day(event, time(9), time(10)), 20, at=at)

    shown = [to_local(slot.starts_at, event.zone).time() for slot in slots]
    assert shown == [time(9), time(9, 20), time(9, 40)]


def test_making_the_grid_twice_adds_nothing(session: Any, at: datetime) -> None:
    event = make_event()
    ranges = first_day(event, time(9), time(10))
    services.generate_slots(event, ranges, 20, at=at)

    assert services.generate_slots(event, ranges, 20, at=at) == []


@pytest.mark.parametrize(
    ("start", "end", "minutes", "error"),
    [
        (time(8), time(10), 20, errors.OutsideEvent),
        (time(10), time(9), 20, errors.BadGrid),
        (time(9), time(9, 10), 20, errors.BadGrid),
        (time(9), time(20), 1, errors.BadGrid),
        (time(9, 10), time(10), 20, errors.SlotsOverlap),
    ],
)
def test_a_grid_that_cannot_be_is_refused(
    session: Any, at: datetime, start: time, end: time, minutes: int, error: type[DomainError]
) -> None:
    event = make_event()
    services.generate_slots(event, first_day(event, time(9), time(10)), 20, at=at)

    with pytest.raises(error):
        services.generate_slots(event, first_day(event, start, end), minutes, at=at)


def claim(slot: Slot) -> None:
    """A table is taken in the slot, for a meeting."""
    event = db.session.get_one(Event, slot.event_id)
    meeting = make_meeting(make_buyer(event), make_exhibitor(event))
    claimed = Claim(
        event_id=event.id,
        slot_id=slot.id,
        holder_kind=HolderKind.TABLE,
        holder_id=1,
        meeting_id=meeting.id,
    )
    db.session.add(claimed)
    db.session.flush()


def test_only_slots_that_nobody_claims_are_deleted(session: Any, at: datetime) -> None:
    event = make_event()
    taken, free = make_slot(event), make_slot(event)
    claim(taken)

    gone = services.delete_unused_slots(event, at=at)

    assert gone == 1
    assert db.session.scalars(sa.select(Slot.id)).all() == [taken.id]
    assert free not in db.session


def test_a_claimed_slot_stays(session: Any, at: datetime) -> None:
    slot = make_slot(make_event())
    claim(slot)

    with pytest.raises(errors.SlotInUse):
        services.delete_slot(slot, at=at)
