"""Seats at a session: never more than there are, one for a person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db
from events.programme.errors import NoSeats, SeatTaken, SessionFull, SessionPast
from events.programme.models import Seat, Session

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
    NoSeats, SessionPast, SessionFull, SeatTaken
    """
    if session.capacity is None:
        raise NoSeats
    if session.starts_at <= at:
        raise SessionPast
    seat = Seat(
        event_id=event_id, session_id=session.id, registration_id=registration_id, reserved_at=at
    )
    with constraints(CLASHES):
        db.session.add(seat)
        db.session.flush()
        _take(session.id)
    db.session.refresh(session)
    activity.record("seat:reserved", seat, actor=by, at=at, session=session.id)
    return seat


def release_seat(session: Session, registration_id: int, at: datetime, *, by: Any = None) -> bool:
    """Give a seat back; False when there was none. Flushed, not committed."""
    mine = sa.delete(Seat).where(
        Seat.session_id == session.id, Seat.registration_id == registration_id
    )
    gone = db.session.execute(mine.returning(Seat.id)).scalars().all()
    if not gone:
        return False
    less = sa.update(Session).where(Session.id == session.id).values(taken=Session.taken - 1)
    db.session.execute(less.execution_options(synchronize_session=False))
    db.session.refresh(session)
    activity.record("seat:released", session, actor=by, at=at, registration=registration_id)
    return True


def release_seats_of(registration_id: int, at: datetime, *, by: Any = None) -> int:
    """Give back every seat of a registration (it was cancelled); how many there were."""
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
