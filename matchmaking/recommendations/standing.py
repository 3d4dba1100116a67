"""How things stand between a buyer and an exhibitor: upper slices know, the pages ask."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from events.programme.models import Event

Pair = tuple[int, int]


@dataclass(frozen=True)
class Standing:
    """What is already under way for a pair: in words, with the kind of its badge, and where."""

    label: str
    url: str
    kind: str = "info"


Provider = Callable[[Event, Collection[int], Collection[int]], dict[Pair, Standing]]
_providers: list[Provider] = []


def register_standing(provider: Provider) -> Provider:
    """Let a slice tell what it knows about pairs; asked with buyer ids and exhibitor ids.

    It is asked within a request, so it may translate and make addresses, with one query.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


def standings(
    event: Event, *, buyer_ids: Collection[int] = (), exhibitor_ids: Collection[int] = ()
) -> dict[Pair, Standing]:
    """What is under way for these buyers or exhibitors, by (buyer id, exhibitor id)."""
    found: dict[Pair, Standing] = {}
    for provider in _providers:
        found |= provider(event, buyer_ids, exhibitor_ids)
    return found
