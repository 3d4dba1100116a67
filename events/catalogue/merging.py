"""What happens to products when two entries of one firm become one, or a firm is renamed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from accounts.companies import merging
from accounts.companies.merging import MergeLog
from accounts.companies.models import Company
from accounts.companies.services import after_renaming
from core.db import db
from core.text import fold
from events.catalogue.models import Product
from events.catalogue.services import search_text


def refresh_products(company: Company, *, at: datetime) -> None:
    """Products are found under the name and place of their company as they are now."""
    theirs = sa.select(Product).where(Product.company_id == company.id)
    for product in db.session.scalars(theirs.options(selectinload(Product.tags))).unique():
        found_by = search_text(product, company)
        if found_by != product.search_text:
            product.search_text, product.updated_at = found_by, at


def hide_twins(kept: Company, gone: Company, log: MergeLog) -> None:
    """A product that both show under one name stays twice, but is shown once: the kept one's."""
    shown = sa.select(Product).where(Product.company_id == kept.id, Product.is_published)
    names = {name for product in db.session.scalars(shown) for name in _names(product)}
    coming = sa.select(Product).where(Product.company_id == gone.id).order_by(Product.id)
    for product in db.session.scalars(coming).all():
        if product.is_published and names & _names(product):
            log.change(product, is_published=False)
        product.updated_at = log.at


def _names(product: Product) -> set[str]:
    return {fold(name) for name in (product.name_vi, product.name_en) if name}


after_renaming.append(refresh_products)
merging.folding.append(hide_twins)
merging.after_merge.append(refresh_products)
