"""Who sees the plan of a year."""

from typing import Any

from events.programme.rules import works_on_any_event


def can_see_plan(actor: Any) -> bool:
    """The platform's admin, and organisers and teams of any event."""
    if not actor.is_authenticated:
        return False
    return bool(actor.is_admin) or works_on_any_event(actor)
