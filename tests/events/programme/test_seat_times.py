"""Who sits in a session has no time for a meeting, and the other way round."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.db import db
from events.programme import errors, services
from events.programme.models import Claim, Event, HolderKind, Slot
from events.programme.times import DayRange
from tests.factories import make_event, make_registration, make_session, make_slot, make_user

MINUTES = timedelta(minutes=1)


class Day:
    """Four slots of twenty minutes, and a talk over the second and half of the third."""

    def __init__(self) -> None:
        self.event: Event = make_event()
        start = self.event.starts_at
        self.slots = [make_slot(self.event, starts_at=start + 20 * n * MINUTES) for n in range(4)]
        self.talk = self.session(20, 50)
        self.user = make_user()
        self.holder = make_registration(self.event, user_id=self.user.id)

    def session(self, since: int, until: int) -> Any:
        start = self.event.starts_at
        return make_session(
            self.event,
            capacity=9,
            starts_at=start + since * MINUTES,
            ends_at=start + until * MINUTES,
        )

    def reserve(self, talk: Any, at: datetime) -> None:
        services.reserve_seat(talk, self.holder.id, self.event.id, at)

    def held(self) -> list[int]:
        """The slots, by position, in which the person is taken."""
        claims = sa.select(Claim.slot_id).where(
            Claim.holder_kind == HolderKind.PERSON, Claim.holder_id == self.user.id
        )
        ids = [slot.id for slot in self.slots]
        return sorted(ids.index(slot_id) for slot_id in db.session.scalars(claims))


@pytest.fixture
def day(session: Any) -> Day:
    return Day()


def test_a_seat_takes_the_slots_that_the_session_meets(day: Day, at: datetime) -> None:
    day.reserve(day.talk, at)

    assert day.held() == [1, 2]


def test_a_seat_given_back_gives_the_time_back(day: Day, at: datetime) -> None:
    day.reserve(day.talk, at)

    services.release_seat(day.talk, day.holder.id, at)

    assert day.held() == []


def test_two_sessions_may_share_a_slot(day: Day, at: datetime) -> None:
    following = day.session(50, 60)
    day.reserve(day.talk, at)
    day.reserve(following, at)

    services.release_seat(day.talk, day.holder.id, at)

    assert day.held() == [2]


def test_who_has_a_meeting_is_told_before_taking_a_seat(day: Day, at: datetime) -> None:
    db.session.add(
        Claim(
            event_id=day.event.id,
            slot_id=day.slots[2].id,
            holder_kind=HolderKind.PERSON,
            holder_id=day.user.id,
        )
    )
    db.session.flush()

    with pytest.raises(errors.BusyThen), db.session.begin_nested():
        day.reserve(day.talk, at)

    assert day.held() == [2]
    assert day.talk.taken == 0


def test_a_visitor_without_an_account_takes_a_seat_alone(day: Day, at: datetime) -> None:
    stranger = make_registration(day.event)

    services.reserve_seat(day.talk, stranger.id, day.event.id, at)

    assert db.session.scalars(sa.select(Claim)).all() == []


def test_a_session_that_moves_takes_its_people_along(day: Day, at: datetime) -> None:
    day.reserve(day.talk, at)

    start = day.event.starts_at
    values = {"starts_at": start + 60 * MINUTES, "ends_at": start + 90 * MINUTES}
    services.edit_session(day.talk, values, by=day.user, at=at)

    assert day.held() == [3]


def test_slots_made_later_know_who_sits_in_a_session(day: Day, at: datetime) -> None:
    day.reserve(day.talk, at)
    db.session.delete(day.slots.pop(1))
    db.session.flush()
    local = day.event.starts_at.astimezone(ZoneInfo(day.event.zone))

    services.generate_slots(
        day.event,
        [DayRange(local.date(), (local + 20 * MINUTES).time(), (local + 40 * MINUTES).time())],
        20,
        at=at,
    )
    day.slots = list(db.session.scalars(sa.select(Slot).order_by(Slot.starts_at)))

    assert day.held() == [1, 2]


def test_slots_without_meetings_can_go_although_people_sit_in_a_session(
    day: Day, at: datetime
) -> None:
    day.reserve(day.talk, at)

    assert services.delete_unused_slots(day.event, at=at) == 4
    assert db.session.scalars(sa.select(Claim)).all() == []
