"""What pages ask about halls, booths, applications and exhibitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from core.db import db
from core.search import closeness, has_words
from events.catalogue.models import Product, ProductTag, Tag
from events.catalogue.queries import concept_codes, tagged
from events.catalogue.sectors import Sector, sector_of
from events.exhibitors.models import (
    Allotment,
    AllotmentShare,
    Application,
    Booth,
    BoothCategory,
    Exhibitor,
    Hall,
)
from events.exhibitors.states import ApplicationState
from events.programme.models import Event
from events.programme.states import PUBLIC


def offers(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Companies with a published product for which the condition holds."""
    return Company.id.in_(
        sa.select(Product.company_id).where(Product.is_published).where(condition)
    )


def answers(query: str) -> sa.ColumnElement[bool]:
    """Companies that answer a query by name, or by a product."""
    codes = concept_codes(query)
    means = tagged(codes) if codes else sa.false()
    return sa.or_(
        has_words(Company.search_text, query),
        offers(sa.or_(has_words(Product.search_text, query), means)),
    )


def with_booths() -> tuple[Any, Any]:
    """Load where exhibitors stand, also at booths that they share."""
    return (
        selectinload(Exhibitor.allotments).joinedload(Allotment.booth),
        selectinload(Exhibitor.shares)
        .joinedload(AllotmentShare.allotment)
        .joinedload(Allotment.booth),
    )


def exhibitors_of(event_id: int, *, query: str = "", sector: Sector | None = None) -> Any:
    """Who shows at an event and answers a query or has such a booth, by name."""
    theirs = (
        sa.select(Exhibitor)
        .join(Company)
        .where(Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None))
        .options(
            joinedload(Exhibitor.company),
            *with_booths(),
        )
    )
    if sector is not None:
        theirs = theirs.where(offers(tagged(sector.roots)))
    if not query:
        return theirs.order_by(Company.name, Exhibitor.id)
    here = Booth.label == query.upper()
    in_booth = (
        sa.select(Allotment.exhibitor_id)
        .join(Booth, Booth.id == Allotment.booth_id)
        .where(here)
        .union(
            sa.select(AllotmentShare.exhibitor_id)
            .join(Allotment, Allotment.id == AllotmentShare.allotment_id)
            .join(Booth, Booth.id == Allotment.booth_id)
            .where(here)
        )
    )
    codes = concept_codes(query)
    means = offers(tagged(codes)) if codes else sa.false()
    rank = closeness(Company.search_text, query, (Company.name, Company.name_en))
    return theirs.where(sa.or_(Exhibitor.id.in_(in_booth), answers(query))).order_by(
        sa.case((Exhibitor.id.in_(in_booth), 0), (means, 1), else_=2), rank, Company.name
    )


def matching_ids(event_id: int, query: str) -> set[int]:
    """Ids of the exhibitors that answer a query, to point out on a plan.

    Who asks for a kind of goods is shown who offers it, if anybody does: "che" is tea, and not
    everybody who processes something ("chế biến").
    """
    theirs = exhibitors_of(event_id, query=query).with_only_columns(Exhibitor.id).order_by(None)
    codes = concept_codes(query)
    offering = set(db.session.scalars(theirs.where(offers(tagged(codes))))) if codes else set()
    return offering or set(db.session.scalars(theirs))


def leaf_tags(company_ids: Iterable[int], *, most: int = 4) -> dict[int, list[Tag]]:
    """The first tags of each company's published products, without repeating one."""
    rows = db.session.execute(
        sa.select(Product.company_id, Tag)
        .join(ProductTag, ProductTag.product_id == Product.id)
        .join(Tag, Tag.id == ProductTag.tag_id)
        .where(Product.company_id.in_(list(company_ids)), Product.is_published)
        .order_by(Product.company_id, Product.id, Tag.sort_order)
    )
    found: dict[int, list[Tag]] = {}
    for company_id, tag in rows:
        known = found.setdefault(company_id, [])
        if tag not in known and len(known) < most:
            known.append(tag)
    return found


def products_by_company(company_ids: Iterable[int]) -> dict[int, list[Product]]:
    """The published products of each company, with their OCOP record."""
    rows = db.session.scalars(
        sa.select(Product)
        .where(Product.company_id.in_(list(company_ids)), Product.is_published)
        .order_by(Product.company_id, Product.id)
        .options(joinedload(Product.ocop))
    )
    found: dict[int, list[Product]] = {}
    for product in rows:
        found.setdefault(product.company_id, []).append(product)
    return found


