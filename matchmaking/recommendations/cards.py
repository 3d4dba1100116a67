"""What a card on the pages of suggestions tells, gathered in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from events.catalogue.models import Product
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.needs.models import Need
from matchmaking.recommendations.index import Suggestion
from matchmaking.recommendations.market_words import moves
from matchmaking.recommendations.queries import (
    exhibitors_by_company,
    products_by_id,
)
from matchmaking.recommendations.standing import Standing, standings
from matchmaking.recommendations.times import free_shared_slots
from matchmaking.recommendations.words import first_chips


@dataclass(frozen=True)
class Card:
    """One suggestion with everything its card shows."""

    suggestion: Suggestion
    need: Need
    exhibitor: Exhibitor
    products: list[Product]
    free_slots: int | None
    standing: Standing | None
    moves: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        """The fit from 0 to 100."""
        return round(self.suggestion.score * 100)

    @cached_property
    def _reasons(self) -> tuple[list[dict[str, str]], ...]:
        return first_chips(self.suggestion.reasons)

    @property
    def chips(self) -> list[dict[str, str]]:
        """The strongest reasons, and every caution."""
        return self._reasons[0]

    @property
    def more(self) -> list[dict[str, str]]:
        """The reasons beyond them."""
        return self._reasons[1]

    @property
    def booth(self) -> str:
        """The labels of its booths."""
        return ", ".join(one.booth.label for one in self.exhibitor.allotments)


@dataclass
class Filters:
    """What a reader wants to see of the suggestions."""

    free: bool = False
    ocop: bool = False
    sectors: set[str] = field(default_factory=set)
    any_certificate: bool = False

    @property
    def count(self) -> int:
        """How many are set."""
        return self.free + self.ocop + len(self.sectors) + self.any_certificate


def exhibitor_cards(
    event: Event,
    buyer: Any,
    suggestions: Sequence[Suggestion],
    needs: Sequence[Need],
    *,
    at: datetime,
    moved: Mapping[int, Sequence[str]],
    tags: bool = False,
) -> list[Card]:
    """Cards of exhibitors for one buyer, in the order of the suggestions.

    ``moved`` says what moved companies in the list, see `market.in_order`; with ``tags`` the
    products come with theirs.
    """
    companies = [one.company_id for one in suggestions]
    exhibitors = exhibitors_by_company(event.id, companies)
    shown = {number for one in suggestions for number in one.product_ids}
    products = products_by_id(shown, tags=tags)
    free = free_shared_slots(event, buyer.company_id, companies, at=at)
    known = standings(event, buyer_ids=[buyer.id])
    by_id = {need.id: need for need in needs}
    cards = []
    for one in suggestions:
        exhibitor = exhibitors.get(one.company_id)
        if exhibitor is None or one.need_id not in by_id:
            continue
        cards.append(
            Card(
                suggestion=one,
                need=by_id[one.need_id],
                exhibitor=exhibitor,
                products=[products[at] for at in one.product_ids if at in products],
                free_slots=None if free is None else free[one.company_id],
                standing=known.get((buyer.id, exhibitor.id)),
                moves=moves(moved.get(one.company_id, ())),
            )
        )
    return cards


def need_cards(
    event: Event,
    exhibitor: Exhibitor,
    suggestions: Sequence[Suggestion],
    needs: Sequence[Need],
    *,
    at: datetime,
) -> list[Card]:
    """Cards of needs for one exhibitor, in the order of the suggestions."""
    by_id = {need.id: need for need in needs}
    products = products_by_id({number for one in suggestions for number in one.product_ids})
    buyers: Collection[int] = {by_id[one.need_id].buyer.company_id for one in suggestions}
    free = free_shared_slots(event, exhibitor.company_id, buyers, at=at)
    known = standings(event, exhibitor_ids=[exhibitor.id])
    cards = []
    for one in suggestions:
        need = by_id[one.need_id]
        cards.append(
            Card(
                suggestion=one,
                need=need,
                exhibitor=exhibitor,
                products=[products[at] for at in one.product_ids if at in products],
                free_slots=None if free is None else free[need.buyer.company_id],
                standing=known.get((need.buyer_id, exhibitor.id)),
            )
        )
    return cards
