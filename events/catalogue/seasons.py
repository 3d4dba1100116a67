"""What is in season when: months of harvest or supply, by kind of product."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from core.db import db
from events.catalogue.facts import months_of
from events.catalogue.models import Product, ProductTag, Tag

ALL_YEAR = 0


@dataclass
class KindInSeason:
    """A kind of product with how many products there are in each month."""

    tag: Tag
    products: int = 0
    bits: int = 0
    all_year: bool = True  # none of them names its months

    def add(self, months: int) -> None:
        """One more product with its months."""
        self.products += 1
        if months != ALL_YEAR:
            self.bits |= months
            self.all_year = False

    def is_in(self, month: int) -> bool:
        """Whether there is something of it in a month; what names no months is there all year."""
        return self.all_year or month in months_of(self.bits)


def calendar(condition: Any = None, *, month: int = 0) -> list[tuple[Tag, list[KindInSeason]]]:
    """Kinds of published products by sector, in the order of the taxonomy.

    ``condition`` narrows the companies; with ``month`` only what is in season then. Two queries.
    """
    rows = (
        sa.select(Tag, Product.harvest_months)
        .join(ProductTag, ProductTag.tag_id == Tag.id)
        .join(Product, Product.id == ProductTag.product_id)
        .join(Company, Company.id == Product.company_id)
        .where(Product.is_published)
        .order_by(Tag.sort_order, Tag.code)
    )
    if condition is not None:
        rows = rows.where(condition)
    kinds: dict[int, KindInSeason] = {}
    for tag, months in db.session.execute(rows):
        kinds.setdefault(tag.id, KindInSeason(tag)).add(months)
    roots = {
        tag.code: tag for tag in db.session.scalars(sa.select(Tag).where(Tag.parent_id.is_(None)))
    }
    sectors: dict[str, list[KindInSeason]] = {}
    for kind in kinds.values():
        if not month or kind.is_in(month):
            sectors.setdefault(kind.tag.code.partition(".")[0], []).append(kind)
    return [(roots[code], rows) for code, rows in sectors.items() if code in roots]
