"""Who did what, to what, for whom and when: one row per change, in the same transaction."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, db


class Activity(Model):
    """One thing that somebody did; written once, never edited."""

    __tablename__ = "activities"
    __table_args__ = (
        sa.Index("ix_activities_subject", "subject_kind", "subject_id"),
        sa.Index("ix_activities_event_id_at", "event_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    verb: Mapped[str] = mapped_column(sa.String(60))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    event_id: Mapped[int | None]
    company_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    for_somebody: Mapped[bool] = mapped_column(default=False)  # done by a helper for the company


def record(
    verb: str,
    subject: Any,
    *,
    actor: Any,
    at: datetime,
    for_company_id: int | None = None,
    **details: Any,
) -> Activity:
    """Note that ``actor`` (a user, or None for the system) did ``verb`` to ``subject``.

    ``verb`` reads ``meeting:accepted``; details hold ids and states, no personal data.
    The subject is flushed first, so that it has an id.
    """
    db.session.add(subject)
    db.session.flush()
    kind = type(subject).__tablename__
    acting_for_id = getattr(actor, "acting_for_id", None)
    row = Activity(
        at=at,
        actor_id=getattr(actor, "id", None),
        verb=verb,
        subject_kind=kind,
        subject_id=subject.id,
        event_id=subject.id if kind == "events" else getattr(subject, "event_id", None),
        company_id=for_company_id or getattr(subject, "company_id", None) or acting_for_id,
        for_somebody=acting_for_id is not None,
        details=details,
    )
    db.session.add(row)
    return row
