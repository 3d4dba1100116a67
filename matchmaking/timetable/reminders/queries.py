"""Who is to be reminded of what now."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Member
from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event, Slot
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState, MemberState
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.models import Placement
from matchmaking.timetable.reminders.models import MeetingReminder, ReminderKind, ReminderStop

EVENING = time(17)  # where the event is
SOON = timedelta(minutes=30)
LOOK_AHEAD = timedelta(hours=48)
R = MeetingReminder


@dataclass(frozen=True)
class Window:
    """Meetings of an event that start in here are due; ``since`` is when they became so."""

    event_id: int
    kind: ReminderKind
    starts: datetime
    ends: datetime
    since: datetime | None  # none: half an hour before each


@dataclass(frozen=True)
class Due:
    """A company and the sides of meetings of which it is to be reminded."""

    company_id: int
    event_id: int
    kind: ReminderKind
    sides: tuple[tuple[int, Side], ...]


def windows_at(at: datetime) -> Iterator[Window]:
    """What can be due now, by event; asks nothing more where no meeting time is near."""
    near = (
        sa.select(Event.id, Event.zone)
        .join(Slot, Slot.event_id == Event.id)
        .where(Slot.starts_at > at, Slot.starts_at <= at + LOOK_AHEAD)
        .distinct()
    )
    for event_id, zone in db.session.execute(near).tuples():
        yield Window(event_id, ReminderKind.SOON, at, at + SOON, None)
        here = at.astimezone(ZoneInfo(zone))
        if here.time() >= EVENING:
            day = here.date() + timedelta(days=1)
            midnight = datetime.combine(day, time(), ZoneInfo(zone))
            evening = datetime.combine(here.date(), EVENING, ZoneInfo(zone))
            next_midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
            yield Window(event_id, ReminderKind.DAY_BEFORE, midnight, next_midnight, evening)


def due_in(window: Window) -> list[Due]:
    """The companies to remind, each with its meetings."""
    found: defaultdict[int, list[tuple[int, Side]]] = defaultdict(list)
    for side in (Side.BUYER, Side.EXHIBITOR):
        for meeting_id, company_id in _due_on(side, window):
            found[company_id].append((meeting_id, side))
    return [
        Due(company_id, window.event_id, window.kind, tuple(sorted(sides)))
        for company_id, sides in sorted(found.items())
    ]


def _due_on(side: Side, window: Window) -> Iterator[tuple[int, int]]:
    """Meeting and company of the sides that were not reminded of this time.

    Whose meeting got its first time only just now has just been told of it.
    """
    party: Any = Buyer if side is Side.BUYER else Exhibitor
    of: Any = party.id == (Meeting.buyer_id if side is Side.BUYER else Meeting.exhibitor_id)
    firm: Any = sa.literal(0)
    if side is Side.EXHIBITOR:  # of a group, every firm that comes
        firm = sa.case((Meeting.group_least.is_(None), 0), else_=Exhibitor.id)
        coming = sa.exists().where(
            GroupMember.meeting_id == Meeting.id,
            GroupMember.exhibitor_id == Exhibitor.id,
            GroupMember.state == MemberState.ACCEPTED,
        )
        of = sa.or_(sa.and_(of, Meeting.group_least.is_(None)), coming)
    before = sa.and_(
        R.meeting_id == Meeting.id, R.side == side, R.kind == window.kind, R.firm == firm
    )
    rows = (
        sa.select(
            Meeting.id,
            party.company_id,
            Slot.starts_at,
            Placement.placed_at,
            sa.exists().where(before),
        )
        .select_from(Meeting)
        .join(party, of)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(
            Meeting.event_id == window.event_id,
            Meeting.state == MeetingState.PLACED,
            Slot.starts_at >= window.starts,
            Slot.starts_at < window.ends,
            ~sa.exists().where(before, R.starts_at == Slot.starts_at),
        )
        .order_by(Meeting.id)
    )
    for meeting_id, company_id, starts_at, placed_at, was_reminded in db.session.execute(
        rows
    ).tuples():
        since = window.since or starts_at - SOON
        if placed_at < since or was_reminded:
            yield meeting_id, company_id


def held_meetings(due: Due) -> list[Meeting]:
    """The meetings of a company that are still to take place, held against changes, by time."""
    ids = {meeting_id for meeting_id, _side in due.sides}
    held = (
        sa.select(Meeting)
        .where(Meeting.id.in_(ids), Meeting.state == MeetingState.PLACED)
        .order_by(Meeting.id)
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    )
    kept = {meeting.id for meeting in db.session.scalars(held)}
    placement: Any = Meeting.placement
    whole = (
        sa.select(Meeting)
        .where(Meeting.id.in_(kept))
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            selectinload(Meeting.members),
            joinedload(Meeting.exhibitor)
            .selectinload(Exhibitor.allotments)
            .joinedload(Allotment.booth),
            joinedload(placement).joinedload(Placement.slot),
            joinedload(placement).joinedload(Placement.table),
        )
        .execution_options(populate_existing=True)
    )
    meetings = [one for one in db.session.scalars(whole).unique() if one.placement is not None]
    return sorted(meetings, key=lambda one: one.placement.slot.starts_at)


def readers_of(company_id: int) -> list[User]:
    """The people of a company who have an address and did not stop reminders."""
    theirs = (
        sa.select(User)
        .join(Member, Member.user_id == User.id)
        .outerjoin(ReminderStop, ReminderStop.user_id == User.id)
        .where(
            Member.company_id == company_id,
            User.email.is_not(None),
            ReminderStop.user_id.is_(None),
        )
        .order_by(Member.id)
    )
    return list(db.session.scalars(theirs))


def has_stopped(user_id: int) -> bool:
    """Whether a person wants no reminders."""
    return db.session.get(ReminderStop, user_id) is not None
