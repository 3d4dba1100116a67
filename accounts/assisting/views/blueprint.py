"""The blueprint all pages of this slice hang on, and its menu entries."""

from typing import Any

from flask import Blueprint, g

from accounts.assisting.rules import can_help, can_name_helpers
from core import nav
from core.i18n import N_

bp = Blueprint("assisting", __name__)


def _helps(user: Any) -> bool:
    """Asked once a page, although several menus ask."""
    if "helps" not in g:
        g.helps = can_help(user)
    return bool(g.helps)


nav.add("account", N_("Firms I help"), "assisting.mine", order=40, icon="people", when=_helps)
nav.add(
    "account",
    N_("Helpers"),
    "assisting.helpers",
    order=61,
    icon="person-badge",
    when=can_name_helpers,
)
