"""Who may do what to products."""

from typing import Any

from accounts.companies.models import Company
from accounts.companies.rules import acts_for
from events.catalogue.models import Product


def can_edit_product(actor: Any, product: Product) -> bool:
    """The company's own people, and the platform's admin."""
    return actor.is_authenticated and (actor.is_admin or acts_for(actor, product.company))


def can_see_product(actor: Any, product: Product) -> bool:
    """Everybody sees what is published; its company sees the rest."""
    return product.is_published or can_edit_product(actor, product)


def can_edit_products_of(actor: Any, company: Company) -> bool:
    """The company's own people, and the platform's admin."""
    return actor.is_authenticated and (actor.is_admin or acts_for(actor, company))
