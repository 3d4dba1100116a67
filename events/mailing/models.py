"""A mail to many, and each of its readers once."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.mailing.states import MailingKind, MailingState, ServiceReason
from events.programme.models import Event


class Mailing(Model):
    """What is written, to which part of those who come, and how far it is."""

    __tablename__ = "mailings"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'service') = (reason IS NOT NULL)", name="service_has_a_reason"
        ),
        sa.Index("ix_mailings_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[MailingKind]
    reason: Mapped[ServiceReason | None]
    state: Mapped[MailingState] = mapped_column(default=MailingState.DRAFT)
    segment: Mapped[dict[str, Any]] = mapped_column(default=dict)
    subject_vi: Mapped[str] = mapped_column(sa.String(200))
    subject_en: Mapped[str] = mapped_column(sa.String(200), default="")
    body_vi: Mapped[str] = mapped_column(sa.Text)
    body_en: Mapped[str] = mapped_column(sa.Text, default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class MailingReader(Model):
    """One address of a mailing; ``queued_at`` is set in the transaction that queues the mail."""

    __tablename__ = "mailing_readers"
    __table_args__ = (
        sa.UniqueConstraint("mailing_id", "address"),
        sa.Index("ix_mailing_readers_waiting", "mailing_id", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey("mailings.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="SET NULL"), index=True
    )
    address: Mapped[str] = mapped_column(sa.String(255))
    queued_at: Mapped[datetime | None]
    left_out_at: Mapped[datetime | None]  # took the consent back before it was their turn
