"""Points of an application by published criteria: facts and weights in, whole points out."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

FULL = 100


class CriterionKind(enum.StrEnum):
    """What can count; each is answered by facts that the platform knows."""

    OCOP = "ocop"  # the best valid stars: 3 of 5, 4 of 5, all
    CERTIFICATES = "certificates"  # valid ones: three count in full
    PRODUCTS = "products"  # described and published: five count in full
    PAPERS = "papers"  # the share of required papers that were accepted
    FIRST_TIMER = "first_timer"
    PRIORITY = "priority"
    COMMUNE = "commune"
    LOCAL = "local"  # from the province of the event


@dataclass(frozen=True)
class Facts:
    """What is known of an applicant on the day its points are counted."""

    stars: int = 0
    certificates: int = 0
    products: int = 0
    papers_wanted: int = 0
    papers_accepted: int = 0
    is_first_timer: bool = False
    is_priority: bool = False
    is_commune: bool = False
    is_local: bool = False


@dataclass(frozen=True)
class Part:
    """What one criterion gave: its share of its weight."""

    kind: CriterionKind
    weight: int
    share: Fraction

    @property
    def points(self) -> Fraction:
        """The share of the weight."""
        return self.weight * self.share


@dataclass(frozen=True)
class Score:
    """Points out of 100, and where they come from."""

    points: int
    parts: tuple[Part, ...]


MOST_STARS, MOST_CERTIFICATES, MOST_PRODUCTS = 5, 3, 5


def _share(kind: CriterionKind, facts: Facts) -> Fraction:
    wanted = facts.papers_wanted
    shares = {
        CriterionKind.OCOP: Fraction(min(facts.stars, MOST_STARS), MOST_STARS),
        CriterionKind.CERTIFICATES: Fraction(
            min(facts.certificates, MOST_CERTIFICATES), MOST_CERTIFICATES
        ),
        CriterionKind.PRODUCTS: Fraction(min(facts.products, MOST_PRODUCTS), MOST_PRODUCTS),
        CriterionKind.PAPERS: Fraction(facts.papers_accepted, wanted) if wanted else Fraction(1),
        CriterionKind.FIRST_TIMER: Fraction(facts.is_first_timer),
        CriterionKind.PRIORITY: Fraction(facts.is_priority),
        CriterionKind.COMMUNE: Fraction(facts.is_commune),
        CriterionKind.LOCAL: Fraction(facts.is_local),
    }
    return shares[kind]


def score(facts: Facts, criteria: Iterable[tuple[CriterionKind, int]]) -> Score:
    """The weighted share of all criteria, of 100, rounded half up; without criteria 0."""
    parts = tuple(Part(kind, weight, _share(kind, facts)) for kind, weight in criteria)
    total = sum(part.weight for part in parts)
    if total == 0:
        return Score(0, parts)
    exact = FULL * sum((part.points for part in parts), Fraction(0)) / total
    return Score(int(exact + Fraction(1, 2)), parts)
