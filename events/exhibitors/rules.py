"""Who may do what with applications."""

from typing import Any

from accounts.companies.rules import acts_for
from events.exhibitors.models import Application
from events.exhibitors.states import LIVE


def can_withdraw_application(actor: Any, application: Application) -> bool:
    """The company's own people, as long as it is live."""
    return application.state in LIVE and acts_for(actor, application.company)
