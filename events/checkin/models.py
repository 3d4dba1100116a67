"""Gates, check-in lists, devices, and scans: immutable rows, refused ones too."""

import enum
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model
from events.registration.models import Registration


class Zone(Model):
    """A part of an event that fills up: a hall, a room; who is scanned into it is inside it."""

    __tablename__ = "zones"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "name_vi"),
        sa.UniqueConstraint("hall_id"),  # a hall on the plan is filled by one zone
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name_vi: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    hall_id: Mapped[int | None] = mapped_column(sa.ForeignKey("halls.id", ondelete="SET NULL"))
    capacity: Mapped[int | None]  # from four fifths of it on the organiser is warned


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
    zone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("zones.id", ondelete="SET NULL"))


class CheckinList(Model):
    """Who may enter where: a ticket is admitted once per list unless it allows re-entry."""

    __tablename__ = "checkin_lists"
    __table_args__ = (
        sa.UniqueConstraint("id", "event_id"),
        sa.UniqueConstraint("event_id", "slug"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(40), default="main")
    name_vi: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    roles: Mapped[list[str]] = mapped_column(default=list)  # empty: every role
    days: Mapped[list[Any]] = mapped_column(default=list)  # of the event, from 0; empty: all
    gates: Mapped[list[Any]] = mapped_column(default=list)  # ids; empty: every gate
    includes_pending: Mapped[bool] = mapped_column(default=False)
    allows_reentry: Mapped[bool] = mapped_column(default=False)
    scans_exits: Mapped[bool] = mapped_column(default=True)
    exits_at: Mapped[str | None] = mapped_column(sa.String(5))  # HH:MM there: all are out then
    exited_on: Mapped[date | None]  # the last day whose automatic exit was done
    # What it leads into; else its gates say where their scans count.
    zone_id: Mapped[int | None] = mapped_column(sa.ForeignKey("zones.id", ondelete="SET NULL"))
    capacity: Mapped[int | None]  # more inside than this alarms the organiser


class DeviceRole(enum.StrEnum):
    """A supervisor may admit in spite of a reason, with words of their own."""

    SCANNER = "scanner"
    SUPERVISOR = "supervisor"


class SelfTest(enum.StrEnum):
    """How a phone's last look at itself ended."""

    OK = "ok"
    MIND = "mind"
    BAD = "bad"


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
    role: Mapped[DeviceRole] = mapped_column(default=DeviceRole.SCANNER)
    lists: Mapped[list[str]] = mapped_column(default=list)  # slugs; empty: every list
    app: Mapped[str] = mapped_column(sa.String(40), default="")
    snapshot: Mapped[str | None] = mapped_column(sa.String(64))  # the version it holds
    queued: Mapped[int] = mapped_column(default=0)  # what waited on it when it last told
    drained_at: Mapped[datetime | None]  # its queue was empty then: later scans are later
    synced_at: Mapped[datetime | None]  # the last batch
    clock_offset_s: Mapped[int | None]  # its clock less ours
    tested_at: Mapped[datetime | None]  # by our clock
    test_result: Mapped[SelfTest | None]


class Pairing(Model):
    """A code in a QR that becomes a device's token, once and within minutes."""

    __tablename__ = "pairings"
    __table_args__ = (
        sa.UniqueConstraint("code_hash"),
        sa.ForeignKeyConstraint(
            ["gate_id", "event_id"], ["gates.id", "gates.event_id"], ondelete="CASCADE"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    gate_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    role: Mapped[DeviceRole] = mapped_column(default=DeviceRole.SCANNER)
    lists: Mapped[list[str]] = mapped_column(default=list)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class DeviceFault(Model):
    """What a paired device sent that could not even be read as a scan."""

    __tablename__ = "device_faults"
    __table_args__ = (sa.Index("ix_device_faults_device_id_at", "device_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("devices.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(sa.String(60))
    detail: Mapped[str] = mapped_column(sa.String(200), default="")


class ScanResult(enum.StrEnum):
    """What the door said."""

    ADMITTED = "admitted"
    REFUSED = "refused"


class Direction(enum.StrEnum):
    """In or out."""

    ENTRY = "entry"
    EXIT = "exit"


class Verdict(enum.StrEnum):
    """What a phone without a network told the person; later: let in, to be checked."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    LATER = "later"


class Conflict(enum.StrEnum):
    """Somebody was let in whom the log does not let in; for the organiser to settle."""

    TWICE = "twice"
    WENT_IN = "went_in"


class Scan(Model):
    """One reading of a code at a door: the log itself; what was answered is never edited.

    Where a row stands among the others may change: when staff take a scan back, when the person
    leaves a list with re-entry, when an earlier scan arrives from a phone without a network.
    ``counts`` says that it counts in the totals, ``counts_once`` that it bars another entry.
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
        sa.Index(
            "ix_scans_conflict",
            "event_id",
            sqlite_where=sa.text("conflict IS NOT NULL"),
            postgresql_where=sa.text("conflict IS NOT NULL"),
        ),
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
    force_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    counts: Mapped[bool] = mapped_column(default=False)
    told: Mapped[Verdict | None]  # offline: what the phone told
    conflict: Mapped[Conflict | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("users.id", ondelete="SET NULL")
    )
    settled_note: Mapped[str] = mapped_column(sa.String(300), default="")
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    raw_code: Mapped[str] = mapped_column(sa.String(512), default="")
    scanned_at: Mapped[datetime]  # by our clock, as well as it can be known
    phone_at: Mapped[datetime | None]  # by the phone's
    received_at: Mapped[datetime]

    registration: Mapped[Registration | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Scan.registration_id) == Registration.id, viewonly=True
    )
    gate: Mapped[Gate | None] = relationship()
    device: Mapped[Device | None] = relationship()
    first: Mapped["Scan | None"] = relationship(remote_side=id)


SCANS = cast("sa.Table", Scan.__table__)


class TicketSeal(Model):
    """What a snapshot needs of a door code, kept because signing 30,000 codes takes seconds."""

    __tablename__ = "ticket_seals"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
    )

    registration_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(index=True)
    made_for: Mapped[str] = mapped_column(sa.String(40))  # ticket id, issue, role and key
    seal: Mapped[bytes] = mapped_column(sa.LargeBinary(72))


class WalkInTicket(Model):
    """A signed code that a device holds in stock for somebody who comes without a ticket."""

    __tablename__ = "walk_in_tickets"
    __table_args__ = (
        sa.UniqueConstraint("ticket_id"),
        sa.UniqueConstraint("nonce"),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registrations.id", "registrations.event_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("(nonce IS NULL) = (registration_id IS NULL)", name="used_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    device_id: Mapped[int] = mapped_column(
        sa.ForeignKey("devices.id", ondelete="CASCADE"), index=True
    )
    ticket_id: Mapped[str] = mapped_column(sa.String(16))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    registration_id: Mapped[int | None] = mapped_column(index=True)
    nonce: Mapped[str | None] = mapped_column(sa.String(64))  # of the call that used it


class Tally(Model):
    """Somebody without a ticket was counted in or out by hand; nobody's name is known."""

    __tablename__ = "tallies"
    __table_args__ = (
        sa.UniqueConstraint("nonce"),
        sa.CheckConstraint("change IN (-1, 1)", name="by_one"),
        sa.ForeignKeyConstraint(
            ["gate_id", "event_id"], ["gates.id", "gates.event_id"], ondelete="CASCADE"
        ),
        sa.Index("ix_tallies_event_id_gate_id", "event_id", "gate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int]
    gate_id: Mapped[int]
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    change: Mapped[int]
    counted_at: Mapped[datetime]
