"""Joining a line, offering what is free to its first, and what becomes of the offer.

Everything is flushed, not committed, and noted in the log of activity.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db
from events.waiting.errors import AlreadyWaiting, NotWaiting, OfferGone, PlaceOffered
from events.waiting.keepers import after_end, after_offer, keeper_of
from events.waiting.models import FIRST_COME, HolderKind, QueueKind, WaitingEntry
from events.waiting.queries import line, next_in_line
from events.waiting.states import LIVE, WaitingState, may_become

CLASHES = {
    "uq_waiting_entries_live": AlreadyWaiting,
    "uq_waiting_entries_place_once": PlaceOffered,
}


def join(
    kind: QueueKind,
    queue_id: int,
    holder_kind: HolderKind,
    holder_id: int,
    *,
    event_id: int,
    at: datetime,
    by: Any = None,
    places: int = 1,
    rank: int = FIRST_COME,
    offer: bool = True,
) -> WaitingEntry:
    """Stand in line; a place that is free at this moment is offered at once.

    A smaller ``rank`` stands further in front. With ``offer=False`` nobody is offered anything
    yet: for those who fill a line in an order of its own, then call :func:`offer_next`.

    Raises
    ------
    AlreadyWaiting
    """
    keeper_of(kind).lock(queue_id)
    entry = WaitingEntry(
        event_id=event_id,
        queue_kind=kind,
        queue_id=queue_id,
        holder_kind=holder_kind,
        holder_id=holder_id,
        places=places,
        rank=rank,
        joined_at=at,
    )
    with constraints(CLASHES):
        db.session.add(entry)
    _note("joined", entry, by=by, at=at)
    if offer:
        offer_next(kind, queue_id, at=at)
    return entry


def offer_next(
    kind: QueueKind, queue_id: int, *, at: datetime, most: int | None = None
) -> list[WaitingEntry]:
    """Offer what is free to the next in line, to ``most`` of them; those who got an offer.

    Cheap when nobody waits or nothing is free; call it whenever places may have become free.
    """
    keeper = keeper_of(kind)
    keeper.lock(queue_id)
    offered: list[WaitingEntry] = []
    entry = next_in_line(kind, queue_id)
    while entry is not None and (most is None or len(offered) < most):
        if _offer(entry, at=at):
            offered.append(entry)
        elif not keeper.overtakes:
            break
        entry = next_in_line(kind, queue_id, behind=entry)
    return offered


def _offer(entry: WaitingEntry, *, at: datetime) -> bool:
    keeper = keeper_of(entry.queue_kind)
    if not keeper.hold(entry, at):
        return False
    ends_at = at + keeper.lasts(entry, at)
    values = {"place_id": entry.place_id, "offered_at": at, "offer_expires_at": ends_at}
    _move(entry, WaitingState.OFFERED, by=None, at=at, **values)
    for note in after_offer[entry.queue_kind]:
        note(entry, at)
    return True


def accept(entry: WaitingEntry, *, at: datetime, by: Any = None) -> WaitingEntry:
    """Take the place that is offered; when that fails, the offer stands as it was.

    Raises
    ------
    OfferGone, and what the keeper refuses
    """
    _read_again(entry)
    if entry.state is not WaitingState.OFFERED or not _is_open(entry, at):
        raise OfferGone
    with db.session.begin_nested():
        _move(entry, WaitingState.ACCEPTED, by=by, at=at)
        keeper_of(entry.queue_kind).accept(entry, at, by)
    _tell_end(entry, at)
    return entry


def decline(entry: WaitingEntry, *, at: datetime, by: Any = None) -> None:
    """Say no to an offer; the place goes to the next in line. Raises OfferGone."""
    _read_again(entry)
    if entry.state is not WaitingState.OFFERED:
        raise OfferGone
    _end(entry, WaitingState.DECLINED, by=by, at=at)


def withdraw(entry: WaitingEntry, *, at: datetime, by: Any = None) -> None:
    """Leave the line, with an open offer or without. Raises NotWaiting."""
    _read_again(entry)
    if entry.state not in LIVE:
        raise NotWaiting
    _end(entry, WaitingState.WITHDRAWN, by=by, at=at)


def withdraw_all(
    holder_kind: HolderKind,
    holder_id: int,
    *,
    at: datetime,
    by: Any = None,
    since: datetime | None = None,
) -> int:
    """Leave every line (the registration was cancelled), or those joined since; how many."""
    theirs = sa.select(WaitingEntry).where(
        WaitingEntry.holder_kind == holder_kind,
        WaitingEntry.holder_id == holder_id,
        WaitingEntry.state.in_(LIVE),
    )
    if since is not None:
        theirs = theirs.where(WaitingEntry.joined_at >= since)
    in_order = theirs.order_by(WaitingEntry.queue_kind, WaitingEntry.queue_id)
    entries = list(db.session.scalars(in_order))
    for entry in entries:
        withdraw(entry, at=at, by=by)
    return len(entries)


def expire(entry: WaitingEntry, *, at: datetime) -> bool:
    """End an offer whose time is over; False when it was answered meanwhile."""
    _read_again(entry)
    if entry.state is not WaitingState.OFFERED or _is_open(entry, at):
        return False
    _end(entry, WaitingState.EXPIRED, by=None, at=at)
    return True


def close_queue(kind: QueueKind, queue_id: int, *, at: datetime, by: Any = None) -> int:
    """End a line: the session begins, the event is over. How many stood in it."""
    keeper = keeper_of(kind)
    keeper.lock(queue_id)
    entries = line(kind, queue_id)
    for entry in entries:
        was_held = entry.state is WaitingState.OFFERED
        _move(entry, WaitingState.CLOSED, by=by, at=at)
        if was_held:
            keeper.free(entry, at)
        _tell_end(entry, at)
    return len(entries)


def close_queues_of(event_id: int, *, at: datetime, by: Any = None) -> int:
    """End every line of an event; how many stood in them."""
    there = (
        sa.select(WaitingEntry.queue_kind, WaitingEntry.queue_id)
        .where(WaitingEntry.event_id == event_id, WaitingEntry.state.in_(LIVE))
        .distinct()
        .order_by(WaitingEntry.queue_kind, WaitingEntry.queue_id)
    )
    queues = db.session.execute(there).all()
    return sum(close_queue(kind, queue_id, at=at, by=by) for kind, queue_id in queues)


def _end(entry: WaitingEntry, state: WaitingState, *, by: Any, at: datetime) -> None:
    was_held = entry.state is WaitingState.OFFERED
    _move(entry, state, by=by, at=at)
    if was_held:
        keeper_of(entry.queue_kind).free(entry, at)
    _tell_end(entry, at)
    if was_held:
        offer_next(entry.queue_kind, entry.queue_id, at=at)


def _move(entry: WaitingEntry, new: WaitingState, *, by: Any, at: datetime, **values: Any) -> None:
    """One conditional update: an entry leaves a state once, whoever else would move it."""
    old = entry.state
    if not may_become(old, new):
        raise NotWaiting
    if new not in LIVE:
        values["ended_at"] = at
    move = (
        sa.update(WaitingEntry)
        .where(WaitingEntry.id == entry.id, WaitingEntry.state == old)
        .values(state=new, **values)
    )
    with constraints(CLASHES):
        gone = changed(move.execution_options(synchronize_session=False)) == 0
    if gone:
        raise OfferGone if old is WaitingState.OFFERED else NotWaiting
    db.session.refresh(entry)
    _note(new.value, entry, by=by, at=at)


def _read_again(entry: WaitingEntry) -> None:
    """The owner's row first, then the entry as it is under that lock."""
    keeper_of(entry.queue_kind).lock(entry.queue_id)
    db.session.refresh(entry)


def _is_open(entry: WaitingEntry, at: datetime) -> bool:
    return entry.offer_expires_at is not None and at < entry.offer_expires_at


def _tell_end(entry: WaitingEntry, at: datetime) -> None:
    for note in after_end[entry.queue_kind]:
        note(entry, at)


def _note(verb: str, entry: WaitingEntry, *, by: Any, at: datetime) -> None:
    activity.record(
        f"waiting:{verb}",
        entry,
        actor=by,
        at=at,
        queue=entry.queue_kind.value,
        queue_id=entry.queue_id,
        holder=entry.holder_kind.value,
        holder_id=entry.holder_id,
    )
