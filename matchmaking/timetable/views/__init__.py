"""Pages of the timetable: accepting with a slot, one's day, tables and the grid."""

from core import nav
from core.i18n import N_
from matchmaking.timetable.views import agenda, answers, organiser
from matchmaking.timetable.views.blueprint import bp

__all__ = ["agenda", "answers", "bp", "organiser"]

nav.add("meet", N_("Your day"), "timetable.agenda", order=40, when=nav.signed_in)
nav.add("manage", N_("Tables"), "timetable.tables", order=76)
nav.add("manage", N_("Timetable"), "timetable.grid", order=77)
