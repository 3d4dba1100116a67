"""Signed links that end news without signing in."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from core.web import public_url
from events.mailing.errors import BadLink


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")


def unsubscribe_url(registration_id: int) -> str:
    """The address that ends news for whoever this registration is."""
    return public_url("mailing.unsubscribe", token=_signer().dumps(registration_id))


def registration_of(token: str) -> int:
    """Whose link it is. Raises BadLink."""
    try:
        number = _signer().loads(token)
    except BadSignature as error:
        raise BadLink from error
    if not isinstance(number, int):
        raise BadLink
    return number
