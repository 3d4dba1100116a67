"""What pages ask about tags and products."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.companies.models import Company
from accounts.companies.provinces import keys_within
from core.db import db
from core.search import closeness, has_words
from events.catalogue.models import OcopRecord, OcopStatus, Product, ProductTag, Tag
from events.catalogue.tags import entries, named


def tags_by_code(codes: Iterable[str]) -> list[Tag]:
    """The tags with these codes, in the order of the taxonomy; unknown codes are left out."""
    wanted = sa.select(Tag).where(Tag.code.in_(set(codes))).order_by(Tag.sort_order, Tag.id)
    return list(db.session.scalars(wanted))


def root_tags() -> list[Tag]:
    """The top of the taxonomy."""
    roots = sa.select(Tag).where(Tag.parent_id.is_(None)).order_by(Tag.sort_order, Tag.id)
    return list(db.session.scalars(roots))


def with_details(query: sa.Select[Any]) -> sa.Select[Any]:
    """Load what a product card shows, whatever the number of products."""
    return query.options(
        joinedload(Product.company),
        joinedload(Product.ocop),
        selectinload(Product.tags),
        selectinload(Product.certificates),
    )


def products_of(company_id: int, *, drafts: bool = False) -> list[Product]:
    """A company's products, published ones only unless ``drafts``."""
    theirs = sa.select(Product).where(Product.company_id == company_id)
    if not drafts:
        theirs = theirs.where(Product.is_published)
    return list(db.session.scalars(with_details(theirs.order_by(Product.id))).unique())


def tagged(codes: Collection[str]) -> sa.ColumnElement[bool]:
    """Products that carry one of these tags or a tag below them."""
    below = [sa.or_(Tag.code == code, Tag.code.startswith(f"{code}.")) for code in codes]
    carriers = sa.select(ProductTag.product_id).join(Tag).where(sa.or_(sa.false(), *below))
    return Product.id.in_(carriers)


def concept_codes(query: str) -> list[str]:
    """Codes of the tags called just so: "trà" means tea, whatever else has the word in it."""
    return [one.code for one in named(entries(), query)]


def with_stars(least: int, day: date) -> sa.ColumnElement[bool]:
    """Products with at least so many OCOP stars, not expired on ``day``."""
    stars = sa.case(
        (
            sa.and_(OcopRecord.status == OcopStatus.POTENTIAL_5, OcopRecord.stars > 4),  # noqa: PLR2004 -- potential five counts as four
            4,
        ),
        else_=OcopRecord.stars,
    )
    recognised = sa.select(OcopRecord.product_id).where(
        stars >= least, sa.or_(OcopRecord.expires_on.is_(None), OcopRecord.expires_on >= day)
    )
    return Product.id.in_(recognised)


def within_province(key: str) -> sa.ColumnElement[bool]:
    """Companies in a province of today, the former provinces in it included."""
    return Company.province_key.in_(keys_within(key))


def found_products(query: str) -> sa.Select[tuple[Product]]:
    """Published products that answer a query, best first; all of them for an empty query."""
    hits = sa.select(Product).join(Company).where(Product.is_published)
    if not query:
        return hits.order_by(Product.updated_at.desc(), Product.id)
    codes = concept_codes(query)
    means = tagged(codes) if codes else sa.false()
    rank = closeness(Product.search_text, query, (Product.name_vi, Product.name_en))
    return hits.where(sa.or_(has_words(Product.search_text, query), means)).order_by(
        sa.case((means, 0), else_=1), rank, Product.id
    )
