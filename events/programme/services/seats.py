"""Seats at a session: never more than there are, one for a person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db
from events.programme.errors import NoSeats, SeatTaken, SessionFull, SessionPast
from events.programme.models import Seat, Session
from events.programme.services.seat_times import hold_times
from events.waiting.models import HolderKind, QueueKind
from events.waiting.services import offer_next, withdraw_all

CLASHES = {
    "uq_seats_session_id_registration_id": SeatTaken,
    "ck_sessions_seats_within_capacity": SessionFull,
}


def reserve_seat(
    session: Session, registration_id: int, event_id: int, at: datetime, *, by: Any = None
) -> Seat:
    """Hold a seat for a registration of the same event; flushed, not committed.

    The count goes up only while there is room, in one statement, so that the last seat is
    given once however many ask at the same moment.

    Raises
    ------
    NoSeats, SessionPast, SessionFull, SeatTaken, BusyThen
    """
    if session.capacity is None:
        raise NoSeats
    if session.starts_at <= at:
        raise SessionPast
    with constraints(CLASHES):
        seat = put_on_seat(session, registration_id, event_id, at, by=by)
        _take(session.id)
    db.session.refresh(session)
    return seat


def put_on_seat(
    session: Session, registration_id: int, event_id: int, at: datetime, *, by: Any = None
) -> Seat:
    """The row of a seat that is, or is about to be, counted; flushed, not committed.

    Raises BusyThen where its holder has a meeting at the time.
    """
    seat = Seat(
        event_id=event_id, session_id=session.id, registration_id=registration_id, reserved_at=at
    )
    activity.record("seat:reserved", seat, actor=by, at=at, session=session.id)
    hold_times(event_id, registration_ids=[registration_id], strict=True)
    return seat


def release_seat(session: Session, registration_id: int, at: datetime, *, by: Any = None) -> bool:
    """Give a seat back, to the next in line if there is one; False when there was none.

    Flushed, not committed.
    """
    mine = sa.delete(Seat).where(
        Seat.session_id == session.id, Seat.registration_id == registration_id
    )
    gone = db.session.execute(mine.returning(Seat.id)).scalars().all()
    if not gone:
        return False
    less = sa.update(Session).where(Session.id == session.id).values(taken=Session.taken - 1)
    db.session.execute(less.execution_options(synchronize_session=False))
    activity.record("seat:released", session, actor=by, at=at, registration=registration_id)
    hold_times(session.event_id, registration_ids=[registration_id])
    offer_next(QueueKind.SESSION, session.id, at=at)
    db.session.refresh(session)
    return True


def release_seats_of(registration_id: int, at: datetime, *, by: Any = None) -> int:
    """Give back every seat of a registration, and its places in line (it was cancelled).

    Returns how many seats there were.
    """
    withdraw_all(HolderKind.REGISTRATION, registration_id, at=at, by=by)
    theirs = sa.select(Session).join(Seat).where(Seat.registration_id == registration_id)
    sessions = list(db.session.scalars(theirs.order_by(Session.id)))
    return sum(release_seat(session, registration_id, at, by=by) for session in sessions)


def _take(session_id: int) -> None:
    one_more = (
        sa.update(Session)
        .where(Session.id == session_id, Session.taken < Session.capacity)
        .values(taken=Session.taken + 1)
        .returning(Session.id)
    )
    options = {"synchronize_session": False}
    if db.session.scalar(one_more.execution_options(**options)) is None:
        raise SessionFull
