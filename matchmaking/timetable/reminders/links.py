"""Signed links that end reminders without signing in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from core.web import public_url


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="reminders")


def stop_url(user_id: int) -> str:
    """The address that ends reminders for this person."""
    return public_url("timetable.stop_reminders", token=_signer().dumps(user_id))


def user_id_of(token: str) -> int | None:
    """Whose link it is, or nothing."""
    try:
        number = _signer().loads(token)
    except BadSignature:
        return None
    return number if isinstance(number, int) else None
