"""A person who can sign in, and the one-use codes that prove who they are."""

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class User(UserMixin, Model):
    """A person with a password or a start code; found by e-mail or by phone."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("phone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))  # E.164
    password_hash: Mapped[str | None] = mapped_column(sa.String(255))
    email_verified_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    languages: Mapped[list[str]] = mapped_column(default=list)  # spoken at meetings
    is_admin: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=0)  # raised to end all sessions
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]  # the row stays, without anything about the person
    is_demo: Mapped[bool] = mapped_column(default=False)

    # For whom the person acts in this session, set when it is loaded (accounts.assisting.session).
    acting_for_id = None  # type: int | None
    acting_for_name = ""

    def get_id(self) -> str:
        """What the session holds: the user and the epoch it belongs to."""
        return f"{self.id}.{self.session_epoch}"


class CodePurpose(enum.StrEnum):
    """What a one-use code is good for."""

    VERIFY_EMAIL = "verify_email"  # the first password of an e-mail account
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- a purpose, not a password
    START = "start"  # printed or handed over by staff: first sign-in of a phone-only account
    INVITE = "invite"  # joins a company
    FIRST_ADMIN = "first_admin"


class OneUseCode(Model):
    """A code sent or handed over; only its hash is kept, and it works once."""

    __tablename__ = "one_use_codes"
    __table_args__ = (sa.UniqueConstraint("code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[CodePurpose]
    code_hash: Mapped[str] = mapped_column(sa.String(64))  # SHA-256, hex
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    company_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE")
    )
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))  # E.164
    role: Mapped[str | None] = mapped_column(sa.String(10))  # in the company, for an invitation
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
