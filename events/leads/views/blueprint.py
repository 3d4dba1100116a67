"""The blueprint that the view modules fill, and its entry in the menu."""

from typing import Any

from flask import Blueprint

from core import nav
from core.i18n import N_
from core.permissions import asked_once
from events.leads.queries import exhibitors_of_actor

bp = Blueprint("leads", __name__)


@asked_once
def shows_somewhere(actor: Any) -> bool:
    """For people whose company shows somewhere."""
    return bool(actor.is_authenticated) and bool(exhibitors_of_actor(actor))


nav.add("account", N_("Contacts"), "leads.mine", order=27, icon="people", when=shows_somewhere)
