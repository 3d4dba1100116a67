"""Numbers about an event that upper slices know: they register, the event's pages ask."""

from collections.abc import Callable
from dataclasses import dataclass

from events.programme.models import Event


@dataclass(frozen=True)
class Fact:
    """One number: ``label`` in the reader's language, ``url`` of the rows behind it, if any."""

    label: str
    number: int
    url: str | None = None


Provider = Callable[[Event], list[Fact]]
_providers: dict[Provider, int] = {}


def register_facts(provider: Provider, *, order: int = 50) -> Provider:
    """Let a slice tell facts; called once at import of its views, shown by ``order``.

    A provider is asked within a request, so it may translate and make addresses. It should
    need one query for an event and leave out what is zero or not yet to be told.
    """
    _providers.setdefault(provider, order)
    return provider


def facts_of(event: Event) -> list[Fact]:
    """What there is to tell about an event, in the order of the registrations."""
    in_order = sorted(_providers, key=lambda provider: _providers[provider])
    return [fact for provider in in_order for fact in provider(event)]
