"""What a build can place: agreed meetings, and the wishes of one side.

A wish of both sides is an agreed meeting already. A wish of one side is none: it competes by fit
for what agreed meetings leave free, and publishing only asks for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, HolderKind
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.queries import PairWish, wishes_of
from matchmaking.meetings.states import MeetingState, Strength
from matchmaking.needs.models import Buyer, BuyerState
from matchmaking.timetable.availability.places import booth_places
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.people import Firm, firms_of_groups
from matchmaking.timetable.states import Aim

BOOTH = -1  # in the place of a table: the meeting is at the exhibitor's booth, or online
MUST = 1.5  # times as much as a wish of the same fit
FAIR = 0.5  # the fit of a wish that came from no suggestion
Cell = tuple[int, int]  # slot and table, by position


@dataclass(frozen=True)
class Candidate:
    """A meeting that can be planned; ``stands`` is where it is now.

    ``booth_id`` is the place where the exhibitor receives, if that is its booth.
    """

    id: int
    sequence: int
    score: float | None
    company_ids: tuple[int, ...]  # the buyer's first, then of each exhibitor
    holders: tuple[tuple[HolderKind, int], ...]
    stands: Cell | None
    is_locked: bool
    booth_id: int | None = None
    is_online: bool = False


def candidates_at(
    event: Event, order: Order, slot_number: dict[int, int], table_number: dict[int, int]
) -> Iterator[Candidate]:
    """The agreed meetings of an event that a build of this order can place."""
    states = {MeetingState.PLACED}
    if order.aim is not Aim.REPAIR or order.standby:
        states.add(MeetingState.ACCEPTED)
    rows = (
        sa.select(
            Meeting.id,
            Meeting.sequence,
            Meeting.score,
            Meeting.buyer_id,
            Meeting.exhibitor_id,
            Buyer.company_id,
            Exhibitor.company_id,
            Placement.slot_id,
            Placement.table_id,
            Placement.locked_at,
            Table.booth_id,
            Meeting.is_online,
        )
        .join(Buyer, Buyer.id == Meeting.buyer_id)
        .join(Exhibitor, Exhibitor.id == Meeting.exhibitor_id)
        .outerjoin(Placement, Placement.meeting_id == Meeting.id)
        .outerjoin(Table, Table.id == Placement.table_id)
        .where(Meeting.event_id == event.id, Meeting.state.in_(states))
        .order_by(Meeting.id)
    )
    booths, groups = booth_places(event), firms_of_groups(event.id)
    row: Any
    for row in db.session.execute(rows):
        meeting_id, sequence, score, buyer_id, exhibitor_id = row[:5]
        buying, selling, slot_id, table_id, locked_at, standing_booth, is_online = row[5:]
        if slot_id is not None and slot_id not in slot_number:
            continue  # it has begun
        stands = (
            None if slot_id is None else (slot_number[slot_id], table_number.get(table_id, BOOTH))
        )
        stays = order.keeps or order.aim in {Aim.FILL, Aim.REPAIR} or locked_at is not None
        if stands is not None and stays:  # it keeps the kind of place that it has
            booth_id = None if standing_booth is None else table_id
        else:
            receives = exhibitor_id in booths and not is_online and meeting_id not in groups
            booth_id = booths[exhibitor_id][0].id if receives else None
        firms = groups.get(meeting_id) or [Firm(exhibitor_id, selling, None)]
        showing = ((HolderKind.EXHIBITOR, one.exhibitor_id) for one in firms)
        holders = ((HolderKind.BUYER, buyer_id), *showing)
        yield Candidate(
            meeting_id,
            sequence,
            score,
            (buying, *(one.company_id for one in firms)),
            holders,
            stands,
            locked_at is not None,
            booth_id,
            is_online,
        )


def wish_candidates(event: Event) -> Iterator[Candidate]:
    """The wishes of one side as things to place; their ids are below 0, so no meeting is meant."""
    open_wishes = {
        (one.buyer_id, one.exhibitor_id): one
        for one in wishes_of(event)
        if one.meeting_id is None and not one.is_mutual
    }
    booths = booth_places(event)
    rows = (
        sa.select(MeetingWish.id, Buyer.id, Exhibitor.id, Buyer.company_id, Exhibitor.company_id)
        .join(Buyer, Buyer.id == MeetingWish.buyer_id)
        .join(Exhibitor, Exhibitor.id == MeetingWish.exhibitor_id)
        .where(
            MeetingWish.event_id == event.id,
            Buyer.state == BuyerState.APPROVED,
            Exhibitor.cancelled_at.is_(None),
        )
        .order_by(MeetingWish.id)
    )
    for wish_id, buyer_id, exhibitor_id, buying, selling in db.session.execute(rows).tuples():
        wanted = open_wishes.get((buyer_id, exhibitor_id))
        if wanted is None or buying == selling:
            continue
        own = booths.get(exhibitor_id)
        yield Candidate(
            -wish_id,
            0,
            _worth(wanted),
            (buying, selling),
            ((HolderKind.BUYER, buyer_id), (HolderKind.EXHIBITOR, exhibitor_id)),
            None,
            is_locked=False,
            booth_id=own[0].id if own else None,
        )


def _worth(wanted: PairWish) -> float:
    fit = FAIR if wanted.score is None else wanted.score
    return fit * (MUST if Strength.MUST in {wanted.buyer, wanted.exhibitor} else 1)


def is_wish(one: Candidate) -> bool:
    """Whether it is a wish of one side and no meeting."""
    return one.id < 0
