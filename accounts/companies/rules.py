"""Who may do what for a company."""

from typing import Any

from accounts.companies.models import Company, MemberRole
from accounts.companies.queries import role_in


def acts_for(actor: Any, company: Company) -> bool:
    """Its own people act for a company."""
    return role_in(actor, company.id) is not None


def can_edit_company(actor: Any, company: Company) -> bool:
    """A company's admins edit it, the helper who enters it, and the platform's admin."""
    return actor.is_authenticated and (
        actor.is_admin
        or role_in(actor, company.id) is MemberRole.ADMIN
        or actor.acting_for_id == company.id
    )


def can_invite(actor: Any, company: Company) -> bool:
    """Members are invited by the company's own admins only."""
    return role_in(actor, company.id) is MemberRole.ADMIN


def can_see_members(actor: Any, company: Company) -> bool:
    """Its own people see who acts for it, and the platform's admin."""
    return (
        actor.is_authenticated
        and actor.acting_for_id is None
        and (actor.is_admin or acts_for(actor, company))
    )


def can_create_company(actor: Any) -> bool:
    """Whoever is signed in, for themselves."""
    return bool(actor.is_authenticated) and actor.acting_for_id is None


def can_merge_companies(actor: Any) -> bool:
    """The platform's admin: a merge gives people of one entry the other's affairs."""
    return bool(actor.is_authenticated and actor.is_admin)
