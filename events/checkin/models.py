"""Gates, check-in lists, devices, and scans: immutable rows, refused ones too."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.registration.models import Registration


class Gate(Model):
    """A door of an event."""

    __tablename__ = "gates"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))


class CheckinList(Model):
    """Who may enter where: a ticket is admitted once per list unless it allows re-entry."""

    __tablename__ = "checkin_lists"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(40), default="main")
    name_vi: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    roles: Mapped[list[str]] = mapped_column(default=list)  # empty: every role
    allows_reentry: Mapped[bool] = mapped_column(default=False)


class Device(Model):
    """A paired phone; only the hash of its token is kept."""

    __tablename__ = "devices"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.ForeignKeyConstraint(
            ["gate_id", "event_id"], ["gates.id", "gates.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    gate_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    paired_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]


class ScanResult(enum.StrEnum):
    """What the door said."""

    ADMITTED = "admitted"
    REFUSED = "refused"


class Direction(enum.StrEnum):
    """In or out."""

    ENTRY = "entry"
    EXIT = "exit"


class Scan(Model):
    """One reading of a code at a door: the log itself, never edited.

    Two things happen to a row later: ``undone_at`` is set when staff take the scan back, and
    ``counts_once`` falls when it is undone, or when the person leaves a list with re-entry.
    """

    __tablename__ = "scans"
    __table_args__ = (
        sa.UniqueConstraint("nonce"),
        sa.ForeignKeyConstraint(
            ["list_id", "event_id"],
            ["checkin_lists.id", "checkin_lists.event_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
        sa.Index(
            "uq_scans_admitted_once",
            "list_id",
            "registration_id",
            unique=True,
            sqlite_where=sa.text("counts_once"),
            postgresql_where=sa.text("counts_once"),
        ),
        sa.Index("ix_scans_list_id_result_scanned_at", "list_id", "result", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    list_id: Mapped[int]
    registration_id: Mapped[int | None] = mapped_column(index=True)
    gate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gates.id", ondelete="SET NULL"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    direction: Mapped[Direction] = mapped_column(default=Direction.ENTRY)
    result: Mapped[ScanResult]
    reason: Mapped[str | None] = mapped_column(sa.String(30))
    counts_once: Mapped[bool] = mapped_column(default=False)  # an admitted entry that bars a second
    first_scan_id: Mapped[int | None] = mapped_column(  # the admission that bars this one
        sa.ForeignKey("scans.id", ondelete="SET NULL")
    )
    is_forced: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    raw_code: Mapped[str] = mapped_column(sa.String(512), default="")
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]

    registration: Mapped[Registration | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Scan.registration_id) == Registration.id, viewonly=True
    )
    gate: Mapped[Gate | None] = relationship()
    first: Mapped["Scan | None"] = relationship(remote_side=id)
