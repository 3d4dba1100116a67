"""What the desk and its displays ask: now and next, who is free, who could meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Member
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, Slot
from events.registration.codes import Unreadable, read_code
from events.registration.models import Registration, RegistrationState
from matchmaking.desk.models import GRACE, DeskRules, MeetingTurn
from matchmaking.meetings.members import GroupMember
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState, MemberState
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.queries import slots_of, tables_of

S = MeetingState
EARLY = timedelta(minutes=15)  # so long before the time a badge speaks of the next meeting
MOST_PAIRS = 20


@dataclass(frozen=True)
class Times:
    """The slot that runs, and the next one."""

    now: Slot | None
    next: Slot | None


@dataclass(frozen=True)
class Line:
    """A meeting of the running slot, as the desk sees it."""

    meeting: Meeting
    table: Table | None
    turn: MeetingTurn | None
    may_release: bool


@dataclass(frozen=True)
class Board:
    """Everything the desk shows: the running slot, and who could meet instead."""

    times: Times
    lines: list[Line] = field(default_factory=list)
    free_tables: list[Table] = field(default_factory=list)
    pairs: list[Meeting] = field(default_factory=list)


def desk_rules(event_id: int) -> DeskRules | None:
    """The rules of an event's desk, once they were made."""
    return db.session.scalar(sa.select(DeskRules).where(DeskRules.event_id == event_id))


def grace_of(event_id: int) -> timedelta:
    """How long people are waited for."""
    rules = desk_rules(event_id)
    return timedelta(minutes=rules.grace_minutes if rules is not None else GRACE)


def event_of_display(token: str) -> Event | None:
    """The event whose displays read at this secret address."""
    one = sa.select(Event).join(DeskRules, DeskRules.event_id == Event.id)
    return db.session.scalar(one.where(DeskRules.display_token == token))


def times_at(slots: Sequence[Slot], at: datetime) -> Times:
    """The running and the next slot."""
    now = next((slot for slot in slots if slot.starts_at <= at < slot.ends_at), None)
    following = next((slot for slot in slots if slot.starts_at > at), None)
    return Times(now, following)


def _whole(statement: sa.Select[Any], meeting: Any) -> sa.Select[Any]:
    return statement.options(
        meeting.joinedload(Meeting.buyer).joinedload(Buyer.company),
        meeting.joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
        meeting.selectinload(Meeting.members),
    )


def placed_in(slot_ids: Sequence[int]) -> list[Placement]:
    """The placements of these slots with their meetings and tables."""
    rows = sa.select(Placement).where(Placement.slot_id.in_(slot_ids))
    whole = _whole(rows, joinedload(Placement.meeting)).options(joinedload(Placement.table))
    return list(db.session.scalars(whole.order_by(Placement.table_id)).unique())


def board_of(event: Event, *, at: datetime) -> Board:
    """The desk's board in a constant number of queries."""
    times = times_at(slots_of(event.id), at)
    if times.now is None:
        return Board(times)
    slot = times.now
    turns = {row.meeting_id: row for row in turns_in(slot.id)}
    late = at >= slot.starts_at + grace_of(event.id)
    lines = [
        Line(
            placement.meeting,
            placement.table,
            turns.get(placement.meeting_id),
            late and placement.meeting.state is S.PLACED,
        )
        for placement in placed_in([slot.id])
    ]
    placed = {line.meeting.id for line in lines}
    lines += [
        Line(turn.meeting, turn.table, turn, may_release=False)
        for turn in turns.values()
        if turn.missed_at is not None and turn.meeting_id not in placed
    ]
    claims = _claims_in(slot.id)
    free = [table for table in tables_of(event.id) if table.holder not in claims]
    return Board(times, lines, free, _free_pairs(event, claims, at=at))


def turns_in(slot_id: int) -> list[MeetingTurn]:
    """What the desk saw of the meetings of a slot."""
    rows = sa.select(MeetingTurn).where(MeetingTurn.slot_id == slot_id)
    whole = _whole(rows, joinedload(MeetingTurn.meeting)).options(joinedload(MeetingTurn.table))
    return list(db.session.scalars(whole.order_by(MeetingTurn.meeting_id)).unique())


def _claims_in(slot_id: int) -> set[tuple[HolderKind, int]]:
    rows = db.session.execute(
        sa.select(Claim.holder_kind, Claim.holder_id).where(Claim.slot_id == slot_id)
    )
    return {(kind, holder_id) for kind, holder_id in rows}


def _free_pairs(
    event: Event, claims: set[tuple[HolderKind, int]], *, at: datetime
) -> list[Meeting]:
    """Who wants to meet and is free now: agreed ones without a time first, then open requests."""
    wanted = sa.select(Meeting).where(
        Meeting.event_id == event.id,
        sa.or_(
            Meeting.state == S.ACCEPTED,
            sa.and_(
                Meeting.state == S.REQUESTED,
                Meeting.expires_at > at,
                Meeting.group_least.is_(None),
            ),
        ),
    )
    whole = wanted.options(
        joinedload(Meeting.buyer).joinedload(Buyer.company),
        joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
    )
    rows = db.session.scalars(whole).unique()
    free = [one for one in rows if claims.isdisjoint(_holders(one))]
    free.sort(key=lambda one: (one.state is not S.ACCEPTED, -(one.score or 0), one.id))
    return free[:MOST_PAIRS]


