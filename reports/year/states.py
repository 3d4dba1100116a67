"""How an event stands in the plan of a year."""

import enum
from datetime import datetime

from events.programme.models import Event, EventState

BEFORE = frozenset({EventState.DRAFT, EventState.ANNOUNCED, EventState.OPEN})


class Standing(enum.StrEnum):
    """Planned, on, held with its results, overdue, or cancelled."""

    PLANNED = "planned"
    RUNNING = "running"
    HELD = "held"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


def standing_of(event: Event, at: datetime) -> Standing:
    """An event whose days are over is overdue until it is closed with its results."""
    if event.state is EventState.CANCELLED:
        return Standing.CANCELLED
    if event.state in {EventState.CLOSED, EventState.ARCHIVED}:
        return Standing.HELD
    if event.ends_at <= at:
        return Standing.OVERDUE
    if event.state is EventState.RUNNING:
        return Standing.RUNNING
    return Standing.OVERDUE if _should_run(event, at) else Standing.PLANNED


def _should_run(event: Event, at: datetime) -> bool:
    """A draft on the day of the event."""
    return event.state in BEFORE - {EventState.OPEN} and event.starts_at <= at
