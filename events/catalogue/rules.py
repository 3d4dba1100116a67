"""Who may do what to products."""

from typing import Any

from accounts.companies.models import Company
from accounts.companies.queries import role_in
from accounts.companies.rules import acts_for
from accounts.sign_in.rules import can_hand_out_codes
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


def can_check_papers(actor: Any) -> bool:
    """Staff: the platform's admin, and organisers and teams of events."""
    return can_hand_out_codes(actor)


def can_see_papers_of(actor: Any, company_id: int) -> bool:
    """Scans are for the company's own people and for staff."""
    return actor.is_authenticated and (
        role_in(actor, company_id) is not None or can_check_papers(actor)
    )


def can_keep_taxonomy(actor: Any) -> bool:
    """The platform's admin: every event and every company uses the same kinds."""
    return bool(actor.is_authenticated and actor.is_admin)
