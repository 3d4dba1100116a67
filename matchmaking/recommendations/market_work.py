"""Ordering the lists of all buyers of an event at once, in the background."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import sqrt
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from flask import current_app
from scipy.sparse import csr_array

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking import engine
from matchmaking.engine import Exclusion, Matcher, Offer
from matchmaking.engine.market import LIST, Candidates, Lists, fill_lists
from matchmaking.needs.models import Buyer, Need, Side
from matchmaking.needs.queries import open_needs_at
from matchmaking.recommendations.index import (
    LEAST_SCORE,
    EventIndex,
    demand_of,
    first_day,
    index_of,
    need_record,
    suggest_exhibitors,
)
from matchmaking.recommendations.market import PINNED, chance_of_yes, mark_of
from matchmaking.recommendations.models import Market, MarketOrder, MarketStanding, WhyNot
from matchmaking.recommendations.queries import dismissed_pairs, exhibitors_at
from matchmaking.recommendations.taxonomy import current_taxonomy
from matchmaking.recommendations.times import free_slots

SLOTS = 10  # meetings of an exhibitor where the event has no slots yet
GATES = {
    Exclusion.CERTIFICATE: WhyNot.CERTIFICATE,
    Exclusion.OCOP: WhyNot.OCOP,
    Exclusion.COUNTRY: WhyNot.COUNTRY,
    Exclusion.OWN: WhyNot.OWN,
}
Tell = Callable[[int, int], object]


class Edge(NamedTuple):
    """An exhibitor that could be suggested to a buyer."""

    buyer_id: int
    exhibitor: int  # its place among the exhibitors
    company_id: int
    score: float
    is_pinned: bool
    welcome: float  # how well the buyer fits whom the exhibitor seeks


@dataclass(frozen=True)
class Work:
    """All that is kept of an event's lists."""

    market: Market
    standings: list[MarketStanding]
    orders: list[MarketOrder]


def work_out(event: Event, *, at: datetime, tell: Tell = lambda _done, _all: None) -> Work:
    """Order the lists of all approved buyers with open needs; writes nothing.

    ``tell`` hears how many buyers are done of how many.
    """
    least = current_app.config["EXPOSURE_FLOOR"]
    market = Market(event_id=event.id, mark=mark_of(event), least=least, ordered_at=at)
    needs, exhibitors = open_needs_at(event.id), exhibitors_at(event.id)
    edges = list(_edges(event, needs, exhibitors, tell))
    free = free_slots(event, [one.company_id for one in exhibitors], at=at)
    slots = np.array(
        [SLOTS if free is None else free[one.company_id] for one in exhibitors], dtype=float
    )
    whose = np.array([edge.exhibitor for edge in edges], dtype=np.intp)
    candidates = Candidates(
        np.unique([edge.buyer_id for edge in edges], return_inverse=True)[1],
        whose,
        np.array([edge.score * chance_of_yes(edge.welcome) for edge in edges]),
        np.array([edge.is_pinned for edge in edges], dtype=bool),
    )
    filled = fill_lists(candidates, slots, least=least)
    shown = np.bincount(whose, filled.places < LIST, len(exhibitors)).astype(int).tolist()
    fits = np.bincount(whose, minlength=len(exhibitors)).tolist()
    why = _Why(event, needs)
    standings = [
        MarketStanding(
            exhibitor_id=one.id,
            event_id=event.id,
            price=float(filled.prices[place]),
            lists=shown[place],
            fits=fits[place],
            why_not=None
            if shown[place] >= least
            else why.of(one, fits[place], shown[place], has_time=bool(slots[place] > 0)),
        )
        for place, one in enumerate(exhibitors)
    ]
    return Work(market, standings, list(_orders(event.id, edges, filled)))


def keep(work: Work) -> None:
    """Put an event's lists in the place of those kept before; flushed, not committed."""
    event_id = work.market.event_id
    for table in (Market, MarketStanding, MarketOrder):
        db.session.execute(sa.delete(table).where(table.event_id == event_id))
    there = set(
        db.session.scalars(sa.select(Exhibitor.id).where(Exhibitor.event_id == event_id))
    )  # who went meanwhile
    buyers = set(db.session.scalars(sa.select(Buyer.id).where(Buyer.event_id == event_id)))
    db.session.add(work.market)
    db.session.add_all(one for one in work.standings if one.exhibitor_id in there)
    db.session.add_all(one for one in work.orders if one.buyer_id in buyers)
    db.session.flush()


