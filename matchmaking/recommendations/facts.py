"""What the engine is told about an event's products, read as plain rows: thousands at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from accounts.companies.models import Company
from core.db import db, joined
from events.catalogue.certificates import kind_names, kinds_held
from events.catalogue.models import Certificate as CertificateRow
from events.catalogue.models import OcopRecord, OcopStatus, Product, ProductTag, Tag
from matchmaking.engine import Certificate, Offer, Supply
from matchmaking.recommendations.queries import exhibitor_companies

REAL_STARS = 4  # what a potential five-star product counts as
P, O, C = Product, OcopRecord, CertificateRow  # noqa: E741 -- short, for the list of columns below
COLUMNS = (
    P.name_vi, P.name_en, P.description_vi, P.description_en,
    P.capacity_per_month, P.capacity_unit, P.harvest_months,
    Company.name, Company.country, O.stars, O.status, O.expires_on,
)  # fmt: skip


@dataclass(frozen=True)
class ProductFacts:
    """All that counts of one published product, as it stands in the tables."""

    id: int
    company_id: int
    values: tuple[Any, ...]
    tags: tuple[str, ...]
    certificates: tuple[tuple[Any, ...], ...]
    mark: str  # a digest of all of it: another mark, another product

    @property
    def offer(self) -> Offer:
        """What the matcher reads."""
        name_vi, name_en, about_vi, about_en, *_, company, _country, stars, _ocop, _until = (
            self.values
        )
        names = {title or kind_names(kind)[0] for kind, title, _until in self.certificates}
        return Offer(
            id=str(self.id),
            company=company,
            name_vi=name_vi,
            name_en=name_en,
            description_vi=about_vi,
            description_en=about_en,
            tags=";".join(self.tags),
            certifications=";".join(sorted(names)),
            ocop_stars=str(stars or ""),
        )

    @property
    def supply(self) -> Supply:
        """What gates and bonuses ask."""
        capacity, unit, months, _company, country, stars, status, until = self.values[4:]
        if status is OcopStatus.POTENTIAL_5:
            stars = min(stars, REAL_STARS)
        return Supply(
            offer_id=str(self.id),
            owner_id=str(self.company_id),
            country=country,
            certificates=tuple(
                Certificate(held, last)
                for kind, _, last in self.certificates
                for held in kinds_held(kind)
            ),
            ocop_stars=stars or 0,
            ocop_valid_until=until,
            capacity_per_month=capacity,
            unit=unit,
            months=months,
        )


class Supplies(dict[str, Supply]):
    """The supplies of products by id, made when somebody asks for one."""

    def __init__(self, facts: Mapping[str, ProductFacts]) -> None:
        super().__init__()
        self.facts = facts

    def __missing__(self, number: str) -> Supply:
        """Make it and keep it."""
        self[number] = supply = self.facts[number].supply
        return supply


def facts_at(event_id: int) -> dict[str, ProductFacts]:
    """The published products of an event's exhibitors by id as the engine knows it, in order."""
    tags, held = _tags(event_id), _certificates(event_id)
    rows = db.session.execute(
        sa.select(P.id, P.company_id, *COLUMNS)
        .join(Company, Company.id == P.company_id)
        .outerjoin(O, O.product_id == P.id)
        .where(P.company_id.in_(exhibitor_companies(event_id)), P.is_published)
        .order_by(P.id)
    )
    found = {}
    for product_id, company_id, *values in rows:
        papers = (*held.get((company_id, None), ()), *held.get((company_id, product_id), ()))
        codes = tuple(tags.get(product_id, ()))
        said = "\x1f".join(map(str, (company_id, *values, codes, papers)))
        mark = blake2b(said.encode(), digest_size=9).hexdigest()
        found[str(product_id)] = ProductFacts(
            product_id, company_id, tuple(values), codes, papers, mark
        )
    return found


def _tags(event_id: int) -> dict[int, list[str]]:
    rows = db.session.execute(
        sa.select(ProductTag.product_id, Tag.code)
        .join(Tag, Tag.id == ProductTag.tag_id)
        .join(P, P.id == ProductTag.product_id)
        .where(P.company_id.in_(exhibitor_companies(event_id)), P.is_published)
        .order_by(Tag.sort_order, Tag.code)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for product_id, code in rows:
        found[product_id].append(code)
    return found


def _certificates(event_id: int) -> dict[tuple[int, int | None], list[tuple[Any, ...]]]:
    """Kind, title and last day of certificates, by company and product (None: all of them)."""
    rows = db.session.execute(
        sa.select(C.company_id, C.product_id, C.kind, C.title, C.expires_on)
        .where(C.company_id.in_(exhibitor_companies(event_id)))
        .order_by(C.id)
    )
    found: dict[tuple[int, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    for company_id, product_id, *rest in rows:
        found[company_id, product_id].append(tuple(rest))
    return found


def version_of(event_id: int) -> str:
    """Changes whenever an exhibitor, product or certificate of the event does; cheap to ask."""
    told = db.session.execute(_VERSION, {"event_id": event_id}).one()
    return blake2b(repr(tuple(told)).encode(), digest_size=12).hexdigest()


def _parts() -> Iterator[sa.Select[Any]]:
    """What changes with each kind of row: sums and joined texts, each one row of one scan."""
    companies = exhibitor_companies(sa.bindparam("event_id"))
    theirs = sa.and_(P.company_id.in_(companies), P.is_published)
    # An edited product is the newest; joining the times of thousands would cost more than the page.
    yield sa.select(
        sa.func.count(),
        sa.func.max(P.updated_at),
        _sum(P.id),
        _sum(P.company_id),
        _sum(sa.func.length(P.name_vi)),
    ).where(theirs)
    yield sa.select(joined(Company.name), joined(Company.country), _sum(Company.id)).where(
        Company.id.in_(companies)
    )
    yield sa.select(
        joined(C.kind), joined(C.title), joined(C.expires_on), joined(C.product_id), _sum(C.id)
    ).where(C.company_id.in_(companies))
    yield (
        sa.select(joined(O.status), joined(O.expires_on), _sum(O.stars * O.product_id))
        .join(P, P.id == O.product_id)
        .where(theirs)
    )
    tag_id, product_id = ProductTag.tag_id, ProductTag.product_id
    yield (
        sa.select(sa.func.count(), _sum(tag_id), _sum(tag_id * product_id))
        .join_from(ProductTag, P)
        .where(theirs)
    )


def _sum(number: sa.ColumnElement[int] | InstrumentedAttribute[int]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.cast(number, sa.BigInteger))


def _version() -> sa.Select[Any]:
    parts = [part.subquery() for part in _parts()]
    together: sa.FromClause = parts[0]
    for part in parts[1:]:
        together = together.join(part, sa.true())
    return sa.select(*(column for part in parts for column in part.c)).select_from(together)


_VERSION = _version()  # made once: it is long
