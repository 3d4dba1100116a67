"""Asking for meetings and answering: inbox, request, decline, withdraw."""

from datetime import datetime

from flask import Blueprint, Flask

bp = Blueprint("meetings", __name__)


def init_app(app: Flask) -> None:
    """Mails keep moments as text; their templates read them back."""
    app.add_template_filter(datetime.fromisoformat, "moment")
