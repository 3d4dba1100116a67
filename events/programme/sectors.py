"""Sectors (the roots of the taxonomy) with the number of products in them."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.db import db
from events.catalogue.models import Product, ProductTag, Tag
from events.programme.models import Event


@dataclass(frozen=True)
class Sector:
    """A root of the taxonomy and how many published products it has."""

    code: str
    name_vi: str
    name_en: str
    products: int


CompaniesAt = Callable[[Event], sa.Select[tuple[int]]]
_providers: list[CompaniesAt] = []


def register_companies(provider: CompaniesAt) -> CompaniesAt:
    """Let the slice that knows who shows at an event give the ids of these companies."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def sectors_at(event: Event) -> list[Sector]:
    """What is shown at an event, the largest sector first; nothing when nobody knows."""
    if not _providers:
        return []
    return sectors_of(_providers[0](event))


def sectors_of(companies: sa.Select[tuple[int]] | None = None) -> list[Sector]:
    """The sectors of these companies' products (of all, by default), the largest first."""
    parent, grandparent = aliased(Tag), aliased(Tag)
    root_id = sa.func.coalesce(grandparent.id, parent.id, Tag.id)
    counted = (
        sa.select(root_id.label("root"), sa.func.count(sa.distinct(Product.id)).label("products"))
        .select_from(Product)
        .join(ProductTag, ProductTag.product_id == Product.id)
        .join(Tag, Tag.id == ProductTag.tag_id)
        .outerjoin(parent, parent.id == Tag.parent_id)
        .outerjoin(grandparent, grandparent.id == parent.parent_id)
        .where(Product.is_published)
        .group_by(root_id)
    )
    if companies is not None:
        counted = counted.where(Product.company_id.in_(companies))
    counts = counted.subquery()
    rows = db.session.execute(
        sa.select(Tag.code, Tag.name_vi, Tag.name_en, counts.c.products)
        .join(counts, counts.c.root == Tag.id)
        .order_by(counts.c.products.desc(), Tag.sort_order, Tag.id)
    )
    return [Sector(*row) for row in rows]
