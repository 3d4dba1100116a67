"""The blueprint all pages of the catalogue hang on, and its menu entries."""

from flask import Blueprint

from core import nav
from core.i18n import N_
from events.catalogue.rules import can_check_papers, can_keep_taxonomy

bp = Blueprint("catalogue", __name__)

nav.add("company", N_("Papers"), "catalogue.papers", order=15)
nav.add(
    "account",
    N_("OCOP claims"),
    "catalogue.claims",
    order=65,
    icon="patch-check",
    when=can_check_papers,
)
nav.add("admin", N_("OCOP claims"), "catalogue.claims", order=40)
nav.add(
    "admin",
    N_("Kinds of products"),
    "catalogue.taxonomy",
    order=20,
    when=can_keep_taxonomy,
    covers=("catalogue.tag", "catalogue.new_tag"),
)
nav.add("admin", N_("Words asked for"), "catalogue.proposals", order=30, when=can_keep_taxonomy)
