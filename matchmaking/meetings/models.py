"""Meetings between a buyer and an exhibitor, from the request to what became of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.companies.models import Company
from accounts.sign_in.models import User
from core.db import Model
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, Slot
from matchmaking.meetings.states import (
    CancelReason,
    DeclineReason,
    GroupHost,
    MeetingState,
    MemberState,
    Strength,
)
from matchmaking.needs.models import Buyer, Need, Side

MOST_OPEN, MOST_AGREED, MOST_MUSTS = 20, 40, 8  # where the organiser says nothing else
LIVE_SQL = sa.text("state IN ('requested', 'accepted', 'placed', 'held', 'missed')")


def across(side: Side) -> Side:
    """The side across the table."""
    return Side.EXHIBITOR if side is Side.BUYER else Side.BUYER


def _asked_first(context: Any) -> Side:
    return across(Side(context.get_current_parameters()["asked_by"]))


class Meeting(Model):
    """One live meeting per event, buyer and exhibitor.

    In a group meeting several exhibitors sit on one side, each a `GroupMember`; ``exhibitor`` is
    one of them, handed on when that one does not come.
    """

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
        sa.Index("ix_meetings_state_expires_at", "state", "expires_at"),
        sa.CheckConstraint("buyer_person_id <> exhibitor_person_id", name="two_people"),
        sa.CheckConstraint("interpreted_into <> language", name="two_languages"),
        sa.CheckConstraint(
            "interpreter_id IS NULL OR interpreted_into IS NOT NULL", name="interpreter_for_need"
        ),
        sa.ForeignKeyConstraint(
            ["interpreter_id", "event_id"], ["interpreters.id", "interpreters.event_id"]
        ),
        sa.CheckConstraint(
            "(group_least IS NULL) = (group_host IS NULL) AND"
            " (group_least IS NULL OR (group_least >= 2 AND exhibitor_person_id IS NULL))",
            name="group_of_several",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    buyer_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    need_id: Mapped[int | None]
    group_least: Mapped[int | None]  # firms that must say yes; None: two sides, one firm each
    group_host: Mapped[GroupHost | None]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.REQUESTED)
    asked_by: Mapped[Side]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    awaits: Mapped[Side] = mapped_column(default=_asked_first)  # whose answer; proposals turn it
    strength: Mapped[Strength | None]  # how much the side that asked wants it
    # Who comes from each side; in its slot the meeting claims these people, too.
    buyer_person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    exhibitor_person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    language: Mapped[str | None] = mapped_column(sa.String(5))  # of which the sides speak one
    interpreted_into: Mapped[str | None] = mapped_column(sa.String(5))  # None: not needed
    interpreter_id: Mapped[int | None] = mapped_column(index=True)  # in its slot claimed, too
    is_online: Mapped[bool] = mapped_column(default=False)  # needs no table
    link: Mapped[str] = mapped_column(sa.String(500), default="")  # https, or none yet
    note: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[DeclineReason | None]
    cancel_reason: Mapped[CancelReason | None]
    closed_by: Mapped[Side | None]  # who said no, took it back or called it off
    score: Mapped[float | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)  # as the engine gave them
    uid: Mapped[str] = mapped_column(sa.String(64))  # of the calendar entry, for ever
    sequence: Mapped[int] = mapped_column(
        default=0
    )  # of the calendar entry, rises with each change
    calendar_starts_at: Mapped[datetime | None]  # what the calendar entry last said,
    calendar_ends_at: Mapped[datetime | None]  # kept when the meeting loses its time
    calendar_changed_at: Mapped[datetime | None]  # when the entry last changed
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]  # half of the time to answer; empty once it was done
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    buyer: Mapped[Buyer] = relationship(overlaps="event")
    exhibitor: Mapped[Exhibitor] = relationship(overlaps="event,buyer")
    need: Mapped[Need | None] = relationship(overlaps="event,buyer,exhibitor")
    interpreter: Mapped[Any] = relationship("Interpreter", viewonly=True)  # of an upper slice
    buyer_person: Mapped[User | None] = relationship(foreign_keys=buyer_person_id)
    exhibitor_person: Mapped[User | None] = relationship(foreign_keys=exhibitor_person_id)
    placement: Mapped[Any] = relationship(  # a Placement of the timetable, which builds on meetings
        "Placement", back_populates="meeting", uselist=False
    )
    proposals: Mapped[list["Proposal"]] = relationship(
        back_populates="meeting", order_by="Proposal.id", passive_deletes=True
    )
    members: Mapped[list[Any]] = relationship(  # of a group; asked for only where there is one
        "GroupMember", back_populates="meeting", order_by="GroupMember.id", passive_deletes=True
    )

    @property
    def is_group(self) -> bool:
        """Whether several firms sit on the exhibitors' side."""
        return self.group_least is not None

    @property
    def exhibitors(self) -> list[Exhibitor]:
        """The firms on the exhibitors' side: of a group, those that come (or may yet come)."""
        if not self.is_group:
            return [self.exhibitor]
        wanted = {MemberState.ACCEPTED}
        if self.state is MeetingState.REQUESTED:
            wanted.add(MemberState.INVITED)
        return [one.exhibitor for one in self.members if one.state in wanted] or [self.exhibitor]

    @property
    def companies(self) -> list[Company]:
        """Everybody at the table: the buyer's company first."""
        return [self.buyer.company, *(one.company for one in self.exhibitors)]

    @property
    def sellers(self) -> str:
        """The names on the exhibitors' side, in one line."""
        return ", ".join(one.company.name for one in self.exhibitors)

    def member_of(self, company_ids: Collection[int]) -> Any:
        """The firm of a group for which these companies speak; nothing for two sides."""
        if not self.is_group:
            return None
        mine = (one for one in self.members if one.exhibitor.company_id in company_ids)
        return next(mine, None)

    def state_for(self, company_ids: Collection[int], at: datetime) -> MeetingState:
        """Where it stands for one of those at the table: in a group, each answers for itself."""
        state = self.state_at(at)
        member = self.member_of(company_ids)
        if member is None or self.buyer.company_id in company_ids:
            return state
        stands: MeetingState = member.standing(state, is_overdue=self.expires_at <= at)
        return stands

    def state_at(self, at: datetime) -> MeetingState:
        """Where it stands at a time: a request that nobody answered in time has expired."""
        if self.state is MeetingState.REQUESTED and self.expires_at <= at:
            return MeetingState.EXPIRED
        return self.state

    def company_on(self, side: Side) -> int:
        """The company on a side."""
        return (self.buyer if side is Side.BUYER else self.exhibitor).company_id

    @property
    def person_ids(self) -> list[int]:
        """Everybody who is named, in the order in which they are claimed."""
        coming = [one.person_id for one in self.members if one.comes] if self.is_group else []
        return sorted(filter(None, (self.buyer_person_id, self.exhibitor_person_id, *coming)))

    def person_id(self, side: Side) -> int | None:
        """Who comes from a side, if somebody is named."""
        return self.buyer_person_id if side is Side.BUYER else self.exhibitor_person_id

    def person(self, side: Side) -> User | None:
        """The same person, as a row."""
        return self.buyer_person if side is Side.BUYER else self.exhibitor_person

    def name_person(self, side: Side, user_id: int | None) -> None:
        """Say who comes; whether they may and can is for the services to check."""
        if side is Side.BUYER:
            self.buyer_person_id = user_id
        else:
            self.exhibitor_person_id = user_id

    @property
    def asked_side(self) -> Side:
        """The side that was asked."""
        return across(self.asked_by)


