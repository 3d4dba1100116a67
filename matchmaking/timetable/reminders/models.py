"""Which side was reminded of which meeting at which time, and who wants no reminders."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from matchmaking.needs.models import Side


class ReminderKind(enum.StrEnum):
    """How long before."""

    DAY_BEFORE = "day_before"  # at 17:00 where the event is
    SOON = "soon"  # half an hour


class MeetingReminder(Model):
    """A side was reminded of a meeting at this time; at another time it is reminded again."""

    __tablename__ = "meeting_reminders"
    __table_args__ = (
        sa.UniqueConstraint(
            "meeting_id", "side", "kind", "starts_at", "firm", name="uq_meeting_reminders_once"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    side: Mapped[Side]
    firm: Mapped[int] = mapped_column(default=0)  # of a group, the exhibitor's id
    kind: Mapped[ReminderKind]
    starts_at: Mapped[datetime]
    reminded_at: Mapped[datetime]


class ReminderStop(Model):
    """A person who wants no reminders; changes and cancellations are told all the same."""

    __tablename__ = "reminder_stops"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    stopped_at: Mapped[datetime]
