"""Slots and tables for meetings: claimed in the same transaction as the answer."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.mails import other, tell
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import (
    BuyerBusy,
    ExhibitorBusy,
    ForeignPlace,
    SlotPast,
    SlotTaken,
    TableExists,
    TableInUse,
    TableTaken,
)
from matchmaking.timetable.models import CalendarFeed, Placement, Table

S = MeetingState
CLASHES = {
    "uq_claims_holder_once_per_slot": SlotTaken,
    "uq_placements_slot_id_table_id": SlotTaken,
}


def accept_meeting(
    meeting: Meeting, *, slot: Slot, table: Table, actor: Any, at: datetime
) -> Placement:
    """Accept a request and give it a slot and a table of its event, or nothing of it.

    ``at`` is now; a slot that has begun is refused. Both sides get mail. Flushed, not committed.

    Raises
    ------
    WrongState, RequestExpired, SlotPast, ForeignPlace, TableTaken, BuyerBusy, ExhibitorBusy
    """
    meetings.check_move(meeting, S.PLACED, at=at)
    placement = _claim(meeting, slot, table, at=at)
    company_id = meetings.company_of(meeting, meeting.asked_side)
    meetings.move(meeting, S.PLACED, actor=actor, at=at, company_id=company_id)
    for side in (Side.BUYER, Side.EXHIBITOR):
        _tell_place(meeting, side, "meeting_placed", placement, at=at)
    return placement


def move_meeting(
    meeting: Meeting, *, slot: Slot, table: Table, actor: Any, side: Side, at: datetime
) -> Placement:
    """Give a placed meeting another slot and table; it stays the same entry in calendars.

    When the new place is taken, the old one is kept.

    Raises
    ------
    WrongState, SlotPast, ForeignPlace, TableTaken, BuyerBusy, ExhibitorBusy
    """
    meetings.check_move(meeting, S.CANCELLED, at=at)
    if meeting.state is not S.PLACED:
        raise WrongState
    with db.session.begin_nested():
        _release(meeting)
        placement = _claim(meeting, slot, table, at=at)
    meeting.sequence += 1
    company_id = meetings.company_of(meeting, side)
    activity.record("meeting:moved", meeting, actor=actor, at=at, for_company_id=company_id)
    _tell_place(meeting, other(side), "meeting_moved", placement, at=at)
    return placement


def cancel_meeting(
    meeting: Meeting, *, actor: Any, side: Side, at: datetime, answer: str = ""
) -> Meeting:
    """Either side calls an agreed meeting off; its slot and table are free again.

    Raises
    ------
    WrongState
    """
    meetings.check_move(meeting, S.CANCELLED, at=at)
    _release(meeting)
    meeting.sequence += 1
    meeting.answer = answer
    company_id = meetings.company_of(meeting, side)
    meetings.move(meeting, S.CANCELLED, actor=actor, at=at, company_id=company_id)
    starts_at = meeting.calendar_starts_at
    tell(
        meeting,
        other(side),
        "meeting_cancelled",
        at=at,
        answer=answer,
        starts_at=starts_at.isoformat() if starts_at else None,
    )
    return meeting


def _holders(meeting: Meeting, table: Table) -> list[tuple[HolderKind, int]]:
    """Everybody and everything that a meeting takes, always in the same order (no deadlocks)."""
    companies = sorted({meeting.buyer.company_id, meeting.exhibitor.company_id})
    return [
        (HolderKind.TABLE, table.id),
        *((HolderKind.COMPANY, company_id) for company_id in companies),
        (HolderKind.BUYER, meeting.buyer_id),
        (HolderKind.EXHIBITOR, meeting.exhibitor_id),
    ]


def _claim(meeting: Meeting, slot: Slot, table: Table, *, at: datetime) -> Placement:
    """Insert the claims and the placement; the database alone decides who was first."""
    if slot.event_id != meeting.event_id or table.event_id != meeting.event_id:
        raise ForeignPlace
    if slot.starts_at <= at:
        raise SlotPast
    holders = _holders(meeting, table)
    placement = Placement(
        meeting_id=meeting.id,
        event_id=meeting.event_id,
        slot_id=slot.id,
        table_id=table.id,
        placed_at=at,
    )
    try:
        with constraints(CLASHES):
            for kind, holder_id in holders:
                db.session.add(
                    Claim(
                        event_id=meeting.event_id,
                        slot_id=slot.id,
                        holder_kind=kind,
                        holder_id=holder_id,
                        meeting_id=meeting.id,
                    )
                )
            db.session.add(placement)
    except SlotTaken as clash:
        raise _who_clashed(meeting, slot, table) from clash
    meeting.calendar_starts_at, meeting.calendar_ends_at = slot.starts_at, slot.ends_at
    return placement


def _who_clashed(meeting: Meeting, slot: Slot, table: Table) -> SlotTaken:
    """Which of the holders another meeting or session has in this slot."""
    there = sa.select(Claim.holder_kind, Claim.holder_id).where(
        Claim.event_id == meeting.event_id, Claim.slot_id == slot.id
    )
    taken = {(kind, holder_id) for kind, holder_id in db.session.execute(there)}
    buyer, exhibitor = meeting.buyer, meeting.exhibitor
    if taken & {(HolderKind.BUYER, buyer.id), (HolderKind.COMPANY, buyer.company_id)}:
        return BuyerBusy(company=buyer.company.name)
    if taken & {(HolderKind.EXHIBITOR, exhibitor.id), (HolderKind.COMPANY, exhibitor.company_id)}:
        return ExhibitorBusy(company=exhibitor.company.name)
    return TableTaken(table=table.label)


def _release(meeting: Meeting) -> None:
    db.session.execute(sa.delete(Placement).where(Placement.meeting_id == meeting.id))
    db.session.execute(sa.delete(Claim).where(Claim.meeting_id == meeting.id))
    db.session.expire(meeting, ["placement"])


def _tell_place(
    meeting: Meeting, side: Side, template: str, placement: Placement, *, at: datetime
) -> None:
    slot = db.session.get_one(Slot, placement.slot_id)
    table = db.session.get_one(Table, placement.table_id)
    tell(
        meeting,
        side,
        template,
        at=at,
        starts_at=slot.starts_at.isoformat(),
        table=table.label,
        table_zone=table.zone,
    )


def make_tables(
    event: Event, *, count: int, prefix: str, zone: str, actor: Any, at: datetime
) -> list[Table]:
    """Add so many tables, numbered on from those that are there.

    Raises
    ------
    TableExists
    """
    labels = set(db.session.scalars(sa.select(Table.label).where(Table.event_id == event.id)))
    made: list[Table] = []
    number = 0
    while len(made) < count:
        number += 1
        if f"{prefix}{number}" not in labels:
            made.append(Table(event_id=event.id, label=f"{prefix}{number}", zone=zone))
    with constraints({"uq_tables_event_id_label": TableExists}):
        db.session.add_all(made)
    activity.record("event:tables_made", event, actor=actor, at=at, count=count)
    return made


def remove_table(table: Table, *, actor: Any, at: datetime) -> None:
    """Take away a table that has no meetings.

    Raises
    ------
    TableInUse
    """
    used = sa.select(Placement.meeting_id).where(Placement.table_id == table.id).limit(1)
    if db.session.scalar(used) is not None:
        raise TableInUse
    activity.record("table:removed", table, actor=actor, at=at, label=table.label)
    db.session.delete(table)
    db.session.flush()


def make_feed(user: Any, *, at: datetime) -> CalendarFeed:
    """Give a person a new secret calendar address; an older one stops working."""
    feed = db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.user_id == user.id))
    if feed is None:
        feed = CalendarFeed(user_id=user.id)
    feed.token, feed.made_at = secrets.token_urlsafe(32), at
    activity.record("calendar_feed:made", feed, actor=user, at=at)
    return feed
