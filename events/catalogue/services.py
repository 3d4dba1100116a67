"""What is done to products and their papers: they come, change and go. Flushes only."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.provinces import names_of
from accounts.companies.queries import people_of
from core import outbox
from core.activity import record
from core.db import db, lock
from core.text import fold
from events.catalogue import ocop as ocop_rules
from events.catalogue import tags
from events.catalogue.errors import ClaimAnswered, NameMissing, NoOcopClaim
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts, month_bits
from events.catalogue.models import Certificate, OcopRecord, Product, Tag


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
    names = ("stars", "status", "decision_no", "decided_on", "granted_level")
    if any(getattr(row, name) != getattr(facts, name) for name in names):
        forget_answer(row)  # what was looked at was something else
    for name in names:
        setattr(row, name, getattr(facts, name))
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


def publish_product(product: Product, *, actor: Any, at: datetime) -> None:
    """Show a product to everybody."""
    product.is_published, product.updated_at = True, at
    record("product:published", product, actor=actor, at=at)


def unpublish_product(product: Product, *, actor: Any, at: datetime) -> None:
    """Hide a product from everybody but its company."""
    product.is_published, product.updated_at = False, at
    record("product:unpublished", product, actor=actor, at=at)


def delete_product(product: Product, *, actor: Any, at: datetime) -> list[str]:
    """Remove a product with its records for ever; returns the keys of its photos."""
    record("product:deleted", product, actor=actor, at=at)
    keys = [photo.key for photo in product.photos]
    db.session.delete(product)
    db.session.flush()
    return keys


def forget_answer(row: OcopRecord) -> None:
    """A claim is to be looked at anew."""
    row.verified_at = row.verified_by_id = row.refused_at = None
    row.answer = ""


def verify_ocop(product: Product, *, actor: Any, at: datetime) -> None:
    """Note that staff have seen the decision on paper.

    Raises
    ------
    NoOcopClaim, ClaimAnswered
    """
    row = _claim(product)
    row.verified_at, row.verified_by_id = at, getattr(actor, "id", None)
    row.refused_at, row.answer = None, ""
    product.updated_at = at
    record("product:ocop_verified", product, actor=actor, at=at)


def refuse_ocop(product: Product, reason: str, *, actor: Any, at: datetime) -> None:
    """Note that the claim could not be confirmed: its stars no longer count; the company reads why.

    Raises
    ------
    NoOcopClaim, ClaimAnswered
    """
    row = _claim(product)
    row.refused_at, row.answer, row.verified_by_id = at, reason, getattr(actor, "id", None)
    product.updated_at = at
    record("product:ocop_refused", product, actor=actor, at=at)
    for user in people_of(product.company_id):
        if user.email:
            outbox.put(
                user.email,
                "ocop_refused",
                language=user.language,
                at=at,
                product_vi=product.name_vi,
                product_en=product.name_en,
                company_id=product.company_id,
                reason=reason,
            )


def _claim(product: Product) -> OcopRecord:
    """The open claim of a product, held until the transaction ends."""
    if product.ocop is None:
        raise NoOcopClaim
    row = lock(product.ocop)
    if row.verified_at is not None or row.refused_at is not None:
        raise ClaimAnswered
    return row


def set_evidence(product: Product, key: str, *, actor: Any, at: datetime) -> str | None:
    """Keep a scan of the decision; a refused claim is looked at anew. Returns the old scan's key.

    Raises NoOcopClaim
    """
    if product.ocop is None:
        raise NoOcopClaim
    before, product.ocop.evidence_key = product.ocop.evidence_key, key
    if product.ocop.refused_at is not None:
        forget_answer(product.ocop)
    record("product:ocop_evidence", product, actor=actor, at=at)
    return before


def add_certificate(
    company: Company, facts: CertificateFacts, *, actor: Any, at: datetime, key: str | None = None
) -> Certificate:
    """A certificate of the whole company."""
    row = Certificate(
        company_id=company.id,
        kind=facts.kind,
        title=facts.title,
        number=facts.number,
        expires_on=facts.expires_on,
        file_key=key,
    )
    record("certificate:added", row, actor=actor, at=at)
    return row


def set_certificate_file(
    certificate: Certificate, key: str, *, actor: Any, at: datetime
) -> str | None:
    """Keep a scan of a certificate; returns the old scan's key."""
    before, certificate.file_key = certificate.file_key, key
    record("certificate:file", certificate, actor=actor, at=at)
    return before


def remove_certificate(certificate: Certificate, *, actor: Any, at: datetime) -> str | None:
    """Take a certificate away; returns its scan's key."""
    record("certificate:removed", certificate, actor=actor, at=at)
    key = certificate.file_key
    db.session.delete(certificate)
    db.session.flush()
    return key
