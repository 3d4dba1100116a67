"""Why an exhibitor is not suggested for a need: the first thing that stands between the two.

Only the need, the products and what the asking side itself put away are looked at; what the other
side thinks is nobody's business, so it is neither used nor told.
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from events.programme.models import Event
from matchmaking import engine
from matchmaking.engine import Demand, Exclusion, Recommendation
from matchmaking.needs.models import Need
from matchmaking.recommendations.index import (
    LEAST_SCORE,
    EventIndex,
    demand_of,
    first_day,
    index_of,
    need_record,
    suggest_exhibitors,
    suggest_needs,
)
from matchmaking.recommendations.market import Moves, in_order


class Why(enum.StrEnum):
    """What stands between a need and an exhibitor, the least first; or nothing does."""

    SUGGESTED = "suggested"
    BEHIND = "behind"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    CERTIFICATE = "certificate"
    OCOP = "ocop"
    NO_STARS = "no_stars"
    COUNTRY = "country"
    LITTLE = "little"
    NOTHING = "nothing"
    NO_PRODUCTS = "no_products"
    OWN = "own"


ORDER = list(Why)


@dataclass(frozen=True)
class Answer:
    """Why, for which need, and what the sentence needs to say so."""

    why: Why
    need: Need
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def distance(self) -> int:
        """How far the two are apart; the needs of a buyer are told with the nearest first."""
        return ORDER.index(self.why)


def why_not(
    event: Event,
    need: Need,
    company_id: int,
    *,
    put_away: bool = False,
    for_exhibitor: bool = False,
    moves: Moves | None = None,
) -> Answer:
    """Say what stands between a need and a company; ``put_away``: by the side that asks.

    ``for_exhibitor`` asks about the exhibitor's list of needs instead of the buyer's of exhibitors;
    ``moves`` says what moves exhibitors in the buyer's.
    """
    if need.buyer.company_id == company_id:
        return Answer(Why.OWN, need)
    if put_away:
        return Answer(Why.DISMISSED, need)
    index = index_of(event)
    numbers = index.products_of.get(company_id, ())
    if not numbers:
        return Answer(Why.NO_PRODUCTS, need)
    if for_exhibitor:
        places = [one.company_id for one in suggest_needs(event, company_id, [need])]
    else:
        found, _moved = in_order(suggest_exhibitors(event, [need]), moves or Moves())
        places = [one.company_id for one in found]
    if company_id in places:
        return Answer(Why.SUGGESTED, need, {"place": places.index(company_id) + 1})
    answer = _between(index, need, numbers, first_day(event))
    if answer.why is Why.BEHIND:
        return replace(answer, facts={"others": len(places)})
    return answer


def _between(index: EventIndex, need: Need, numbers: Collection[str], on: date) -> Answer:
    """What the products themselves lack; BEHIND when they lack nothing."""
    demand = demand_of(need, on=on)
    gates = {number: engine.exclusion(index.supplies[number], demand) for number in numbers}
    free = [number for number, gate in gates.items() if gate is None]
    held = [number for number, gate in gates.items() if gate is not None]
    fit, blocked = _fit(index, need, free, demand), _fit(index, need, held, demand)
    if fit is not None and fit.score >= LEAST_SCORE:
        return Answer(Why.BEHIND, need)
    if blocked is not None and blocked.score >= LEAST_SCORE:
        return _gate(index, need, blocked.offer_id, gates[blocked.offer_id], demand)
    best = max((one.score for one in (fit, blocked) if one is not None), default=0.0)
    if best >= LEAST_SCORE / 2:  # below, what is shared is a chance word
        facts = {"score": round(best * 100), "least": round(LEAST_SCORE * 100)}
        return Answer(Why.LITTLE, need, facts)
    return Answer(Why.NOTHING, need)


def _fit(
    index: EventIndex, need: Need, numbers: Collection[str], demand: Demand
) -> Recommendation | None:
    """How well the best of these products would fit if nothing were required."""
    ranked = index.matcher.rank_needs([need_record(need)], numbers)
    if not ranked:
        return None
    hit = ranked[0][1]
    open_to_all = replace(demand, ocop_stars=0, countries=frozenset(), strict_certificates=False)
    return engine.judge(hit, index.supplies[hit.offer_id], open_to_all)


def _gate(
    index: EventIndex, need: Need, number: str, gate: Exclusion | None, demand: Demand
) -> Answer:
    supply = index.supplies[number]
    facts: dict[str, Any] = {"product_id": int(number)}
    if gate is Exclusion.OCOP:
        stars = supply.ocop_on(demand.on)
        why = Why.OCOP if stars else Why.NO_STARS
        return Answer(why, need, facts | {"stars": stars, "wanted": demand.ocop_stars})
    if gate is Exclusion.CERTIFICATE:
        valid = {one.kind for one in supply.certificates if one.is_valid(demand.on)}
        lacking = sorted(demand.certificates - valid)
        ended = {
            one.kind: one.valid_until
            for one in sorted(supply.certificates, key=lambda one: one.valid_until or date.max)
            if one.kind in lacking
        }
        facts |= {"kinds": lacking, "until": max(ended.values(), default=None, key=str)}
        return Answer(Why.EXPIRED if set(lacking) <= ended.keys() else Why.CERTIFICATE, need, facts)
    return Answer(Why.COUNTRY, need, facts)