def sectors_at(event_id: int) -> dict[int, Sector]:
    """Each exhibitor's sector by company: that of the first tag of its first product."""
    rows = db.session.execute(
        sa.select(Product.company_id, Tag.code)
        .join(ProductTag, ProductTag.product_id == Product.id)
        .join(Tag, Tag.id == ProductTag.tag_id)
        .join(Exhibitor, Exhibitor.company_id == Product.company_id)
        .where(Exhibitor.event_id == event_id, Product.is_published)
        .order_by(Product.company_id, Product.id, Tag.sort_order)
    )
    found: dict[int, Sector] = {}
    for company_id, code in rows:
        sector = sector_of(code)
        if sector is not None:
            found.setdefault(company_id, sector)
    return found


def halls_of(event_id: int) -> list[Hall]:
    """The halls of an event with booths and who has them."""
    theirs = (
        sa.select(Hall)
        .where(Hall.event_id == event_id)
        .order_by(Hall.name)
        .options(
            selectinload(Hall.places),
            selectinload(Hall.booths).options(
                joinedload(Booth.category),
                joinedload(Booth.allotment).options(
                    joinedload(Allotment.exhibitor).joinedload(Exhibitor.company),
                    selectinload(Allotment.shares)
                    .joinedload(AllotmentShare.exhibitor)
                    .joinedload(Exhibitor.company),
                ),
            ),
        )
    )
    return list(db.session.scalars(theirs))


def categories_of(event_id: int) -> list[tuple[BoothCategory, int, int]]:
    """The categories of an event, the dearest first, with how many booths they have and free."""
    rows = db.session.execute(
        sa.select(
            BoothCategory,
            sa.func.count(Booth.id),
            sa.func.count(Booth.id)
            - sa.func.count(Allotment.id)
            - sa.func.count(Booth.held_for_id),
        )
        .outerjoin(Booth, Booth.category_id == BoothCategory.id)
        .outerjoin(Allotment, Allotment.booth_id == Booth.id)
        .where(BoothCategory.event_id == event_id)
        .group_by(BoothCategory.id)
        .order_by(BoothCategory.price_minor.desc(), BoothCategory.id)
    )
    return [(category, int(total), int(free)) for category, total, free in rows]


def free_booths(event_id: int) -> list[Booth]:
    """Booths that nobody has or is offered, by label."""
    free = (
        sa.select(Booth)
        .outerjoin(Allotment, Allotment.booth_id == Booth.id)
        .where(Booth.event_id == event_id, Allotment.id.is_(None), Booth.held_for_id.is_(None))
        .order_by(Booth.label)
        .options(joinedload(Booth.category))
    )
    return list(db.session.scalars(free))


def applications_of(event_id: int, state: ApplicationState) -> sa.Select[Any]:
    """The applications of an event in a state, those that wait longest first."""
    return (
        sa.select(Application)
        .where(Application.event_id == event_id, Application.state == state)
        .order_by(Application.submitted_at, Application.id)
        .options(joinedload(Application.company), joinedload(Application.category))
    )


def application_counts(event_id: int) -> dict[ApplicationState, int]:
    """How many applications of an event are in each state."""
    rows = db.session.execute(
        sa.select(Application.state, sa.func.count())
        .where(Application.event_id == event_id)
        .group_by(Application.state)
    )
    return {state: int(count) for state, count in rows}


def _approved_here() -> sa.Select[Any]:
    """The approved applications of an exhibitor's company at its event."""
    return sa.select(Application.id).where(
        Application.event_id == Exhibitor.event_id,
        Application.company_id == Exhibitor.company_id,
        Application.state == ApplicationState.APPROVED,
    )


def exhibitors_unasked(event_id: int) -> sa.Select[Any]:
    """Who shows without an application, as from a list: first who has no booth, then by name."""
    stands = sa.or_(Exhibitor.allotments.any(), Exhibitor.shares.any())
    return (
        sa.select(Exhibitor)
        .join(Company)
        .where(
            Exhibitor.event_id == event_id,
            Exhibitor.cancelled_at.is_(None),
            ~_approved_here().exists(),
        )
        .order_by(sa.case((stands, 1), else_=0), Company.name, Exhibitor.id)
        .options(joinedload(Exhibitor.company), *with_booths())
    )


