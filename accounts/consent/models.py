"""Consent, one row per purpose, with the text's version, language and time as evidence."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Purpose(enum.StrEnum):
    """What personal data may be used for; each is asked on its own, unticked."""

    EVENT = "event"  # run the event: registration, badge, check-in
    SHARE_CONTACT = "share_contact"  # with partners whose meeting was accepted
    DIRECTORY = "directory"  # public directory
    PHOTO = "photo"
    MARKETING = "marketing"


class Consent(Model):
    """What one person allowed, and until when."""

    __tablename__ = "consents"
    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (registration_id IS NULL)", name="one_subject"),
        sa.Index("ix_consents_user_id", "user_id"),
        sa.Index("ix_consents_registration_id", "registration_id"),
        sa.Index(
            "uq_consents_user_live",
            "user_id",
            "purpose",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
        sa.Index(
            "uq_consents_registration_live",
            "registration_id",
            "purpose",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("registrations.id", ondelete="CASCADE")
    )
    purpose: Mapped[Purpose]
    text_version: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5))
    channel: Mapped[str] = mapped_column(sa.String(20), default="web")  # web, desk, paper
    signed_on: Mapped[date | None]  # the day of the signature, where it stands on paper
    granted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
