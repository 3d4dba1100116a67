"""Tables, and where and when a meeting takes place."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.programme.models import Slot
from matchmaking.meetings.models import Meeting


class Table(Model):
    """A numbered meeting table of an event."""

    __tablename__ = "tables"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "label"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(sa.String(20))
    zone: Mapped[str] = mapped_column(sa.String(80), default="")


class Placement(Model):
    """Slot and table of a meeting; cancelling deletes it together with the meeting's claims."""

    __tablename__ = "placements"
    __table_args__ = (
        sa.UniqueConstraint("slot_id", "table_id"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id", "event_id"], ["slots.id", "slots.event_id"]),
        sa.ForeignKeyConstraint(["table_id", "event_id"], ["tables.id", "tables.event_id"]),
    )

    meeting_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    slot_id: Mapped[int]
    table_id: Mapped[int] = mapped_column(index=True)
    placed_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(back_populates="placement")
    slot: Mapped[Slot] = relationship(overlaps="meeting,table,placement")
    table: Mapped[Table] = relationship(overlaps="meeting,slot,placement")


class CalendarFeed(Model):
    """The secret address at which a person's calendar program reads their meetings."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (sa.UniqueConstraint("user_id"), sa.UniqueConstraint("token"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(sa.String(43))
    made_at: Mapped[datetime]
