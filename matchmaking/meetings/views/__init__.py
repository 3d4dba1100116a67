"""Pages of meetings: inbox, asking, answering."""

from flask import Flask

from core import nav
from core.i18n import N_
from events.programme.queries import takes_part
from matchmaking.meetings import merging
from matchmaking.meetings.views import ask, inbox, limits, notes, numbers, wishes
from matchmaking.meetings.views.blueprint import bp
from matchmaking.meetings.words import (
    cancel_reason,
    decline_reason,
    meeting_state,
    member_state,
    seller_names,
    strength_word,
)

__all__ = [
    "ask",
    "bp",
    "inbox",
    "init_app",
    "limits",
    "merging",
    "notes",
    "numbers",
    "wishes",
]


def init_app(app: Flask) -> None:
    """Mails and pages name the states of meetings."""
    words = (meeting_state, member_state, strength_word, decline_reason, cancel_reason)
    for word in (*words, seller_names):
        app.add_template_global(word)


nav.add("phone", N_("Meetings"), "meetings.mine", order=30, icon="calendar-check", when=takes_part)
nav.add("main", N_("Meetings"), "meetings.mine", order=30, when=nav.signed_in)
nav.add(
    "meet",
    N_("Meetings"),
    "meetings.inbox",
    order=30,
    when=nav.signed_in,
    covers=(
        "meetings.ask",
        "meetings.detail",
        "meetings.similar",
        "timetable.accept",
        "timetable.cancel",
        "timetable.propose",
        "timetable.reschedule",
    ),
)
nav.add("manage", N_("Meeting limits"), "meetings.limits", order=74, group=N_("Meetings"))
