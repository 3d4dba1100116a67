"""What the door prepares by itself: snapshots' seals, and everybody out at night."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core import jobs
from core.db import db, transaction
from events.checkin.services.exits import leave_automatically, lists_with_hour
from events.checkin.services.snapshots import lacks_seals, prepare_seals
from events.programme.models import Event, EventState

AHEAD = timedelta(days=14)
AT_ONCE = 500
_OPEN = (EventState.OPEN, EventState.RUNNING)


EVERY = timedelta(minutes=1)
_done: dict[str, datetime] = {}


def _is_due(chore: str, at: datetime) -> bool:
    """Whether this process did it a while ago: a tick comes every two seconds."""
    last = _done.get(chore)
    if last is not None and last <= at < last + EVERY:
        return False
    _done[chore] = at
    return True


@jobs.each_tick
def prepare(at: datetime) -> int:
    """Make seals of the tickets of the coming events, some at a time."""
    made = 0
    if not _is_due("seals", at):
        return made
    coming = sa.select(Event).where(
        Event.state.in_(_OPEN), Event.ends_at > at, Event.starts_at < at + AHEAD
    )
    for event in db.session.scalars(coming).all():
        if lacks_seals(event):
            with transaction():
                made += prepare_seals(db.session.get_one(Event, event.id), most=AT_ONCE)
            _done.pop("seals", None)  # perhaps there are more
    return made


@jobs.each_tick
def everybody_out(at: datetime) -> int:
    """Count people out at the hour at which a list says that all have left."""
    if not _is_due("exits", at) or not lists_with_hour():
        return 0
    with transaction():
        return leave_automatically(at=at)
