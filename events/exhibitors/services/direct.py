"""Staff enter who shows, from a list: no application is asked for and nobody is mailed twice."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from core.activity import record
from core.db import constraints, db
from events.exhibitors.errors import AlreadyExhibitor
from events.exhibitors.models import Exhibitor
from events.exhibitors.services.booths import give_back_booth
from events.exhibitors.services.hooks import after_approval, after_removal
from events.programme.models import Event


def showing_row(event_id: int, company_id: int) -> Exhibitor | None:
    """The company's row at an event, cancelled or not."""
    theirs = sa.select(Exhibitor).where(
        Exhibitor.event_id == event_id, Exhibitor.company_id == company_id
    )
    return db.session.scalar(theirs)


def add_exhibitor(event: Event, company: Company, *, actor: Any, at: datetime) -> Exhibitor:
    """Make a company an exhibitor without an application; one that was cancelled shows again.

    Then every function in ``after_approval`` is called. Flushed, not committed.

    Raises
    ------
    AlreadyExhibitor
    """
    exhibitor = showing_row(event.id, company.id)
    if exhibitor is None:
        with constraints({"uq_exhibitors_event_id_company_id": AlreadyExhibitor}):
            exhibitor = Exhibitor(event_id=event.id, company_id=company.id, approved_at=at)
            db.session.add(exhibitor)
    elif exhibitor.cancelled_at is None:
        raise AlreadyExhibitor
    else:
        exhibitor.cancelled_at, exhibitor.approved_at = None, at
    record("exhibitor:added", exhibitor, actor=actor, at=at)
    for callback in after_approval:
        callback(exhibitor, actor=actor, at=at)
    return exhibitor


def end_exhibitor(exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    """The company no longer shows and its booths are free; ``after_removal`` does what follows."""
    for allotment in list(exhibitor.allotments):
        give_back_booth(allotment, actor=actor, at=at)
    exhibitor.cancelled_at = at
    record("exhibitor:cancelled", exhibitor, actor=actor, at=at)
    for callback in after_removal:
        callback(exhibitor, actor=actor, at=at)
