"""Wishes at events that plan: a light word of interest that feeds the timetable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db
from events.exhibitors.models import Exhibitor
from events.programme.models import MeetingMode, Slot
from matchmaking.meetings.errors import (
    AlreadyWished,
    TooManyMusts,
    TooManyWishes,
    WishesOff,
)
from matchmaking.meetings.models import Meeting, MeetingWish, across
from matchmaking.meetings.queries.limits import limits_of
from matchmaking.meetings.queries.wishes import wish_of
from matchmaking.meetings.services.answering import agree
from matchmaking.meetings.services.asking import (
    answer_by_asking,
    check_pair,
    check_wanted,
    new_meeting,
    request_meeting,
    standing,
)
from matchmaking.meetings.services.moves import check_room, hold
from matchmaking.meetings.states import MeetingState, Strength
from matchmaking.needs.models import Buyer, Need, Side

MOST_WISHES = 200


def wish(
    buyer: Buyer,
    exhibitor: Exhibitor,
    *,
    side: Side,
    strength: Strength,
    actor: Any,
    at: datetime,
    need: Need | None = None,
    score: float | None = None,
    reasons: Sequence[dict[str, Any]] = (),
) -> Meeting | None:
    """One side says how much it wants to meet the other; the meeting, once both do.

    The other side is not told. Where it wished as well, or asks already, the two agree at once.
    Wishing again changes the strength.

    Raises
    ------
    WishesOff, EventOver, OwnCompany, BuyerNotApproved, ExhibitorGone, SaidNo, TooManyMusts,
    TooManyWishes, FullUp
    """
    if buyer.event.meeting_mode is not MeetingMode.PLANS:
        raise WishesOff
    check_pair(buyer, exhibitor, at=at)
    hold(buyer, exhibitor)
    there = standing(buyer, exhibitor, at=at)
    check_wanted(buyer, exhibitor, side)
    mine = wish_of(buyer, exhibitor, side)
    _check_number(buyer, exhibitor, side, strength, mine)
    if mine is None:
        mine = MeetingWish(
            event_id=buyer.event_id, buyer_id=buyer.id, exhibitor_id=exhibitor.id, side=side
        )
    mine.strength, mine.wished_at = strength, at
    mine.wished_by_id = getattr(actor, "id", None)
    if need is not None:
        mine.need_id, mine.score, mine.reasons = need.id, score, list(reasons)
    company_id = buyer.company_id if side is Side.BUYER else exhibitor.company_id
    with constraints({ONCE: AlreadyWished}):
        activity.record(
            "wish:made", mine, actor=actor, at=at, for_company_id=company_id, strength=strength
        )
    if there is None:
        return _agreed(buyer, exhibitor, mine, actor=actor, at=at)
    awaits_us = there.state is MeetingState.REQUESTED and there.awaits is side
    return answer_by_asking(there, side, actor=actor, at=at) if awaits_us else None


ONCE = "uq_meeting_wishes_event_id_side_buyer_id_exhibitor_id"


def _check_number(
    buyer: Buyer, exhibitor: Exhibitor, side: Side, strength: Strength, mine: MeetingWish | None
) -> None:
    own = MeetingWish.buyer_id == buyer.id
    if side is Side.EXHIBITOR:
        own = MeetingWish.exhibitor_id == exhibitor.id
    counts = sa.select(MeetingWish.strength, sa.func.count()).where(own, MeetingWish.side == side)
    if mine is not None:
        counts = counts.where(MeetingWish.id != mine.id)
    there = dict(db.session.execute(counts.group_by(MeetingWish.strength)).tuples().all())
    most = limits_of(buyer.event_id).most_musts
    if strength is Strength.MUST and there.get(Strength.MUST, 0) >= most:
        raise TooManyMusts(most=most)
    if sum(there.values()) >= MOST_WISHES:
        raise TooManyWishes(most=MOST_WISHES)


def _agreed(
    buyer: Buyer, exhibitor: Exhibitor, mine: MeetingWish, *, actor: Any, at: datetime
) -> Meeting | None:
    """The meeting that follows when the other side has wished as well."""
    theirs = wish_of(buyer, exhibitor, across(mine.side))
    if theirs is None:
        return None
    check_room(buyer, exhibitor)
    best = max((mine, theirs), key=lambda one: one.score or 0)
    meeting = new_meeting(
        buyer,
        exhibitor,
        theirs.side,
        actor=None,
        at=at,
        need_id=best.need_id,
        score=best.score,
        reasons=best.reasons,
        strength=theirs.strength,
    )
    meeting.asked_by_id = theirs.wished_by_id
    company_id = exhibitor.company_id if theirs.side is Side.EXHIBITOR else buyer.company_id
    activity.record("meeting:wished", meeting, actor=None, at=at, for_company_id=company_id)
    return agree(meeting, mine.side, actor=actor, at=at)


def unwish(buyer: Buyer, exhibitor: Exhibitor, *, side: Side, actor: Any, at: datetime) -> bool:
    """Take a wish back; whether there was one. An agreed meeting stays until it is cancelled."""
    mine = wish_of(buyer, exhibitor, side)
    if mine is None:
        return False
    company_id = buyer.company_id if side is Side.BUYER else exhibitor.company_id
    activity.record("wish:taken_back", mine, actor=actor, at=at, for_company_id=company_id)
    return bool(changed(sa.delete(MeetingWish).where(MeetingWish.id == mine.id)))


def ask_for_wish(
    mine: MeetingWish, *, actor: Any, at: datetime, note: str = "", slot: Slot | None = None
) -> Meeting:
    """Propose a one-sided wish to the other side, as a request; with a time, if there is one.

    Raises
    ------
    See `request_meeting`.
    """
    return request_meeting(
        mine.buyer,
        mine.exhibitor,
        side=mine.side,
        actor=actor,
        at=at,
        need=mine.need,
        note=note,
        score=mine.score,
        reasons=mine.reasons,
        strength=mine.strength,
        slot=slot,
    )
