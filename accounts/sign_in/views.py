"""Signing up, in and out."""

from flask import Blueprint, Flask

from accounts.sign_in import session

bp = Blueprint("sign_in", __name__)


def init_app(app: Flask) -> None:
    """Login handling belongs to this slice."""
    session.init_app(app)


@bp.get("/sign-in")
def sign_in() -> str:
    """The sign-in page."""
    return ""
