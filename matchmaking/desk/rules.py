"""Who works at the meeting desk."""

from typing import Any

from events.programme.models import Event
from events.programme.rules import can_manage_event, can_work_door


def can_work_desk(actor: Any, event: Event) -> bool:
    """Everybody on the event's team."""
    return can_work_door(actor, event)


def can_set_desk(actor: Any, event: Event) -> bool:
    """Organisers say how long people are waited for and where displays read."""
    return can_manage_event(actor, event)
