"""Pages of events: for everybody, and for those who organise them."""

from flask import Flask

from events.programme import pages
from events.programme.views import details, public, sessions, slots, team
from events.programme.views.blueprint import bp

__all__ = ["bp", "details", "init_app", "public", "sessions", "slots", "team"]


def init_app(app: Flask) -> None:
    """Templates of all slices may name events."""
    pages.init_app(app)
