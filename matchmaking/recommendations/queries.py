"""What the suggestions are made from, and what a page tells about each."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company, Member
from core.db import db
from events.catalogue.models import Certificate, OcopRecord, Product, ProductTag
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Claim, Event, EventState, HolderKind, Slot
from matchmaking.needs.models import GONE, Buyer, Dismissal, Side


def exhibitors_of(actor: Any, event: Event) -> list[Exhibitor]:
    """The exhibitors of an event that a person speaks for."""
    if not actor.is_authenticated:
        return []
    mine = (
        sa.select(Exhibitor)
        .join(Member, Member.company_id == Exhibitor.company_id)
        .where(
            Exhibitor.event_id == event.id,
            Exhibitor.cancelled_at.is_(None),
            Member.user_id == actor.id,
        )
        .options(joinedload(Exhibitor.company))
        .order_by(Exhibitor.id)
    )
    return list(db.session.scalars(mine))


def exhibitor_companies(event_id: int) -> sa.Select[tuple[int]]:
    """The ids of the companies that show at an event, as a subquery."""
    return sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)
    )


def products_at(event_id: int) -> list[Product]:
    """The published products of an event's exhibitors, with all that speaks for them."""
    shown = (
        sa.select(Product)
        .where(Product.company_id.in_(exhibitor_companies(event_id)), Product.is_published)
        .options(joinedload(Product.company), joinedload(Product.ocop), selectinload(Product.tags))
        .order_by(Product.id)
    )
    return list(db.session.scalars(shown).unique())


def certificates_at(event_id: int) -> dict[tuple[int, int | None], list[Certificate]]:
    """The certificates of an event's exhibitors by company and product (None: all of it)."""
    held = sa.select(Certificate).where(Certificate.company_id.in_(exhibitor_companies(event_id)))
    found: dict[tuple[int, int | None], list[Certificate]] = defaultdict(list)
    for row in db.session.scalars(held):
        found[row.company_id, row.product_id].append(row)
    return found


def version_of(event_id: int) -> tuple[Any, ...]:
    """Changes whenever an exhibitor, product or certificate of the event does; one cheap query."""
    companies = exhibitor_companies(event_id)
    theirs = sa.select(Product.id).where(Product.company_id.in_(companies))
    f = sa.func

    of_products = [
        sa.select(column).where(Product.company_id.in_(companies)).scalar_subquery()
        for column in (f.count(Product.id), f.max(Product.updated_at), f.max(Product.id))
    ]
    of_certificates = [
        sa.select(column).where(Certificate.company_id.in_(companies)).scalar_subquery()
        for column in (f.count(), f.max(Certificate.id), f.max(Certificate.expires_on))
    ]
    of_ocop = [
        sa.select(column).where(OcopRecord.product_id.in_(theirs)).scalar_subquery()
        for column in (f.count(), f.sum(OcopRecord.stars), f.max(OcopRecord.expires_on))
    ]
    tags = sa.select(f.count()).where(ProductTag.product_id.in_(theirs)).scalar_subquery()
    exhibitors = [
        sa.select(column)
        .where(Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None))
        .scalar_subquery()
        for column in (f.count(), f.max(Exhibitor.id), f.sum(Exhibitor.company_id))
    ]
    return tuple(
        db.session.execute(
            sa.select(*of_products, *of_certificates, *of_ocop, tags, *exhibitors)
        ).one()
    )


def exhibitors_by_company(event_id: int, company_ids: Collection[int]) -> dict[int, Exhibitor]:
    """The exhibitors of these companies with booths, by company."""
    found = (
        sa.select(Exhibitor)
        .where(
            Exhibitor.event_id == event_id,
            Exhibitor.cancelled_at.is_(None),
            Exhibitor.company_id.in_(company_ids),
        )
        .options(
            joinedload(Exhibitor.company),
            selectinload(Exhibitor.allotments).joinedload(Allotment.booth),
        )
    )
    return {row.company_id: row for row in db.session.scalars(found)}


def products_by_id(product_ids: Collection[int]) -> dict[int, Product]:
    """These products with tags and OCOP."""
    found = (
        sa.select(Product)
        .where(Product.id.in_(product_ids))
        .options(joinedload(Product.ocop), selectinload(Product.tags))
    )
    return {row.id: row for row in db.session.scalars(found).unique()}


def dismissed(
    event_id: int,
    side: Side,
    *,
    buyer_ids: Collection[int] = (),
    exhibitor_ids: Collection[int] = (),
) -> list[Dismissal]:
    """What these buyers, or these exhibitors, do not want to see again; the newest first."""
    mine = Dismissal.buyer_id.in_(buyer_ids)
    if side is Side.EXHIBITOR:
        mine = Dismissal.exhibitor_id.in_(exhibitor_ids)
    found = (
        sa.select(Dismissal)
        .where(Dismissal.event_id == event_id, Dismissal.side == side, mine)
        .order_by(Dismissal.dismissed_at.desc(), Dismissal.id.desc())
    )
    return list(db.session.scalars(found))


def company_names(company_ids: Collection[int]) -> dict[int, str]:
    """Names of companies by id."""
    found = sa.select(Company.id, Company.name).where(Company.id.in_(company_ids))
    return dict(db.session.execute(found).tuples().all())


def free_shared_slots(
    event_id: int, company_id: int, others: Collection[int], *, at: datetime
) -> dict[int, int] | None:
    """How many slots to come are free for this company and each of the others.

    None when the event has no slots: then nothing can be said.
    """
    to_come = set(
        db.session.scalars(sa.select(Slot.id).where(Slot.event_id == event_id, Slot.starts_at > at))
    )
    if not to_come:
        return None
    claims = sa.select(Claim.holder_id, Claim.slot_id).where(
        Claim.event_id == event_id,
        Claim.holder_kind == HolderKind.COMPANY,
        Claim.holder_id.in_({company_id, *others}),
    )
    busy: dict[int, set[int]] = defaultdict(set)
    for holder_id, slot_id in db.session.execute(claims):
        busy[holder_id].add(slot_id)
    mine = to_come - busy[company_id]
    return {other: len(mine - busy[other]) for other in others}


def exhibitors_by_id(exhibitor_ids: Collection[int]) -> dict[int, Exhibitor]:
    """Exhibitors by id."""
    found = sa.select(Exhibitor).where(Exhibitor.id.in_(exhibitor_ids))
    return {row.id: row for row in db.session.scalars(found)}


def next_event_of(actor: Any, *, at: datetime) -> Event | None:
    """The event at which a person buys or shows that ends next, else the last one that ended."""
    companies = sa.select(Member.company_id).where(Member.user_id == actor.id)
    takes_part = sa.or_(
        Event.id.in_(
            sa.select(Buyer.event_id).where(
                Buyer.company_id.in_(companies), Buyer.state.not_in(GONE)
            )
        ),
        Event.id.in_(
            sa.select(Exhibitor.event_id).where(
                Exhibitor.company_id.in_(companies), Exhibitor.cancelled_at.is_(None)
            )
        ),
    )
    is_over = sa.case((Event.ends_at > at, 0), else_=1)
    to_come = sa.case((Event.ends_at > at, Event.starts_at))
    seen = Event.state != EventState.DRAFT
    found = (
        sa.select(Event)
        .where(takes_part, seen)
        .order_by(is_over, to_come, Event.ends_at.desc())
        .limit(1)
    )
    return db.session.scalar(found)
