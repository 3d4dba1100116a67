"""Who may import and export."""

from typing import Any

from events.imports.models import Import
from events.programme.models import Event
from events.programme.rules import can_work_on_event


def can_import(actor: Any, event: Event | None) -> bool:
    """The team of an event for it; the platform's admin for the whole catalogue."""
    if event is not None:
        return can_work_on_event(actor, event)
    return actor.is_authenticated and bool(actor.is_admin)


def can_work_on_import(actor: Any, one: Import) -> bool:
    """Whoever may import there."""
    return can_import(actor, one.event)
