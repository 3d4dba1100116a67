"""What pages ask about the people at meetings."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.persons import busy_in
from matchmaking.meetings.states import AGREED, MeetingState
from matchmaking.needs.models import Buyer, Side
from matchmaking.people.claims import slot_of
from matchmaking.people.interpreting import fitting
from matchmaking.people.models import Interpreter

CHANGEABLE = frozenset({MeetingState.REQUESTED, MeetingState.ACCEPTED, MeetingState.PLACED})


@dataclass(frozen=True)
class Party:
    """Who comes to a meeting, as one side may see it."""

    own: User | None
    is_gone: bool  # the named one does not act for the company any more
    theirs: User | None  # nobody before both agreed
    choices: list[tuple[User, bool]]  # colleagues who could come, and whether they have time
    interpreter: User | None
    is_open: bool  # people and languages can still be changed


def party_of(meeting: Meeting, side: Side) -> Party:
    """Who comes to a meeting, for somebody on ``side``."""
    people = people_of(meeting.company_on(side))
    own = _user(meeting.person_id(side))
    theirs = meeting.person_id(across(side)) if meeting.state in AGREED else None
    choices: list[tuple[User, bool]] = []
    if meeting.state in CHANGEABLE:
        slot_id = slot_of(meeting)
        others = [one for one in people if own is None or one.id != own.id]
        busy = busy_in(slot_id, [one.id for one in others]) if slot_id is not None else set()
        choices = [(one, one.id not in busy) for one in others]
    interpreter = meeting.interpreter.user if meeting.interpreter is not None else None
    return Party(
        own,
        own is not None and own not in people,
        _user(theirs),
        choices,
        interpreter,
        meeting.state in CHANGEABLE,
    )


def _user(user_id: int | None) -> User | None:
    return None if user_id is None else db.session.get(User, user_id)


@dataclass(frozen=True)
class Need:
    """A meeting that is interpreted, and who could do it."""

    meeting: Meeting
    slot: Slot | None
    free: list[Interpreter]  # without whoever has it now


def interpreted_at(event: Event, pool: Collection[Interpreter], *, at: datetime) -> list[Need]:
    """The agreed meetings to come that need an interpreter: those without one first, by time."""
    rows = _with_slot(event, Meeting.interpreted_into.is_not(None)).where(
        Meeting.state.in_((MeetingState.ACCEPTED, MeetingState.PLACED)),
        sa.or_(Slot.id.is_(None), Slot.starts_at > at),
    )
    found = db.session.execute(rows).unique().tuples().all()
    taken = _taken(event, {one.user_id for one in pool})
    needs = [Need(meeting, slot, _free(meeting, slot, pool, taken)) for meeting, slot in found]
    return sorted(needs, key=lambda need: need.meeting.interpreter_id is not None)


def _with_slot(event: Event, *conditions: Any) -> sa.Select[tuple[Meeting, Slot]]:
    """Meetings with both companies, and the slot they claim if they have one, by time."""
    held = sa.select(Claim.meeting_id, sa.func.min(Claim.slot_id).label("slot_id"))
    held = held.where(Claim.event_id == event.id, Claim.meeting_id.is_not(None))
    claims = held.group_by(Claim.meeting_id).subquery()
    return (
        sa.select(Meeting, Slot)
        .outerjoin(claims, claims.c.meeting_id == Meeting.id)
        .outerjoin(Slot, Slot.id == claims.c.slot_id)
        .where(Meeting.event_id == event.id, *conditions)
        .options(
            joinedload(Meeting.buyer).joinedload(Buyer.company),
            joinedload(Meeting.exhibitor).joinedload(Exhibitor.company),
            joinedload(Meeting.interpreter),
        )
        .order_by(Slot.starts_at, Meeting.id)
    )


def _taken(event: Event, user_ids: Collection[int]) -> dict[int, set[int]]:
    claims = sa.select(Claim.slot_id, Claim.holder_id).where(
        Claim.event_id == event.id,
        Claim.holder_kind == HolderKind.PERSON,
        Claim.holder_id.in_(user_ids),
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for slot_id, user_id in db.session.execute(claims).tuples():
        found[slot_id].add(user_id)
    return found


def _free(
    meeting: Meeting, slot: Slot | None, pool: Collection[Interpreter], taken: dict[int, set[int]]
) -> list[Interpreter]:
    able = [one for one in fitting(pool, meeting) if one.id != meeting.interpreter_id]
    if slot is None:
        return able
    busy = taken.get(slot.id, set())
    return [
        one
        for one in able
        if one.user_id not in busy and one.is_there(slot.starts_at, slot.ends_at)
    ]


def online_at(event: Event, *, at: datetime) -> list[tuple[Meeting, Slot]]:
    """The agreed online meetings to come with their slots, those without a time first."""
    rows = _with_slot(event, Meeting.is_online).where(
        Meeting.state.in_((MeetingState.ACCEPTED, MeetingState.PLACED)),
        sa.or_(Slot.id.is_(None), Slot.ends_at > at),
    )
    return list(db.session.execute(rows).unique().tuples())


def interpreting_of(event: Event, user_id: int) -> list[tuple[Meeting, Slot]]:
    """The meetings at which a person interprets, by time."""
    mine = sa.select(Interpreter.id).where(
        Interpreter.event_id == event.id, Interpreter.user_id == user_id
    )
    rows = _with_slot(event, Meeting.interpreter_id.in_(mine), Slot.id.is_not(None))
    placement: Any = Meeting.placement
    rows = rows.options(joinedload(placement).joinedload(placement.entity.class_.table))
    return list(db.session.execute(rows).unique().tuples())


def interpreter_at(event: Event, interpreter_id: int) -> Interpreter | None:
    """An interpreter of this event, or nothing."""
    found = sa.select(Interpreter).where(
        Interpreter.id == interpreter_id, Interpreter.event_id == event.id
    )
    return db.session.scalar(found)