class Proposal(Model):
    """Other times that one side proposes for a requested meeting; they hold nothing."""

    __tablename__ = "meeting_proposals"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    meeting_id: Mapped[int] = mapped_column(index=True)
    side: Mapped[Side]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )

    meeting: Mapped[Meeting] = relationship(back_populates="proposals")
    slots: Mapped[list[Slot]] = relationship(
        secondary="proposed_slots", order_by=Slot.starts_at, viewonly=True
    )


class ProposedSlot(Model):
    """A time that a proposal names."""

    __tablename__ = "proposed_slots"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["proposal_id", "event_id"],
            ["meeting_proposals.id", "meeting_proposals.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"], ["slots.id", "slots.event_id"], ondelete="CASCADE"
        ),
    )

    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    event_id: Mapped[int]


class MeetingWish(Model):
    """One side would like to meet the other; both wishes together are an agreed meeting."""

    __tablename__ = "meeting_wishes"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "side", "buyer_id", "exhibitor_id"),
        sa.ForeignKeyConstraint(
            ["buyer_id", "event_id"], ["buyers.id", "buyers.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibitor_id", "event_id"],
            ["exhibitors.id", "exhibitors.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["need_id", "event_id"], ["needs.id", "needs.event_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    buyer_id: Mapped[int] = mapped_column(index=True)
    exhibitor_id: Mapped[int] = mapped_column(index=True)
    side: Mapped[Side]
    strength: Mapped[Strength]
    need_id: Mapped[int | None]
    score: Mapped[float | None]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    wished_at: Mapped[datetime]
    wished_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))

    buyer: Mapped[Buyer] = relationship()
    exhibitor: Mapped[Exhibitor] = relationship(overlaps="buyer")
    need: Mapped[Need | None] = relationship(overlaps="buyer,exhibitor")


class MeetingLimits(Model):
    """What the organiser allows one side at an event; without a row, what is usual."""

    __tablename__ = "meeting_limits"
    __table_args__ = (
        sa.CheckConstraint(
            "most_open BETWEEN 1 AND 500 AND most_agreed BETWEEN 1 AND 500 "
            "AND most_musts BETWEEN 0 AND 500",
            name="bounds",
        ),
    )

    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    most_open: Mapped[int] = mapped_column(default=MOST_OPEN)  # requests that wait for an answer
    most_agreed: Mapped[int] = mapped_column(default=MOST_AGREED)  # meetings
    most_musts: Mapped[int] = mapped_column(default=MOST_MUSTS)  # wishes marked “must”
