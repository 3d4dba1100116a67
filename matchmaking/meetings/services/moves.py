"""Changing the state of a meeting by the table of moves, under locks in one order.

Buyer before exhibitor before meeting: whoever follows this order never waits in a circle.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import db, lock
from events.exhibitors.models import Exhibitor
from matchmaking.meetings.errors import FullUp, NotOffered, RequestExpired, WrongState
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.queries.limits import has_room, limits_of
from matchmaking.meetings.queries.proposals import offered_slots
from matchmaking.meetings.rules import roles_of
from matchmaking.meetings.states import A_NO, MeetingState, allows, may_become
from matchmaking.needs.models import Buyer, Side

S = MeetingState
CLOSED = A_NO | {S.WITHDRAWN, S.EXPIRED}


def hold(buyer: Buyer, exhibitor: Exhibitor) -> None:
    """Hold both sides, so that what is counted or looked up about them stays true."""
    lock(buyer)
    lock(exhibitor)


def check_move(
    meeting: Meeting, new: MeetingState, *, at: datetime, by: Side | None = None, verb: str = ""
) -> None:
    """Hold the meeting and make sure that it may become ``new`` now.

    With ``by`` and ``verb`` the table of moves is asked whether this side may do that.

    Raises
    ------
    WrongState, RequestExpired
    """
    lock(meeting)
    overdue = meeting.state_at(at) is S.EXPIRED
    if overdue and new is not S.EXPIRED:
        raise RequestExpired
    if not verb:
        if not may_become(meeting.state, new):
            raise WrongState
        return
    if not allows(verb, meeting.state, who=roles_of(meeting, by), overdue=overdue, new=new):
        raise WrongState


def check_yes(
    meeting: Meeting, new: MeetingState, *, at: datetime, slot_id: int | None = None
) -> None:
    """Hold both sides and the meeting, and make sure that the awaited side may say yes now.

    ``slot_id`` is the time chosen; of proposed times it must be one.

    Raises
    ------
    WrongState, RequestExpired, NotOffered, FullUp
    """
    hold(meeting.buyer, meeting.exhibitor)
    check_move(meeting, new, at=at)
    if meeting.state is not S.REQUESTED:
        return
    if meeting.is_group:  # every firm answers for itself
        raise WrongState
    check_room(meeting.buyer, meeting.exhibitor)
    offered = offered_slots(meeting)
    if offered is not None and slot_id is not None and slot_id not in offered:
        raise NotOffered


def check_room(buyer: Buyer, exhibitor: Exhibitor) -> None:
    """Make sure that neither side has as many meetings as the event allows it.

    Raises
    ------
    FullUp
    """
    limits = limits_of(buyer.event_id)
    for party in (buyer, exhibitor):
        if not has_room(party, limits=limits):
            raise FullUp(company=party.company.name, most=limits.most_agreed)


def move(
    meeting: Meeting,
    new: MeetingState,
    *,
    actor: Any,
    at: datetime,
    company_id: int | None = None,
    by: Side | None = None,
) -> None:
    """Set the state that `check_move` allowed and note who did it.

    A no of any kind ends the wishes of a pair, too; taking a request back ends one's own.
    """
    old, meeting.state = meeting.state, new
    meeting.remind_at = None
    if old is S.REQUESTED:
        meeting.answered_at = at
    if new in CLOSED:
        meeting.closed_at, meeting.closed_by = at, by
    if meeting.is_group:
        _end_members(meeting, new)
    elif new in A_NO:
        _end_wishes(meeting)
    elif new is S.WITHDRAWN:
        _end_wishes(meeting, meeting.asked_by)
    activity.record(
        f"meeting:{new.value}",
        meeting,
        actor=actor,
        at=at,
        for_company_id=company_id if by is None else company_of(meeting, by),
        before=old.value,
    )


def _end_members(meeting: Meeting, new: MeetingState) -> None:
    """Nobody is at a group meeting that is over; a no to a group is none to meeting alone."""
    if new in CLOSED:
        for member in meeting.members:
            member.is_live = False


def _end_wishes(meeting: Meeting, *sides: Side) -> None:
    wishes = sa.delete(MeetingWish).where(
        MeetingWish.buyer_id == meeting.buyer_id, MeetingWish.exhibitor_id == meeting.exhibitor_id
    )
    db.session.execute(wishes.where(MeetingWish.side.in_(sides)) if sides else wishes)


def company_of(meeting: Meeting, side: Side) -> int:
    """The id of the company on one side."""
    party = meeting.buyer if side is Side.BUYER else meeting.exhibitor
    return party.company_id
