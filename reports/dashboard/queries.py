"""The numbers of an event, each group in one query however many rows there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.checkin import live
from events.checkin import queries as checkin
from events.exhibitors.models import Allotment, Application, Booth, Exhibitor
from events.exhibitors.states import ApplicationState
from events.programme.models import Event, EventState, Slot, TeamMember, TeamRole
from events.registration.models import Registration, RegistrationState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.timetable.models import Table

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """What waits for a decision of the organiser."""

    applications: int
    buyers: int
    registrations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.applications + self.buyers + self.registrations


@dataclass(frozen=True)
class Numbers:
    """How an event stands."""

    registered: int
    exhibitors: int
    allotted: int
    booths: int
    buyers: int
    slots: int
    tables: int
    entered: int  # people let in since the day began
    inside: int  # of these, not gone out again


def _count(model: Any, *conditions: Any) -> Any:
    return sa.select(sa.func.count()).select_from(model).where(*conditions).scalar_subquery()


def _waiting_columns(event_id: Any) -> tuple[Any, Any, Any]:
    return (
        _count(
            Application,
            Application.event_id == event_id,
            Application.state == ApplicationState.SUBMITTED,
        ),
        _count(Buyer, Buyer.event_id == event_id, Buyer.state == BuyerState.APPLIED),
        _count(
            Registration,
            Registration.event_id == event_id,
            Registration.state == RegistrationState.PENDING,
        ),
    )


def waiting_of(event: Event) -> Waiting:
    """What waits for the organiser of an event."""
    return Waiting(*db.session.execute(sa.select(*_waiting_columns(event.id))).one())


def numbers_of(event: Event, since: datetime) -> Numbers:
    """How an event stands; people inside are counted from ``since``, the start of the day."""
    event_id = event.id
    here = live.presence(checkin.lists_of(event_id), since=since)
    row = db.session.execute(
        sa.select(
            _count(
                Registration,
                Registration.event_id == event_id,
                Registration.state == RegistrationState.APPROVED,
            ),
            _count(Exhibitor, Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)),
            _count(Allotment, Allotment.event_id == event_id),
            _count(Booth, Booth.event_id == event_id),
            _count(Buyer, Buyer.event_id == event_id, Buyer.state == BuyerState.APPROVED),
            _count(Slot, Slot.event_id == event_id),
            _count(Table, Table.event_id == event_id),
        )
    ).one()
    counted = (*row, here.entered, here.inside)
    return Numbers(*(int(one) for one in counted))


def meetings_by_state(event: Event) -> dict[MeetingState, int]:
    """How many meetings of an event are in which state."""
    counted = (
        sa.select(Meeting.state, sa.func.count())
        .where(Meeting.event_id == event.id)
        .group_by(Meeting.state)
    )
    return dict(db.session.execute(counted).tuples().all())


def door_of(
    event: Event, *, since: datetime, at: datetime
) -> tuple[list[live.Step], list[live.GateNow]]:
    """Entries per hour of the day that began at ``since``, and the gates by name."""
    until = since + DAY - timedelta(seconds=1)
    lists = [row.id for row in checkin.lists_of(event.id)]
    scans = live.passed(lists, HOUR, since=since, until=until)
    by_hand = live.counted_by_hand(event.id, since=since)
    devices = live.devices_now(event.id, at=at)
    gates = live.gates_now(checkin.gates_of(event.id), scans, by_hand, devices)
    return live.steps_of(scans, HOUR, since=since, until=until), gates


@dataclass(frozen=True)
class MyEvent:
    """An event somebody works on, with what waits there."""

    event: Event
    role: TeamRole
    waiting: Waiting


def my_events(user: Any) -> list[MyEvent]:
    """The events a person works on (all, for the platform's admin), the next first."""
    columns = _waiting_columns(Event.id)
    query = sa.select(Event, TeamMember.role, *columns).outerjoin(
        TeamMember, sa.and_(TeamMember.event_id == Event.id, TeamMember.user_id == user.id)
    )
    if not user.is_admin:
        query = query.where(TeamMember.id.is_not(None))
    rows = db.session.execute(query.order_by(Event.starts_at, Event.id))
    return [
        MyEvent(event, role or TeamRole.ORGANISER, Waiting(*numbers))
        for event, role, *numbers in rows
    ]


def is_finished(event: Event, at: datetime) -> bool:
    """Whether an event is behind its team."""
    over = {EventState.ARCHIVED, EventState.CANCELLED, EventState.CLOSED}
    return event.state in over or event.ends_at <= at
