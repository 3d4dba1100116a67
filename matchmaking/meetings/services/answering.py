"""Saying yes or no to a request, taking it back, and what time does to it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from matchmaking.meetings.mails import tell
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.services.moves import check_move, check_yes, move
from matchmaking.meetings.services.naming import name_usual
from matchmaking.meetings.states import DeclineReason, MeetingState
from matchmaking.needs.models import Side

S = MeetingState


def agree(
    meeting: Meeting, by: Side, *, actor: Any, at: datetime, told: Side | None = None
) -> Meeting:
    """Let a requested meeting, which the caller holds, be agreed; time and table come later.

    The side across from the one that says yes is told, or the one named by ``told``.
    """
    name_usual(meeting, actor=actor)
    move(meeting, S.ACCEPTED, actor=actor, at=at, by=by)
    db.session.flush()
    tell(meeting, told or across(by), "meeting_accepted", at=at, mode=meeting.event.meeting_mode)
    return meeting


def accept_without_slot(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Say yes at an event that plans: time and table come with its timetable.

    Raises
    ------
    WrongState, RequestExpired, FullUp
    """
    check_yes(meeting, S.ACCEPTED, at=at)
    return agree(meeting, meeting.awaits, actor=actor, at=at)


def decline_meeting(
    meeting: Meeting,
    *,
    actor: Any,
    at: datetime,
    answer: str = "",
    reason: DeclineReason | None = None,
    by: Side | None = None,
) -> Meeting:
    """A side says no, with a reason or a word of explanation if it likes.

    ``by`` is the awaited side unless named; the side that was asked may say no at any time.

    Raises
    ------
    WrongState, RequestExpired
    """
    by = by or meeting.awaits
    check_move(meeting, S.DECLINED, at=at, by=by, verb="decline")
    meeting.answer, meeting.reason = answer, reason
    move(meeting, S.DECLINED, actor=actor, at=at, by=by)
    why = reason.value if reason is not None else ""
    tell(meeting, across(by), "meeting_declined", at=at, answer=answer, reason=why)
    return meeting


def withdraw_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """The side that asked takes its request back.

    Raises
    ------
    WrongState, RequestExpired
    """
    by = meeting.asked_by
    check_move(meeting, S.WITHDRAWN, at=at, by=by, verb="withdraw")
    move(meeting, S.WITHDRAWN, actor=actor, at=at, by=by)
    return meeting


def expire_requests(*, at: datetime, limit: int = 500) -> int:
    """Close the requests that nobody answered in time; how many."""
    overdue = (
        sa.select(Meeting)
        .where(Meeting.state == S.REQUESTED, Meeting.expires_at <= at)
        .order_by(Meeting.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(overdue).all()
    for meeting in found:
        expire(meeting, at=at)
    return len(found)


def expire(meeting: Meeting, *, at: datetime) -> None:
    """Close one request that nobody answered in time.

    Raises
    ------
    WrongState
    """
    check_move(meeting, S.EXPIRED, at=at, verb="expire")
    move(meeting, S.EXPIRED, actor=None, at=at)
    db.session.flush()


def remind_of_requests(*, at: datetime, limit: int = 500) -> int:
    """Remind the awaited sides whose time to answer is half over, each once; how many."""
    due = (
        sa.select(Meeting)
        .where(Meeting.state == S.REQUESTED, Meeting.remind_at <= at, Meeting.expires_at > at)
        .order_by(Meeting.id)
        .limit(limit)
        .with_for_update(of=Meeting, skip_locked=True)
    )
    found = db.session.scalars(due).all()
    for meeting in found:
        meeting.remind_at = None
        until = meeting.expires_at.isoformat()
        tell(meeting, meeting.awaits, "meeting_reminder", at=at, until=until)
    db.session.flush()
    return len(found)
