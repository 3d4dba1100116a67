"""What the desk does: people arrive, meetings are held or missed, others take the free table.

All functions flush; the caller commits.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from accounts.companies.models import Company
from core import activity
from core.db import db, lock
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, Slot
from events.registration.models import Registration
from matchmaking.desk import queries
from matchmaking.desk.errors import (
    MeetAlready,
    NoCompany,
    NoMeetingNow,
    NoPair,
    NoSharedTime,
    NothingToUndo,
    NotNow,
    TooEarly,
    UnknownBadge,
)
from matchmaking.desk.models import DeskRules, MeetingTurn
from matchmaking.desk.states import Absent
from matchmaking.meetings import services as meetings
from matchmaking.meetings.errors import SlotTaken
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import live_between
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.availability.errors import Unavailable
from matchmaking.timetable.errors import TableTaken
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.queries import free_places, places_for, slots_of
from matchmaking.timetable.services import accept_meeting, claim, release

S = MeetingState


def ensure_rules(event: Event) -> DeskRules:
    """The rules of the desk, made on demand with a fresh secret address for displays."""
    found = queries.desk_rules(event.id)
    if found is not None:
        return found
    made = DeskRules(event_id=event.id, display_token=secrets.token_urlsafe(24))
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # another request made them in this moment
        return queries.desk_rules(event.id) or made
    return made


def set_rules(
    event: Event, *, grace_minutes: int, one_badge: bool, actor: Any, at: datetime
) -> DeskRules:
    """Say how long people are waited for, and whether one badge of the two is enough."""
    rules = ensure_rules(event)
    rules.grace_minutes, rules.one_badge = grace_minutes, one_badge
    activity.record("event:desk_set", event, actor=actor, at=at, grace_minutes=grace_minutes)
    return rules


def new_display_address(event: Event, *, actor: Any, at: datetime) -> DeskRules:
    """Give displays a new secret address; those that show the old one stop."""
    rules = ensure_rules(event)
    rules.display_token = secrets.token_urlsafe(24)
    activity.record("event:display_renewed", event, actor=actor, at=at)
    return rules


def arrive(event: Event, code: str, *, actor: Any, at: datetime) -> Meeting:
    """Somebody shows their badge: their side of the meeting about now is here.

    With both sides here (or one, where that is enough) the meeting is held.

    Raises
    ------
    UnknownBadge, NoCompany, NoMeetingNow
    """
    person = queries.person_by_code(event.id, code)
    if person is None:
        raise UnknownBadge
    companies = queries.companies_of_person(person)
    if not companies:
        raise NoCompany(name=person.full_name)
    meeting = queries.meeting_about(event, companies, at=at)
    if meeting is None:
        company = db.session.get_one(Company, min(companies))
        raise NoMeetingNow(company=company.name)
    lock(meeting)
    turn = _turn(meeting)
    if queries.side_among(meeting, companies) is Side.BUYER:
        turn.buyer_here_at = turn.buyer_here_at or at
    else:
        turn.exhibitor_here_at = turn.exhibitor_here_at or at
    rules = queries.desk_rules(event.id)
    enough = rules is not None and rules.one_badge
    if meeting.state is S.PLACED and (enough or (turn.buyer_here_at and turn.exhibitor_here_at)):
        mark_held(meeting, actor=actor, at=at)
    db.session.flush()
    return meeting


def _turn(meeting: Meeting) -> MeetingTurn:
    """The row of a meeting, made on demand; the caller holds the meeting."""
    turn = queries.turn_of(meeting.id)
    if turn is None:
        turn = MeetingTurn(meeting_id=meeting.id, event_id=meeting.event_id)
        db.session.add(turn)
    placement = db.session.get(Placement, meeting.id)
    if placement is not None:
        turn.slot_id, turn.table_id = placement.slot_id, placement.table_id
    return turn


def mark_held(meeting: Meeting, *, actor: Any, at: datetime) -> MeetingTurn:
    """The two meet; it may be undone.

    Raises
    ------
    WrongState
    """
    meetings.check_move(meeting, S.HELD, at=at)
    turn = _turn(meeting)
    turn.held_at, turn.marked_by_id = at, getattr(actor, "id", None)
    meetings.move(meeting, S.HELD, actor=actor, at=at)
    db.session.flush()
    return turn


def release_missed(meeting: Meeting, *, actor: Any, at: datetime) -> MeetingTurn:
    """Nobody or only one side came in the time of grace: slot, table and people are free again.

    Who was missing follows from the badges that were scanned.

    Raises
    ------
    NotNow, TooEarly, WrongState
    """
    meetings.check_move(meeting, S.MISSED, at=at)
    placement = db.session.get(Placement, meeting.id)
    if placement is None:
        raise NotNow
    slot = db.session.get_one(Slot, placement.slot_id)
    until = slot.starts_at + queries.grace_of(meeting.event_id)
    if at < until:
        raise TooEarly(time=_clock(until, meeting.event))
    turn = _turn(meeting)
    turn.missed_at, turn.absent = at, _absent(turn)
    turn.marked_by_id = getattr(actor, "id", None)
    release(meeting)
    meetings.move(meeting, S.MISSED, actor=actor, at=at)
    db.session.flush()
    return turn


def _absent(turn: MeetingTurn) -> Absent:
    if turn.buyer_here_at is not None:
        return Absent.EXHIBITOR
    return Absent.BUYER if turn.exhibitor_here_at is not None else Absent.BOTH


def _clock(moment: datetime, event: Event) -> str:
    return f"{moment.astimezone(ZoneInfo(event.zone)):%H:%M}"


def _when(moment: datetime, event: Event, *, at: datetime) -> str:
    """The time of an event's day, with that day where it is not today."""
    zone = ZoneInfo(event.zone)
    day, today = moment.astimezone(zone).date(), at.astimezone(zone).date()
    clock = _clock(moment, event)
    return clock if day == today else f"{clock}, {day:%d/%m/%Y}"


