"""Pages of the badge desk."""

from flask import Flask

from events.badges import jobs
from events.badges.views import batches, desk
from events.badges.views.blueprint import bp
from events.badges.words import reason_of_print

__all__ = ["batches", "bp", "desk", "init_app", "jobs"]


def init_app(app: Flask) -> None:
    """Pages name the reasons of another badge."""
    app.add_template_global(reason_of_print)