def _holders(meeting: Meeting) -> set[tuple[HolderKind, int]]:
    return {
        (HolderKind.BUYER, meeting.buyer_id),
        *((HolderKind.EXHIBITOR, one.id) for one in meeting.exhibitors),
        *((HolderKind.COMPANY, company.id) for company in meeting.companies),
        *((HolderKind.PERSON, user_id) for user_id in meeting.person_ids),
    }


def person_by_code(event_id: int, code: str) -> Registration | None:
    """Whose badge, or typed ticket code, this is."""
    try:
        reading = read_code(code)
    except Unreadable:
        return None
    column = Registration.badge_code if reading.kind == "badge" else Registration.short_code
    if reading.kind == "door":
        column = Registration.ticket_id
        wanted = reading.payload.ticket_id if reading.payload is not None else ""
    else:
        wanted = reading.digits
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event_id,
            column == wanted,
            Registration.state == RegistrationState.APPROVED,
        )
    )


def companies_of_person(registration: Registration) -> set[int]:
    """The companies for which a person comes: of the ticket, else those of the account."""
    if registration.company_id is not None:
        return {registration.company_id}
    mine = sa.select(Member.company_id).where(Member.user_id == registration.user_id)
    return set(db.session.scalars(mine)) if registration.user_id is not None else set()


def parties_of(event_id: int, company_ids: set[int]) -> tuple[list[Buyer], list[Exhibitor]]:
    """As what these companies take part."""
    buyers = sa.select(Buyer).where(Buyer.event_id == event_id, Buyer.company_id.in_(company_ids))
    exhibitors = sa.select(Exhibitor).where(
        Exhibitor.event_id == event_id,
        Exhibitor.company_id.in_(company_ids),
        Exhibitor.cancelled_at.is_(None),
    )
    return list(db.session.scalars(buyers)), list(db.session.scalars(exhibitors))


def meeting_about(event: Event, company_ids: set[int], *, at: datetime) -> Meeting | None:
    """The meeting of these companies that runs, or begins in a moment; the earliest first."""
    about = sa.select(Slot.id).where(
        Slot.event_id == event.id, Slot.starts_at <= at + EARLY, Slot.ends_at > at
    )
    groups = (
        sa.select(GroupMember.meeting_id)
        .join(Exhibitor, Exhibitor.id == GroupMember.exhibitor_id)
        .where(
            GroupMember.event_id == event.id,
            GroupMember.state == MemberState.ACCEPTED,
            Exhibitor.company_id.in_(company_ids),
        )
    )
    found = (
        sa.select(Meeting)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .where(
            Placement.slot_id.in_(about),
            Meeting.state.in_((S.PLACED, S.HELD)),
            sa.or_(
                Buyer.company_id.in_(company_ids),
                sa.and_(Exhibitor.company_id.in_(company_ids), Meeting.group_least.is_(None)),
                Meeting.id.in_(groups),
            ),
        )
        .order_by(Meeting.state == S.HELD, Slot.starts_at, Meeting.id)
    )
    return db.session.scalar(found.limit(1))


def side_among(meeting: Meeting, company_ids: set[int]) -> Side:
    """On which side of a meeting one of these companies stands."""
    return Side.BUYER if meeting.buyer.company_id in company_ids else Side.EXHIBITOR


def meeting_at_desk(event: Event, meeting_id: int) -> Meeting | None:
    """A meeting of this event, or nothing."""
    return db.session.scalar(
        sa.select(Meeting).where(Meeting.id == meeting_id, Meeting.event_id == event.id)
    )


def turn_of(meeting_id: int) -> MeetingTurn | None:
    """What the desk saw of a meeting."""
    return db.session.get(MeetingTurn, meeting_id)


def shown_at(event: Event, table: Table, *, at: datetime) -> dict[str, Any]:
    """Who sits at a table now and next."""
    [shown] = tables_now(event, [table], at=at)
    return shown


def tables_now(event: Event, tables: Sequence[Table], *, at: datetime) -> list[dict[str, Any]]:
    """Each table with who is there now, and who comes next there, whenever that is."""
    slots = slots_of(event.id)
    times = times_at(slots, at)
    ahead = [slot for slot in slots if slot.ends_at > at]
    by_table: dict[int, list[Placement]] = {}
    for row in placed_in([slot.id for slot in ahead]):
        if row.table_id is not None:
            by_table.setdefault(row.table_id, []).append(row)
    starts = {slot.id: slot for slot in ahead}
    shown = []
    for table in tables:
        rows = sorted(by_table.get(table.id, []), key=lambda row: starts[row.slot_id].starts_at)
        now = next((row for row in rows if times.now and row.slot_id == times.now.id), None)
        following = next((row for row in rows if starts[row.slot_id].starts_at > at), None)
        shown.append(
            {
                "table": table,
                "now": now.meeting if now else None,
                "next": following.meeting if following else None,
                "next_slot": starts[following.slot_id] if following else None,
            }
        )
    return shown
