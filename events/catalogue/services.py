"""What is done to the catalogue: the taxonomy is loaded, products come, change and go."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.provinces import names_of
from core.activity import record
from core.db import db
from core.text import clean, fold
from events.catalogue import ocop as ocop_rules
from events.catalogue import tags
from events.catalogue.errors import NameMissing
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts, month_bits
from events.catalogue.models import Certificate, OcopRecord, Product, Tag

TAXONOMY = Path(__file__).resolve().parents[2] / "data" / "product_taxonomy.csv"


def load_taxonomy(path: Path = TAXONOMY) -> int:
    """Bring the tags up to the taxonomy file; safe to repeat. Returns how many there are.

    Tags that left the file stay, for products may carry them.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {tag.code: tag for tag in db.session.scalars(sa.select(Tag))}
    for row in rows:
        tag = known.setdefault(row["code"], Tag(code=row["code"]))
        _fill_tag(tag, row)
        db.session.add(tag)
    db.session.flush()
    for row in rows:
        parent = known.get(row["parent"])
        known[row["code"]].parent_id = parent.id if parent else None
    db.session.flush()
    tags.forget()
    return len(rows)


def _fill_tag(tag: Tag, row: dict[str, str]) -> None:
    for name in ("name_vi", "name_en", "name_zh", "name_lo", "synonyms_vi", "synonyms_en"):
        setattr(tag, name, clean(row[name]))
    tag.keywords, tag.hs_code = clean(row["keywords"]), row["hs_code"][:12]
    tag.is_leaf = row["is_leaf"] == "yes"
    tag.ocop_group = int(row["ocop_group"]) if row["ocop_group"] else None
    tag.sort_order = int(row["sort_order"])


def search_text(product: Product, company: Company) -> str:
    """Everything under which a product may be looked for, folded."""
    by_code = {one.code: one for one in tags.entries()}
    called: dict[str, None] = {}
    for tag in product.tags:
        parts = tag.code.split(".")
        for end in range(len(parts), 0, -1):
            one = by_code.get(".".join(parts[:end]))
            called |= dict.fromkeys(one.names + one.synonyms if one else ())
    own = (product.name_vi, product.name_en, product.description_vi, product.description_en)
    place = (company.name, company.name_en, company.old_district, names_of(company.province_key))
    return fold(" ".join((*own, *called, *place)))


def _fill(product: Product, facts: ProductFacts, company: Company, *, at: datetime) -> None:
    if not facts.name_vi and not facts.name_en:
        raise NameMissing
    for name in ("name_vi", "name_en", "description_vi", "description_en", "price_note"):
        setattr(product, name, getattr(facts, name))
    product.capacity_per_month = facts.capacity_per_month
    product.capacity_unit = facts.capacity_unit
    product.harvest_months = month_bits(facts.harvest_months)
    wanted = sa.select(Tag).where(Tag.code.in_(facts.tag_codes)).order_by(Tag.sort_order)
    product.tags = list(db.session.scalars(wanted))
    _fill_ocop(product, facts.ocop)
    _fill_certificates(product, facts.certificates, company)
    product.search_text = search_text(product, company)
    product.updated_at = at


def _fill_ocop(product: Product, facts: OcopFacts | None) -> None:
    if facts is None:
        product.ocop = None
        return
    row = product.ocop or OcopRecord()
    stated = (facts.stars, facts.status, facts.decision_no, facts.decided_on)
    if stated != (row.stars, row.status, row.decision_no, row.decided_on):
        row.verified_at = None  # what was verified was something else
    row.stars, row.status, row.decision_no, row.decided_on = stated
    row.granted_by = facts.granted_by
    row.expires_on = ocop_rules.expiry(facts.decided_on) if facts.decided_on else None
    product.ocop = row


def _fill_certificates(
    product: Product, stated: Iterable[CertificateFacts], company: Company
) -> None:
    kept = {(row.kind, row.number): row for row in product.certificates}
    rows: list[Certificate] = []
    for facts in stated:
        row = kept.pop((facts.kind, facts.number), None)
        row = row or Certificate(company_id=company.id, kind=facts.kind, number=facts.number)
        row.title, row.expires_on = facts.title, facts.expires_on
        rows.append(row)
    product.certificates = rows


def create_product(company: Company, facts: ProductFacts, *, actor: Any, at: datetime) -> Product:
    """Add a product to a company's catalogue, published. Flushed, not committed.

    Raises
    ------
    NameMissing
    """
    product = Product(company_id=company.id, created_at=at, is_demo=company.is_demo)
    db.session.add(product)
    with db.session.no_autoflush:
        _fill(product, facts, company, at=at)
    record("product:created", product, actor=actor, at=at)
    return product


def change_product(product: Product, facts: ProductFacts, *, actor: Any, at: datetime) -> None:
    """Say all about a product anew. Flushed, not committed.

    Raises
    ------
    NameMissing
    """
    _fill(product, facts, product.company, at=at)
    record("product:changed", product, actor=actor, at=at)


def set_photo(product: Product, key: str | None, *, actor: Any, at: datetime) -> str | None:
    """Give a product a stored photo or none; returns the key of the one it had."""
    before, product.photo_key = product.photo_key, key
    product.updated_at = at
    record("product:photo", product, actor=actor, at=at)
    return before


def publish_product(product: Product, *, actor: Any, at: datetime) -> None:
    """Show a product to everybody."""
    product.is_published, product.updated_at = True, at
    record("product:published", product, actor=actor, at=at)


def unpublish_product(product: Product, *, actor: Any, at: datetime) -> None:
    """Hide a product from everybody but its company."""
    product.is_published, product.updated_at = False, at
    record("product:unpublished", product, actor=actor, at=at)


def delete_product(product: Product, *, actor: Any, at: datetime) -> str | None:
    """Remove a product with its records for ever; returns the key of its photo."""
    record("product:deleted", product, actor=actor, at=at)
    key = product.photo_key
    db.session.delete(product)
    db.session.flush()
    return key


def verify_ocop(product: Product, *, actor: Any, at: datetime) -> None:
    """Note that the organiser has seen the decision on paper."""
    if product.ocop is None:
        return
    product.ocop.verified_at = at
    record("product:ocop_verified", product, actor=actor, at=at)
