"""The rules of the desk, and what it saw of each meeting."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.programme.models import Event, Slot
from matchmaking.desk.states import Absent
from matchmaking.meetings.models import Meeting
from matchmaking.timetable.models import Table

GRACE = 8  # minutes


class DeskRules(Model):
    """How long people are waited for, and the secret address at which displays show the tables."""

    __tablename__ = "desk_rules"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.UniqueConstraint("display_token"),
        sa.CheckConstraint("grace_minutes BETWEEN 0 AND 60", name="grace"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    grace_minutes: Mapped[int] = mapped_column(default=GRACE)
    one_badge: Mapped[bool] = mapped_column(default=False)  # one of the two sides is enough
    display_token: Mapped[str] = mapped_column(sa.String(43))

    event: Mapped[Event] = relationship()


class MeetingTurn(Model):
    """What the desk saw of a meeting: who came when, whether it was held, where it would have been.

    A missed meeting gives its slot and table to others; they stand here so that it can be told,
    and taken back while they are still free.
    """

    __tablename__ = "meeting_turns"
    __table_args__ = (
        sa.CheckConstraint("held_at IS NULL OR missed_at IS NULL", name="held_or_missed"),
        sa.CheckConstraint("(missed_at IS NULL) = (absent IS NULL)", name="missed_says_who"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
        sa.Index("ix_meeting_turns_slot_id", "slot_id"),
    )

    meeting_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    slot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("slots.id", ondelete="SET NULL"))
    table_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tables.id", ondelete="SET NULL"))
    buyer_here_at: Mapped[datetime | None]
    exhibitor_here_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    absent: Mapped[Absent | None]
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))

    meeting: Mapped[Meeting] = relationship()
    slot: Mapped[Slot | None] = relationship()
    table: Mapped[Table | None] = relationship()
