"""The right of a person to enter an event, with its ticket (door code) and badge (badge code)."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.programme.models import Event

LIVE = sa.text("state <> 'cancelled'")


class RegistrationRole(enum.StrEnum):
    """In what role somebody comes."""

    VISITOR = "visitor"
    EXHIBITOR = "exhibitor"
    BUYER = "buyer"
    SPEAKER = "speaker"
    PRESS = "press"
    TEAM = "team"


class RegistrationState(enum.StrEnum):
    """Pending ones wait for the organiser."""

    PENDING = "pending"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Registration(Model):
    """A person may enter an event in a role; e-mail and phone are their own, or not given."""

    __tablename__ = "registrations"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("ticket_id"),
        sa.UniqueConstraint("short_code"),
        sa.UniqueConstraint("badge_code"),
        sa.UniqueConstraint("access_token"),
        sa.CheckConstraint("ticket_issue BETWEEN 1 AND 255", name="ticket_issue"),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name="email_lower"),
        sa.Index(
            "uq_registrations_live_email",
            "event_id",
            "email",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index(
            "uq_registrations_live_phone",
            "event_id",
            "phone",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index("ix_registrations_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="SET NULL")
    )
    role: Mapped[RegistrationRole] = mapped_column(default=RegistrationRole.VISITOR)
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.APPROVED)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    ticket_id: Mapped[str] = mapped_column(
        sa.String(16)
    )  # 8 random bytes in hex, inside the door code
    ticket_issue: Mapped[int] = mapped_column(default=1)
    short_code: Mapped[str] = mapped_column(sa.String(16))  # typed at the door, groups of four
    badge_code: Mapped[str] = mapped_column(sa.String(13))  # 12 random digits and a check digit
    access_token: Mapped[str] = mapped_column(sa.String(43))  # secret address of the ticket page
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    registered_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()


class EventKey(Model):
    """The Ed25519 pair that signs an event's door codes; the private part is sealed at rest."""

    __tablename__ = "event_keys"
    __table_args__ = (sa.UniqueConstraint("event_id", "key_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    key_id: Mapped[int]
    public_key: Mapped[str] = mapped_column(sa.String(64))  # hex
    sealed_private_key: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[datetime]
