"""Asking for a meeting: from a suggestion, a company's page, or a badge that was scanned."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db, lock
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, MeetingMode, Slot
from matchmaking.meetings.errors import (
    AlreadyAsked,
    BuyerNotApproved,
    ExhibitorGone,
    OwnCompany,
    SaidNo,
    TooManyOpen,
)
from matchmaking.meetings.mails import tell
from matchmaking.meetings.models import Meeting, across
from matchmaking.meetings.queries.limits import limits_of
from matchmaking.meetings.queries.meetings import live_between
from matchmaking.meetings.queries.wishes import said_no, wish_of
from matchmaking.meetings.services.answering import agree, expire
from matchmaking.meetings.services.deadlines import set_deadline
from matchmaking.meetings.services.moves import check_room, hold
from matchmaking.meetings.services.naming import person_asking
from matchmaking.meetings.services.proposing import put_forward
from matchmaking.meetings.states import LIVE, MeetingState, Strength
from matchmaking.needs.errors import EventOver
from matchmaking.needs.models import Buyer, BuyerState, Need, Side
from matchmaking.needs.rules import takes_arrangements

S = MeetingState


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
    strength: Strength | None = None,
    person_id: int | None = None,
    slot: Slot | None = None,
) -> Meeting:
    """One side asks the other for a meeting; the other side gets mail.

    Where the other side has asked or wished already, the two agree at once: the meeting returned
    is accepted. ``score`` and ``reasons`` are what the suggestion said, kept as it was then.
    ``person_id`` says who comes from the asking side: who asks, unless somebody else is named.
    ``slot`` is a time that goes with the request; it holds nothing until it is accepted.

    Raises
    ------
    NotOfCompany, EventOver, OwnCompany, BuyerNotApproved, ExhibitorGone, SaidNo, FullUp,
    TooManyOpen, AlreadyAsked
    """
    check_pair(buyer, exhibitor, at=at)
    hold(buyer, exhibitor)
    there = standing(buyer, exhibitor, at=at)
    if there is not None:
        return answer_by_asking(there, side, actor=actor, at=at)
    check_wanted(buyer, exhibitor, side)
    check_room(buyer, exhibitor)
    check_open(buyer, exhibitor, side, at=at)
    theirs, mine = (wish_of(buyer, exhibitor, one) for one in (across(side), side))
    meeting = new_meeting(
        buyer,
        exhibitor,
        side,
        actor=actor,
        at=at,
        need_id=need.id if need is not None else None,
        note=note,
        score=score,
        reasons=reasons,
        strength=strength or (mine.strength if mine is not None else None),
    )
    company_id = buyer.company_id if side is Side.BUYER else exhibitor.company_id
    meeting.name_person(side, person_asking(company_id, person_id, actor))
    try:
        with constraints({"uq_meetings_live": AlreadyAsked}):
            db.session.add(meeting)
    except AlreadyAsked:  # somebody was quicker; if it was the other side, both want to meet
        quicker = standing(buyer, exhibitor, at=at)
        if quicker is None:
            raise
        return answer_by_asking(quicker, side, actor=actor, at=at)
    activity.record("meeting:requested", meeting, actor=actor, at=at, for_company_id=company_id)
    if theirs is not None:
        return agree(meeting, across(side), actor=None, at=at, told=across(side))
    until, times = meeting.expires_at.isoformat(), list[str]()
    if slot is not None:
        put_forward(meeting, [slot], side=side, actor=actor, at=at)
        times.append(slot.starts_at.isoformat())
    tell(meeting, across(side), "meeting_requested", at=at, note=note, until=until, times=times)
    return meeting


def new_meeting(
    buyer: Buyer, exhibitor: Exhibitor, side: Side, *, actor: Any, at: datetime, **values: Any
) -> Meeting:
    """A request that is not in the session yet."""
    meeting = Meeting(
        event_id=buyer.event_id,
        buyer_id=buyer.id,
        exhibitor_id=exhibitor.id,
        asked_by=side,
        awaits=across(side),
        asked_by_id=getattr(actor, "id", None),
        reasons=list(values.pop("reasons", ())),
        uid=f"{secrets.token_hex(12)}@cho-phien",
        requested_at=at,
        **values,
    )
    set_deadline(meeting, buyer.event, at=at)
    return meeting


def check_pair(buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> None:
    """Make sure that these two can meet at all.

    Raises
    ------
    EventOver, OwnCompany, BuyerNotApproved, ExhibitorGone
    """
    event: Event = buyer.event
    if not takes_arrangements(event, at=at):
        raise EventOver
    if buyer.company_id == exhibitor.company_id:
        raise OwnCompany
    if buyer.state is not BuyerState.APPROVED:
        raise BuyerNotApproved
    if exhibitor.cancelled_at is not None or exhibitor.event_id != event.id:
        raise ExhibitorGone


def check_wanted(buyer: Buyer, exhibitor: Exhibitor, side: Side) -> None:
    """Make sure that the other side has not said no; asked after `standing`, which waits for it.

    Raises
    ------
    SaidNo
    """
    if said_no(buyer.id, exhibitor.id, across(side)):
        raise SaidNo


def standing(buyer: Buyer, exhibitor: Exhibitor, *, at: datetime) -> Meeting | None:
    """The live meeting of the pair; a request whose time is over gives way."""
    there = live_between(buyer.id, exhibitor.id)
    if there is None:
        return None
    lock(there)
    if there.state not in LIVE:
        return None  # it was closed while we waited
    if there.state_at(at) is S.EXPIRED:
        expire(there, at=at)
        return None
    return there


def answer_by_asking(there: Meeting, side: Side, *, actor: Any, at: datetime) -> Meeting:
    """To ask or wish for whoever asks oneself is to say yes.

    Raises
    ------
    AlreadyAsked, FullUp
    """
    books = there.event.meeting_mode is MeetingMode.BOOKS  # elsewhere times are the organiser's
    unclear = there.is_group or (books and bool(there.proposals))
    if there.state is not S.REQUESTED or there.awaits is not side or unclear:
        raise AlreadyAsked
    check_room(there.buyer, there.exhibitor)
    return agree(there, side, actor=actor, at=at)


def check_open(buyer: Buyer, exhibitor: Exhibitor, side: Side, *, at: datetime) -> None:
    """Count under the lock on the asking side, so that the limit holds for double clicks too."""
    asking = Meeting.buyer_id == buyer.id
    if side is Side.EXHIBITOR:
        asking = Meeting.exhibitor_id == exhibitor.id
    waiting = sa.select(sa.func.count()).where(
        asking,
        Meeting.asked_by == side,
        Meeting.state == S.REQUESTED,
        Meeting.expires_at > at,
    )
    most = limits_of(buyer.event_id).most_open
    if (db.session.scalar(waiting) or 0) >= most:
        raise TooManyOpen(most=most)
