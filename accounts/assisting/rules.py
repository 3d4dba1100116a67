"""Who may help, and name helpers."""

from typing import Any

from accounts.assisting.models import Assistance
from accounts.assisting.queries import helper_of
from accounts.companies.models import Company, MemberRole
from accounts.companies.queries import role_in
from accounts.sign_in.rules import can_hand_out_codes


def is_acting(actor: Any) -> bool:
    """Whether somebody acts for a firm at this moment."""
    return getattr(actor, "acting_for_id", None) is not None


def can_help(actor: Any) -> bool:
    """Named helpers enter firms, and choose for which they act."""
    return helper_of(actor) is not None


def can_name_helpers(actor: Any) -> bool:
    """The platform's admin and the people who run events."""
    return can_hand_out_codes(actor) and not is_acting(actor)


def can_give_code(actor: Any, assistance: Assistance) -> bool:
    """The helper who entered the firm, and staff."""
    if assistance.ended_at is not None or assistance.helper.ended_at is not None:
        return can_name_helpers(actor)
    own = actor.is_authenticated and assistance.helper.user_id == actor.id
    return bool(own) or can_name_helpers(actor)


def can_decide_on_help(actor: Any, company: Company) -> bool:
    """Its own admins say whether somebody goes on helping."""
    return not is_acting(actor) and role_in(actor, company.id) is MemberRole.ADMIN
