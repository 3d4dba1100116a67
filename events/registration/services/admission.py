"""How an event lets people in: roles, approval, and places that are never given twice."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db, lock
from events.programme.models import Event
from events.registration.errors import EventFull, FewerThanTaken
from events.registration.models import Admission, Registration, RegistrationRole, RegistrationState
from events.registration.rules import admission_of
from events.waiting import services as waiting
from events.waiting.models import QueueKind, WaitingEntry
from events.waiting.states import WaitingState

COUNTED = (RegistrationState.PENDING, RegistrationState.APPROVED)


def save_admission(
    event: Event,
    *,
    open_to: Collection[RegistrationRole],
    looked_at: Collection[RegistrationRole],
    capacity: int | None,
    actor: Any,
    at: datetime,
) -> Admission:
    """Set who may register, whom the team looks at first, and how many places there are.

    With a number of places, those who registered by themselves are counted anew. Flushed.

    Raises
    ------
    FewerThanTaken
    """
    row = admission_of(event)
    db.session.add(row)
    with constraints({"uq_admissions_event_id": FewerThanTaken}):
        db.session.flush()
    lock(row)
    row.open_to = [role.value for role in open_to]
    row.looked_at = [role.value for role in looked_at]
    taken = _count(event, capacity)
    if capacity is not None and taken > capacity:
        raise FewerThanTaken(taken=taken)
    row.capacity, row.taken = capacity, taken
    db.session.flush()
    waiting.offer_next(QueueKind.REGISTRATION, event.id, at=at)
    activity.record("admission:set", row, actor=actor, at=at, capacity=capacity)
    return row


def _count(event: Event, capacity: int | None) -> int:
    """Mark those who hold a place, and count them; nobody does where there is no limit."""
    theirs = sa.update(Registration).where(Registration.event_id == event.id)
    theirs = theirs.execution_options(synchronize_session="fetch")
    db.session.execute(theirs.where(Registration.holds_place).values(holds_place=False))
    if capacity is None:
        return 0
    counted = (
        Registration.state.in_(COUNTED),
        Registration.role == RegistrationRole.VISITOR,
    )
    held = sa.select(sa.func.coalesce(sa.func.sum(WaitingEntry.places), 0)).where(
        WaitingEntry.queue_kind == QueueKind.REGISTRATION,
        WaitingEntry.queue_id == event.id,
        WaitingEntry.state == WaitingState.OFFERED,
    )
    people = changed(theirs.where(*counted).values(holds_place=True))
    return people + (db.session.scalar(held) or 0)


def take_place(event: Event, places: int = 1) -> bool:
    """Take places where they are counted, in one statement; False where nobody counts.

    Raises
    ------
    EventFull
    """
    row = admission_of(event)
    if row.capacity is None:  # also where nothing was ever set
        return False
    room = (
        sa.update(Admission)
        .where(Admission.id == row.id, Admission.taken + places <= Admission.capacity)
        .values(taken=Admission.taken + places)
        .execution_options(synchronize_session=False)
    )
    if changed(room) == 0:
        raise EventFull
    db.session.refresh(row)
    return True


def give_place_back(registration: Registration) -> bool:
    """Free the place that a registration holds; False when it holds none."""
    if not registration.holds_place:
        return False
    registration.holds_place = False
    less = (
        sa.update(Admission)
        .where(Admission.event_id == registration.event_id, Admission.taken > 0)
        .values(taken=Admission.taken - 1)
        .execution_options(synchronize_session=False)
    )
    changed(less)
    return True