def count_unasked(event_id: int) -> int:
    """How many show without an application."""
    theirs = exhibitors_unasked(event_id).with_only_columns(Exhibitor.id).order_by(None)
    return db.session.scalar(sa.select(sa.func.count()).select_from(theirs.subquery())) or 0


def count_without_booth(event_id: int) -> int:
    """How many exhibitors wait for a booth; who asked for none is not counted."""
    asked_for_none = _approved_here().where(Application.category_id.is_(None))
    theirs = sa.select(sa.func.count(Exhibitor.id)).where(
        Exhibitor.event_id == event_id,
        Exhibitor.cancelled_at.is_(None),
        ~Exhibitor.allotments.any(),
        ~Exhibitor.shares.any(),
        ~asked_for_none.exists(),
    )
    return db.session.scalar(theirs) or 0


def exhibitors_by_company(event_id: int, company_ids: Iterable[int]) -> dict[int, Exhibitor]:
    """The live exhibitors among these companies, with their booths."""
    rows = db.session.scalars(
        sa.select(Exhibitor)
        .where(
            Exhibitor.event_id == event_id,
            Exhibitor.company_id.in_(list(company_ids)),
            Exhibitor.cancelled_at.is_(None),
        )
        .options(*with_booths())
    )
    return {row.company_id: row for row in rows}


def shows_of(company_id: int) -> list[Exhibitor]:
    """Where a company shows or has shown, on events everybody sees; the latest first."""
    rows = db.session.scalars(
        sa.select(Exhibitor)
        .join(Event)
        .where(
            Exhibitor.company_id == company_id,
            Exhibitor.cancelled_at.is_(None),
            Event.state.in_(PUBLIC),
        )
        .order_by(Event.starts_at.desc())
        .options(
            joinedload(Exhibitor.event),
            *with_booths(),
        )
    )
    return list(rows)


def own_applications(company_id: int) -> list[Application]:
    """A company's applications, the newest first."""
    rows = db.session.scalars(
        sa.select(Application)
        .where(Application.company_id == company_id)
        .order_by(Application.submitted_at.desc(), Application.id.desc())
        .options(joinedload(Application.event), joinedload(Application.category))
    )
    return list(rows)


def is_public(company: Company) -> bool:
    """Companies get a public page once they offer or show something; buyers do not by buying."""
    offered = sa.select(Product.id).where(Product.company_id == company.id, Product.is_published)
    return db.session.scalar(offered.limit(1)) is not None or bool(shows_of(company.id))


def found_companies(query: str) -> sa.Select[Any]:
    """Companies with a public page that answer a query, best first."""
    public = sa.or_(
        offers(sa.true()),
        Company.id.in_(
            sa.select(Exhibitor.company_id)
            .join(Event, Event.id == Exhibitor.event_id)
            .where(Exhibitor.cancelled_at.is_(None), Event.state.in_(PUBLIC))
        ),
    )
    codes = concept_codes(query)
    means = offers(tagged(codes)) if codes else sa.false()
    rank = closeness(Company.search_text, query, (Company.name, Company.name_en))
    return (
        sa.select(Company)
        .where(public, has_words(Company.search_text, query))
        .order_by(sa.case((means, 0), else_=1), rank, Company.name, Company.id)
    )


@dataclass(frozen=True)
class Numbers:
    """What an event can say about its exhibitors."""

    exhibitors: int
    booths: int
    products: int
    starred: int


def numbers_of(event_id: int, starred: sa.ColumnElement[bool]) -> Numbers:
    """Exhibitors, booths given, products and those for which ``starred`` holds: one query."""
    showing = sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)
    )
    products = sa.select(sa.func.count(Product.id)).where(
        Product.company_id.in_(showing), Product.is_published
    )
    given = sa.select(sa.func.count(Allotment.id)).where(Allotment.event_id == event_id)
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).select_from(showing.subquery()).scalar_subquery(),
            given.scalar_subquery(),
            products.scalar_subquery(),
            products.where(starred).scalar_subquery(),
        )
    ).one()
    return Numbers(*(int(number) for number in row))


def showing_at(event_id: int) -> sa.ColumnElement[bool]:
    """Companies that show at an event."""
    return Company.id.in_(
        sa.select(Exhibitor.company_id).where(
            Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)
        )
    )
