"""Pages of events: for everybody, and for those who organise them."""

from flask import Flask

from events.programme import pages
from events.programme.views import (
    deadlines,
    details,
    opportunities,
    public,
    results,
    rooms,
    sessions,
    slots,
    team,
)
from events.programme.views.blueprint import bp

__all__ = [
    "bp",
    "deadlines",
    "details",
    "init_app",
    "opportunities",
    "public",
    "results",
    "rooms",
    "sessions",
    "slots",
    "team",
]


def init_app(app: Flask) -> None:
    """Templates of all slices may name events."""
    pages.init_app(app)
