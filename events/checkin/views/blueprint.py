"""The blueprint that the view modules fill, and their entries in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_
from events.programme.queries import works_somewhere

bp = Blueprint("checkin", __name__)

nav.add("manage", N_("Live"), "checkin.live", order=47, group=N_("Opening day"))
nav.add("manage", N_("Doors"), "checkin.doors", order=48, group=N_("Opening day"))
nav.add(
    "account", N_("Check-in"), "checkin.mine", order=25, icon="qr-code-scan", when=works_somewhere
)
nav.add(
    "phone", N_("Check-in"), "checkin.mine", order=30, icon="qr-code-scan", when=works_somewhere
)
