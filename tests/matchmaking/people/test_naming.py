"""Somebody comes to every meeting from each side, and nobody is expected at two."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.sign_in.models import User
from core.db import db
from core.outbox import OutboxMessage
from events.programme.models import Claim, Event, HolderKind
from events.programme.services import reserve_seat
from matchmaking.meetings.errors import NotOfCompany, WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import accept_without_slot, request_meeting
from matchmaking.needs.models import Side
from matchmaking.people.errors import OnBothSides, PersonBusy, PersonBusyOthersFree
from matchmaking.people.services import forget_person, name_person
from matchmaking.timetable.queries import free_places
from matchmaking.timetable.services import accept_meeting, cancel_meeting, move_meeting
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_registration,
    make_session,
    make_slot,
    make_table,
)


@pytest.fixture
def event(session: Any) -> Event:
    return make_event()


class Asked:
    """A request of a buyer with two people to a firm with two."""

    def __init__(self, event: Event, *, comes: User | None = None) -> None:
        self.buyer, self.exhibitor = make_buyer(event), make_exhibitor(event)
        self.buying = [make_member(self.buyer.company) for _ in range(2)]
        first = make_member(self.exhibitor.company, user=comes, full_name="Lường Thị Một")
        self.selling = [first, make_member(self.exhibitor.company, full_name="Lường Thị Hai")]
        self.meeting = make_meeting(self.buyer, self.exhibitor, buyer_person_id=self.buying[0].id)


def people_claimed(meeting: Meeting) -> set[int]:
    claims = sa.select(Claim.holder_id).where(
        Claim.meeting_id == meeting.id, Claim.holder_kind == HolderKind.PERSON
    )
    return set(db.session.scalars(claims))


def test_who_asks_and_who_accepts_come(event: Event, at: datetime) -> None:
    one = Asked(event)
    db.session.delete(one.meeting)
    db.session.flush()

    meeting = request_meeting(one.buyer, one.exhibitor, side=Side.BUYER, actor=one.buying[1], at=at)
    accept_without_slot(meeting, actor=one.selling[1], at=at)

    assert (meeting.buyer_person_id, meeting.exhibitor_person_id) == (
        one.buying[1].id,
        one.selling[1].id,
    )


def test_for_whoever_acts_from_outside_the_contact_comes(event: Event, at: datetime) -> None:
    one = Asked(event)

    accept_without_slot(one.meeting, actor=None, at=at)

    assert one.meeting.exhibitor_person_id == one.selling[0].id


def test_only_a_firms_own_people_are_sent(event: Event, at: datetime) -> None:
    one = Asked(event)

    with pytest.raises(NotOfCompany):
        name_person(one.meeting, Side.EXHIBITOR, one.buying[1], actor=None, at=at)
    with pytest.raises(NotOfCompany):
        request_meeting(
            make_buyer(event),
            one.exhibitor,
            side=Side.EXHIBITOR,
            actor=None,
            at=at,
            person_id=one.buying[0].id,
        )


def test_a_placed_meeting_takes_its_peoples_time_until_it_is_cancelled(
    event: Event, at: datetime
) -> None:
    one, slot, table = Asked(event), make_slot(event), make_table(event)

    accept_meeting(one.meeting, slot=slot, table=table, actor=one.selling[0], at=at)
    claimed = people_claimed(one.meeting)
    cancel_meeting(one.meeting, actor=one.selling[0], side=Side.EXHIBITOR, at=at)

    assert claimed == {one.buying[0].id, one.selling[0].id}
    assert people_claimed(one.meeting) == set()


def test_nobody_comes_for_two_firms_at_once(event: Event, at: datetime) -> None:
    first, slot = Asked(event), make_slot(event)
    second = Asked(event, comes=first.selling[0])
    second.meeting.exhibitor_person_id = first.selling[0].id
    accept_meeting(first.meeting, slot=slot, table=make_table(event), actor=first.selling[0], at=at)

    with pytest.raises(PersonBusyOthersFree) as caught:
        accept_meeting(second.meeting, slot=slot, table=make_table(event), actor=None, at=at)

    assert caught.value.values == {
        "name": "Lường Thị Một",
        "company": second.exhibitor.company.name,
        "free": "Lường Thị Hai",
    }
    assert people_claimed(second.meeting) == set()


def test_who_has_time_comes_where_nobody_was_named(event: Event, at: datetime) -> None:
    first, slot = Asked(event), make_slot(event)
    second = Asked(event, comes=first.selling[0])
    accept_meeting(first.meeting, slot=slot, table=make_table(event), actor=first.selling[0], at=at)

    accept_meeting(
        second.meeting, slot=slot, table=make_table(event), actor=first.selling[0], at=at
    )

    assert second.meeting.exhibitor_person_id == second.selling[1].id


def test_another_person_takes_over_and_is_told(event: Event, at: datetime) -> None:
    one, slot = Asked(event), make_slot(event)
    accept_meeting(one.meeting, slot=slot, table=make_table(event), actor=one.selling[0], at=at)

    name_person(one.meeting, Side.EXHIBITOR, one.selling[1], actor=one.selling[0], at=at)

    assert people_claimed(one.meeting) == {one.buying[0].id, one.selling[1].id}
    told = sa.select(OutboxMessage.to_address).where(
        OutboxMessage.template == "meeting_person_named"
    )
    assert db.session.scalars(told).all() == [one.selling[1].email]


def test_a_person_in_a_session_is_not_sent_to_a_meeting(event: Event, at: datetime) -> None:
    one, slot = Asked(event), make_slot(event)
    accept_meeting(one.meeting, slot=slot, table=make_table(event), actor=one.selling[0], at=at)
    sit(event, one.selling[1], slot.starts_at, at)

    with pytest.raises(PersonBusy) as caught:
        name_person(one.meeting, Side.EXHIBITOR, one.selling[1], actor=None, at=at)

    assert caught.value.values["name"] == "Lường Thị Hai"
    assert people_claimed(one.meeting) == {one.buying[0].id, one.selling[0].id}


def sit(event: Event, person: User, starts_at: datetime, at: datetime) -> None:
    talk = make_session(
        event, capacity=9, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10)
    )
    holder = make_registration(event, user_id=person.id)
    reserve_seat(talk, holder.id, event.id, at)


def test_the_same_person_does_not_come_from_both_sides(event: Event, at: datetime) -> None:
    one = Asked(event)
    make_member(one.exhibitor.company, user=one.buying[0])

    with pytest.raises(OnBothSides):
        name_person(one.meeting, Side.EXHIBITOR, one.buying[0], actor=None, at=at)


def test_after_a_no_nobody_is_named(event: Event, at: datetime) -> None:
    one = Asked(event)
    cancel = accept_without_slot(one.meeting, actor=None, at=at)
    cancel_meeting(cancel, actor=None, side=Side.BUYER, at=at)

    with pytest.raises(WrongState):
        name_person(one.meeting, Side.BUYER, one.buying[1], actor=None, at=at)


def test_times_are_offered_at_which_those_who_come_are_free(event: Event, at: datetime) -> None:
    one, slots = Asked(event), [make_slot(event) for _ in range(3)]
    make_table(event)
    sit(event, one.buying[0], slots[0].starts_at, at)
    sit(event, one.selling[0], slots[1].starts_at, at)

    offered = free_places(one.meeting, at=at, choosing=Side.EXHIBITOR)
    one.meeting.exhibitor_person_id = one.selling[0].id
    fixed = free_places(one.meeting, at=at)

    assert [place.slot for place in offered] == slots[1:]
    assert [place.slot for place in fixed] == slots[2:]


def test_a_moved_meeting_keeps_who_comes(event: Event, at: datetime) -> None:
    one, table = Asked(event), make_table(event)
    accept_meeting(one.meeting, slot=make_slot(event), table=table, actor=None, at=at)

    move_meeting(
        one.meeting, slot=make_slot(event), table=table, actor=None, side=Side.BUYER, at=at
    )

    assert people_claimed(one.meeting) == {one.buying[0].id, one.selling[0].id}


def test_the_page_changes_who_comes(client: Any, app: Any, committed: Any) -> None:
    def make() -> tuple[str, int, int, int]:
        event = make_event()
        one = Asked(event)
        return event.slug, one.meeting.id, one.buying[0].id, one.buying[1].id

    slug, meeting_id, actor, colleague = committed(make)
    client.sign_in(actor)
    page = f"/events/{slug}/meetings/{meeting_id}"

    answer = client.submit(f"{page}/person", {"person_id": str(colleague)}, page=page)

    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Meeting, meeting_id).buyer_person_id == colleague


def test_names_are_hidden_from_the_other_side_until_both_agreed(
    client: Any, committed: Any
) -> None:
    def make() -> tuple[str, int, int]:
        event = make_event()
        company = make_company()
        asks = make_member(company, full_name="Người Bí Mật")
        exhibitor = make_exhibitor(event)
        meeting = make_meeting(make_buyer(event, company), exhibitor, buyer_person_id=asks.id)
        return event.slug, meeting.id, make_member(exhibitor.company).id

    slug, meeting_id, asked = committed(make)
    client.sign_in(asked)

    page = client.get(f"/events/{slug}/meetings/{meeting_id}").text

    assert "Người Bí Mật" not in page


def test_who_deletes_their_account_is_expected_nowhere(event: Event, at: datetime) -> None:
    one = Asked(event)
    accept_meeting(one.meeting, slot=make_slot(event), table=make_table(event), actor=None, at=at)

    forget_person(one.buying[0], at)

    db.session.refresh(one.meeting)
    assert one.meeting.buyer_person_id is None
    assert people_claimed(one.meeting) == {one.selling[0].id}
