"""The waiting list of a full event: an offered place is held, then taken or passed on."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import outbox
from core.db import changed, constraints, db, lock
from events.registration import rules
from events.registration.errors import EventFull
from events.registration.models import Admission, Registration, RegistrationState
from events.registration.services.tickets import send_ticket
from events.waiting import services as waiting
from events.waiting.keepers import Keeper, after_end, after_offer, keep
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.states import WaitingState

LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=30)


def wait_for_place(registration: Registration, *, at: datetime, by: Any = None) -> WaitingEntry:
    """Stand in the event's line; a place that is free at this moment is offered at once."""
    return waiting.join(
        QueueKind.REGISTRATION,
        registration.event_id,
        HolderKind.REGISTRATION,
        registration.id,
        event_id=registration.event_id,
        at=at,
        by=by,
    )


def offer_free_places(event_id: int, *, at: datetime) -> None:
    """Offer what is free to the next in line; call it after places may have become free."""
    if _admission(event_id) is not None:
        waiting.offer_next(QueueKind.REGISTRATION, event_id, at=at)


def _admission(event_id: int) -> Admission | None:
    return db.session.scalar(sa.select(Admission).where(Admission.event_id == event_id))


def _lock(event_id: int) -> None:
    row = _admission(event_id)
    if row is not None:
        lock(row)


def _hold(entry: WaitingEntry, at: datetime) -> bool:
    """Count the place as taken, if there is one and the event is not over."""
    registration = db.session.get_one(Registration, entry.holder_id)
    if not rules.is_open_for_visitors(registration.event, at=at):
        return False
    room = sa.or_(
        Admission.capacity.is_(None), Admission.taken + entry.places <= Admission.capacity
    )
    with constraints({"ck_admissions_places_within_capacity": EventFull}):
        return _count(entry, entry.places, room)


def _free(entry: WaitingEntry, _at: datetime) -> None:
    _count(entry, -entry.places, Admission.taken >= entry.places)


def _count(entry: WaitingEntry, more: int, condition: sa.ColumnElement[bool]) -> bool:
    update = (
        sa.update(Admission)
        .where(Admission.event_id == entry.queue_id, condition)
        .values(taken=Admission.taken + more)
    )
    return changed(update.execution_options(synchronize_session=False)) == 1


def _accept(entry: WaitingEntry, at: datetime, _by: Any) -> None:
    """The place is counted already: the registration goes on as it would have without a line."""
    registration = db.session.get_one(Registration, entry.holder_id)
    registration.state = rules.first_state(registration.event, registration.role)
    registration.holds_place = True
    db.session.flush()
    send_ticket(registration, at=at)


def _lasts(entry: WaitingEntry, at: datetime) -> timedelta:
    """A day, but at most half of what is left before the event is over."""
    left = db.session.get_one(Registration, entry.holder_id).event.ends_at - at
    return min(LONGEST, max(left / 2, SHORTEST))


def _tell_offer(entry: WaitingEntry, at: datetime) -> None:
    _mail(entry, "place_offered", at, until=entry.offer_expires_at)


def _leave(entry: WaitingEntry, at: datetime) -> None:
    """Whoever is in line no more, and has no place, is registered no more."""
    if entry.state is WaitingState.ACCEPTED:
        return
    registration = db.session.get_one(Registration, entry.holder_id)
    if registration.state is not RegistrationState.WAITING:
        return
    registration.state, registration.revoked_at = RegistrationState.CANCELLED, at
    db.session.flush()
    if entry.state in {WaitingState.EXPIRED, WaitingState.CLOSED}:
        _mail(entry, "place_lapsed", at, expired=entry.state is WaitingState.EXPIRED)


def _mail(entry: WaitingEntry, template: str, at: datetime, **values: Any) -> None:
    registration = db.session.get_one(Registration, entry.holder_id)
    if not registration.email:
        return
    event, until = registration.event, values.get("until")
    if isinstance(until, datetime):
        values["until"] = until.isoformat()
    outbox.put(
        registration.email,
        template,
        language=registration.language,
        at=at,
        full_name=registration.full_name,
        event_vi=event.name_vi,
        event_en=event.name_en,
        slug=event.slug,
        zone=event.zone,
        token=registration.access_token,
        **values,
    )


keep(
    QueueKind.REGISTRATION,
    Keeper(lock=_lock, hold=_hold, free=_free, accept=_accept, lasts=_lasts),
)
after_offer[QueueKind.REGISTRATION].append(_tell_offer)
after_end[QueueKind.REGISTRATION].append(_leave)
