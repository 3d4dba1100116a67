"""Ordering what a page suggests by the market of its event; scores and reasons stay as they are.

The work is done in the background (`market_work`); here is what a page does with what was kept.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from core.db import db
from events.programme.models import Event
from matchmaking.needs.queries import needs_version
from matchmaking.recommendations import fitted
from matchmaking.recommendations.index import Suggestion, index_of
from matchmaking.recommendations.models import Market, MarketOrder
from matchmaking.recommendations.queries import prices_at, who_takes_part

PINNED = 3  # best fits that stand first in every list
WELCOME = 0.5  # the chance of a yes from whoever did not say whom they seek
WARM = 0.3  # how well a buyer must fit what an exhibitor seeks to be worth a word
RENEWED_AFTER = timedelta(hours=1)  # as meetings take the free slots
LOOKED_EVERY = timedelta(minutes=1)
_looked: dict[tuple[str, int], datetime] = {}
GIVEN, CROWDED, SOUGHT = "given", "crowded", "sought"


@dataclass(frozen=True)
class Moves:
    """What moves companies in one buyer's list."""

    prices: Mapping[int, float] = field(default_factory=dict)
    shifts: Mapping[int, float] = field(default_factory=dict)
    welcomes: Mapping[int, float] = field(default_factory=dict)

    def value(self, one: Suggestion) -> float:
        """What a list is ordered by, behind the best fits."""
        company_id = one.company_id
        chance = one.score * chance_of_yes(self.welcomes.get(company_id, 0.0))
        price = self.prices.get(company_id, 0.0)
        return math.log(chance) - price + self.shifts.get(company_id, 0.0)


def chance_of_yes(welcome: float) -> float:
    """How likely an exhibitor accepts, by how well the buyer fits whom it seeks."""
    return WELCOME * (1 + welcome)


def in_order(
    found: Sequence[Suggestion], moves: Moves
) -> tuple[list[Suggestion], dict[int, list[str]]]:
    """Suggestions as the market wants them, and what is to be said of whom, by company.

    The best fits keep their places. Where nothing was worked out yet the order is that of the
    scores.
    """
    best, others = list(found[:PINNED]), found[PINNED:]
    ordered = best + sorted(others, key=lambda one: (-moves.value(one), one.company_id))
    before = {one.company_id: place for place, one in enumerate(found)}
    said = {
        one.company_id: _said(moves, one.company_id, place - before[one.company_id])
        for place, one in enumerate(ordered)
    }
    return ordered, {company_id: notes for company_id, notes in said.items() if notes}


def moves_of(event_id: int, buyer_id: int) -> Moves:
    """What was worked out for a buyer's lists, with two queries."""
    order = db.session.get(MarketOrder, buyer_id)
    shifts, welcomes = (order.shifts, order.welcomes) if order else ({}, {})
    return Moves(prices_at(event_id), _by_number(shifts), _by_number(welcomes))


def _by_number(values: Mapping[str, float]) -> dict[int, float]:
    return {int(key): value for key, value in values.items()}


def _said(moves: Moves, company_id: int, moved: int) -> list[str]:
    notes = []
    shift = moves.shifts.get(company_id, 0.0)
    if moved < 0 < shift:
        notes.append(GIVEN)
    if moved > 0 and (shift < 0 or moves.prices.get(company_id, 0.0) > 0):
        notes.append(CROWDED)
    if moves.welcomes.get(company_id, 0.0) >= WARM:
        notes.append(SOUGHT)
    return notes


def look_after(event: Event, *, at: datetime) -> None:
    """Ask for the work where it is due; a process looks once a minute, for looking costs too."""
    key = (str(db.engine.url), event.id)
    if at - _looked.get(key, datetime.min.replace(tzinfo=at.tzinfo)) >= LOOKED_EVERY:
        _looked[key] = at
        if is_stale(event, at=at):
            ask_for(event.id)


def forget() -> None:
    """Look again at once, as after the tables were emptied."""
    _looked.clear()


def mark_of(event: Event) -> str:
    """Changes with whatever the lists are made from, apart from the free slots."""
    said = (index_of(event).version, needs_version(event.id), who_takes_part(event.id))
    return blake2b(repr(said).encode(), digest_size=12).hexdigest()


def is_stale(event: Event, *, at: datetime) -> bool:
    """Whether the lists should be ordered anew."""
    kept = db.session.get(Market, event.id)
    return kept is None or kept.ordered_at < at - RENEWED_AFTER or kept.mark != mark_of(event)


def ask_for(event_id: int) -> None:
    """Leave word for the runner of jobs, without writing to the database."""
    with suppress(OSError):
        (fitted.folder() / f"event-{event_id}.market").touch()


def wanted() -> list[int]:
    """The events whose lists are to be ordered."""
    names = (path.stem for path in fitted.folder().glob("event-*.market"))
    return sorted(int(name.removeprefix("event-")) for name in names)


def forget_wish(event_id: int) -> None:
    """The work is under way."""
    (fitted.folder() / f"event-{event_id}.market").unlink(missing_ok=True)
