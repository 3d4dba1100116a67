"""Who is in a white book, and what is printed of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company
from accounts.companies.provinces import current_province
from accounts.companies.tax import public_tax_code
from accounts.companies.words import LEGAL_FORMS
from core.db import db
from core.text import fold
from events.catalogue.certificates import kind_names
from events.catalogue.models import Certificate, OcopRecord, OcopStatus, Product
from events.catalogue.ocop import Standing, standing
from events.catalogue.queries import tagged, with_details, within_province
from events.catalogue.sectors import BY_KEY, SECTORS, Sector, sector_of
from reports.whitebook.models import Listing, WhiteBook

AT_ONCE = 40


@dataclass(frozen=True)
class PrintedProduct:
    """A product in a white book."""

    name_vi: str
    name_en: str
    stars: int
    standing: Standing | None


@dataclass(frozen=True)
class Entry:
    """A company in a white book; only what it agreed to and what is public anyway."""

    company_id: int
    name: str
    name_en: str
    legal_form: str  # marked, not translated
    province_vi: str
    province_en: str
    address: str
    tax_code: str
    website: str
    about_vi: str
    about_en: str
    sector: Sector | None
    products: tuple[PrintedProduct, ...]
    certificates: tuple[tuple[str, str], ...]
    contact_name: str
    contact_phone: str
    contact_email: str


def live_listing(company_id: int) -> Listing | None:
    """What a company agrees to now."""
    live = sa.select(Listing).where(
        Listing.company_id == company_id, Listing.withdrawn_at.is_(None)
    )
    return db.session.scalar(live)


def listed_ids(book: WhiteBook) -> list[int]:
    """Companies that agreed, show a product and pass the book's filters."""
    wanted: sa.ColumnElement[bool] = sa.and_(Product.is_published)
    if book.sector in BY_KEY:
        wanted = sa.and_(wanted, tagged(BY_KEY[book.sector].roots))
    if book.tag_code:
        wanted = sa.and_(wanted, tagged([book.tag_code]))
    ids = (
        sa.select(Company.id)
        .join(Listing, Listing.company_id == Company.id)
        .where(
            Listing.withdrawn_at.is_(None),
            Company.merged_into_id.is_(None),
            Company.id.in_(sa.select(Product.company_id).where(wanted)),
        )
        .order_by(Company.id)
    )
    if book.province_key:
        ids = ids.where(within_province(book.province_key))
    return list(db.session.scalars(ids))


def entries_of(ids: Sequence[int], day: date) -> Iterator[list[Entry]]:
    """The companies in batches; each batch asks the same few questions."""
    for start in range(0, len(ids), AT_ONCE):
        yield _batch(ids[start : start + AT_ONCE], day)


def _batch(ids: Sequence[int], day: date) -> list[Entry]:
    rows = db.session.scalars(
        sa.select(Listing)
        .where(Listing.company_id.in_(ids), Listing.withdrawn_at.is_(None))
        .options(joinedload(Listing.company))
    ).all()
    shown = sa.select(Product).where(Product.company_id.in_(ids), Product.is_published)
    products: dict[int, list[Product]] = {}
    for product in db.session.scalars(with_details(shown.order_by(Product.id))).unique():
        products.setdefault(product.company_id, []).append(product)
    valid = sa.select(Certificate).where(
        Certificate.company_id.in_(ids),
        sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
    )
    certificates: dict[int, dict[tuple[str, str], None]] = {}
    for row in db.session.scalars(valid.order_by(Certificate.id)):
        name = (row.title, row.title) if row.kind == "other" and row.title else kind_names(row.kind)
        certificates.setdefault(row.company_id, {})[name] = None
    return [
        _entry(
            row,
            products.get(row.company_id, []),
            tuple(certificates.get(row.company_id, ())),
            day,
        )
        for row in rows
    ]


def _entry(
    listing: Listing,
    products: list[Product],
    certificates: tuple[tuple[str, str], ...],
    day: date,
) -> Entry:
    company = listing.company
    place = current_province(company.province_key)
    codes = [tag.code for product in products for tag in product.tags]
    return Entry(
        company.id,
        company.name,
        company.name_en,
        LEGAL_FORMS[company.legal_form],
        place.name_vi if place else "",
        place.name_en if place else "",
        ", ".join(filter(None, (company.address, company.old_district))),
        public_tax_code(company.tax_code),
        company.website,
        company.description_vi,
        company.description_en,
        sector_of(codes[0]) if codes else None,
        tuple(_product(product, day) for product in products),
        certificates,
        listing.contact_name,
        listing.contact_phone,
        listing.contact_email,
    )


def _product(product: Product, day: date) -> PrintedProduct:
    record: OcopRecord | None = product.ocop
    worth = standing(record, day) if record else None
    if record is None or worth in {Standing.EXPIRED, Standing.REFUSED}:
        return PrintedProduct(product.name_vi, product.name_en, 0, None)
    stars = min(record.stars, 4) if record.status is OcopStatus.POTENTIAL_5 else record.stars
    return PrintedProduct(product.name_vi, product.name_en, stars, worth)


def by_sector(entries: Sequence[Entry]) -> list[tuple[Sector | None, list[Entry]]]:
    """The chapters of a book: sectors in their order, companies by province and name."""
    in_order = sorted(entries, key=lambda one: (fold(one.province_vi), fold(one.name)))
    chapters = [
        (sector, [one for one in in_order if one.sector is sector]) for sector in (*SECTORS, None)
    ]
    return [(sector, rows) for sector, rows in chapters if rows]


def books(*, published: bool = False) -> list[WhiteBook]:
    """White books, the newest first."""
    found = sa.select(WhiteBook).options(joinedload(WhiteBook.job))
    if published:
        found = found.where(WhiteBook.is_published, WhiteBook.file_key.is_not(None))
    return list(db.session.scalars(found.order_by(WhiteBook.id.desc()).limit(50)))


def agreed() -> int:
    """How many companies agreed to be printed."""
    live = sa.select(sa.func.count(Listing.id)).where(Listing.withdrawn_at.is_(None))
    return db.session.scalar(live) or 0


def books_with(company_id: int) -> list[WhiteBook]:
    """Books with files in which a company is printed."""
    made: Any = sa.select(WhiteBook).where(WhiteBook.file_key.is_not(None))
    return [book for book in db.session.scalars(made) if company_id in book.company_ids]
