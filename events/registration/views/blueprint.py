"""The blueprint that the view modules fill, and their entries in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("registration", __name__)

nav.add("account", N_("My tickets"), "registration.mine", order=20, icon="qr-code")
nav.add("phone", N_("Tickets"), "registration.mine", order=40, icon="qr-code")
nav.add("event", N_("Register"), "registration.register", order=60)
nav.add("manage", N_("Registrations"), "registration.index", order=50)
