"""Asking for a meeting and answering. All flush; the caller commits."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db, lock
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.errors import (
    AlreadyAsked,
    BuyerNotApproved,
    ExhibitorGone,
    OwnCompany,
    RequestExpired,
    TooManyOpen,
    WrongState,
)
from matchmaking.meetings.mails import other, tell
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState, may_become
from matchmaking.needs.errors import EventOver
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.needs.rules import takes_arrangements

MOST_OPEN = 20  # requests of one side that wait for an answer
LONGEST_WAIT = timedelta(hours=48)
SHORTEST_WAIT = timedelta(hours=2)
S = MeetingState


def answer_until(event: Event, *, at: datetime) -> datetime:
    """Until when a request made now can be answered.

    A quarter of the time that is left before the event, between two hours and two days, and
    never after the event.
    """
    wait = min(LONGEST_WAIT, max(SHORTEST_WAIT, (event.starts_at - at) / 4))
    return min(at + wait, event.ends_at)


def request_meeting(
    buyer: Buyer,
    exhibitor: Exhibitor,
    *,
    side: Side,
    actor: Any,
    at: datetime,
    need: Need | None = None,
    note: str = "",
    score: float | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> Meeting:
    """One side asks the other for a meeting; the other side gets mail.

    ``score`` and ``reasons`` are what the suggestion said, kept as it was then.

    Raises
    ------
    EventOver, OwnCompany, BuyerNotApproved, ExhibitorGone, TooManyOpen, AlreadyAsked
    """
    event = buyer.event
    _check_pair(event, buyer, exhibitor, at=at)
    _check_open(buyer, exhibitor, side, at=at)
    _expire_stale(buyer, exhibitor, at=at)
    meeting = Meeting(
        event_id=event.id,
        buyer_id=buyer.id,
        exhibitor_id=exhibitor.id,
        need_id=need.id if need is not None else None,
        asked_by=side,
        asked_by_id=getattr(actor, "id", None),
        note=note,
        score=score,
        reasons=list(reasons),
        uid=f"{secrets.token_hex(12)}@cho-phien",
        requested_at=at,
        expires_at=answer_until(event, at=at),
    )
    with constraints({"uq_meetings_live": AlreadyAsked}):
        db.session.add(meeting)
    company_id = buyer.company_id if side is Side.BUYER else exhibitor.company_id
    activity.record("meeting:requested", meeting, actor=actor, at=at, for_company_id=company_id)
    until = meeting.expires_at.isoformat()
    tell(meeting, other(side), "meeting_requested", at=at, note=note, until=until)
    return meeting


def _check_pair(event: Event, buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> None:
    if not takes_arrangements(event, at=at):
        raise EventOver
    if buyer.company_id == exhibitor.company_id:
        raise OwnCompany
    if buyer.state is not BuyerState.APPROVED:
        raise BuyerNotApproved
    if exhibitor.cancelled_at is not None or exhibitor.event_id != event.id:
        raise ExhibitorGone


def _check_open(buyer: Buyer, exhibitor: Exhibitor, side: Side, *, at: datetime) -> None:
    """Count under a lock on the asking side, so that the limit holds for double clicks too."""
    asking = Meeting.buyer_id == buyer.id
    if side is Side.BUYER:
        lock(buyer)
    else:
        lock(exhibitor)
        asking = Meeting.exhibitor_id == exhibitor.id
    waiting = sa.select(sa.func.count()).where(
        asking,
        Meeting.asked_by == side,
        Meeting.state == S.REQUESTED,
        Meeting.expires_at > at,
    )
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooManyOpen(most=MOST_OPEN)


def _expire_stale(buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> None:
    """An unanswered request of this pair gives way once its time is over."""
    stale = sa.select(Meeting).where(
        Meeting.buyer_id == buyer.id,
        Meeting.exhibitor_id == exhibitor.id,
        Meeting.state == S.REQUESTED,
        Meeting.expires_at <= at,
    )
    for meeting in db.session.scalars(stale).all():
        _expire(meeting, at=at)


def check_move(meeting: Meeting, new: MeetingState, *, at: datetime) -> None:
    """Hold the meeting and make sure that it may become ``new`` now.

    Raises
    ------
    WrongState, RequestExpired
    """
    lock(meeting)
    if meeting.state_at(at) is S.EXPIRED and new is not S.EXPIRED:
        raise RequestExpired
    if not may_become(meeting.state, new):
        raise WrongState


def move(
    meeting: Meeting, new: MeetingState, *, actor: Any, at: datetime, company_id: int | None = None
) -> None:
    """Set the state that `check_move` allowed and note who did it."""
    old, meeting.state = meeting.state, new
    if old is S.REQUESTED:
        meeting.answered_at = at
    if new in {S.DECLINED, S.WITHDRAWN, S.EXPIRED, S.CANCELLED}:
        meeting.closed_at = at
    activity.record(
        f"meeting:{new.value}",
        meeting,
        actor=actor,
        at=at,
        for_company_id=company_id,
        before=old.value,
    )


def company_of(meeting: Meeting, side: Side) -> int:
    """The id of the company on one side."""
    party = meeting.buyer if side is Side.BUYER else meeting.exhibitor
    return party.company_id


def accept_without_slot(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Say yes at an event that plans: time and table come with its timetable.

    Raises
    ------
    WrongState, RequestExpired
    """
    check_move(meeting, S.ACCEPTED, at=at)
    company_id = company_of(meeting, meeting.asked_side)
    move(meeting, S.ACCEPTED, actor=actor, at=at, company_id=company_id)
    tell(meeting, meeting.asked_by, "meeting_accepted", at=at)
    return meeting


def decline_meeting(meeting: Meeting, *, actor: Any, at: datetime, answer: str = "") -> Meeting:
    """The asked side says no, with a word of explanation if it likes.

    Raises
    ------
    WrongState, RequestExpired
    """
    check_move(meeting, S.DECLINED, at=at)
    meeting.answer = answer
    company_id = company_of(meeting, meeting.asked_side)
    move(meeting, S.DECLINED, actor=actor, at=at, company_id=company_id)
    tell(meeting, meeting.asked_by, "meeting_declined", at=at, answer=answer)
    return meeting


def withdraw_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """The side that asked takes its request back.

    Raises
    ------
    WrongState, RequestExpired
    """
    check_move(meeting, S.WITHDRAWN, at=at)
    company_id = company_of(meeting, meeting.asked_by)
    move(meeting, S.WITHDRAWN, actor=actor, at=at, company_id=company_id)
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
        _expire(meeting, at=at)
    return len(found)


def _expire(meeting: Meeting, *, at: datetime) -> None:
    check_move(meeting, S.EXPIRED, at=at)
    move(meeting, S.EXPIRED, actor=None, at=at)
    db.session.flush()
