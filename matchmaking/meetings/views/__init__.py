"""Pages of meetings: inbox, asking, answering."""

from datetime import datetime

from flask import Flask

from core import nav
from core.i18n import N_
from events.programme.queries import takes_part
from matchmaking.meetings.views import ask, inbox, numbers
from matchmaking.meetings.views.blueprint import bp
from matchmaking.meetings.words import meeting_state

__all__ = ["ask", "bp", "inbox", "init_app", "numbers"]


def init_app(app: Flask) -> None:
    """Mails keep moments as text; their templates read them back."""
    app.add_template_filter(datetime.fromisoformat, "moment")
    app.add_template_global(meeting_state)


nav.add("phone", N_("Meetings"), "meetings.mine", order=30, icon="calendar-check", when=takes_part)
nav.add("main", N_("Meetings"), "meetings.mine", order=30, when=nav.signed_in)
nav.add("meet", N_("Meetings"), "meetings.inbox", order=30, when=nav.signed_in)
