"""Interpreters at meetings: each is claimed in the meeting's slot, like table and people."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity, outbox
from core.db import constraints, db, lock
from events.programme.models import Claim, HolderKind, Slot
from matchmaking.meetings.errors import SlotTaken, WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import company_of
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.people.claims import slot_of
from matchmaking.people.errors import (
    InterpreterAway,
    InterpreterBusy,
    InterpreterUnfit,
    NoInterpreterNeeded,
    SameLanguage,
)
from matchmaking.people.interpreting import available, fits, interpreters_of
from matchmaking.people.models import Interpreter

CLASHES = {"uq_claims_holder_once_per_slot": SlotTaken}
OPEN = frozenset({MeetingState.REQUESTED, MeetingState.ACCEPTED, MeetingState.PLACED})


def seat_interpreter(meeting: Meeting, slot: Slot, *, at: datetime) -> Interpreter | None:
    """Claim an interpreter for a meeting that needs one and has this slot, the one before first.

    The interpreter gets a mail. None where nobody is needed, or nobody who could has time: then
    the organiser's list shows it. Flushed, not committed.
    """
    before = meeting.interpreter_id
    found = None
    if meeting.interpreted_into is not None:
        free = available(meeting, slot, interpreters_of(meeting.event_id))
        found = next((one for one in free if _is_claimed(meeting, slot.id, one)), None)
    _set(meeting, before, found, at=at)
    return found


def free_interpreter(meeting: Meeting, *, at: datetime) -> None:
    """Let the interpreter of a meeting go, if it has one; they are told."""
    before = meeting.interpreter_id
    if before is None:
        return
    _unclaim(meeting, db.session.get_one(Interpreter, before))
    _set(meeting, before, None, at=at)


def assign_interpreter(
    meeting: Meeting, interpreter: Interpreter | None, *, actor: Any, at: datetime
) -> None:
    """Give a meeting this interpreter, or none, by the organiser's hand.

    Raises
    ------
    WrongState, NoInterpreterNeeded, InterpreterUnfit, InterpreterAway, InterpreterBusy
    """
    lock(meeting)
    if meeting.state_at(at) not in OPEN:
        raise WrongState
    if meeting.interpreted_into is None:
        raise NoInterpreterNeeded
    slot_id = slot_of(meeting)
    slot = db.session.get(Slot, slot_id) if slot_id is not None else None
    if interpreter is not None:
        _check(meeting, interpreter, slot)
        if interpreter.id == meeting.interpreter_id:
            return
    before = meeting.interpreter_id
    with db.session.begin_nested():
        if before is not None:
            _unclaim(meeting, db.session.get_one(Interpreter, before))
        wanted = interpreter if slot is not None else None
        if wanted is not None and slot and not _is_claimed(meeting, slot.id, wanted):
            raise InterpreterBusy(name=wanted.user.full_name)
    _set(meeting, before, interpreter, at=at)
    activity.record(
        "meeting:interpreter_assigned",
        meeting,
        actor=actor,
        at=at,
        interpreter=interpreter.id if interpreter is not None else None,
    )


def _check(meeting: Meeting, one: Interpreter, slot: Slot | None) -> None:
    if one.event_id != meeting.event_id or not fits(one, meeting):
        raise InterpreterUnfit(name=one.user.full_name)
    if slot is not None and not one.is_there(slot.starts_at, slot.ends_at):
        raise InterpreterAway(name=one.user.full_name)


def set_languages(
    meeting: Meeting, language: str, into: str | None, *, side: Side, actor: Any, at: datetime
) -> None:
    """One side says in which language they meet, and into which it is interpreted, if at all.

    An interpreter who does not fit any more is freed, and another found. Flushed, not committed.

    Raises
    ------
    WrongState, SameLanguage
    """
    lock(meeting)
    if meeting.state_at(at) not in OPEN:
        raise WrongState
    if language == into:
        raise SameLanguage
    if {language, into} != {meeting.language, meeting.interpreted_into}:
        free_interpreter(meeting, at=at)
    meeting.language, meeting.interpreted_into = language, into
    activity.record(
        "meeting:languages",
        meeting,
        actor=actor,
        at=at,
        for_company_id=company_of(meeting, side),
        language=language,
        into=into,
    )
    slot_id = slot_of(meeting)
    if slot_id is not None and meeting.interpreter_id is None:
        seat_interpreter(meeting, db.session.get_one(Slot, slot_id), at=at)


def fill_gaps(event_id: int, *, at: datetime, slot_id: int | None = None) -> int:
    """Look again for interpreters of placed meetings to come that miss one; how many got one."""
    waiting = (
        sa.select(Meeting.id, sa.func.min(Slot.id))
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.state == MeetingState.PLACED,
            Meeting.interpreted_into.is_not(None),
            Meeting.interpreter_id.is_(None),
            Slot.starts_at > at,
        )
        .group_by(Meeting.id)
        .order_by(Meeting.id)
    )
    if slot_id is not None:
        waiting = waiting.where(Slot.id == slot_id)
    found = 0
    for meeting_id, its_slot in db.session.execute(waiting).tuples().all():
        meeting = lock(db.session.get_one(Meeting, meeting_id))
        if meeting.state is MeetingState.PLACED and meeting.interpreter_id is None:
            slot = db.session.get_one(Slot, its_slot)
            found += seat_interpreter(meeting, slot, at=at) is not None
    return found


def _is_claimed(meeting: Meeting, slot_id: int, one: Interpreter) -> bool:
    """Whether the database gives their time to this meeting."""
    try:
        with constraints(CLASHES):
            db.session.add(
                Claim(
                    event_id=meeting.event_id,
                    slot_id=slot_id,
                    holder_kind=HolderKind.PERSON,
                    holder_id=one.user_id,
                    meeting_id=meeting.id,
                )
            )
    except SlotTaken:
        return False
    return True


def _unclaim(meeting: Meeting, one: Interpreter) -> None:
    theirs = sa.delete(Claim).where(
        Claim.meeting_id == meeting.id,
        Claim.holder_kind == HolderKind.PERSON,
        Claim.holder_id == one.user_id,
    )
    db.session.execute(theirs)


def _set(meeting: Meeting, before: int | None, after: Interpreter | None, *, at: datetime) -> None:
    """Note who interprets; whoever comes or goes is told."""
    meeting.interpreter_id = after.id if after is not None else None
    db.session.flush()
    if before is not None and (after is None or after.id != before):
        _tell(meeting, db.session.get_one(Interpreter, before), "interpreter_freed", at=at)
    if after is not None:
        _tell(meeting, after, "interpreter_assigned", at=at)


def _tell(meeting: Meeting, one: Interpreter, template: str, *, at: datetime) -> None:
    if not one.user.email:
        return
    slot_id = slot_of(meeting)
    slot = db.session.get(Slot, slot_id) if slot_id is not None else None
    starts_at = slot.starts_at if slot is not None else meeting.calendar_starts_at
    event = meeting.event
    outbox.put(
        one.user.email,
        template,
        language=one.user.language,
        at=at,
        buyer=meeting.buyer.company.name,
        exhibitor=meeting.sellers,
        languages=[meeting.language, meeting.interpreted_into],
        event_vi=event.name_vi,
        event_en=event.name_en,
        slug=event.slug,
        zone=event.zone,
        starts_at=starts_at.isoformat() if starts_at else None,
    )
