"""The blueprint that the view modules fill, and its entry in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("desk", __name__)

nav.add(
    "manage",
    N_("Meeting desk"),
    "desk.board",
    order=50,
    covers=("desk.settings",),
    group=N_("Opening day"),
)
