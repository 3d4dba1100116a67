"""How long there is to answer: one rule for requests and for proposals of other times."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import db
from events.programme.models import Event, Slot
from matchmaking.meetings.models import Meeting

LONGEST_WAIT = timedelta(hours=48)
SHORTEST_WAIT = timedelta(minutes=30)  # less than that nobody can answer between two meetings


def answer_until(event: Event, *, at: datetime) -> datetime:
    """Until when a request made now can be answered.

    The smaller of two days and a quarter of the time left before the event's next meeting time
    (before the event, where it has none); at least half an hour, and never after the event.
    """
    coming = sa.select(sa.func.min(Slot.starts_at)).where(
        Slot.event_id == event.id, Slot.starts_at > at
    )
    first = db.session.scalar(coming) or event.starts_at
    wait = min(LONGEST_WAIT, max(SHORTEST_WAIT, (first - at) / 4))
    return min(at + wait, event.ends_at)


def set_deadline(meeting: Meeting, event: Event, *, at: datetime) -> None:
    """Give the awaited side its time to answer, and a reminder at half of it."""
    meeting.expires_at = answer_until(event, at=at)
    meeting.remind_at = at + (meeting.expires_at - at) / 2
