"""From the rows of an event to the engine's records, and back: one fitted state per event.

The state is kept per process and made anew when exhibitors, products or certificates change.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from core.db import db
from events.catalogue.certificates import kind_names
from events.catalogue.models import Certificate as CertificateRow
from events.catalogue.models import OcopStatus, Product
from events.programme.models import Event
from matchmaking import engine
from matchmaking.engine import Certificate, Demand, Matcher, Offer, Supply
from matchmaking.needs.models import Need
from matchmaking.recommendations.queries import certificates_at, products_at, version_of

CANDIDATES = 120  # products that are judged for one need
PRODUCTS = 3  # shown of one exhibitor
LEAST_SCORE = 0.2  # below, a suggestion would only cost the reader time
KEPT = 12  # events held in memory
ANSWERS_KEPT = 500  # an event
REAL_STARS = 4  # what a potential five-star product counts as


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

    version: tuple[Any, ...]
    matcher: Matcher
    supplies: dict[str, Supply]
    products_of: dict[int, tuple[str, ...]]
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
        return not self.supplies


_kept: OrderedDict[tuple[str, int], EventIndex] = OrderedDict()


def forget() -> None:
    """Drop every fitted state, as after the tables were emptied."""
    _kept.clear()


def index_of(event: Event) -> EventIndex:
    """The event's fitted state, made anew if its version has passed."""
    key = (str(db.engine.url), event.id)
    version = version_of(event.id)
    kept = _kept.get(key)
    if kept is None or kept.version != version:
        kept = _build(event.id, version)
        _kept[key] = kept
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return kept


def _build(event_id: int, version: tuple[Any, ...]) -> EventIndex:
    products = products_at(event_id)
    held = certificates_at(event_id)
    offers: list[Offer] = []
    supplies: dict[str, Supply] = {}
    products_of: dict[int, list[str]] = {}
    for product in products:
        certificates = held.get((product.company_id, None), []) + held.get(
            (product.company_id, product.id), []
        )
        offers.append(_offer(product, certificates))
        supplies[str(product.id)] = _supply(product, certificates)
        products_of.setdefault(product.company_id, []).append(str(product.id))
    matcher = Matcher(top_n=CANDIDATES).fit(offers)
    by_company = {company_id: tuple(ids) for company_id, ids in products_of.items()}
    return EventIndex(version, matcher, supplies, by_company)


def _offer(product: Product, certificates: Sequence[CertificateRow]) -> Offer:
    names = {row.title or kind_names(row.kind)[0] for row in certificates}
    return Offer(
        id=str(product.id),
        company=product.company.name,
        name_vi=product.name_vi,
        name_en=product.name_en,
        description_vi=product.description_vi,
        description_en=product.description_en,
        tags=";".join(tag.code for tag in product.tags),
        certifications=";".join(sorted(names)),
        ocop_stars=str(product.ocop.stars) if product.ocop else "",
    )


def _supply(product: Product, certificates: Sequence[CertificateRow]) -> Supply:
    ocop = product.ocop
    stars = ocop.stars if ocop else 0
    if ocop and ocop.status is OcopStatus.POTENTIAL_5:
        stars = min(stars, REAL_STARS)
    return Supply(
        offer_id=str(product.id),
        owner_id=str(product.company_id),
        country=product.company.country,
        certificates=tuple(Certificate(row.kind, row.expires_on) for row in certificates),
        ocop_stars=stars,
        ocop_valid_until=ocop.expires_on if ocop else None,
        capacity_per_month=product.capacity_per_month,
        unit=product.capacity_unit,
        months=product.harvest_months,
    )


def first_day(event: Event) -> date:
    """The day on which certificates have to be valid."""
    return event.starts_at.astimezone(ZoneInfo(event.zone)).date()


def _need(need: Need) -> engine.Need:
    return engine.Need(
        id=str(need.id),
        title_vi=need.title_vi,
        title_en=need.title_en,
        description_vi=need.description_vi,
        description_en=need.description_en,
        tags=";".join(tag.code for tag in need.tags),
        certifications_required=";".join(kind_names(kind)[0] for kind in need.certificates),
    )


def _demand(
    need: Need, *, on: date, dismissed: Collection[int] = (), strict: bool = True
) -> Demand:
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
        (_need(need), _demand(need, on=day, dismissed=dismissed, strict=strict)) for need in needs
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
        (_need(need), _demand(need, on=day, strict=strict))
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
