"""Badges that were printed or are in hand: one row for each piece of paper."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from core.jobs import Job
from events.badges.states import Layout, PrintState, Reason
from events.programme.models import Event
from events.registration.models import Registration, RegistrationRole

IN_HAND_SQL = sa.text("state = 'taken'")


class BadgeBatch(Model):
    """Many badges at once, as files of a job; ``people`` are counted when it is asked for."""

    __tablename__ = "badge_batches"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.Index("ix_badge_batches_event_id", "event_id"),
        sa.CheckConstraint("people > 0", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    role: Mapped[RegistrationRole | None]
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    only_new: Mapped[bool] = mapped_column(default=True)
    layout: Mapped[Layout] = mapped_column(default=Layout.A4)
    people: Mapped[int]
    to_ask: Mapped[int] = mapped_column(default=0)  # left out: their name must be asked for
    file_key: Mapped[str] = mapped_column(sa.String(40))
    bytes: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id", ondelete="SET NULL"))
    made_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    job: Mapped[Job | None] = relationship()


class BadgePrint(Model):
    """The first, second … badge of a registration; the number is drawn when it is taken in hand.

    Two desks that take one person's badge want the same number, and the database gives it once.
    """

    __tablename__ = "badge_prints"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "number"),
        sa.UniqueConstraint("ended_code"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(number = 1) = (reason IS NULL)", name="again_has_a_reason"),
        sa.Index(
            "uq_badge_prints_in_hand",
            "registration_id",
            unique=True,
            sqlite_where=IN_HAND_SQL,
            postgresql_where=IN_HAND_SQL,
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id", "event_id"],
            ["badge_batches.id", "badge_batches.event_id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_badge_prints_event_id_state", "event_id", "state"),
        sa.Index("ix_badge_prints_batch_id", "batch_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    reason: Mapped[Reason | None]
    state: Mapped[PrintState] = mapped_column(default=PrintState.TAKEN)
    batch_id: Mapped[int | None]
    ended_code: Mapped[str | None] = mapped_column(sa.String(13))  # the badge code it put an end to
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    printed_at: Mapped[datetime | None]

    registration: Mapped[Registration] = relationship(overlaps="batch")
    batch: Mapped[BadgeBatch | None] = relationship(overlaps="registration")
