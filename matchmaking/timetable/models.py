"""Tables, where and when a meeting takes place, and drafts of whole timetables."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.sign_in.models import User
from core.db import Model
from core.jobs import Job
from events.exhibitors.models import Hall
from events.programme.models import Event, HolderKind, Slot
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.timetable.states import Aim, DraftState, PlaceRule

POOL_SQL = sa.text("booth_id IS NULL")
BUDGET_SQL = "most_a_day >= 1 AND most_in_row >= 1 AND least_free >= 0"
BUILDING_SQL = sa.text("state = 'building'")


class Table(Model):
    """A place for meetings: a numbered table of an event, or the booth of an exhibitor.

    A table may stand in a hall; ``zone`` says more closely where. The row of a booth is made when
    its exhibitor receives there; its label and hall are the booth's.
    """

    __tablename__ = "tables"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.Index(
            "uq_tables_event_id_label",
            "event_id",
            "label",
            unique=True,
            sqlite_where=POOL_SQL,
            postgresql_where=POOL_SQL,
        ),
        sa.UniqueConstraint("booth_id"),
        sa.ForeignKeyConstraint(
            ["booth_id", "event_id"], ["booths.id", "booths.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(sa.String(20))
    zone: Mapped[str] = mapped_column(sa.String(80), default="")
    hall_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("halls.id", ondelete="SET NULL"), index=True
    )
    booth_id: Mapped[int | None]  # none: a table of the pool

    hall: Mapped[Hall | None] = relationship(lazy="joined")

    @property
    def where(self) -> str:
        """Hall and corner, in one line."""
        return ", ".join(filter(None, (self.hall.name if self.hall else "", self.zone)))

    @property
    def holder(self) -> tuple[HolderKind, int]:
        """Who holds a slot for whatever happens here."""
        if self.booth_id is not None:
            return (HolderKind.BOOTH, self.booth_id)
        return (HolderKind.TABLE, self.id)


class MeetingRules(Model):
    """What an event says about its meetings: where they are held, and the breaks between them."""

    __tablename__ = "meeting_rules"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint(BUDGET_SQL, name="budget"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    places: Mapped[PlaceRule] = mapped_column(default=PlaceRule.TABLES)
    most_a_day: Mapped[int | None]  # meetings of one company
    most_in_row: Mapped[int | None]
    least_free: Mapped[int | None]  # slots without a meeting, in each half of a day


class Stay(Model):
    """When a company is at an event, and how much it takes on: stricter than the event, if at all.

    Single slots in which it is away are claims of the company without a meeting.
    """

    __tablename__ = "stays"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "company_id"),
        sa.CheckConstraint("leaves_at > arrives_at", name="leaves_after_arriving"),
        sa.CheckConstraint(BUDGET_SQL, name="budget"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="CASCADE"), index=True
    )
    arrives_at: Mapped[datetime | None]  # none: there from the beginning
    leaves_at: Mapped[datetime | None]
    most_a_day: Mapped[int | None]
    most_in_row: Mapped[int | None]
    least_free: Mapped[int | None]
    at_booth: Mapped[bool | None]  # receives at its own booth, where the event leaves that open


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
        sa.CheckConstraint("(table_id IS NULL) = is_online", name="online_takes_no_table"),
    )

    meeting_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    slot_id: Mapped[int]
    table_id: Mapped[int | None] = mapped_column(index=True)
    is_online: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]  # no build moves it

    meeting: Mapped[Meeting] = relationship(back_populates="placement")
    slot: Mapped[Slot] = relationship(overlaps="meeting,table,placement")
    table: Mapped[Table | None] = relationship(overlaps="meeting,slot,placement")


class CalendarFeed(Model):
    """The secret address at which a person's calendar program reads their meetings."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (sa.UniqueConstraint("user_id"), sa.UniqueConstraint("token"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(sa.String(43))
    made_at: Mapped[datetime]


class TimetableDraft(Model):
    """A timetable as it could be; nothing of it counts before it is published."""

    __tablename__ = "timetable_drafts"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.Index(
            "uq_timetable_drafts_one_build",
            "event_id",
            unique=True,
            sqlite_where=BUILDING_SQL,
            postgresql_where=BUILDING_SQL,
        ),
        sa.Index("ix_timetable_drafts_event_id", "event_id"),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name="published_has_a_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    state: Mapped[DraftState] = mapped_column(default=DraftState.BUILDING)
    aim: Mapped[Aim]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see `planning.order`
    status: Mapped[str] = mapped_column(sa.String(20), default="")  # the solver's word
    reached: Mapped[dict[str, Any]] = mapped_column(default=dict)  # name of a value: number
    bound: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how good it could be at most
    wanted: Mapped[int] = mapped_column(default=0)  # meetings that were to be placed
    conflict: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids of what cannot stand
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {message, values}: why not
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id", ondelete="SET NULL"))
    stop_asked_at: Mapped[datetime | None]
    short: Mapped[list[Any]] = mapped_column(default=list)  # who has fewer than promised, and why
    curve: Mapped[list[Any]] = mapped_column(default=list)  # seconds, best so far, bound
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    finished_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    job: Mapped[Job | None] = relationship()
    made_by: Mapped[User | None] = relationship()


class DraftPlacement(Model):
    """What a draft says of a meeting: its slot and table, or why it has none."""

    __tablename__ = "draft_placements"
    __table_args__ = (
        sa.UniqueConstraint("draft_id", "slot_id", "table_id"),
        sa.CheckConstraint(
            "(table_id IS NULL) = (slot_id IS NULL OR is_online)"
            " AND (slot_id IS NULL) = (reason <> '')",
            name="a_place_or_a_reason",
        ),
        sa.ForeignKeyConstraint(
            ["draft_id", "event_id"],
            ["timetable_drafts.id", "timetable_drafts.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "event_id"], ["meetings.id", "meetings.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"], ["slots.id", "slots.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["table_id", "event_id"], ["tables.id", "tables.event_id"], ondelete="CASCADE"
        ),
    )

    draft_id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    event_id: Mapped[int]
    slot_id: Mapped[int | None] = mapped_column(index=True)
    table_id: Mapped[int | None] = mapped_column(index=True)
    is_online: Mapped[bool] = mapped_column(default=False)
    interpreter_id: Mapped[int | None] = mapped_column(  # who was planned for it
        sa.ForeignKey("interpreters.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[str] = mapped_column(sa.String(20), default="")
    sequence: Mapped[int]  # of the meeting when the draft was built: tells that it changed since

    draft: Mapped[TimetableDraft] = relationship()
    meeting: Mapped[Meeting] = relationship(overlaps="draft")
    slot: Mapped[Slot | None] = relationship(overlaps="draft,meeting")
    table: Mapped[Table | None] = relationship(overlaps="draft,meeting,slot")


class DraftWish(Model):
    """A wish of one side for which a draft found a time: publishing asks, with this time."""

    __tablename__ = "draft_wishes"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["draft_id", "event_id"],
            ["timetable_drafts.id", "timetable_drafts.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"], ["slots.id", "slots.event_id"], ondelete="CASCADE"
        ),
    )

    draft_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wish_id: Mapped[int] = mapped_column(
        sa.ForeignKey("meeting_wishes.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    event_id: Mapped[int]
    slot_id: Mapped[int] = mapped_column(index=True)

    wish: Mapped[MeetingWish] = relationship()
    slot: Mapped[Slot] = relationship()
