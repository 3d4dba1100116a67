"""Pages of registration: for visitors, for ticket holders, for the organiser."""

from flask import Flask

from events.registration.views import (
    admission,
    groups,
    line,
    lists,
    manage,
    printing,
    public,
    questions,
    seats,
    ticket,
    unconfirmed,
    waiting,
)
from events.registration.views.blueprint import bp
from events.registration.views.pieces import badge_word, role_word

__all__ = [
    "admission",
    "bp",
    "groups",
    "init_app",
    "line",
    "lists",
    "manage",
    "printing",
    "public",
    "questions",
    "seats",
    "ticket",
    "unconfirmed",
    "waiting",
]


def init_app(app: Flask) -> None:
    """Templates of upper slices may name roles."""
    app.add_template_global(role_word)
    app.add_template_global(badge_word)
