"""Slots and tables for meetings: claimed in the same transaction as the answer."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from events.exhibitors.models import Hall
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import SlotTaken, WrongState
from matchmaking.meetings.mails import tell
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.queries import current_proposal
from matchmaking.meetings.states import CancelReason, MeetingState
from matchmaking.needs.models import Side
from matchmaking.people.errors import PersonBusy
from matchmaking.people.services import busy_error, fill_gaps, free_interpreter, seat_interpreter
from matchmaking.timetable.availability.errors import Unavailable
from matchmaking.timetable.availability.services import check_presence
from matchmaking.timetable.errors import (
    BuyerBusy,
    ExhibitorBusy,
    ForeignPlace,
    SlotPast,
    TableExists,
    TableInUse,
    TableTaken,
)
from matchmaking.timetable.mails import place_values
from matchmaking.timetable.models import CalendarFeed, Placement, Table
from matchmaking.timetable.queries import places_for, tables_of

S = MeetingState
CLASHES = {
    "uq_claims_holder_once_per_slot": SlotTaken,
    "uq_placements_slot_id_table_id": SlotTaken,
}


def accept_meeting(
    meeting: Meeting,
    *,
    slot: Slot,
    table: Table | None,
    actor: Any,
    at: datetime,
    by: Side | None = None,
    may_have_begun: bool = False,
) -> Placement:
    """Accept a request and give it a slot and a table of its event, or nothing of it.

    ``at`` is now; a slot that has begun is refused (unless it ``may_have_begun``, as at the desk),
    and one that was not proposed where times were. An agreed meeting without a time gets one
    likewise, from either side (``by``; without it the awaited one). Both sides get mail.
    Flushed, not committed.

    Raises
    ------
    WrongState, RequestExpired, NotOffered, FullUp, Away, DayFull, NeedsBreak, SlotPast,
    ForeignPlace, TableTaken, BuyerBusy, ExhibitorBusy, PersonBusy
    """
    meetings.check_yes(meeting, S.PLACED, at=at, slot_id=slot.id)
    meetings.name_usual(meeting, actor=actor, slot_id=slot.id)
    check_presence(meeting, slot)
    placement = claim(meeting, slot, table, at=at, may_have_begun=may_have_begun)
    meetings.move(meeting, S.PLACED, actor=actor, at=at, by=by or meeting.awaits)
    for side in (Side.BUYER, Side.EXHIBITOR):
        _tell_place(meeting, side, "meeting_placed", placement, at=at)
    return placement


def accept_as_proposed(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Say yes at an event that plans: at the time that came with the request, if it is still free.

    Else the meeting is agreed and the next timetable has it.

    Raises
    ------
    WrongState, RequestExpired, FullUp
    """
    proposal = current_proposal(meeting)
    for slot in proposal.slots if proposal is not None else ():
        for table in places_for(meeting):
            try:
                with db.session.begin_nested():
                    accept_meeting(meeting, slot=slot, table=table, actor=actor, at=at)
            except TableTaken:
                continue
            except (SlotTaken, SlotPast, Unavailable):
                break
            return meeting
    return meetings.accept_without_slot(meeting, actor=actor, at=at)


def move_meeting(
    meeting: Meeting, *, slot: Slot, table: Table | None, actor: Any, side: Side, at: datetime
) -> Placement:
    """Give a placed meeting another slot and table (none: online); its calendar entry stays.

    When the new place is taken, the old one is kept.

    Raises
    ------
    WrongState, Away, DayFull, NeedsBreak, SlotPast, ForeignPlace, TableTaken, BuyerBusy,
    ExhibitorBusy, PersonBusy
    """
    meetings.check_move(meeting, S.CANCELLED, at=at)
    if meeting.state is not S.PLACED:
        raise WrongState
    before = meeting.placement.slot_id
    with db.session.begin_nested():
        release(meeting)
        check_presence(meeting, slot)
        placement = claim(meeting, slot, table, at=at)
    fill_gaps(meeting.event_id, at=at, slot_id=before)
    company_id = meetings.company_of(meeting, side)
    activity.record("meeting:moved", meeting, actor=actor, at=at, for_company_id=company_id)
    _tell_place(meeting, across(side), "meeting_moved", placement, at=at)
    return placement


def cancel_meeting(
    meeting: Meeting,
    *,
    actor: Any,
    side: Side,
    at: datetime,
    reason: CancelReason | None = None,
    answer: str = "",
) -> bool:
    """Either side calls an agreed meeting off; its slot and table are free again.

    Whether it did so now: cancelling what is cancelled changes nothing and tells nobody.

    Raises
    ------
    WrongState
    """
    lock(meeting)
    if meeting.state is S.CANCELLED:
        return False
    meetings.check_move(meeting, S.CANCELLED, at=at)
    if meeting.state is S.REQUESTED:  # which is declined or taken back
        raise WrongState
    slot_id = meeting.placement.slot_id if meeting.placement is not None else None
    free_interpreter(meeting, at=at)
    release(meeting)
    calendar_changed(meeting, at=at)
    meeting.cancel_reason, meeting.answer = reason, answer
    meetings.move(meeting, S.CANCELLED, actor=actor, at=at, by=side)
    if slot_id is not None:
        fill_gaps(meeting.event_id, at=at, slot_id=slot_id)
    starts_at = meeting.calendar_starts_at
    tell(
        meeting,
        across(side),
        "meeting_cancelled",
        at=at,
        answer=answer,
        reason=reason.value if reason else None,
        starts_at=starts_at.isoformat() if starts_at else None,
    )
    return True


