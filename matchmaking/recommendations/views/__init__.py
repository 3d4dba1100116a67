"""Pages of suggestions, for buyers and for exhibitors."""

from core import nav
from core.i18n import N_
from events.programme.queries import takes_part
from matchmaking.recommendations import merging
from matchmaking.recommendations.views import answers, buyers, exhibitors, mine, organiser, why
from matchmaking.recommendations.views.blueprint import bp

__all__ = [
    "answers",
    "bp",
    "buyers",
    "exhibitors",
    "merging",
    "mine",
    "organiser",
    "why",
]

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
