"""Who is invited to an event, with how many companions, and what they answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.invitations.states import InvitationState
from events.programme.models import Event

LIVE = sa.text("state <> 'withdrawn'")


class Invitation(Model):
    """A person is invited; ``companions`` come with them once they said yes."""

    __tablename__ = "invitations"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("token"),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name="email_lower"),
        sa.CheckConstraint(
            "companions >= 0 AND companions <= companions_allowed", name="companions"
        ),
        sa.Index(
            "uq_invitations_live_email",
            "event_id",
            "email",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    companions_allowed: Mapped[int] = mapped_column(default=0)
    companions: Mapped[int] = mapped_column(default=0)
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.LISTED)
    token: Mapped[str] = mapped_column(sa.String(43))
    listed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class InvitedPerson(Model):
    """A ticket that came of an invitation: the guest's own, or a companion's."""

    __tablename__ = "invited_people"
    __table_args__ = (
        sa.UniqueConstraint("registration_id"),
        sa.ForeignKeyConstraint(
            ["invitation_id", "event_id"],
            ["invitations.id", "invitations.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    invitation_id: Mapped[int] = mapped_column(index=True)
    registration_id: Mapped[int]
    is_companion: Mapped[bool] = mapped_column(default=False)
