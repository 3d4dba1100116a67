"""Meetings between a buyer and an exhibitor, from the request to what became of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, Need, Side

LIVE_SQL = sa.text("state IN ('requested', 'accepted', 'placed', 'held', 'missed')")


class Meeting(Model):
    """One live meeting per event, buyer and exhibitor."""

    __tablename__ = "meetings"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("uid"),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["need_id", "event_id"], ["needs.id", "needs.event_id"]),
        sa.Index(
            "uq_meetings_live",
            "event_id",
            "buyer_id",
            "exhibitor_id",
            unique=True,
            sqlite_where=LIVE_SQL,
            postgresql_where=LIVE_SQL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    buyer_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    need_id: Mapped[int | None]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.REQUESTED)
    asked_by: Mapped[Side]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    score: Mapped[float | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # as the engine gave them
    uid: Mapped[str] = mapped_column(sa.String(64))  # of the calendar entry, for ever
    sequence: Mapped[int] = mapped_column(
        default=0
    )  # of the calendar entry, rises with each change
    calendar_starts_at: Mapped[datetime | None]  # what the calendar entry last said,
    calendar_ends_at: Mapped[datetime | None]  # kept when the meeting is cancelled
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    buyer: Mapped[Buyer] = relationship(overlaps="event")
    exhibitor: Mapped[Exhibitor] = relationship(overlaps="event,buyer")
    need: Mapped[Need | None] = relationship(overlaps="event,buyer,exhibitor")
    placement: Mapped[Any] = relationship(  # a Placement of the timetable, which builds on meetings
        "Placement", back_populates="meeting", uselist=False
    )

    def state_at(self, at: datetime) -> MeetingState:
        """Where it stands at a time: a request that nobody answered in time has expired."""
        if self.state is MeetingState.REQUESTED and self.expires_at <= at:
            return MeetingState.EXPIRED
        return self.state

    @property
    def asked_side(self) -> Side:
        """Whose answer is awaited."""
        return Side.EXHIBITOR if self.asked_by is Side.BUYER else Side.BUYER
