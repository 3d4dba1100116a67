"""Giving and withdrawing consent: rows are added and ended, never edited."""

from datetime import date, datetime
from typing import Any

from accounts.consent.errors import ConsentJustGiven
from accounts.consent.models import Consent, Purpose
from accounts.consent.queries import live_consent
from accounts.consent.texts import TEXTS
from core import activity
from core.db import constraints, db

CLASHES = {
    "uq_consents_user_live": ConsentJustGiven,
    "uq_consents_registration_live": ConsentJustGiven,
}


def grant(
    purpose: Purpose,
    *,
    user: Any = None,
    registration: Any = None,
    language: str,
    at: datetime,
    channel: str = "web",
    signed_on: date | None = None,
    actor: Any = None,
) -> Consent:
    """Note that a user or a registration allows a purpose, as worded today in their language.

    Allowing again what holds already gives the row that is there; a newer text replaces it.
    ``actor`` is who did it when that is not the user (the desk). Flushed, not committed.
    """
    held = live_consent(purpose, user=user, registration=registration)
    version = TEXTS[purpose].version
    if held is not None and held.text_version == version:
        return held
    if held is not None:
        held.withdrawn_at = at
        db.session.flush()
    row = Consent(
        user_id=user.id if user is not None else None,
        registration_id=registration.id if registration is not None else None,
        purpose=purpose,
        text_version=version,
        language=language,
        channel=channel,
        signed_on=signed_on,
        granted_at=at,
    )
    with constraints(CLASHES):
        db.session.add(row)
    activity.record("consent:granted", row, actor=actor or user, at=at, purpose=purpose.value)
    return row


def withdraw(
    purpose: Purpose,
    *,
    user: Any = None,
    registration: Any = None,
    at: datetime,
    actor: Any = None,
) -> Consent | None:
    """End a consent; None when there was none. Flushed, not committed."""
    held = live_consent(purpose, user=user, registration=registration)
    if held is None:
        return None
    held.withdrawn_at = at
    activity.record("consent:withdrawn", held, actor=actor or user, at=at, purpose=purpose.value)
    return held