def _holders(meeting: Meeting, table: Table | None) -> list[tuple[HolderKind, int]]:
    """Everybody and everything that a meeting takes, always in the same order (no deadlocks)."""
    companies = sorted({company.id for company in meeting.companies})
    return [
        *([table.holder] if table is not None else []),
        *((HolderKind.COMPANY, company_id) for company_id in companies),
        (HolderKind.BUYER, meeting.buyer_id),
        *((HolderKind.EXHIBITOR, id_) for id_ in sorted(one.id for one in meeting.exhibitors)),
        *((HolderKind.PERSON, user_id) for user_id in meeting.person_ids),
    ]


def claim(
    meeting: Meeting,
    slot: Slot,
    table: Table | None,
    *,
    at: datetime,
    may_have_begun: bool = False,
) -> Placement:
    """Insert the claims and the placement; the database alone decides who was first.

    Without a table the meeting is online from now on, with one it is there.

    Raises
    ------
    SlotPast, ForeignPlace, TableTaken, BuyerBusy, ExhibitorBusy, PersonBusy
    """
    if {slot.event_id, (table or slot).event_id} != {meeting.event_id}:
        raise ForeignPlace
    if (slot.ends_at if may_have_begun else slot.starts_at) <= at:
        raise SlotPast
    holders = _holders(meeting, table)
    placement = Placement(
        meeting_id=meeting.id,
        event_id=meeting.event_id,
        slot_id=slot.id,
        table_id=table.id if table is not None else None,
        is_online=table is None,
        placed_at=at,
    )
    try:
        with constraints(CLASHES):
            meeting.is_online = table is None
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
    if meeting.calendar_starts_at is not None:  # people's calendars have an entry already
        calendar_changed(meeting, at=at)
    meeting.calendar_starts_at, meeting.calendar_ends_at = slot.starts_at, slot.ends_at
    meeting.calendar_changed_at = at
    seat_interpreter(meeting, slot, at=at)
    return placement


def calendar_changed(meeting: Meeting, *, at: datetime) -> None:
    """Calendar programs take over an entry only with a higher number."""
    meeting.sequence += 1
    meeting.calendar_changed_at = at


def _who_clashed(meeting: Meeting, slot: Slot, table: Table | None) -> SlotTaken:
    """Which of the holders another meeting or session has in this slot."""
    there = sa.select(Claim.holder_kind, Claim.holder_id).where(
        Claim.event_id == meeting.event_id, Claim.slot_id == slot.id
    )
    taken = {(kind, holder_id) for kind, holder_id in db.session.execute(there)}
    buyer = meeting.buyer
    if taken & {(HolderKind.BUYER, buyer.id), (HolderKind.COMPANY, buyer.company_id)}:
        return BuyerBusy(company=buyer.company.name)
    for one in meeting.exhibitors:
        if taken & {(HolderKind.EXHIBITOR, one.id), (HolderKind.COMPANY, one.company_id)}:
            return ExhibitorBusy(company=one.company.name)
    for side in (Side.BUYER, Side.EXHIBITOR):
        user_id = meeting.person_id(side)
        if (HolderKind.PERSON, user_id) in taken:
            person = db.session.get_one(User, user_id)
            return busy_error(meeting, side, person, slot.id)
    for member in meeting.members if meeting.is_group else ():
        if member.comes and (HolderKind.PERSON, member.person_id) in taken:
            person = db.session.get_one(User, member.person_id)
            return PersonBusy(name=person.full_name, company=member.exhibitor.company.name)
    return TableTaken(table=table.label) if table is not None else SlotTaken()


def release(meeting: Meeting) -> None:
    """Give back slot, table and everybody's time."""
    db.session.execute(sa.delete(Placement).where(Placement.meeting_id == meeting.id))
    db.session.execute(sa.delete(Claim).where(Claim.meeting_id == meeting.id))
    db.session.expire(meeting, ["placement"])


def _tell_place(
    meeting: Meeting, side: Side, template: str, placement: Placement, *, at: datetime
) -> None:
    slot = db.session.get_one(Slot, placement.slot_id)
    tell(
        meeting,
        side,
        template,
        at=at,
        starts_at=slot.starts_at.isoformat(),
        **place_values(db.session.get(Table, placement.table_id or 0)),
    )


def make_tables(
    event: Event,
    *,
    count: int,
    prefix: str,
    zone: str,
    actor: Any,
    at: datetime,
    hall: Hall | None = None,
) -> list[Table]:
    """Add so many tables, numbered on from those that are there; in a hall of the event.

    Raises
    ------
    TableExists, ForeignPlace
    """
    if hall is not None and hall.event_id != event.id:
        raise ForeignPlace
    labels = {table.label for table in tables_of(event.id)}
    made: list[Table] = []
    number = 0
    while len(made) < count:
        number += 1
        if f"{prefix}{number}" not in labels:
            table = Table(event_id=event.id, label=f"{prefix}{number}", zone=zone)
            table.hall = hall
            made.append(table)
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
