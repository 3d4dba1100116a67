"""Suggestions for the needs of an event: the engine's answers, with gates and bonuses.

What the engine learned lies in a file that all processes share (`fitted`); here each keeps what
it took from there, and the answers it gave, until the tables or the file change.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from core.db import db
from events.programme.models import Event
from matchmaking import engine
from matchmaking.engine import Demand, Matcher, Taxonomy
from matchmaking.engine.features import BLOCKS
from matchmaking.needs.models import Need
from matchmaking.recommendations import fitted
from matchmaking.recommendations.facts import Supplies, facts_at, version_of
from matchmaking.recommendations.taxonomy import current_taxonomy

PRODUCTS = 3  # shown of one exhibitor
LEAST_SCORE = 0.2  # below, a suggestion would only cost the reader time
KEPT = 12  # events held in memory
ANSWERS_KEPT = 500  # an event


@dataclass(frozen=True)
class Suggestion:
    """An exhibitor's company for a need, or the need for it: fit, reasons, best products."""

    need_id: int
    company_id: int
    score: float
    reasons: tuple[engine.Reason, ...]
    product_ids: tuple[int, ...]

    def stored_reasons(self) -> list[dict[str, Any]]:
        """The reasons as a meeting keeps them."""
        return [asdict(reason) for reason in self.reasons]


@dataclass(frozen=True)
class EventIndex:
    """The fitted engine of one event and what its gates and bonuses ask of each product."""

    version: str
    stamp: fitted.Stamp | None
    taxonomy: Taxonomy
    matcher: Matcher
    supplies: Supplies
    products_of: Mapping[int, tuple[str, ...]]
    answers: dict[Hashable, list[Suggestion]] = field(default_factory=dict)

    def answer(
        self, question: Hashable, work_out: Callable[[], list[Suggestion]]
    ) -> list[Suggestion]:
        """What was worked out for the same question before; pages are reloaded often."""
        if question not in self.answers:
            if len(self.answers) >= ANSWERS_KEPT:
                self.answers.clear()
            self.answers[question] = work_out()
        return self.answers[question]

    @property
    def is_empty(self) -> bool:
        """Whether nobody shows a product yet."""
        return not self.products_of


_kept: OrderedDict[tuple[str, int], EventIndex] = OrderedDict()
_making: defaultdict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)


def forget() -> None:
    """Drop every fitted state in memory and in the files, as after the tables were emptied."""
    _kept.clear()
    for event_id in fitted.events_kept():
        fitted.remove(event_id)


def index_of(event: Event) -> EventIndex:
    """The event's state, with what has changed since the last time."""
    key = (str(db.engine.url), event.id)
    now = (version_of(event.id), fitted.stamp_of(event.id), current_taxonomy())
    kept = _fresh(key, *now)
    if kept is not None:
        return kept
    with _making[key]:
        kept = _fresh(key, *now) or _made(event.id, now[0], now[2])
        _kept[key] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept


def _fresh(
    key: tuple[str, int], version: str, stamp: fitted.Stamp | None, taxonomy: Taxonomy
) -> EventIndex | None:
    kept = _kept.get(key)
    if kept and (kept.version, kept.stamp) == (version, stamp) and kept.taxonomy is taxonomy:
        return kept
    return None


def _made(event_id: int, version: str, taxonomy: Taxonomy) -> EventIndex:
    facts = facts_at(event_id)
    found = fitted.fitted(event_id, facts, taxonomy)
    if found.is_far:
        fitted.ask_for_renewal(event_id)
    products_of: dict[int, list[str]] = {}
    for number, one in facts.items():
        products_of.setdefault(one.company_id, []).append(number)
    return EventIndex(
        version,
        found.stamp,
        taxonomy,
        found.matcher,
        Supplies(facts),
        {company_id: tuple(numbers) for company_id, numbers in products_of.items()},
    )


def first_day(event: Event) -> date:
    """The day on which certificates have to be valid."""
    return event.starts_at.astimezone(ZoneInfo(event.zone)).date()


def need_record(need: Need) -> engine.Need:
    """A need as the matcher reads it; certificates are for the gates, not for words in common."""
    return engine.Need(
        id=str(need.id),
        title_vi=need.title_vi,
        title_en=need.title_en,
        description_vi=need.description_vi,
        description_en=need.description_en,
        tags=";".join(tag.code for tag in need.tags),
    )


