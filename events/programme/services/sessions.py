"""The talks and rounds of an event."""

from datetime import datetime
from typing import Any

from accounts.sign_in.models import User
from core import activity
from core.db import db, lock
from events.programme.errors import BelowTaken, OutsideEvent, SessionHasSeats
from events.programme.models import Event, Session

EDITABLE = frozenset(
    {"title_vi", "title_en", "room", "speaker", "starts_at", "ends_at", "capacity"}
)


def add_session(event: Event, values: dict[str, Any], *, by: User, at: datetime) -> Session:
    """A session within the event's times; flushed, not committed. Raises OutsideEvent."""
    session = Session(event_id=event.id)
    _fill(session, values)
    _refuse_outside(event, session)
    activity.record("session:added", session, actor=by, at=at)
    return session


def edit_session(session: Session, values: dict[str, Any], *, by: User, at: datetime) -> Session:
    """Change a session; flushed, not committed. Raises OutsideEvent, BelowTaken."""
    event = db.session.get_one(Event, session.event_id)
    lock(session)
    capacity = values.get("capacity", session.capacity)
    if session.taken > (capacity or 0):
        raise BelowTaken(taken=session.taken)
    _fill(session, values)
    _refuse_outside(event, session)
    activity.record("session:edited", session, actor=by, at=at)
    return session


def delete_session(session: Session, *, by: User, at: datetime) -> None:
    """Delete a session without reserved seats; flushed, not committed. Raises SessionHasSeats."""
    lock(session)
    if session.taken:
        raise SessionHasSeats
    activity.record("session:deleted", session, actor=by, at=at)
    db.session.delete(session)
    db.session.flush()


def _fill(session: Session, values: dict[str, Any]) -> None:
    for name in EDITABLE & values.keys():
        setattr(session, name, values[name])


def _refuse_outside(event: Event, session: Session) -> None:
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        raise OutsideEvent
