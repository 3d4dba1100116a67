"""Who keeps and sees leads."""

from typing import Any

from accounts.companies.rules import acts_for
from events.exhibitors.models import Exhibitor


def can_keep_leads(actor: Any, exhibitor: Exhibitor) -> bool:
    """The exhibitor's own people alone: neither rivals nor the organiser see a firm's contacts."""
    return acts_for(actor, exhibitor.company)
