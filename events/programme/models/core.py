"""Events and their days: team, sessions with seats, slots, and the claims on them."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.sign_in.models import User
from core.db import Model
from events.programme.states import EventState


class EventKind(enum.StrEnum):
    """What sort of event it is; one core serves all."""

    FAIR = "fair"
    SEMINAR = "seminar"
    JOB_FAIR = "job_fair"
    INVESTOR_DAY = "investor_day"
    TRADE_MISSION = "trade_mission"
    DIALOGUE = "dialogue"


class MeetingMode(enum.StrEnum):
    """Books: acceptance claims slot and table at once. Plans: acceptances wait for a build."""

    BOOKS = "books"
    PLANS = "plans"


class TeamRole(enum.StrEnum):
    """What a person may do for an event."""

    ORGANISER = "organiser"
    TEAM = "team"
    DOOR = "door"


class Event(Model):
    """A fair, networking seminar or the like, with both languages and its own time zone."""

    __tablename__ = "events"
    __table_args__ = (
        sa.UniqueConstraint("slug"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("expected_booths >= 0 AND expected_visitors >= 0", name="expected"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[EventKind] = mapped_column(default=EventKind.FAIR)
    state: Mapped[EventState] = mapped_column(default=EventState.DRAFT)
    name_vi: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    summary_vi: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str] = mapped_column(sa.Text, default="")
    organiser_name: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(255), default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    province_key: Mapped[str | None] = mapped_column(sa.String(8))
    zone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Ho_Chi_Minh")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]  # from then on people may register, by the clock
    expected_booths: Mapped[int] = mapped_column(default=0)  # 0: not said
    expected_visitors: Mapped[int] = mapped_column(default=0)
    meeting_mode: Mapped[MeetingMode] = mapped_column(default=MeetingMode.BOOKS)
    slot_minutes: Mapped[int] = mapped_column(default=20)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    is_demo: Mapped[bool] = mapped_column(default=False)

    team: Mapped[list["TeamMember"]] = relationship(
        back_populates="event", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Session.starts_at"
    )


class TeamMember(Model):
    """A person who works on an event."""

    __tablename__ = "team_members"
    __table_args__ = (sa.UniqueConstraint("event_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[TeamRole]

    event: Mapped[Event] = relationship(back_populates="team")
    user: Mapped[User] = relationship()


class Session(Model):
    """A talk or round of an event; its seats can be reserved when ``capacity`` is given."""

    __tablename__ = "sessions"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.ForeignKeyConstraint(["room_id", "event_id"], ["rooms.id", "rooms.event_id"]),
        sa.CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="seats_within_capacity"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        sa.ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    title_vi: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    room_id: Mapped[int | None] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="sessions", overlaps="its_room")
    its_room: Mapped["Room | None"] = relationship(lazy="joined", overlaps="event,sessions")
    speakers: Mapped[list["Speaker"]] = relationship(
        back_populates="session",
        cascade="all, delete-orphan",
        order_by="Speaker.id",
        lazy="selectin",
        overlaps="event",
    )

    @property
    def room(self) -> str:
        """The name of its room, or nothing."""
        return self.its_room.name if self.its_room is not None else ""

    @property
    def speaker(self) -> str:
        """Who speaks, in one line: those who agreed to be named."""
        return ", ".join(speaker.full_name for speaker in self.speakers if speaker.is_public)


class Room(Model):
    """A room or stage of an event: one session at a time, unless it may be shared."""

    __tablename__ = "rooms"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name"),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name="seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(120))
    seats: Mapped[int | None]
    is_shared: Mapped[bool] = mapped_column(default=False)


class Speaker(Model):
    """Somebody who speaks at a session; named to the public only with their consent."""

    __tablename__ = "speakers"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["session_id", "event_id"], ["sessions.id", "sessions.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    session_id: Mapped[int] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    job_title: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    is_public: Mapped[bool] = mapped_column(default=False)

    session: Mapped[Session] = relationship(back_populates="speakers", overlaps="event")


class Seat(Model):
    """A seat at a session, held by a registration of the same event."""

    __tablename__ = "seats"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "registration_id"),
        sa.ForeignKeyConstraint(
            ["session_id", "event_id"], ["sessions.id", "sessions.event_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    session_id: Mapped[int]
    registration_id: Mapped[int] = mapped_column(index=True)
    reserved_at: Mapped[datetime]

    session: Mapped[Session] = relationship(overlaps="registration")


class Slot(Model):
    """A stretch of time in which meetings of an event take place."""

    __tablename__ = "slots"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class HolderKind(enum.StrEnum):
    """Who or what can hold a slot."""

    PERSON = "person"  # a user
    BUYER = "buyer"  # a company's seat at the event as buyer
    EXHIBITOR = "exhibitor"  # a company's seat at the event as exhibitor
    COMPANY = "company"  # the company itself, where it is buyer and exhibitor at once
    BOOTH = "booth"
    TABLE = "table"


class Claim(Model):
    """A slot is taken for this holder: nobody and nothing is in two places at once."""

    __tablename__ = "claims"
    __table_args__ = (
        sa.UniqueConstraint(
            "event_id", "slot_id", "holder_kind", "holder_id", name="uq_claims_holder_once_per_slot"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "event_id"], ["slots.id", "slots.event_id"], ondelete="CASCADE"
        ),
        sa.Index("ix_claims_holder", "event_id", "holder_kind", "holder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    slot_id: Mapped[int] = mapped_column(index=True)
    holder_kind: Mapped[HolderKind]
    holder_id: Mapped[int]
    meeting_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("meetings.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
