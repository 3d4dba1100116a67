"""How upper slices join in, and the one exhibitor row that a company has at an event."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.activity import record
from core.db import constraints, db
from events.exhibitors.errors import AlreadyExhibitor
from events.exhibitors.models import Exhibitor

Callback = Callable[..., None]
after_approval: list[Callback] = []
after_removal: list[Callback] = []


def exhibitor_of(event_id: int, company_id: int) -> Exhibitor | None:
    """The company's exhibitor row at an event, also one that has ended."""
    theirs = sa.select(Exhibitor).where(
        Exhibitor.event_id == event_id, Exhibitor.company_id == company_id
    )
    return db.session.scalar(theirs)


def begin_showing(
    event_id: int, company_id: int, *, application_id: int | None, at: datetime
) -> Exhibitor:
    """The company's one exhibitor row, made, woken up or simply there. Raises AlreadyExhibitor."""
    exhibitor = exhibitor_of(event_id, company_id)
    if exhibitor is None:
        with constraints({"uq_exhibitors_event_id_company_id": AlreadyExhibitor}):
            exhibitor = Exhibitor(
                event_id=event_id,
                company_id=company_id,
                application_id=application_id,
                approved_at=at,
            )
            db.session.add(exhibitor)
    elif exhibitor.cancelled_at is not None:
        exhibitor.cancelled_at, exhibitor.approved_at = None, at
        exhibitor.application_id = application_id
    db.session.flush()
    return exhibitor


def tell_approval(exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    """Let the upper slices do their part, in this transaction."""
    for callback in after_approval:
        callback(exhibitor, actor=actor, at=at)


def stop_showing(exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    """The company no longer shows at the event."""
    exhibitor.cancelled_at = at
    record("exhibitor:cancelled", exhibitor, actor=actor, at=at)
    for callback in after_removal:
        callback(exhibitor, actor=actor, at=at)