def demand_of(
    need: Need, *, on: date, dismissed: Collection[int] = (), strict: bool = True
) -> Demand:
    """What the engine's gates and bonuses ask of a need."""
    volume = float(need.volume) if need.volume else None
    if volume and need.volume_period == "year":
        volume /= 12
    return Demand(
        owner_id=str(need.buyer.company_id),
        on=on,
        certificates=frozenset(need.certificates),
        ocop_stars=need.ocop_stars or 0,
        dismissed=frozenset(map(str, dismissed)),
        volume_per_month=volume,
        unit=need.volume_unit,
        months=need.months,
        strict_certificates=strict,
    )


def says_anything(event: Event, need: Need) -> bool:
    """Whether a need has any word to search with; letters, signs and stop words are none."""
    features = index_of(event).matcher.read_need_(need_record(need))
    return any(getattr(features, block) for block in BLOCKS)


def suggest_exhibitors(
    event: Event, needs: Sequence[Need], *, dismissed: Collection[int] = (), strict: bool = True
) -> list[Suggestion]:
    """The companies that fit these needs, best first, each once with the need it fits best.

    ``dismissed`` are companies that one of the sides does not want to see again; with ``strict``
    those without a required certificate are left out, else they carry a caution.
    """
    index = index_of(event)
    if index.is_empty or not needs:
        return []
    day = first_day(event)
    asked = tuple(
        (need_record(need), demand_of(need, on=day, dismissed=dismissed, strict=strict))
        for need in needs
    )
    return index.answer(asked, lambda: _best_companies(index, asked))


def _best_companies(
    index: EventIndex, asked: Sequence[tuple[engine.Need, Demand]]
) -> list[Suggestion]:
    hits = index.matcher.recommend([record for record, _demanded in asked])
    best: dict[int, Suggestion] = {}
    for (record, demand), found in zip(asked, hits, strict=True):
        judged = engine.judge_all(found, index.supplies, demand)
        ranked = engine.best_by_exhibitor(
            judged, lambda offer_id: index.supplies[offer_id].owner_id, products=PRODUCTS
        )
        for match in ranked:
            company_id = int(match.owner_id)
            if company_id not in best or match.score > best[company_id].score:
                best[company_id] = Suggestion(
                    int(record.id),
                    company_id,
                    match.score,
                    match.products[0].reasons,
                    tuple(int(hit.offer_id) for hit in match.products),
                )
    worth = [found for found in best.values() if found.score >= LEAST_SCORE]
    return sorted(worth, key=lambda found: (-found.score, found.company_id))


def suggest_needs(
    event: Event,
    company_id: int,
    needs: Sequence[Need],
    *,
    dismissed_buyers: Collection[int] = (),
    strict: bool = True,
) -> list[Suggestion]:
    """The needs that a company's products fit, best first."""
    index = index_of(event)
    offer_ids = index.products_of.get(company_id, ())
    day = first_day(event)
    asked = tuple(
        (need_record(need), demand_of(need, on=day, strict=strict))
        for need in needs
        if need.buyer_id not in dismissed_buyers
    )
    if not offer_ids or not asked:
        return []
    return index.answer((company_id, asked), lambda: _best_needs(index, company_id, asked))


def _best_needs(
    index: EventIndex, company_id: int, asked: Sequence[tuple[engine.Need, Demand]]
) -> list[Suggestion]:
    demands = {record.id: demand for record, demand in asked}
    records = [record for record, _demanded in asked]
    ranked = index.matcher.rank_needs(records, index.products_of[company_id], top_n=len(records))
    judged = (
        (need_id, engine.judge(hit, index.supplies[hit.offer_id], demands[need_id]))
        for need_id, hit in ranked
    )
    found = [
        Suggestion(int(need_id), company_id, hit.score, hit.reasons, (int(hit.offer_id),))
        for need_id, hit in judged
        if hit is not None and hit.score >= LEAST_SCORE
    ]
    return sorted(found, key=lambda one: (-one.score, one.need_id))


def fit_of(event: Event, need: Need, company_id: int) -> Suggestion | None:
    """How a company fits one need, whatever was dismissed; None when nothing is shared."""
    found = suggest_exhibitors(event, [need], strict=False)
    return next((one for one in found if one.company_id == company_id), None)
