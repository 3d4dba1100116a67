"""The talks and rounds of an event."""

from datetime import datetime
from typing import Any

from accounts.sign_in.models import User
from core import activity
from core.db import db, lock
from events.programme.errors import BelowTaken, OutsideEvent, SessionHasSeats
from events.programme.models import Event, Session
from events.programme.services.rooms import refuse_taken_room, room_named
from events.programme.services.seat_times import hold_times
from events.waiting.models import QueueKind
from events.waiting.services import close_queue, offer_next

EDITABLE = frozenset({"title_vi", "title_en", "room_id", "starts_at", "ends_at", "capacity"})


def add_session(event: Event, values: dict[str, Any], *, by: User, at: datetime) -> Session:
    """A session within the event's times, in the room named ``room``; flushed, not committed.

    Raises
    ------
    OutsideEvent, RoomTaken
    """
    session = Session(event_id=event.id)
    _fill(event, session, values, by=by, at=at)
    _refuse_outside(event, session)
    db.session.add(session)
    db.session.flush()
    refuse_taken_room(session)
    activity.record("session:added", session, actor=by, at=at)
    return session


def edit_session(session: Session, values: dict[str, Any], *, by: User, at: datetime) -> Session:
    """Change a session; a larger room lets those in who wait. Flushed, not committed.

    Raises
    ------
    OutsideEvent, BelowTaken, RoomTaken
    """
    event = db.session.get_one(Event, session.event_id)
    lock(session)
    capacity = values.get("capacity", session.capacity)
    if session.taken > (capacity or 0):
        raise BelowTaken(taken=session.taken)
    _fill(event, session, values, by=by, at=at)
    _refuse_outside(event, session)
    db.session.flush()
    refuse_taken_room(session)
    activity.record("session:edited", session, actor=by, at=at)
    if session.taken:
        hold_times(session.event_id)
    if session.capacity is None:
        close_queue(QueueKind.SESSION, session.id, at=at, by=by)
    else:
        offer_next(QueueKind.SESSION, session.id, at=at)
    return session


def delete_session(session: Session, *, by: User, at: datetime) -> None:
    """Delete a session without reserved seats; flushed, not committed. Raises SessionHasSeats."""
    lock(session)
    close_queue(QueueKind.SESSION, session.id, at=at, by=by)
    db.session.refresh(session)
    if session.taken:
        raise SessionHasSeats
    activity.record("session:deleted", session, actor=by, at=at)
    db.session.delete(session)
    db.session.flush()


def _fill(
    event: Event, session: Session, values: dict[str, Any], *, by: User, at: datetime
) -> None:
    if "room" in values:
        room = room_named(event, values["room"], by=by, at=at)
        session.room_id = room.id if room is not None else None
    for name in EDITABLE & values.keys():
        setattr(session, name, values[name])


def _refuse_outside(event: Event, session: Session) -> None:
    if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
        raise OutsideEvent
