"""The right of a person to enter an event, with its ticket (door code) and badge (badge code)."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.programme.models import Event

LIVE = sa.text("state <> 'cancelled'")


class RegistrationRole(enum.StrEnum):
    """In what role somebody comes."""

    VISITOR = "visitor"
    EXHIBITOR = "exhibitor"
    BUYER = "buyer"
    SPEAKER = "speaker"
    PRESS = "press"
    TEAM = "team"


class RegistrationState(enum.StrEnum):
    """Pending ones wait for the organiser, waiting ones for a place."""

    PENDING = "pending"
    WAITING = "waiting"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class QuestionKind(enum.StrEnum):
    """What sort of answer a question of the organiser takes."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    YES_NO = "yes_no"
    CONSENT = "consent"


class Registration(Model):
    """A person may enter an event in a role; e-mail and phone are their own, or not given."""

    __tablename__ = "registrations"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("ticket_id"),
        sa.UniqueConstraint("short_code"),
        sa.UniqueConstraint("badge_code"),
        sa.UniqueConstraint("access_token"),
        sa.CheckConstraint("ticket_issue BETWEEN 1 AND 255", name="ticket_issue"),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name="email_lower"),
        sa.Index(
            "uq_registrations_live_email",
            "event_id",
            "email",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index(
            "uq_registrations_live_phone",
            "event_id",
            "phone",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        sa.Index("ix_registrations_user_id", "user_id"),
        sa.ForeignKeyConstraint(
            ["group_id", "event_id"], ["registration_groups.id", "registration_groups.event_id"]
        ),
        sa.Index("ix_registrations_group_id", "group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    company_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("companies.id", ondelete="SET NULL")
    )
    group_id: Mapped[int | None]  # registered with others by one contact
    role: Mapped[RegistrationRole] = mapped_column(default=RegistrationRole.VISITOR)
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.APPROVED)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    latin_name: Mapped[str] = mapped_column(sa.String(120), default="")  # where the print font
    latin_organisation: Mapped[str] = mapped_column(sa.String(200), default="")  # lacks the script
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    ticket_id: Mapped[str] = mapped_column(
        sa.String(16)
    )  # 8 random bytes in hex, inside the door code
    ticket_issue: Mapped[int] = mapped_column(default=1)
    short_code: Mapped[str] = mapped_column(sa.String(16))  # typed at the door, groups of four
    badge_code: Mapped[str] = mapped_column(sa.String(13))  # 12 random digits and a check digit
    access_token: Mapped[str] = mapped_column(sa.String(43))  # secret address of the ticket page
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    holds_place: Mapped[bool] = mapped_column(default=False)  # counted in Admission.taken
    registered_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship(overlaps="group")
    group: Mapped["RegistrationGroup | None"] = relationship(overlaps="event")


class RegistrationGroup(Model):
    """Several people registered by one contact, who may have an e-mail or phone alone."""

    __tablename__ = "registration_groups"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("access_token"),
        sa.UniqueConstraint("form_token"),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    contact_name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(255))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    access_token: Mapped[str] = mapped_column(sa.String(43))  # secret address of the group's page
    form_token: Mapped[str | None] = mapped_column(sa.String(40))  # one form makes one group
    made_at: Mapped[datetime]

    event: Mapped[Event] = relationship()


class EventKey(Model):
    """The Ed25519 pair that signs an event's door codes; the private part is sealed at rest."""

    __tablename__ = "event_keys"
    __table_args__ = (sa.UniqueConstraint("event_id", "key_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    key_id: Mapped[int]
    public_key: Mapped[str] = mapped_column(sa.String(64))  # hex
    sealed_private_key: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[datetime]


class Admission(Model):
    """How an event lets people in: who may register alone, whom it looks at first, how many."""

    __tablename__ = "admissions"
    __table_args__ = (
        sa.UniqueConstraint("event_id"),
        sa.CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="places_within_capacity"
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    open_to: Mapped[list[str]] = mapped_column(default=list)  # roles that register by themselves
    looked_at: Mapped[list[str]] = mapped_column(default=list)  # roles that wait for approval
    capacity: Mapped[int | None]  # None: as many as come
    taken: Mapped[int] = mapped_column(default=0)


class Question(Model):
    """Something the organiser asks those who register; its words stand in ``Wording``."""

    __tablename__ = "questions"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.Index("ix_questions_event_id_position", "event_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[QuestionKind]
    roles: Mapped[list[str]] = mapped_column(default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_private: Mapped[bool] = mapped_column(default=False)  # asked and seen by the team alone
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]
    made_at: Mapped[datetime]

    wordings: Mapped[list["Wording"]] = relationship(
        back_populates="question", cascade="all, delete-orphan", order_by="Wording.version"
    )


class Wording(Model):
    """The words of a question in one version; answers point at the version they answered."""

    __tablename__ = "question_wordings"
    __table_args__ = (sa.UniqueConstraint("question_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("questions.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    label_vi: Mapped[str] = mapped_column(sa.String(300))
    label_en: Mapped[str] = mapped_column(sa.String(300), default="")
    help_vi: Mapped[str] = mapped_column(sa.String(300), default="")
    help_en: Mapped[str] = mapped_column(sa.String(300), default="")
    options: Mapped[list[Any]] = mapped_column(default=list)  # {"key", "vi", "en"} each
    written_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="wordings")


class Answer(Model):
    """What one registration answered to one version of a question."""

    __tablename__ = "answers"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "question_id"),
        sa.ForeignKeyConstraint(
            ["question_id", "event_id"],
            ["questions.id", "questions.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "version"],
            ["question_wordings.question_id", "question_wordings.version"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_answers_question_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    registration_id: Mapped[int]
    question_id: Mapped[int]
    version: Mapped[int]
    value: Mapped[dict[str, Any]]  # {"value": text, number, true or false, or a list of keys}
    answered_at: Mapped[datetime]
