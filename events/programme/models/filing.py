"""The fair's registration with the department, and what has to be done by when."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class FilingKind(enum.StrEnum):
    """The first registration, or a change of what was registered."""

    REGISTRATION = "registration"
    CHANGE = "change"


class Filing(Model):
    """What was filed with the department; ``snapshot`` is the event as it was told there."""

    __tablename__ = "filings"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.CheckConstraint("answered_on IS NULL OR answered_on >= filed_on", name="answered_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[FilingKind] = mapped_column(default=FilingKind.REGISTRATION)
    department: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[str] = mapped_column(sa.String(60))
    filed_on: Mapped[date]
    answered_on: Mapped[date | None]  # the department's confirmation
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_key: Mapped[str | None] = mapped_column(sa.String(48))
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))


class Deadline(Model):
    """What a team has done or moved of the deadlines that follow from the rules."""

    __tablename__ = "deadlines"
    __table_args__ = (sa.UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(40))
    due_on: Mapped[date | None]  # None: as the rule says
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
