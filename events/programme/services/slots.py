"""The grid of slots in which meetings take place."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import pairwise

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from events.programme.errors import BadGrid, OutsideEvent, SlotInUse, SlotsOverlap
from events.programme.models import Claim, Event, Slot
from events.programme.services.seat_times import hold_times
from events.programme.times import DayRange, grid, local_day

MOST_SLOTS = 500


def generate_slots(
    event: Event,
    day_ranges: Iterable[DayRange],
    minutes: int,
    breaks: Sequence[tuple[time, time]] = (),
    *,
    by: User | None = None,
    at: datetime,
) -> list[Slot]:
    """Add slots of ``minutes`` to the event; those that are there already are left out.

    Flushed, not committed.

    Raises
    ------
    BadGrid, OutsideEvent, SlotsOverlap
    """
    lock(event)
    try:
        wanted = list(grid(day_ranges, minutes, breaks, event.zone))
    except ValueError as error:  # a clock that skips an hour
        raise BadGrid(most=MOST_SLOTS) from error
    if not 0 < len(wanted) <= MOST_SLOTS:
        raise BadGrid(most=MOST_SLOTS)
    if min(wanted)[0] < event.starts_at or max(end for _start, end in wanted) > event.ends_at:
        raise OutsideEvent
    there = {
        (slot.starts_at, slot.ends_at)
        for slot in db.session.scalars(sa.select(Slot).where(Slot.event_id == event.id))
    }
    new = sorted(set(wanted) - there)
    _refuse_overlap(sorted(there | set(new)))
    slots = [Slot(event_id=event.id, starts_at=start, ends_at=end) for start, end in new]
    with constraints({"uq_slots_event_id_starts_at": SlotsOverlap}):
        db.session.add_all(slots)
    hold_times(event.id)
    activity.record("slots:added", event, actor=by, at=at, number=len(slots), minutes=minutes)
    return slots


def _refuse_overlap(times: Sequence[tuple[datetime, datetime]]) -> None:
    for (_start, end), (following, _end) in pairwise(times):
        if following < end:
            raise SlotsOverlap


def delete_unused_slots(
    event: Event, *, day: date | None = None, by: User | None = None, at: datetime
) -> int:
    """Delete the slots (of one day) without meetings; how many. Flushed, not committed."""
    lock(event)
    slots = db.session.scalars(_unused(event))
    gone = [slot for slot in slots if day is None or local_day(slot.starts_at, event.zone) == day]
    for slot in gone:
        db.session.delete(slot)
    db.session.flush()
    activity.record("slots:deleted", event, actor=by, at=at, number=len(gone))
    return len(gone)


def delete_slot(slot: Slot, *, by: User | None = None, at: datetime) -> None:
    """Delete one slot without meetings; flushed, not committed. Raises SlotInUse."""
    event = lock(db.session.get_one(Event, slot.event_id))
    if slot not in set(db.session.scalars(_unused(event))):
        raise SlotInUse
    db.session.delete(slot)
    db.session.flush()
    activity.record("slots:deleted", event, actor=by, at=at, number=1)


def _unused(event: Event) -> sa.Select[tuple[Slot]]:
    """Slots that no meeting claims; other claims (who sits in a session, is away) go with it."""
    claimed = sa.select(Claim.id).where(Claim.slot_id == Slot.id, Claim.meeting_id.is_not(None))
    return (
        sa.select(Slot).where(Slot.event_id == event.id, ~claimed.exists()).order_by(Slot.starts_at)
    )
