"""The numbers of an event, each group in one query however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.checkin.models import Device, Direction, Gate, Scan, ScanResult
from events.exhibitors.models import Allotment, Application, Booth, Exhibitor
from events.exhibitors.states import ApplicationState
from events.programme.models import Event, EventState, Slot, TeamMember, TeamRole
from events.registration.models import Registration, RegistrationState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.timetable.models import Table

ONLINE = timedelta(minutes=5)


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
    day = (
        Scan.event_id == event_id,
        Scan.result == ScanResult.ADMITTED,
        Scan.registration_id.is_not(None),
        Scan.scanned_at >= since,
    )
    last = sa.select(sa.func.max(Scan.id)).where(*day).group_by(Scan.registration_id)
    entered = sa.select(sa.func.count(sa.distinct(Scan.registration_id))).where(*day)
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
            entered.scalar_subquery(),
            _count(Scan, Scan.id.in_(last), Scan.direction == Direction.ENTRY),
        )
    ).one()
    return Numbers(*row)


def meetings_by_state(event: Event) -> dict[MeetingState, int]:
    """How many meetings of an event are in which state."""
    counted = (
        sa.select(Meeting.state, sa.func.count())
        .where(Meeting.event_id == event.id)
        .group_by(Meeting.state)
    )
    return dict(db.session.execute(counted).tuples().all())


def entries_by_hour(event: Event, hours: Sequence[datetime]) -> list[int]:
    """How many entries there were in the hour after each of ``hours``: one row, one query."""
    if not hours:
        return []
    sums = [
        sa.func.coalesce(
            sa.func.sum(
                sa.case(
                    (
                        sa.and_(
                            Scan.scanned_at >= hour, Scan.scanned_at < hour + timedelta(hours=1)
                        ),
                        1,
                    ),
                    else_=0,
                )
            ),
            0,
        )
        for hour in hours
    ]
    row = db.session.execute(
        sa.select(*sums).where(
            Scan.event_id == event.id,
            Scan.result == ScanResult.ADMITTED,
            Scan.direction == Direction.ENTRY,
            Scan.scanned_at >= hours[0],
            Scan.scanned_at < hours[-1] + timedelta(hours=1),
        )
    ).one()
    return [int(number) for number in row]


def last_scan_at(event: Event) -> datetime | None:
    """When somebody was last let in: the day to show when nobody was today."""
    return db.session.scalar(
        sa.select(sa.func.max(Scan.scanned_at)).where(
            Scan.event_id == event.id, Scan.result == ScanResult.ADMITTED
        )
    )


@dataclass(frozen=True)
class GateRow:
    """A gate: people let in and refused since the day began, and whether a phone is there."""

    name: str
    entries: int
    refused: int
    devices: int
    online: int


def gates_of(event: Event, since: datetime, at: datetime) -> list[GateRow]:
    """The gates of an event by name."""
    entry = sa.and_(Scan.result == ScanResult.ADMITTED, Scan.direction == Direction.ENTRY)
    scans = (
        sa.select(
            Scan.gate_id,
            sa.func.sum(sa.case((entry, 1), else_=0)).label("entries"),
            sa.func.sum(sa.case((Scan.result == ScanResult.REFUSED, 1), else_=0)).label("refused"),
        )
        .where(Scan.event_id == event.id, Scan.scanned_at >= since)
        .group_by(Scan.gate_id)
        .subquery()
    )
    here = Device.last_seen_at >= at - ONLINE
    devices = (
        sa.select(
            Device.gate_id,
            sa.func.count().label("devices"),
            sa.func.sum(sa.case((here, 1), else_=0)).label("online"),
        )
        .where(Device.event_id == event.id, Device.revoked_at.is_(None))
        .group_by(Device.gate_id)
        .subquery()
    )
    columns = (scans.c.entries, scans.c.refused, devices.c.devices, devices.c.online)
    rows = db.session.execute(
        sa.select(Gate.name, *(sa.func.coalesce(column, 0) for column in columns))
        .outerjoin(scans, scans.c.gate_id == Gate.id)
        .outerjoin(devices, devices.c.gate_id == Gate.id)
        .where(Gate.event_id == event.id)
        .order_by(Gate.name)
    )
    return [GateRow(name, *(int(number) for number in numbers)) for name, *numbers in rows]


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
