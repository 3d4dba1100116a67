"""Pages of suggestions, for buyers and for exhibitors."""

from flask import Flask

from accounts.companies.models import Company
from accounts.companies.provinces import province
from core import nav
from core.i18n import N_, by_language
from events.programme.queries import takes_part
from matchmaking.recommendations import merging
from matchmaking.recommendations.views import answers, buyers, exhibitors, mine, organiser, why
from matchmaking.recommendations.views.blueprint import bp

__all__ = [
    "answers",
    "bp",
    "buyers",
    "exhibitors",
    "init_app",
    "merging",
    "mine",
    "organiser",
    "why",
]


def place_of(company: Company) -> str:
    """Where a company is at home, in the reader's language."""
    here = province(company.province_key)
    names = (company.old_district, by_language(here.name_vi, here.name_en) if here else "")
    return ", ".join(filter(None, names))


def init_app(app: Flask) -> None:
    """Give the templates what they ask of companies."""
    app.add_template_global(place_of)


nav.add("phone", N_("Suggestions"), "recommendations.mine", order=20, icon="star", when=takes_part)
nav.add("main", N_("Suggestions"), "recommendations.mine", order=20, when=nav.signed_in)
nav.add("event", N_("Suggestions"), "recommendations.index", order=60, when=nav.signed_in)
nav.add("manage", N_("Exposure"), "recommendations.exposure", order=55, group=N_("Meetings"))
nav.add(
    "meet",
    N_("Suggestions"),
    "recommendations.index",
    order=10,
    when=nav.signed_in,
    covers=("recommendations.needs", "recommendations.why", "recommendations.why_need"),
)
