"""What pages ask about waiting lists, each in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.states import LIVE, WaitingState

Queue = tuple[QueueKind, int]
_IN_ORDER = (WaitingEntry.rank, WaitingEntry.id)


@dataclass(frozen=True)
class Standing:
    """A holder's place in a line; ``position`` counts from 1, None once a place is offered."""

    entry: WaitingEntry
    position: int | None

    @property
    def is_offered(self) -> bool:
        """Whether a place is held for them."""
        return self.position is None


@dataclass(frozen=True)
class LineRow:
    """One line of a published waiting order: nobody's name."""

    position: int
    places: int
    joined_at: datetime
    is_own: bool


def live_entry(
    kind: QueueKind, queue_id: int, holder_kind: HolderKind, holder_id: int
) -> WaitingEntry | None:
    """The entry of a holder who waits for, or is offered, a place of this queue."""
    wanted = _live(kind, queue_id).where(
        WaitingEntry.holder_kind == holder_kind, WaitingEntry.holder_id == holder_id
    )
    return db.session.scalar(wanted)


def line(kind: QueueKind, queue_id: int) -> list[WaitingEntry]:
    """Everybody in a queue: those with an open offer, then those who wait, in their order."""
    first = sa.case((WaitingEntry.state == WaitingState.OFFERED, 0), else_=1)
    return list(db.session.scalars(_live(kind, queue_id).order_by(first, *_IN_ORDER)))


def next_in_line(
    kind: QueueKind, queue_id: int, *, behind: WaitingEntry | None = None
) -> WaitingEntry | None:
    """The first who waits, or the first behind somebody."""
    wanted = sa.select(WaitingEntry).where(
        WaitingEntry.queue_kind == kind,
        WaitingEntry.queue_id == queue_id,
        WaitingEntry.state == WaitingState.WAITING,
    )
    if behind is not None:
        here = sa.tuple_(sa.literal(behind.rank), sa.literal(behind.id))
        wanted = wanted.where(sa.tuple_(*_IN_ORDER) > here)
    return db.session.scalar(wanted.order_by(*_IN_ORDER).limit(1))


def standings(holder_kind: HolderKind, holder_ids: Collection[int]) -> dict[Queue, Standing]:
    """Where these holders (one person's) stand, by queue."""
    if not holder_ids:
        return {}
    mine = sa.and_(
        WaitingEntry.holder_kind == holder_kind,
        WaitingEntry.holder_id.in_(holder_ids),
        WaitingEntry.state.in_(LIVE),
    )
    queues = sa.select(WaitingEntry.queue_kind, WaitingEntry.queue_id).where(mine)
    number = sa.func.row_number().over(
        partition_by=(WaitingEntry.queue_kind, WaitingEntry.queue_id), order_by=_IN_ORDER
    )
    numbered = (
        sa.select(WaitingEntry.id, number.label("position"))
        .where(
            WaitingEntry.state == WaitingState.WAITING,
            sa.tuple_(WaitingEntry.queue_kind, WaitingEntry.queue_id).in_(queues),
        )
        .subquery()
    )
    rows = (
        sa.select(WaitingEntry, numbered.c.position)
        .outerjoin(numbered, numbered.c.id == WaitingEntry.id)
        .where(mine)
    )
    return {
        (entry.queue_kind, entry.queue_id): Standing(entry, position)
        for entry, position in db.session.execute(rows)
    }


def public_line(kind: QueueKind, queue_id: int, own: Collection[int] = ()) -> list[LineRow]:
    """The waiting order for everybody: positions, without names; ``own`` are holder ids."""
    waiting = [e for e in line(kind, queue_id) if e.state is WaitingState.WAITING]
    return [
        LineRow(number, entry.places, entry.joined_at, entry.holder_id in own)
        for number, entry in enumerate(waiting, start=1)
    ]


def waiting_numbers(kind: QueueKind, queue_ids: Collection[int]) -> dict[int, int]:
    """How many wait in each of these queues; those without anybody are left out."""
    if not queue_ids:
        return {}
    counted = (
        sa.select(WaitingEntry.queue_id, sa.func.count())
        .where(
            WaitingEntry.queue_kind == kind,
            WaitingEntry.queue_id.in_(queue_ids),
            WaitingEntry.state == WaitingState.WAITING,
        )
        .group_by(WaitingEntry.queue_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def overdue(at: datetime, *, limit: int = 200) -> list[int]:
    """The entries whose offer ended without an answer, the oldest first."""
    wanted = sa.select(WaitingEntry.id).where(
        WaitingEntry.state == WaitingState.OFFERED, WaitingEntry.offer_expires_at <= at
    )
    due = wanted.order_by(WaitingEntry.offer_expires_at, WaitingEntry.id).limit(limit)
    return list(db.session.scalars(due))


def _live(kind: QueueKind, queue_id: int) -> sa.Select[tuple[WaitingEntry]]:
    return sa.select(WaitingEntry).where(
        WaitingEntry.queue_kind == kind,
        WaitingEntry.queue_id == queue_id,
        WaitingEntry.state.in_(LIVE),
    )
