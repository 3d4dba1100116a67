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
from events.catalogue.models import Certificate, OcopRecord, OcopStatus, Product, ProductTag, Tag
from events.catalogue.tags import entries, followed, named


def tags_by_code(codes: Iterable[str]) -> list[Tag]:
    """The tags with these codes, in the order of the taxonomy; unknown codes are left out."""
    wanted = sa.select(Tag).where(Tag.code.in_(followed(codes))).order_by(Tag.sort_order, Tag.id)
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
        stars >= least,
        OcopRecord.refused_at.is_(None),
        sa.or_(OcopRecord.expires_on.is_(None), OcopRecord.expires_on >= day),
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


def tags_below(code: str) -> list[Tag]:
    """All kinds below one, in the order of the taxonomy."""
    below = sa.select(Tag).where(Tag.code.startswith(f"{code}."))
    return list(db.session.scalars(below.order_by(Tag.sort_order, Tag.code)))


def carried(tags: Collection[Tag]) -> dict[int, int]:
    """How many products carry each of these tags, or one below it: one question for all."""
    rows = db.session.execute(
        sa.select(Tag.code, ProductTag.product_id).join(ProductTag, ProductTag.tag_id == Tag.id)
    )
    products: dict[str, set[int]] = {}
    for code, product_id in rows:
        parts = code.split(".")
        for end in range(1, len(parts) + 1):
            products.setdefault(".".join(parts[:end]), set()).add(product_id)
    return {tag.id: len(products.get(tag.code, ())) for tag in tags}


def certificates_of(company_id: int) -> list[Certificate]:
    """A company's certificates, those that end first at the top, undated ones last."""
    theirs = sa.select(Certificate).where(Certificate.company_id == company_id)
    undated = Certificate.expires_on.is_(None)
    theirs = theirs.order_by(undated, Certificate.expires_on, Certificate.id)
    return list(db.session.scalars(theirs.options(joinedload(Certificate.product))))


def open_claims() -> sa.Select[tuple[Product]]:
    """Products with an OCOP claim that nobody has answered; those with a scan first."""
    return (
        sa.select(Product)
        .join(OcopRecord)
        .where(OcopRecord.verified_at.is_(None), OcopRecord.refused_at.is_(None))
        .order_by(OcopRecord.evidence_key.is_(None), Product.id)
        .options(joinedload(Product.company), joinedload(Product.ocop))
    )


def owner_of_paper(key: str) -> int | None:
    """The company whose scan this is."""
    certificate = sa.select(Certificate.company_id).where(Certificate.file_key == key)
    decision = sa.select(Product.company_id).join(OcopRecord).where(OcopRecord.evidence_key == key)
    return db.session.scalar(certificate) or db.session.scalar(decision)
