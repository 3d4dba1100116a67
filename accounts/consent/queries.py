"""What pages and rules ask about consent; a subject is a user or a registration."""

from typing import Any

import sqlalchemy as sa

from accounts.consent.models import Consent, Purpose
from core.db import db


def whose(user: Any, registration: Any) -> sa.ColumnElement[bool]:
    """The condition for one subject's rows: exactly one of the two must be given."""
    if (user is None) == (registration is None):
        message = "consent is given for a user or for a registration"
        raise ValueError(message)
    column = Consent.user_id if user is not None else Consent.registration_id
    subject_id: int = (user if user is not None else registration).id
    return column == subject_id


def live_consent(purpose: Purpose, *, user: Any = None, registration: Any = None) -> Consent | None:
    """The consent that holds now, if any."""
    return db.session.scalar(
        sa.select(Consent).where(
            whose(user, registration), Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    )


def has_consent(purpose: Purpose, *, user: Any = None, registration: Any = None) -> bool:
    """Whether the purpose is allowed now."""
    return live_consent(purpose, user=user, registration=registration) is not None


def consents_of(*, user: Any = None, registration: Any = None) -> list[Consent]:
    """Everything ever allowed, newest first."""
    theirs = sa.select(Consent).where(whose(user, registration))
    return list(db.session.scalars(theirs.order_by(Consent.granted_at.desc(), Consent.id.desc())))
