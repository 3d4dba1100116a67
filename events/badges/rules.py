"""Who prints badges."""

from typing import Any

from events.programme.models import Event
from events.programme.rules import can_work_door, can_work_on_event


def can_print_badges(actor: Any, event: Event) -> bool:
    """Everybody on the team who works at a desk or a door."""
    return can_work_door(actor, event)


def can_print_batches(actor: Any, event: Event) -> bool:
    """The organiser and the team: a batch is everybody's names at once."""
    return can_work_on_event(actor, event)
