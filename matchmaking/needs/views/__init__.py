"""Pages of buyers and needs, for buyers and for organisers."""

from flask import Flask

from core import nav
from core.i18n import N_
from matchmaking.needs import merging, words
from matchmaking.needs.views import buyer, numbers, organiser
from matchmaking.needs.views.blueprint import bp

__all__ = ["bp", "buyer", "init_app", "merging", "numbers", "organiser"]


def init_app(app: Flask) -> None:
    """Pieces for the templates of all slices."""
    for piece in (words.buyer_state, words.need_title, words.need_facts):
        app.add_template_global(piece)


nav.add("event", N_("Buy here"), "needs.join", order=55)
nav.add(
    "meet",
    N_("Needs"),
    "needs.index",
    order=20,
    when=nav.signed_in,
    covers=("needs.create", "needs.edit"),
)
nav.add("manage", N_("Buyers"), "needs.buyers", order=50, group=N_("Meetings"))
