"""What the suggestions are made from, and what a page tells about each."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.companies.models import Company
from accounts.companies.queries import company_ids_of
from core.db import db
from events.catalogue.models import Product
from events.exhibitors.models import Allotment, Exhibitor
from events.programme.models import Event, EventState
from matchmaking.needs.models import GONE, Buyer, BuyerState, Dismissal, Side
from matchmaking.recommendations.models import MarketStanding


def exhibitors_of(actor: Any, event: Event) -> list[Exhibitor]:
    """The exhibitors of an event that a person speaks for."""
    if not actor.is_authenticated:
        return []
    mine = (
        sa.select(Exhibitor)
        .where(
            Exhibitor.event_id == event.id,
            Exhibitor.cancelled_at.is_(None),
            Exhibitor.company_id.in_(company_ids_of(actor)),
        )
        .options(joinedload(Exhibitor.company))
        .order_by(Exhibitor.id)
    )
    return list(db.session.scalars(mine))


def exhibitor_companies(event_id: int | sa.BindParameter[Any]) -> sa.Select[tuple[int]]:
    """The ids of the companies that show at an event, as a subquery."""
    return sa.select(Exhibitor.company_id).where(
        Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)
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


def products_by_id(product_ids: Collection[int], *, tags: bool = False) -> dict[int, Product]:
    """These products with OCOP, and with their tags where they are asked for."""
    found = sa.select(Product).where(Product.id.in_(product_ids)).options(joinedload(Product.ocop))
    if tags:
        found = found.options(selectinload(Product.tags))
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


def exhibitors_by_id(exhibitor_ids: Collection[int]) -> dict[int, Exhibitor]:
    """Exhibitors by id."""
    found = sa.select(Exhibitor).where(Exhibitor.id.in_(exhibitor_ids))
    return {row.id: row for row in db.session.scalars(found)}


def next_event_of(actor: Any, *, at: datetime) -> Event | None:
    """The event at which a person buys or shows that ends next, else the last one that ended."""
    companies = company_ids_of(actor)
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


def exhibitors_at(event_id: int) -> list[Exhibitor]:
    """The exhibitors of an event by id."""
    found = sa.select(Exhibitor).where(
        Exhibitor.event_id == event_id, Exhibitor.cancelled_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Exhibitor.id)))


def dismissed_pairs(event_id: int, side: Side) -> dict[int, set[int]]:
    """The companies that each buyer does not see any more (or that do not want to see it)."""
    found = (
        sa.select(Dismissal.buyer_id, Exhibitor.company_id)
        .join(Exhibitor, Exhibitor.id == Dismissal.exhibitor_id)
        .where(Dismissal.event_id == event_id, Dismissal.side == side)
    )
    pairs: dict[int, set[int]] = defaultdict(set)
    for buyer_id, company_id in db.session.execute(found):
        pairs[buyer_id].add(company_id)
    return pairs


def prices_at(event_id: int) -> dict[int, float]:
    """What counts against companies that many buyers want, by company."""
    found = (
        sa.select(Exhibitor.company_id, MarketStanding.price)
        .join(Exhibitor, Exhibitor.id == MarketStanding.exhibitor_id)
        .where(MarketStanding.event_id == event_id, MarketStanding.price > 0)
    )
    return dict(db.session.execute(found).tuples().all())


def who_takes_part(event_id: int) -> tuple[Any, ...]:
    """Changes with the approved buyers and with what exhibitors say they seek."""
    buyers = sa.select(sa.func.count(), sa.func.sum(Buyer.id)).where(
        Buyer.event_id == event_id, Buyer.state == BuyerState.APPROVED
    )
    said = sa.func.length(Exhibitor.seeks_vi) + sa.func.length(Exhibitor.seeks_en)
    seeks = sa.select(sa.func.sum(said)).where(Exhibitor.event_id == event_id).scalar_subquery()
    return tuple(db.session.execute(buyers.add_columns(seeks)).one())


def standings_at(event: Event) -> sa.Select[Any]:
    """How often each exhibitor of an event is shown, the least often first."""
    return (
        sa.select(MarketStanding)
        .join(MarketStanding.exhibitor)
        .join(Exhibitor.company)
        .where(MarketStanding.event_id == event.id, Exhibitor.cancelled_at.is_(None))
        .options(
            contains_eager(MarketStanding.exhibitor).contains_eager(Exhibitor.company),
        )
        .order_by(MarketStanding.lists, Company.name, MarketStanding.exhibitor_id)
    )


def standing_counts(event_id: int) -> tuple[int, int]:
    """How many exhibitors stand in enough lists, and how many in fewer."""
    found = sa.select(MarketStanding.why_not.is_(None), sa.func.count()).join(
        Exhibitor, Exhibitor.id == MarketStanding.exhibitor_id
    )
    found = found.where(MarketStanding.event_id == event_id, Exhibitor.cancelled_at.is_(None))
    counts = {
        bool(enough): number
        for enough, number in db.session.execute(found.group_by(MarketStanding.why_not.is_(None)))
    }
    return counts.get(True, 0), counts.get(False, 0)
