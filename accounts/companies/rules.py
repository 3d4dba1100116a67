"""Who may do what for a company."""

from typing import Any

from accounts.companies.models import Company, MemberRole
from accounts.companies.queries import role_in


def acts_for(actor: Any, company: Company) -> bool:
    """Its own people act for a company."""
    return role_in(actor, company.id) is not None


def can_edit_company(actor: Any, company: Company) -> bool:
    """A company's admins edit it, and the platform's admin."""
    return actor.is_authenticated and (
        actor.is_admin or role_in(actor, company.id) is MemberRole.ADMIN
    )


def can_invite(actor: Any, company: Company) -> bool:
    """Members are invited by the company's own admins only."""
    return role_in(actor, company.id) is MemberRole.ADMIN


def can_see_members(actor: Any, company: Company) -> bool:
    """Its own people see who acts for it, and the platform's admin."""
    return actor.is_authenticated and (actor.is_admin or acts_for(actor, company))


def can_create_company(actor: Any) -> bool:
    """Whoever is signed in."""
    return bool(actor.is_authenticated)
