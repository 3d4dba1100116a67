"""Rooms and stages: things with a name, in which one session takes place at a time."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db, lock
from events.programme.errors import RoomInUse, RoomNamed, RoomTaken, SessionsClash
from events.programme.models import Event, Room, Session

CLASHES = {"uq_rooms_event_id_name": RoomNamed}


def room_named(event: Event, name: str, *, by: Any = None, at: datetime) -> Room | None:
    """The event's room of this name, made where there is none yet; None for no name.

    Its row is locked before a session points at it: a foreign key would lock it by halves, and
    two who both want the whole would wait for each other. Flushed, not committed.
    """
    if not name:
        return None
    theirs = sa.select(Room).where(Room.event_id == event.id)
    same = sa.func.lower(Room.name) == name.lower()
    if (room := db.session.scalar(theirs.where(sa.or_(Room.name == name, same)))) is not None:
        return lock(room)
    room = Room(event_id=event.id, name=name)
    with constraints(CLASHES):
        db.session.add(room)
    activity.record("room:made", room, actor=by, at=at)
    return room


def edit_room(room: Room, values: dict[str, Any], *, by: Any, at: datetime) -> Room:
    """Rename a room, say how many seats it has, whether sessions share it; flushed.

    Raises
    ------
    RoomNamed, SessionsClash
    """
    lock(room)
    with constraints(CLASHES):
        for name in ("name", "seats", "is_shared"):
            setattr(room, name, values[name])
    if not room.is_shared:
        _refuse_overlaps(room)
    activity.record("room:edited", room, actor=by, at=at)
    return room


def _refuse_overlaps(room: Room) -> None:
    there = sa.select(Session).where(Session.room_id == room.id).order_by(Session.starts_at)
    for one, two in pairwise(db.session.scalars(there)):
        if two.starts_at < one.ends_at:
            raise SessionsClash(one=one.title_vi, two=two.title_vi)


def delete_room(room: Room, *, by: Any, at: datetime) -> None:
    """Delete a room without sessions; flushed, not committed. Raises RoomInUse."""
    lock(room)
    there = sa.select(Session.id).where(Session.room_id == room.id)
    if db.session.scalar(there.limit(1)) is not None:
        raise RoomInUse
    activity.record("room:deleted", room, actor=by, at=at)
    db.session.delete(room)
    db.session.flush()


def refuse_taken_room(session: Session) -> None:
    """One session at a time: the room's row is locked, so two cannot move in at once.

    Raises
    ------
    RoomTaken
    """
    if session.room_id is None:
        return
    room = lock(db.session.get_one(Room, session.room_id))
    if room.is_shared:
        return
    other = sa.select(Session).where(
        Session.room_id == room.id,
        Session.id != session.id,
        Session.starts_at < session.ends_at,
        Session.ends_at > session.starts_at,
    )
    found = db.session.scalar(other.limit(1))
    if found is not None:
        raise RoomTaken(room=room.name, title=found.title_vi)
