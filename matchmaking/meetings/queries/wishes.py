"""Who would like to meet whom."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.states import AGREED, LIVE, MeetingState, Strength
from matchmaking.needs.models import Buyer, Need, Side


@dataclass(frozen=True)
class PairWish:
    """What a pair wishes, for the timetable."""

    buyer_id: int
    exhibitor_id: int
    score: float | None
    buyer: Strength | None
    exhibitor: Strength | None
    meeting_id: int | None = None

    @property
    def is_mutual(self) -> bool:
        """Whether both sides wish it."""
        return self.buyer is not None and self.exhibitor is not None


def wishes_of(event: Event) -> list[PairWish]:
    """The wishes of an event by pair, for "choose the best from scored wishes"; two queries.

    ``score`` is the fit in (0, 1] that the suggestion showed (the better of the two, None where
    nobody came from a suggestion); ``buyer`` and ``exhibitor`` are how much each side wants it,
    ``must`` or ``would``, None where it said nothing. ``meeting_id`` is the agreed meeting
    (accepted, placed or held) of the pair: both sides' wishes together have made one, so a pair
    without one has a wish of one side alone, to which the other has not agreed and whose contacts
    it must not see. Pairs with a request that waits for an answer are left out, and pairs of which
    one side has said no: a no ends their wishes. In the order of buyer and exhibitor.
    """
    live = sa.select(Meeting.buyer_id, Meeting.exhibitor_id, Meeting.id, Meeting.state).where(
        Meeting.event_id == event.id, Meeting.state.in_(LIVE)
    )
    meetings = {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(live).tuples()}
    rows = sa.select(
        MeetingWish.buyer_id,
        MeetingWish.exhibitor_id,
        MeetingWish.side,
        MeetingWish.strength,
        MeetingWish.score,
    ).where(MeetingWish.event_id == event.id)
    strengths: dict[tuple[int, int], dict[Side, Strength]] = {}
    scores: dict[tuple[int, int], float] = {}
    for buyer_id, exhibitor_id, side, strength, score in db.session.execute(rows).tuples():
        pair = (buyer_id, exhibitor_id)
        strengths.setdefault(pair, {})[side] = strength
        if score is not None:
            scores[pair] = max(score, scores.get(pair, 0.0))
    found = []
    for pair, by_side in sorted(strengths.items()):
        meeting_id, state = meetings.get(pair, (None, None))
        if state is not None and state not in AGREED:
            continue
        wants = (by_side.get(Side.BUYER), by_side.get(Side.EXHIBITOR))
        found.append(PairWish(*pair, scores.get(pair), *wants, meeting_id))
    return found


def wish_of(buyer: Buyer, exhibitor: Exhibitor, side: Side) -> MeetingWish | None:
    """What one side of a pair wishes, if anything."""
    found = sa.select(MeetingWish).where(
        MeetingWish.event_id == buyer.event_id,
        MeetingWish.buyer_id == buyer.id,
        MeetingWish.exhibitor_id == exhibitor.id,
        MeetingWish.side == side,
    )
    return db.session.scalar(found)


def wishes_by(event_id: int, side: Side, *, party_ids: Collection[int]) -> list[MeetingWish]:
    """The wishes of these buyers, or of these exhibitors: musts first, then by fit."""
    mine = MeetingWish.buyer_id if side is Side.BUYER else MeetingWish.exhibitor_id
    must_first = sa.case((MeetingWish.strength == Strength.MUST, 0), else_=1)
    found = (
        sa.select(MeetingWish)
        .where(MeetingWish.event_id == event_id, MeetingWish.side == side, mine.in_(party_ids))
        .options(
            joinedload(MeetingWish.buyer).joinedload(Buyer.company),
            joinedload(MeetingWish.exhibitor).joinedload(Exhibitor.company),
            joinedload(MeetingWish.need).selectinload(Need.tags),
        )
        .order_by(must_first, sa.func.coalesce(MeetingWish.score, 0).desc(), MeetingWish.id)
    )
    return list(db.session.scalars(found))


def said_no(buyer_id: int, exhibitor_id: int, side: Side) -> bool:
    """Whether the last word of a side on this pair was a no.

    Whoever said it can take it back by asking or wishing anew; the other side cannot.
    """
    last = (
        sa.select(Meeting.state, Meeting.closed_by)
        .where(Meeting.buyer_id == buyer_id, Meeting.exhibitor_id == exhibitor_id)
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    row = db.session.execute(last).first()
    if row is None or row.state is not MeetingState.DECLINED or row.closed_by is not side:
        return False
    anew = sa.select(MeetingWish.id).where(
        MeetingWish.buyer_id == buyer_id,
        MeetingWish.exhibitor_id == exhibitor_id,
        MeetingWish.side == side,
    )
    return db.session.scalar(anew) is None
