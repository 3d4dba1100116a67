"""Moving a meeting by hand, swapping two: under the rules of everybody, and told to those affected.

``seen`` is the meeting's sequence when the organiser looked at it: of two who move the same
meeting one wins, and the other is told what happened. All flush; the caller commits.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.activity import Activity
from core.db import db, lock
from events.programme.models import Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.people.services import fill_gaps
from matchmaking.timetable.availability.services import check_presence
from matchmaking.timetable.board.conflicts import conflicts_of, table_conflict
from matchmaking.timetable.board.errors import Changed, Locked, NoSwap, OthersBooth
from matchmaking.timetable.errors import ForeignPlace, SlotPast
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.planning.notices import Notices
from matchmaking.timetable.queries import places_for
from matchmaking.timetable.services import calendar_changed, claim, release

S = MeetingState


def put_meeting(
    meeting: Meeting,
    *,
    slot: Slot,
    table: Table,
    seen: int,
    actor: Any,
    at: datetime,
    for_company_id: int | None = None,
) -> Placement:
    """Give an agreed meeting this time and table, whether it had one before or not.

    ``for_company_id`` is the participant on whose behalf the organiser acts; the log keeps it.

    Raises
    ------
    Changed, WrongState, Locked, SlotPast, ForeignPlace, SlotTaken, Unavailable, and whatever
    stands in the way (`board.errors`)
    """
    was = _held(meeting, seen=seen, at=at)
    if was is not None and (was.slot_id, was.table_id) == (slot.id, table.id):
        return was
    _check_place(meeting, slot, table, at=at)
    before = _told(was)
    notices = Notices()
    with db.session.begin_nested():
        placement = _place(meeting, slot, table, at=at)
    if was is not None:
        fill_gaps(meeting.event_id, at=at, slot_id=before["slot_id"])
    _log(meeting, before, slot, table, actor=actor, at=at, for_company_id=for_company_id)
    kind = "moved" if was is not None else "new"
    notices.note(meeting, kind, slot=slot, table=table, was=before["at"])
    notices.send(meeting.event, at=at)
    return placement


def swap_meetings(
    one: Meeting,
    other: Meeting,
    *,
    seen: tuple[int, int],
    actor: Any,
    at: datetime,
    for_company_id: int | None = None,
) -> None:
    """Let two meetings change places, where both fit; all of it or nothing.

    Raises
    ------
    NoSwap, and as `put_meeting`
    """
    if one.id == other.id:
        raise NoSwap
    numbers = {one.id: seen[0], other.id: seen[1]}
    for meeting in sorted((one, other), key=lambda meeting: meeting.id):
        if _held(meeting, seen=numbers[meeting.id], at=at) is None:
            raise NoSwap
    if one.placement.is_online or other.placement.is_online:  # there is no table to change
        raise NoSwap
    places = {m.id: (m.placement.slot, m.placement.table) for m in (one, other)}
    befores = {m.id: _told(m.placement) for m in (one, other)}
    notices = Notices()
    moves = ((one, places[other.id]), (other, places[one.id]))
    for meeting, (slot, table) in moves:
        _check_place(meeting, slot, table, at=at, but=(one.id, other.id))
    with db.session.begin_nested():
        release(one)
        release(other)
        for meeting, (slot, table) in moves:
            check_presence(meeting, slot)
            claim(meeting, slot, table, at=at)
    for meeting, (slot, table) in moves:
        before = befores[meeting.id]
        _log(meeting, before, slot, table, actor=actor, at=at, for_company_id=for_company_id)
        notices.note(meeting, "moved", slot=slot, table=table, was=before["at"])
    notices.send(one.event, at=at)


def set_locked(meeting: Meeting, *, locked: bool, seen: int, actor: Any, at: datetime) -> None:
    """Hold a meeting where it stands against every build and move, or let it go.

    Raises
    ------
    Changed, WrongState
    """
    lock(meeting)
    _check_seen(meeting, seen)
    placement = _fresh_placement(meeting)
    if placement is None or meeting.state is not S.PLACED:
        raise WrongState
    if (placement.locked_at is not None) == locked:
        return
    placement.locked_at = at if locked else None
    verb = "meeting:locked" if locked else "meeting:unlocked"
    activity.record(verb, meeting, actor=actor, at=at)


def _held(meeting: Meeting, *, seen: int, at: datetime) -> Placement | None:
    """Hold the meeting, and where it stands; refuse what may not be moved.

    Raises
    ------
    Changed, WrongState, Locked, SlotPast
    """
    lock(meeting)
    _check_seen(meeting, seen)
    if meeting.state not in {S.ACCEPTED, S.PLACED}:
        raise WrongState
    placement = _fresh_placement(meeting)
    if placement is None:
        return None
    if placement.locked_at is not None:
        raise Locked(**_names(meeting))
    if placement.slot.starts_at <= at:
        raise SlotPast
    return placement


def _fresh_placement(meeting: Meeting) -> Placement | None:
    db.session.expire(meeting, ["placement"])
    placement: Placement | None = meeting.placement
    return placement


def _check_seen(meeting: Meeting, seen: int) -> None:
    """Refuse a move of what looked different; say who did it and where it stands now.

    Raises
    ------
    Changed
    """
    if meeting.sequence == seen:
        return
    last = (
        sa.select(User.full_name)
        .select_from(Activity)
        .outerjoin(User, User.id == Activity.actor_id)
        .where(Activity.subject_kind == "meetings", Activity.subject_id == meeting.id)
        .order_by(Activity.id.desc())
        .limit(1)
    )
    who = db.session.scalar(last) or "–"
    raise Changed(who=who, place=_told(_fresh_placement(meeting))["text"], **_names(meeting))


def _check_place(
    meeting: Meeting, slot: Slot, table: Table, *, at: datetime, but: tuple[int, ...] = ()
) -> None:
    """Refuse a place that cannot be, with what is in the way; the claims decide races."""
    if slot.event_id != meeting.event_id or table.event_id != meeting.event_id:
        raise ForeignPlace
    if slot.starts_at <= at:
        raise SlotPast
    for conflict in conflicts_of(meeting, but=but).get(slot.id, []):
        raise conflict
    if table.booth_id is not None and table.id not in {one.id for one in places_for(meeting)}:
        raise OthersBooth(table=table.label)
    held = table_conflict(slot.id, table, but=(meeting.id, *but))
    if held is not None:
        raise held


def _place(meeting: Meeting, slot: Slot, table: Table, *, at: datetime) -> Placement:
    had_entry = meeting.calendar_starts_at is not None
    release(meeting)
    check_presence(meeting, slot)
    placement = claim(meeting, slot, table, at=at)
    if not had_entry:  # two organisers who place it at once are told apart by this number, too
        calendar_changed(meeting, at=at)
    return placement


def _log(
    meeting: Meeting,
    before: dict[str, Any],
    slot: Slot,
    table: Table,
    *,
    actor: Any,
    at: datetime,
    for_company_id: int | None,
) -> None:
    """Write who moved it, for whom, from where to where."""
    if meeting.state is S.ACCEPTED:
        meetings.move(meeting, S.PLACED, actor=actor, at=at, company_id=for_company_id)
    row = activity.record(
        "meeting:moved",
        meeting,
        actor=actor,
        at=at,
        for_company_id=for_company_id,
        before=before["text"],
        after=_place_text(slot, table, meeting.event.zone),
    )
    row.for_somebody = for_company_id is not None


def _told(placement: Placement | None) -> dict[str, Any]:
    """Where something stands or stood."""
    if placement is None:
        return {"at": None, "slot_id": None, "text": "–"}
    text = _place_text(placement.slot, placement.table, placement.meeting.event.zone)
    return {"at": placement.slot.starts_at, "slot_id": placement.slot_id, "text": text}


def _place_text(slot: Slot, table: Table | None, zone: str) -> str:
    """A time and a table, short and the same in every language."""
    label = table.label if table is not None else "online"
    return f"{slot.starts_at.astimezone(ZoneInfo(zone)):%H:%M %d/%m} · {label}"


def _names(meeting: Meeting) -> dict[str, str]:
    return {"one": meeting.buyer.company.name, "other": meeting.sellers}
