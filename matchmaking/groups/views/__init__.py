"""Pages of group meetings: inviting, answering, the organiser's rules."""

from flask import Flask

from core import nav
from core.i18n import N_
from events.programme.models import Event
from matchmaking.groups import merging
from matchmaking.groups.queries import group_rules_of
from matchmaking.groups.views import answers, invite, organiser
from matchmaking.groups.views.blueprint import bp
from matchmaking.groups.views.page import group_page
from matchmaking.meetings.views.inbox import show_groups

__all__ = ["answers", "bp", "init_app", "invite", "merging", "organiser"]


def allows_groups(event: Event) -> bool:
    """Whether there are group meetings at an event."""
    return group_rules_of(event).is_allowed


def init_app(app: Flask) -> None:
    """Pages of meetings lead to groups where the event allows them."""
    app.add_template_global(allows_groups)
    show_groups(group_page)


nav.add("manage", N_("Group meetings"), "groups.rules", order=75, group=N_("Meetings"))