def _edges(
    event: Event, needs: Sequence[Need], exhibitors: Sequence[Exhibitor], tell: Tell
) -> Iterator[Edge]:
    """Who could be suggested to whom, as the pages of suggestions would."""
    place_of = {one.company_id: place for place, one in enumerate(exhibitors)}
    away = dismissed_pairs(event.id, Side.BUYER)
    welcomes = _welcomes(needs, exhibitors)
    lists = [
        (buyer_id, list(theirs))
        for buyer_id, theirs in groupby(
            sorted(needs, key=lambda need: (need.buyer_id, need.id)), lambda need: need.buyer_id
        )
    ]
    for done, (buyer_id, theirs) in enumerate(lists, start=1):
        found = suggest_exhibitors(event, theirs, dismissed=away.get(buyer_id, set()))
        for rank, one in enumerate(found):
            company_id = one.company_id
            if company_id in place_of:
                welcome = welcomes.get((buyer_id, company_id), 0.0)
                yield Edge(
                    buyer_id, place_of[company_id], company_id, one.score, rank < PINNED, welcome
                )
        tell(done, len(lists))


def _welcomes(
    needs: Sequence[Need], exhibitors: Sequence[Exhibitor]
) -> dict[tuple[int, int], float]:
    """How well each buyer fits whom an exhibitor seeks, by buyer and company, where it says so."""
    seeking = [one for one in exhibitors if one.seeks_vi.strip() or one.seeks_en.strip()]
    if not seeking or not needs:
        return {}
    profiles: dict[int, list[Need]] = {}
    for need in needs:
        profiles.setdefault(need.buyer_id, []).append(need)
    matcher = Matcher(top_n=len(profiles), taxonomy=current_taxonomy())
    matcher.fit(_profile(theirs) for theirs in profiles.values())
    wishes = [
        engine.Need(id=str(one.company_id), title_vi=one.seeks_vi, title_en=one.seeks_en)
        for one in seeking
    ]
    return {
        (int(hit.offer_id), one.company_id): sqrt(hit.score)
        for one, hits in zip(seeking, matcher.recommend(wishes), strict=True)
        for hit in hits
    }


def _profile(needs: Sequence[Need]) -> Offer:
    """A buyer as those read it who seek one: what it is, then what it needs."""
    company = needs[0].buyer.company
    return Offer(
        id=str(needs[0].buyer_id),
        company=company.name,
        name_vi=". ".join((company.name, *(need.title_vi for need in needs))),
        name_en=". ".join(need.title_en for need in needs),
        description_vi=". ".join((company.description_vi, *(one.description_vi for one in needs))),
        description_en=". ".join((company.description_en, *(one.description_en for one in needs))),
        tags=";".join(dict.fromkeys(tag.code for need in needs for tag in need.tags)),
    )


def _orders(event_id: int, edges: Sequence[Edge], filled: Lists) -> Iterator[MarketOrder]:
    """What moves exhibitors in each buyer's list, for buyers with anything of the kind."""
    moved = zip(edges, filled.shifts.tolist(), strict=True)
    for buyer_id, theirs in groupby(moved, lambda pair: pair[0].buyer_id):
        rows = list(theirs)
        shifts = {str(edge.company_id): shift for edge, shift in rows if shift}
        welcomes = {str(edge.company_id): edge.welcome for edge, _shift in rows if edge.welcome}
        if shifts or welcomes:
            yield MarketOrder(
                buyer_id=buyer_id, event_id=event_id, shifts=shifts, welcomes=welcomes
            )


class _Why:
    """Says why an exhibitor stands in fewer lists than it should."""

    def __init__(self, event: Event, needs: Sequence[Need]) -> None:
        self.event = event
        self.needs = needs
        self.records = [need_record(need) for need in needs]
        self._asked: csr_array | None = None

    def of(self, exhibitor: Exhibitor, fits: int, shown: int, *, has_time: bool) -> WhyNot:
        """The reason for one exhibitor."""
        index = index_of(self.event)
        offers = index.products_of.get(exhibitor.company_id, ())
        if not offers:
            return WhyNot.NO_PRODUCT
        if not self.needs:
            return WhyNot.NO_NEED
        if not has_time:
            return WhyNot.NO_TIME
        if fits:
            return WhyNot.FEW_FIT if shown == fits else WhyNot.NO_ROOM
        return self._nearest(index, offers)

    def _nearest(self, index: EventIndex, offers: Sequence[str]) -> WhyNot:
        """Why not even the need that is most like its products is met."""
        if self._asked is None:
            self._asked = index.matcher.transform(self.records)
        rows = [index.matcher.row_of_[offer] for offer in offers]
        alike = (self._asked @ csr_array(index.matcher.offers_[rows]).T).max(axis=1).toarray()
        need = int(alike.argmax())
        found = index.matcher.rank_needs([self.records[need]], offers, top_n=1)
        if not found:
            return WhyNot.NOTHING_ALIKE
        demand = demand_of(self.needs[need], on=first_day(self.event))
        _need_id, hit = found[0]
        gate = engine.exclusion(index.supplies[hit.offer_id], demand)
        if gate is not None:
            return GATES[gate]
        judged = engine.judge(hit, index.supplies[hit.offer_id], demand)
        return WhyNot.OUTDONE if judged and judged.score >= LEAST_SCORE else WhyNot.WEAK
