"""Pages of the timetable: accepting with a slot, one's day, tables and the grid."""

from flask import Flask

from core import nav
from core.i18n import N_
from matchmaking.timetable import jobs, merging
from matchmaking.timetable.reminders import command
from matchmaking.timetable.views import (
    agenda,
    answers,
    availability,
    board,
    closing,
    organiser,
    planning,
    proposing,
    reminders,
)
from matchmaking.timetable.views.blueprint import bp
from matchmaking.timetable.words import (
    aim_word,
    draft_state,
    place_word,
    reason_word,
    shortfall_word,
    value_word,
)

__all__ = [
    "agenda",
    "answers",
    "availability",
    "board",
    "bp",
    "closing",
    "command",
    "init_app",
    "jobs",
    "merging",
    "organiser",
    "planning",
    "proposing",
    "reminders",
]


def init_app(app: Flask) -> None:
    """Pages name states, aims and reasons of drafts."""
    for word in (aim_word, draft_state, place_word, reason_word, shortfall_word, value_word):
        app.add_template_global(word)


nav.add("meet", N_("Your day"), "timetable.agenda", order=40, when=nav.signed_in)
nav.add("meet", N_("When you can meet"), "timetable.availability", order=41, when=nav.signed_in)
nav.add(
    "manage",
    N_("Availability"),
    "timetable.presence",
    order=75,
    covers=("timetable.presence_of", "timetable.meeting_rules"),
    group=N_("Meetings"),
)
nav.add("manage", N_("Tables"), "timetable.tables", order=76, group=N_("Meetings"))
nav.add(
    "manage",
    N_("Timetable"),
    "timetable.grid",
    order=77,
    covers=(
        "timetable.board",
        "timetable.board_meeting",
        "timetable.plan",
        "timetable.repair",
        "timetable.draft",
        "timetable.locks",
    ),
    group=N_("Meetings"),
)
