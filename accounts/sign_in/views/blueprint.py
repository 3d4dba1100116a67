"""The blueprint all pages of this slice hang on, and its menu entries."""

from flask import Blueprint

from accounts.sign_in.rules import can_hand_out_codes
from core import nav
from core.i18n import N_

bp = Blueprint("sign_in", __name__)

nav.add("phone", N_("Sign in"), "sign_in.sign_in", order=90, icon="person", when=nav.stranger)
nav.add("account", N_("Sign in"), "sign_in.sign_in", order=10, icon="key", when=nav.stranger)
nav.add(
    "account",
    N_("Create account"),
    "sign_in.sign_up",
    order=20,
    icon="person-plus",
    when=nav.stranger,
)
nav.add(
    "account",
    N_("Start codes"),
    "sign_in.start_codes",
    order=60,
    icon="printer",
    when=can_hand_out_codes,
)
nav.add(
    "account",
    N_("Sign out"),
    "sign_in.sign_out",
    order=99,
    icon="box-arrow-right",
    when=nav.signed_in,
)
