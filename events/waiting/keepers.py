"""Who owns the places of a queue, and who wants to know of offers: registered at import."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events.waiting.models import QueueKind, WaitingEntry

Note = Callable[[WaitingEntry, datetime], None]


@dataclass(frozen=True)
class Keeper:
    """What the slice that owns the places does with them, each within the caller's transaction.

    Parameters
    ----------
    lock : called with the queue's id
        Locks the row that has the places (``core.db.lock``), before anything else is done.
    hold : called with the entry and the time
        Takes ``entry.places`` places by a conditional UPDATE; False when there are not as many.
        May set ``entry.place_id`` to the very place. Must be bound by a named constraint.
    free : called with the entry and the time
        Gives back what ``hold`` took.
    accept : called with the entry, the time, and the actor
        Makes the held places the holder's own. A DomainError leaves the offer as it was.
    lasts : called with the entry and the time
        How long an offer made now may be answered.
    overtakes : bool, default=False
        Whether those behind get what the first in line cannot use (too few places, another
        quota group). Otherwise the line waits for its first.
    """

    lock: Callable[[int], object]
    hold: Callable[[WaitingEntry, datetime], bool]
    free: Callable[[WaitingEntry, datetime], None]
    accept: Callable[[WaitingEntry, datetime, Any], object]
    lasts: Callable[[WaitingEntry, datetime], timedelta]
    overtakes: bool = False


_keepers: dict[QueueKind, Keeper] = {}
after_offer: defaultdict[QueueKind, list[Note]] = defaultdict(list)
after_end: defaultdict[QueueKind, list[Note]] = defaultdict(list)  # see ``entry.state`` for how


def keep(kind: QueueKind, keeper: Keeper) -> None:
    """Say who keeps the places of a kind of queue."""
    _keepers[kind] = keeper


def keeper_of(kind: QueueKind) -> Keeper:
    """Who keeps them."""
    return _keepers[kind]
