"""Pages of the door, its set-up, and the interface for devices."""

from typing import Any

from flask import Flask, g

from core.web import csrf
from events.checkin import api
from events.checkin.views import conflicts, door, lists, live, manage, scanner, this_phone, zones
from events.checkin.views.blueprint import bp

__all__ = [
    "bp",
    "conflicts",
    "door",
    "init_app",
    "lists",
    "live",
    "manage",
    "scanner",
    "this_phone",
    "zones",
]


def init_app(app: Flask) -> None:
    """Devices bear a token instead of a session, so there is nothing to forge."""
    csrf.exempt(api.bp)
    app.register_blueprint(api.bp)
    nobody = app.login_manager.anonymous_user  # type: ignore[attr-defined]

    @app.url_value_preprocessor
    def _devices_are_nobody(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        """No session is looked for where a token is what counts; a scan is quicker by it."""
        if endpoint is not None and endpoint.startswith("checkin_api."):
            g._login_user = nobody()  # noqa: SLF001 -- where Flask-Login keeps it
