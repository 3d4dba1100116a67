"""What the organiser allows one side."""

from datetime import datetime
from typing import Any

from core import activity
from core.db import db
from events.programme.models import Event
from matchmaking.meetings.models import MeetingLimits


def set_limits(
    event: Event, *, most_open: int, most_agreed: int, most_musts: int, actor: Any, at: datetime
) -> MeetingLimits:
    """Say how many requests, meetings and musts one side may have; what there is stays."""
    limits = db.session.get(MeetingLimits, event.id) or MeetingLimits(event_id=event.id)
    limits.most_open, limits.most_agreed, limits.most_musts = most_open, most_agreed, most_musts
    db.session.add(limits)
    activity.record(
        "event:meeting_limits",
        event,
        actor=actor,
        at=at,
        most_open=most_open,
        most_agreed=most_agreed,
        most_musts=most_musts,
    )
    return limits
