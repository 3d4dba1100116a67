"""The blueprint that the view modules fill, and its entries in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("badges", __name__)

nav.add(
    "manage",
    N_("Badges"),
    "badges.desk",
    order=49,
    covers=("badges.batches", "badges.names", "badges.again"),
    group=N_("Opening day"),
)
