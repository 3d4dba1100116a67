"""Group meetings: one buyer and several small firms, and what an event allows of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.exhibitors.models import Exhibitor
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import (
    AGREED,
    LIVE,
    DeclineReason,
    GroupHost,
    MeetingState,
    MemberState,
)

MOST_FIRMS, LEAST_FIRMS = 6, 2  # where the organiser says nothing else
SEATS = 8  # no table has room for more
LIVE_SQL = sa.text("is_live")
S, M = MeetingState, MemberState


class GroupMember(Model):
    """A firm invited to a group meeting; a buyer has it in one live group at a time."""

    __tablename__ = "group_members"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "exhibitor_id"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.Index(
            "uq_group_members_live",
            "event_id",
            "buyer_id",
            "exhibitor_id",
            unique=True,
            sqlite_where=LIVE_SQL,
            postgresql_where=LIVE_SQL,
        ),
        sa.CheckConstraint(
            "NOT is_live OR state IN ('invited', 'accepted')", name="who_said_no_is_not_live"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int]
    buyer_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[MemberState] = mapped_column(default=MemberState.INVITED)
    is_live: Mapped[bool] = mapped_column(default=True)  # not over: it may come
    person_id: Mapped[int | None] = mapped_column(  # who comes; in its slot claimed, too
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[DeclineReason | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="members")
    exhibitor: Mapped[Exhibitor] = relationship(overlaps="meeting,members", lazy="joined")

    @property
    def comes(self) -> bool:
        """Whether the firm has said yes."""
        return self.state is M.ACCEPTED

    def standing(self, state: MeetingState, *, is_overdue: bool) -> MeetingState:
        """How the meeting, which stands so, stands for this firm."""
        if self.state is M.DECLINED:
            return S.DECLINED
        if self.state is M.LEFT:
            return S.CANCELLED
        if self.state is M.ACCEPTED or state not in LIVE:
            return state
        over = is_overdue or not self.is_live or state in AGREED - {S.ACCEPTED, S.PLACED}
        return S.EXPIRED if over else S.REQUESTED


class GroupRules(Model):
    """What an event says of group meetings; without a row there are none."""

    __tablename__ = "group_rules"
    __table_args__ = (
        sa.CheckConstraint(
            f"least_firms BETWEEN 2 AND most_firms AND most_firms <= {SEATS}", name="bounds"
        ),
    )

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    is_allowed: Mapped[bool] = mapped_column(default=False)
    most_firms: Mapped[int] = mapped_column(default=MOST_FIRMS)
    least_firms: Mapped[int] = mapped_column(default=LEAST_FIRMS)  # that must say yes
    host: Mapped[GroupHost] = mapped_column(default=GroupHost.BUYER)
