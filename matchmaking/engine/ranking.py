"""From similar texts to suggestions: what rules an offer out, what speaks for it besides words."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from matchmaking.engine.explain import Reason
from matchmaking.engine.matcher import Recommendation

# What each bonus can add, relative to the similarity of the texts; it never stands for it.
VOLUME, SEASON, OCOP, CERTIFICATES = 0.15, 0.15, 0.1, 0.1
LEAST_PART = 0.3  # of the volume asked for, to be worth a word
EXPIRES_SOON = timedelta(days=60)
_KILOGRAMS = {"g": 0.001, "kg": 1.0, "tonne": 1000.0, "ton": 1000.0, "t": 1000.0, "tấn": 1000.0}
_MONTHS = range(12)


class Exclusion(StrEnum):
    """Why an offer is not suggested for a need whatever its words."""

    OWN = "own"
    DISMISSED = "dismissed"
    COUNTRY = "country"
    CERTIFICATE = "certificate"
    OCOP = "ocop"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate's kind (``vietgap``) and last day; None when it has none."""

    kind: str
    valid_until: date | None = None

    def is_valid(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_until is None or on <= self.valid_until


@dataclass(frozen=True, slots=True)
class Supply:
    """What counts of an offer besides its words; ``months`` has bit 0 for January, 0 for any."""

    offer_id: str
    owner_id: str
    country: str = "VN"
    certificates: tuple[Certificate, ...] = ()
    ocop_stars: int = 0
    ocop_valid_until: date | None = None
    capacity_per_month: float | None = None
    unit: str = "kg"
    months: int = 0

    def ocop_on(self, on: date) -> int:
        """Return the OCOP stars on a day, 0 without a decision that says until when."""
        return self.ocop_stars if self.ocop_valid_until and on <= self.ocop_valid_until else 0


@dataclass(frozen=True, slots=True)
class Demand:
    """What counts of a need besides its words, on the day ``on``.

    ``dismissed`` holds owners (exhibitors) that one of the sides does not want to see again;
    ``countries`` is empty when any will do. With ``strict_certificates`` an offer without a
    required certificate is left out, otherwise it carries a caution.
    """

    owner_id: str
    on: date
    certificates: frozenset[str] = frozenset()
    ocop_stars: int = 0
    countries: frozenset[str] = frozenset()
    dismissed: frozenset[str] = frozenset()
    volume_per_month: float | None = None
    unit: str = "kg"
    months: int = 0
    strict_certificates: bool = True


@dataclass(frozen=True, slots=True)
class ExhibitorMatch:
    """An exhibitor with the products that fit best; its score is that of the first."""

    owner_id: str
    score: float
    products: tuple[Recommendation, ...]


def exclusion(supply: Supply, demand: Demand) -> Exclusion | None:
    """Return the first gate that an offer does not pass, None when it passes all."""
    if supply.owner_id == demand.owner_id:
        return Exclusion.OWN
    if supply.owner_id in demand.dismissed:
        return Exclusion.DISMISSED
    if demand.countries and supply.country not in demand.countries:
        return Exclusion.COUNTRY
    if demand.ocop_stars and supply.ocop_on(demand.on) < demand.ocop_stars:
        return Exclusion.OCOP
    if demand.strict_certificates and _missing(supply, demand):
        return Exclusion.CERTIFICATE
    return None


def judge(hit: Recommendation, supply: Supply, demand: Demand) -> Recommendation | None:
    """Return a recommendation with bonuses and cautions, None when a gate rules it out.

    The shown fit is the root of the cosine: an offer that meets one of three goods wanted has a
    cosine near 0.3 however well it meets it, and people would read 30 of 100 as a poor fit. A
    bonus counts in proportion to that fit, and all are scaled by what the need lets an offer
    reach, so the score stays in (0, 1] and the shares still add up to it.
    """
    if exclusion(supply, demand):
        return None
    bonuses = list(_bonuses(supply, demand))
    fit = math.sqrt(hit.score) / (1 + _reach(demand))
    reasons = [replace(reason, share=reason.share / hit.score * fit) for reason in hit.reasons]
    reasons += [replace(bonus, share=bonus.share * fit) for bonus in bonuses]
    reasons.sort(key=lambda reason: -reason.share)
    score = fit * (1 + sum(bonus.share for bonus in bonuses))
    return Recommendation(hit.offer_id, score, (*reasons, *_cautions(supply, demand)))


def judge_all(
    hits: Iterable[Recommendation], supplies: Mapping[str, Supply], demand: Demand
) -> list[Recommendation]:
    """Judge the hits of one need and order them anew, best first, equal scores as they came."""
    judged = (judge(hit, supplies[hit.offer_id], demand) for hit in hits)
    return sorted((hit for hit in judged if hit), key=lambda hit: -hit.score)


def best_by_exhibitor(
    recommendations: Iterable[Recommendation],
    owner_of: Callable[[str], str],
    *,
    products: int = 3,
) -> list[ExhibitorMatch]:
    """Rank exhibitors by their best product and show the best products of each.

    ``recommendations`` may come from several needs; of an offer that fits several, the best
    score counts. Equal scores keep the order in which they came.
    """
    best: dict[str, Recommendation] = {}
    for hit in recommendations:
        if hit.offer_id not in best or hit.score > best[hit.offer_id].score:
            best[hit.offer_id] = hit
    owners: dict[str, list[Recommendation]] = {}
    for hit in sorted(best.values(), key=lambda hit: -hit.score):
        owners.setdefault(owner_of(hit.offer_id), []).append(hit)
    return [
        ExhibitorMatch(owner, hits[0].score, tuple(hits[:products]))
        for owner, hits in owners.items()
    ]


def _reach(demand: Demand) -> float:
    """Return the bonuses that a need lets an offer earn."""
    reach = OCOP
    reach += VOLUME if demand.volume_per_month else 0
    reach += SEASON if demand.months else 0
    return reach + (CERTIFICATES if demand.certificates else 0)


def _bonuses(supply: Supply, demand: Demand) -> Iterator[Reason]:
    part = _volume_part(supply, demand)
    if part >= 1:
        yield Reason("volume_fits", "", VOLUME)
    elif part >= LEAST_PART:
        yield Reason("volume_part", f"{part:.0%}", VOLUME * part)
    if shared := supply.months & demand.months:
        months = ", ".join(str(month + 1) for month in _MONTHS if shared >> month & 1)
        share = shared.bit_count() / demand.months.bit_count()
        yield Reason("season_overlaps", months, SEASON * share)
    if stars := supply.ocop_on(demand.on):
        yield Reason("ocop", str(stars), OCOP)
    if demand.certificates and not _missing(supply, demand):
        yield Reason("certificate", "; ".join(sorted(demand.certificates)), CERTIFICATES)


def _cautions(supply: Supply, demand: Demand) -> Iterator[Reason]:
    for kind in _missing(supply, demand):
        yield Reason("certificate_missing", kind, 0.0)
    for kind in sorted(demand.certificates - set(_missing(supply, demand))):
        last = [one.valid_until for one in supply.certificates if one.kind == kind]
        days = [day for day in last if day is not None]
        if len(days) == len(last) and max(days) - demand.on <= EXPIRES_SOON:
            yield Reason("certificate_expires", kind, 0.0)


def _missing(supply: Supply, demand: Demand) -> Sequence[str]:
    held = {one.kind for one in supply.certificates if one.is_valid(demand.on)}
    return sorted(demand.certificates - held)


def _volume_part(supply: Supply, demand: Demand) -> float:
    """Return how much of the monthly volume an offer covers, 0 when that cannot be said."""
    if not supply.capacity_per_month or not demand.volume_per_month:
        return 0.0
    ours, theirs = _KILOGRAMS.get(supply.unit, 0.0), _KILOGRAMS.get(demand.unit, 0.0)
    if supply.unit == demand.unit:
        ours = theirs = 1.0
    wanted = demand.volume_per_month * theirs
    return supply.capacity_per_month * ours / wanted if wanted else 0.0
