"""The interpreters of an event: what they speak, and when they are there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.sign_in.models import User
from core.db import Model


class Interpreter(Model):
    """A person who interprets at meetings of an event; in a meeting's slot they claim it."""

    __tablename__ = "interpreters"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    languages: Mapped[list[str]] = mapped_column(default=list)
    added_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")
    hours: Mapped[list["InterpreterHours"]] = relationship(
        cascade="all, delete-orphan", order_by="InterpreterHours.starts_at", lazy="selectin"
    )

    def speaks(self, *codes: str | None) -> bool:
        """Whether they know all of these languages."""
        return set(codes) <= set(self.languages)

    def is_there(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether they are at the event for all of this time; without hours, always."""
        return not self.hours or any(
            one.starts_at <= starts_at and ends_at <= one.ends_at for one in self.hours
        )


class InterpreterHours(Model):
    """From when until when an interpreter is there, on one day."""

    __tablename__ = "interpreter_hours"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["interpreter_id", "event_id"],
            ["interpreters.id", "interpreters.event_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    interpreter_id: Mapped[int] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
