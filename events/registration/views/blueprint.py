"""The blueprint that the view modules fill, and their entries in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("registration", __name__)

nav.add("account", N_("My tickets"), "registration.mine", order=20, icon="qr-code")
nav.add("phone", N_("Tickets"), "registration.mine", order=40, icon="qr-code")
nav.add(
    "event",
    N_("Register"),
    "registration.register",
    order=60,
    covers=("registration.register_group",),
)
PEOPLE = N_("Attendees")  # the group of these pages in the organiser's menu
nav.add(
    "manage",
    N_("Those who come"),
    "registration.index",
    order=40,
    covers=("registration.show", "registration.add", "registration.answer_for"),
    group=PEOPLE,
)
nav.add("manage", N_("Waiting for approval"), "registration.pending", order=41, group=PEOPLE)
nav.add(
    "manage",
    N_("Your questions"),
    "registration.questions",
    order=42,
    covers=("registration.add_question", "registration.edit_question"),
    group=PEOPLE,
)
nav.add("manage", N_("Who is let in"), "registration.admission", order=44, group=PEOPLE)
nav.add(
    "manage", N_("Firms not confirmed"), "registration.unconfirmed_firms", order=45, group=PEOPLE
)