def undo(meeting: Meeting, *, actor: Any, at: datetime) -> MeetingTurn:
    """Take back what was marked by mistake; a missed meeting gets its place again if it is free.

    Raises
    ------
    NothingToUndo, TableTaken, BuyerBusy, ExhibitorBusy, PersonBusy, SlotPast
    """
    lock(meeting)
    turn = queries.turn_of(meeting.id)
    if turn is None or meeting.state not in {S.HELD, S.MISSED}:
        raise NothingToUndo
    if meeting.state is S.MISSED:
        _take_place_again(meeting, turn, at=at)
    turn.held_at = turn.missed_at = turn.absent = None
    turn.marked_by_id = getattr(actor, "id", None)
    meetings.move(meeting, S.PLACED, actor=actor, at=at)
    db.session.flush()
    return turn


def _take_place_again(meeting: Meeting, turn: MeetingTurn, *, at: datetime) -> None:
    slot = db.session.get(Slot, turn.slot_id) if turn.slot_id else None
    table = db.session.get(Table, turn.table_id) if turn.table_id else None
    if slot is None or (table is None and not meeting.is_online):
        raise NothingToUndo
    claim(meeting, slot, table, at=at, may_have_begun=True)


def seat_now(meeting: Meeting, *, actor: Any, at: datetime) -> Placement:
    """Two that wanted to meet and are free take a free table for what is left of the slot.

    For a request, the awaited side says yes at the desk.

    Raises
    ------
    NoSharedTime, WrongState, RequestExpired, NotOffered, FullUp
    """
    slot = queries.times_at(slots_of(meeting.event_id), at).now
    if slot is None:
        raise NoSharedTime
    placement = _seat(meeting, slot, places_for(meeting), actor=actor, at=at)
    if placement is None:
        raise NoSharedTime
    return placement


def _seat(
    meeting: Meeting, slot: Slot, tables: Iterable[Table], *, actor: Any, at: datetime
) -> Placement | None:
    """Place a meeting at the first of the tables that is free; nothing where somebody is busy."""
    for table in tables:
        try:
            return accept_meeting(
                meeting, slot=slot, table=table, actor=actor, at=at, may_have_begun=True
            )
        except TableTaken:
            continue
        except (SlotTaken, Unavailable):
            return None
    return None


def walk_up(event: Event, first: str, second: str, *, actor: Any, at: datetime) -> Placement:
    """Two people stand at the desk: find the next slot that both and a table share, and book it.

    The running slot counts while at least half of it is left. All the claims of an ordinary
    meeting are made; whoever was faster elsewhere makes it the slot after.

    Raises
    ------
    UnknownBadge, NoCompany, NoPair, MeetAlready, NoSharedTime, and what asking for a meeting
    refuses
    """
    buyer, exhibitor = _pair(event, first, second)
    meeting = _wanted(buyer, exhibitor, actor=actor, at=at)
    running = queries.times_at(slots_of(event.id), at).now
    if running is not None and running.ends_at - at >= (running.ends_at - running.starts_at) / 2:
        placement = _seat(meeting, running, places_for(meeting), actor=actor, at=at)
        if placement is not None:
            return placement
    for place in free_places(meeting, at=at):
        placement = _seat(meeting, place.slot, place.tables, actor=actor, at=at)
        if placement is not None:
            return placement
    raise NoSharedTime


def _pair(event: Event, first: str, second: str) -> tuple[Buyer, Exhibitor]:
    people = {
        "first": queries.person_by_code(event.id, first),
        "second": queries.person_by_code(event.id, second),
    }
    if wrong := [name for name, person in people.items() if person is None]:
        raise UnknownBadge(fields=wrong)
    found = [_parties(event, person, name) for name, person in people.items() if person]
    for one, other in (found, reversed(found)):
        for buyer in one[0]:
            for exhibitor in other[1]:
                if buyer.company_id != exhibitor.company_id:
                    return buyer, exhibitor
    raise NoPair


def _parties(event: Event, person: Registration, field: str) -> tuple[list[Buyer], list[Exhibitor]]:
    """As what somebody at the desk takes part; who does not is named at their field."""
    parties = queries.parties_of(event.id, queries.companies_of_person(person))
    if not any(parties):
        raise NoCompany(name=person.full_name, fields=[field])
    return parties


def _wanted(buyer: Buyer, exhibitor: Exhibitor, *, actor: Any, at: datetime) -> Meeting:
    """The open meeting of the two, or a new request that is answered in the same breath."""
    there = live_between(buyer.id, exhibitor.id)
    if there is not None and there.is_group:
        raise MeetAlready(time="–")
    if there is not None and there.state_at(at) in {S.REQUESTED, S.ACCEPTED}:
        return there
    if there is not None and there.state is not S.REQUESTED:
        starts_at = there.calendar_starts_at
        raise MeetAlready(time=_when(starts_at, buyer.event, at=at) if starts_at else "–")
    return meetings.request_meeting(buyer, exhibitor, side=Side.BUYER, actor=actor, at=at)
