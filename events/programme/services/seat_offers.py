"""Seats as the waiting list sees them: held while they are offered, then reserved or free."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import outbox
from core.db import changed, constraints, db, lock
from events.programme.errors import NoSeats, SeatsFree, SeatTaken, SessionFull, SessionPast
from events.programme.models import Seat, Session
from events.programme.queries import ticket_of
from events.programme.services.seats import CLASHES, put_on_seat
from events.waiting.keepers import Keeper, after_end, after_offer, keep
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.services import close_queue, join
from events.waiting.states import LIVE, WaitingState

LONGEST = timedelta(hours=24)
SHORTEST = timedelta(minutes=10)


def _lock(session_id: int) -> None:
    lock(db.session.get_one(Session, session_id))


def _hold(entry: WaitingEntry, at: datetime) -> bool:
    """Count the seat as taken, if there is one and the session has not begun."""
    room = (Session.taken + entry.places <= Session.capacity, Session.starts_at > at)
    with constraints({"ck_sessions_seats_within_capacity": SessionFull}):
        return _count(entry.queue_id, entry.places, *room)


def _free(entry: WaitingEntry, _at: datetime) -> None:
    _count(entry.queue_id, -entry.places)


def _count(session_id: int, more: int, *conditions: sa.ColumnElement[bool]) -> bool:
    """Change the number of taken seats in one statement, under conditions; whether they held."""
    update = (
        sa.update(Session)
        .where(Session.id == session_id, *conditions)
        .values(taken=Session.taken + more)
    )
    done = changed(update.execution_options(synchronize_session=False)) == 1
    db.session.refresh(db.session.get_one(Session, session_id))
    return done


def _accept(entry: WaitingEntry, at: datetime, by: Any) -> None:
    """The seat is counted already: it gets its holder."""
    session = db.session.get_one(Session, entry.queue_id)
    with constraints(CLASHES):
        put_on_seat(session, entry.holder_id, entry.event_id, at, by=by)


def _lasts(entry: WaitingEntry, at: datetime) -> timedelta:
    """A day, but at most half of what is left before the session begins."""
    left = db.session.get_one(Session, entry.queue_id).starts_at - at
    return min(LONGEST, max(left / 2, SHORTEST), left)


def wait_for_seat(
    session: Session, registration_id: int, event_id: int, at: datetime, *, by: Any = None
) -> WaitingEntry:
    """Stand in line for a seat of a full session; flushed, not committed.

    Raises
    ------
    NoSeats, SessionPast, SeatTaken, SeatsFree, AlreadyWaiting
    """
    lock(session)
    if session.capacity is None:
        raise NoSeats
    if session.starts_at <= at:
        raise SessionPast
    mine = sa.select(Seat.id).where(
        Seat.session_id == session.id, Seat.registration_id == registration_id
    )
    if db.session.scalar(mine) is not None:
        raise SeatTaken
    if session.taken < session.capacity:
        raise SeatsFree
    return join(
        QueueKind.SESSION,
        session.id,
        HolderKind.REGISTRATION,
        registration_id,
        event_id=event_id,
        at=at,
        by=by,
    )


def close_lines_of_begun(*, at: datetime) -> int:
    """End the lines before sessions that have begun; how many stood in them."""
    sessions = db.session.scalars(begun_with_line(at))
    return sum(close_queue(QueueKind.SESSION, session_id, at=at) for session_id in sessions.all())


def begun_with_line(at: datetime) -> sa.Select[tuple[int]]:
    """The ids of sessions that have begun while somebody still stood in line."""
    line = sa.select(WaitingEntry.queue_id).where(
        WaitingEntry.queue_kind == QueueKind.SESSION, WaitingEntry.state.in_(LIVE)
    )
    return sa.select(Session.id).where(Session.id.in_(line), Session.starts_at <= at)


def _tell(entry: WaitingEntry, at: datetime) -> None:
    """A mail about the offer or its end, in the language of the person's ticket."""
    template = {
        WaitingState.OFFERED: "seat_offered",
        WaitingState.EXPIRED: "seat_offer_over",
    }.get(entry.state)
    person = ticket_of(entry.holder_id)
    if template is None or person is None or not person.email:
        return
    session = db.session.get_one(Session, entry.queue_id)
    outbox.put(
        person.email,
        template,
        language=person.language,
        at=at,
        full_name=person.full_name,
        token=person.access_token,
        title_vi=session.title_vi,
        title_en=session.title_en,
        starts_at=session.starts_at.isoformat(),
        ends_at=entry.offer_expires_at.isoformat() if entry.offer_expires_at else "",
        zone=session.event.zone,
    )


after_offer[QueueKind.SESSION].append(_tell)
after_end[QueueKind.SESSION].append(_tell)
keep(QueueKind.SESSION, Keeper(lock=_lock, hold=_hold, free=_free, accept=_accept, lasts=_lasts))
