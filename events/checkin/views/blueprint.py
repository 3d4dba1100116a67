"""The blueprint that the view modules fill, and their entries in the menus."""

from typing import Any

from flask import Blueprint, g

from core import nav
from core.i18n import N_
from events.programme.queries import events_of_team

bp = Blueprint("checkin", __name__)


def works_somewhere(user: Any) -> bool:
    """For people on any event's team; asked once a page."""
    if not user.is_authenticated:
        return False
    if "works_somewhere" not in g:
        g.works_somewhere = bool(events_of_team(user))
    return bool(g.works_somewhere)


nav.add("manage", N_("Doors"), "checkin.doors", order=60)
nav.add(
    "account", N_("Check-in"), "checkin.mine", order=25, icon="qr-code-scan", when=works_somewhere
)
