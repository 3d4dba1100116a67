"""Pages of the door, its set-up, and the interface for devices."""

from flask import Flask

from core.web import csrf
from events.checkin import api
from events.checkin.views import door, manage
from events.checkin.views.blueprint import bp

__all__ = ["bp", "door", "init_app", "manage"]


def init_app(app: Flask) -> None:
    """Devices bear a token instead of a session, so there is nothing to forge."""
    csrf.exempt(api.bp)
    app.register_blueprint(api.bp)
