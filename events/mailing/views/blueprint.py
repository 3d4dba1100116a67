"""The blueprint of the slice and its place in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("mailing", __name__)
nav.add(
    "manage",
    N_("Mails"),
    "mailing.index",
    order=46,
    covers=("mailing.new", "mailing.show", "mailing.change"),
    group=N_("Attendees"),
)
