"""The blueprint that the view modules fill, its entries in the menus, its numbers."""

from typing import Any

from flask import Blueprint, g, url_for

from core import clock, nav
from core.i18n import N_, _
from events.catalogue.queries import with_stars
from events.exhibitors.queries import numbers_of
from events.programme.facts import Fact, register_facts
from events.programme.kinds import OPPORTUNITIES
from events.programme.models import Event

bp = Blueprint("exhibitors", __name__)


def with_goods(_user: Any) -> bool:
    """Whether the event of the page is about goods, not about vacancies or projects."""
    return g.get("event_kind") not in OPPORTUNITIES


nav.add("main", N_("Products"), "exhibitors.search", order=20)
nav.add("phone", N_("Search"), "exhibitors.search", order=20, icon="search", when=nav.stranger)
nav.add("event", N_("Exhibitors"), "exhibitors.index", order=30)
nav.add("event", N_("Products"), "exhibitors.products", order=35, when=with_goods)
nav.add("event", N_("Seasons"), "exhibitors.event_seasons", order=37, when=with_goods)
nav.add("event", N_("Hall plan"), "exhibitors.plan", order=40)
nav.add("company", N_("Products"), "catalogue.products", order=10)
nav.add("company", N_("Events"), "exhibitors.events", order=20)
nav.add(
    "manage",
    N_("Applications"),
    "exhibitors.applications",
    order=20,
    covers=("exhibitors.staff_application",),
    group=N_("Exhibitors"),
)
nav.add("manage", N_("Rules and lottery"), "exhibitors.rules", order=25, group=N_("Exhibitors"))
nav.add("manage", N_("Booth fees"), "exhibitors.fees", order=32, group=N_("Exhibitors"))
nav.add(
    "manage",
    N_("Hall"),
    "exhibitors.hall",
    order=30,
    covers=("exhibitors.edit_plan", "exhibitors.edit_category"),
    group=N_("Exhibitors"),
)
STARRED = 4


@register_facts
def facts(event: Event) -> list[Fact]:
    """Exhibitors, booths and products of an event."""
    numbers = numbers_of(event.id, with_stars(STARRED, clock.now().date()))
    slug = event.slug
    told = [
        Fact(_("exhibitors"), numbers.exhibitors, url_for("exhibitors.index", slug=slug)),
        Fact(_("booths given"), numbers.booths, url_for("exhibitors.plan", slug=slug)),
        Fact(_("products"), numbers.products, url_for("exhibitors.products", slug=slug)),
        Fact(
            _("OCOP products, 4–5 stars"),
            numbers.starred,
            url_for("exhibitors.products", ocop=STARRED, slug=slug),
        ),
    ]
    return [fact for fact in told if fact.number]
