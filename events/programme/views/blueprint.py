"""The blueprint that the view modules fill, and their entries in the menus."""

from flask import Blueprint

from core import nav
from core.i18n import N_

bp = Blueprint("programme", __name__)

nav.add("main", N_("Events"), "programme.calendar", order=10, covers=("programme.event",))
nav.add("phone", N_("Events"), "programme.calendar", order=10, icon="calendar-event")
nav.add("event", N_("Overview"), "programme.event", order=10)
nav.add("event", N_("Programme"), "programme.agenda", order=20)
nav.add(
    "manage",
    N_("Programme"),
    "programme.sessions",
    order=80,
    covers=(
        "programme.session_new",
        "programme.session_edit",
        "programme.speaker_new",
        "programme.speaker_edit",
        "programme.rooms",
        "programme.room_edit",
    ),
    group=N_("The event"),
)
nav.add("manage", N_("Slots"), "programme.slots", order=75, group=N_("Meetings"))
nav.add(
    "manage",
    N_("Deadlines"),
    "programme.deadlines",
    order=85,
    covers=("programme.filing_new",),
    group=N_("The event"),
)
nav.add(
    "manage",
    N_("Details"),
    "programme.edit",
    order=90,
    covers=("programme.clone",),
    group=N_("The event"),
)
nav.add("manage", N_("State"), "programme.state", order=91, group=N_("The event"))
nav.add("manage", N_("Team"), "programme.team", order=92, group=N_("The event"))
nav.add("manage", N_("Results"), "programme.results", order=93, group=N_("The event"))
