"""What pages ask about buyers and needs."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from accounts.companies.queries import company_ids_of
from core.db import db
from core.text import fold
from events.catalogue.models import Tag
from events.catalogue.tags import followed
from events.programme.models import Event
from matchmaking.needs.models import GONE, Buyer, BuyerState, Need, NeedTag


def buyers_of(actor: Any, event: Event) -> list[Buyer]:
    """The buyers of an event that a person speaks for, also those not answered yet."""
    if not actor.is_authenticated:
        return []
    mine = (
        sa.select(Buyer)
        .where(Buyer.event_id == event.id, Buyer.company_id.in_(company_ids_of(actor)))
        .options(joinedload(Buyer.company))
        .order_by(Buyer.id)
    )
    return list(db.session.scalars(mine))


def active_buyers_of(actor: Any, event: Event) -> list[Buyer]:
    """Those of them that were neither declined nor withdrawn."""
    return [buyer for buyer in buyers_of(actor, event) if buyer.state not in GONE]


def buyers_at(event: Event, *, state: BuyerState | None = None, search: str = "") -> sa.Select[Any]:
    """All buyers of an event with their companies, those who wait for an answer first."""
    waiting = sa.case((Buyer.state == BuyerState.APPLIED, 0), else_=1)
    found = (
        sa.select(Buyer)
        .join(Company)
        .where(Buyer.event_id == event.id)
        .options(joinedload(Buyer.company), selectinload(Buyer.needs))
        .order_by(waiting, Company.name, Buyer.id)
    )
    if state is not None:
        found = found.where(Buyer.state == state)
    if search:
        found = found.where(Company.search_text.contains(fold(search), autoescape=True))
    return found


def buyer_counts(event_id: int) -> dict[BuyerState, int]:
    """How many buyers of an event stand where."""
    counts = (
        sa.select(Buyer.state, sa.func.count())
        .where(Buyer.event_id == event_id)
        .group_by(Buyer.state)
    )
    found = dict(db.session.execute(counts).tuples().all())
    return {state: found.get(state, 0) for state in BuyerState}


def companies_to_invite(event: Event, search: str, *, limit: int = 20) -> list[Company]:
    """Companies with these words that are not on the event's list of buyers yet."""
    words = fold(search)
    if not words:
        return []
    there = sa.select(Buyer.company_id).where(Buyer.event_id == event.id)
    found = (
        sa.select(Company)
        .where(
            Company.id.not_in(there),
            *(Company.search_text.contains(word, autoescape=True) for word in words.split()),
        )
        .order_by(Company.name)
        .limit(limit)
    )
    return list(db.session.scalars(found))


def needs_of(buyer_ids: Collection[int]) -> list[Need]:
    """The needs of these buyers with their tags, open ones first."""
    theirs = (
        sa.select(Need)
        .where(Need.buyer_id.in_(buyer_ids))
        .options(selectinload(Need.tags), joinedload(Need.buyer).joinedload(Buyer.company))
        .order_by(Need.is_open.desc(), Need.id)
    )
    return list(db.session.scalars(theirs))


def open_needs_at(event_id: int) -> list[Need]:
    """The open needs of an event's approved buyers: what exhibitors may see."""
    found = (
        sa.select(Need)
        .join(Buyer, Buyer.id == Need.buyer_id)
        .where(
            Need.event_id == event_id,
            Need.is_open.is_(True),
            Buyer.state == BuyerState.APPROVED,
        )
        .options(selectinload(Need.tags), joinedload(Need.buyer).joinedload(Buyer.company))
        .order_by(Need.id)
    )
    return list(db.session.scalars(found))


def need_at(event: Event, need_id: int) -> Need | None:
    """A need of this event, with its tags, or nothing."""
    found = (
        sa.select(Need)
        .where(Need.id == need_id, Need.event_id == event.id)
        .options(selectinload(Need.tags), joinedload(Need.buyer).joinedload(Buyer.company))
    )
    return db.session.scalar(found)


def tags_by_code(codes: Collection[str]) -> list[Tag]:
    """The tags of these codes; unknown codes are left out."""
    return list(db.session.scalars(sa.select(Tag).where(Tag.code.in_(followed(codes)))))


def needs_version(event_id: int) -> tuple[Any, ...]:
    """Changes whenever a need or a buyer of the event does; for caches."""
    newest = sa.select(
        sa.func.count(Need.id), sa.func.max(Need.updated_at), sa.func.max(Need.id)
    ).where(Need.event_id == event_id)
    tags = (
        sa.select(sa.func.count())
        .select_from(NeedTag)
        .join(Need)
        .where(Need.event_id == event_id)
        .scalar_subquery()
    )
    return tuple(db.session.execute(newest.add_columns(tags)).one())
