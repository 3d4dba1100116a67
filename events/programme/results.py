"""Numbers that the system has counted itself: upper slices tell them, organisers confirm them."""

from collections.abc import Callable

from events.programme.models import Event

Counted = Callable[[Event], dict[str, int]]
_providers: list[Counted] = []


def register_counted(provider: Counted) -> Counted:
    """Let a slice propose results by their names (``events.programme.kinds``), in one query."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def counted_at(event: Event) -> dict[str, int]:
    """What the system can propose for the results of an event."""
    found: dict[str, int] = {}
    for provider in _providers:
        found |= provider(event)
    return found
