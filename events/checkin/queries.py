"""What the door and its pages ask."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import joinedload

from core.activity import Activity
from core.db import db
from events.checkin.judging import Door, Shown, Ticket, judge
from events.checkin.models import (
    SCANS,
    CheckinList,
    Device,
    Direction,
    Gate,
    Scan,
    ScanResult,
    Tally,
    WalkInTicket,
)
from events.checkin.states import Reason
from events.programme.models import Event
from events.registration.keys import public_key
from events.registration.models import EventKey, Registration, RegistrationState

COUNTS = Scan.counts


@dataclass(frozen=True)
class HeadCount:
    """How many came in, left and were refused; ``inside`` is what remains."""

    entries: int = 0
    exits: int = 0
    refused: int = 0
    expected: int = 0

    @property
    def inside(self) -> int:
        """Admitted entries less exits."""
        return self.entries - self.exits


def token_hash(token: str) -> str:
    """How a device token is kept: SHA-256, for it has 256 random bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_by_token(token: str) -> Device | None:
    """The paired device of a token, unless it was revoked."""
    wanted = sa.select(Device).where(
        Device.token_hash == token_hash(token), Device.revoked_at.is_(None)
    )
    return db.session.scalar(wanted)


def device_of_token(token: str) -> Device | None:
    """The device of a token, a revoked one too."""
    return db.session.scalar(sa.select(Device).where(Device.token_hash == token_hash(token)))


def device_is_live(device_id: int) -> bool:
    """Whether a device is there and was not revoked."""
    wanted = sa.select(Device.id).where(Device.id == device_id, Device.revoked_at.is_(None))
    return db.session.scalar(wanted) is not None


def public_keys(event_id: int) -> dict[int, Ed25519PublicKey]:
    """What verifies an event's door codes, by key id."""
    wanted = sa.select(EventKey).where(EventKey.event_id == event_id)
    return {row.key_id: public_key(row) for row in db.session.scalars(wanted)}


def registration_by_code(ticket_id: str, short_code: str) -> Registration | None:
    """Whose code it is: looked up by ticket id or typed code, never by raw text."""
    if not ticket_id and not short_code:
        return None
    wanted = sa.select(Registration)
    if ticket_id:
        wanted = wanted.where(Registration.ticket_id == ticket_id)
    else:
        wanted = wanted.where(Registration.short_code == short_code)
    return db.session.scalar(wanted)


def lock_registrations(numbers: Sequence[int]) -> None:
    """Hold these people's rows until the transaction ends, in one order for everybody."""
    wanted = (
        sa.select(Registration.id).where(Registration.id.in_(numbers)).order_by(Registration.id)
    )
    db.session.execute(wanted.with_for_update(key_share=True)).all()


def lift_bar(list_id: int, registration_id: int) -> None:
    """Let a ticket enter a list again."""
    db.session.connection().execute(
        sa.update(SCANS)
        .where(Scan.list_id == list_id, Scan.registration_id == registration_id, Scan.counts_once)
        .values(counts_once=False)
    )


def list_by_slug(event_id: int, slug: str = "main") -> CheckinList | None:
    """A list of an event."""
    return db.session.scalar(
        sa.select(CheckinList).where(CheckinList.event_id == event_id, CheckinList.slug == slug)
    )


def gates_of(event_id: int) -> list[Gate]:
    """The doors of an event, as they were made."""
    return list(
        db.session.scalars(sa.select(Gate).where(Gate.event_id == event_id).order_by(Gate.id))
    )


def devices_of(event_id: int) -> Sequence[tuple[Device, Gate]]:
    """The paired devices of an event with their gates, the newest first."""
    wanted = (
        sa.select(Device, Gate)
        .join(Gate, Gate.id == Device.gate_id)
        .where(Device.event_id == event_id)
        .order_by(Device.revoked_at.is_not(None), Device.paired_at.desc())
    )
    return [(device, gate) for device, gate in db.session.execute(wanted)]


def counting_scan(list_id: int, registration_id: int) -> Scan | None:
    """The admission that bars a second one."""
    wanted = sa.select(Scan).where(
        Scan.list_id == list_id, Scan.registration_id == registration_id, Scan.counts_once
    )
    return db.session.scalar(wanted.options(joinedload(Scan.gate), joinedload(Scan.device)))


def scan_by_id(scan_id: int) -> Scan | None:
    """A scan, read afresh: it may have been written past the session."""
    wanted = _whole().where(Scan.id == scan_id).execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def scan_by_nonce(nonce: str) -> Scan | None:
    """The scan that was recorded under a nonce."""
    return db.session.scalar(_whole().where(Scan.nonce == nonce))


def ended_at(scan_id: int) -> datetime | None:
    """When the ticket of a scan was replaced or cancelled, if that was before its answer."""
    replaced = (
        sa.select(sa.func.max(Activity.at))
        .where(
            Activity.verb == "registration:reissued",
            Activity.subject_kind == "registrations",
            Activity.subject_id == Scan.registration_id,
            Activity.at <= Scan.received_at,
        )
        .scalar_subquery()
    )
    wanted = sa.select(replaced, Registration.revoked_at).join_from(Scan, Scan.registration)
    row = db.session.execute(wanted.where(Scan.id == scan_id)).one_or_none()
    return (row.revoked_at or row[0]) if row else None


def tally_of(event_id: int, gate_id: int) -> int:
    """How many people without a ticket were counted in at a gate, less those out."""
    wanted = sa.select(sa.func.coalesce(sa.func.sum(Tally.change), 0)).where(
        Tally.event_id == event_id, Tally.gate_id == gate_id
    )
    return int(db.session.scalar(wanted) or 0)


def tallies_of(event_id: int) -> dict[int, int]:
    """The same for every gate of an event."""
    wanted = sa.select(Tally.gate_id, sa.func.sum(Tally.change)).where(Tally.event_id == event_id)
    return {row[0]: int(row[1]) for row in db.session.execute(wanted.group_by(Tally.gate_id))}


def open_conflicts(event_id: int) -> int:
    """How many conflicts nobody has settled."""
    wanted = sa.select(sa.func.count()).where(
        Scan.event_id == event_id, Scan.conflict.is_not(None), Scan.settled_at.is_(None)
    )
    return db.session.scalar(wanted) or 0


def lists_of(event_id: int) -> list[CheckinList]:
    """The lists of an event, the main one first."""
    wanted = sa.select(CheckinList).where(CheckinList.event_id == event_id)
    return list(db.session.scalars(wanted.order_by(CheckinList.slug != "main", CheckinList.id)))


def inside_by_list(event_id: int) -> dict[int, int]:
    """How many stand inside, by list."""
    signed = sa.case((Scan.direction == Direction.ENTRY, 1), else_=-1)
    wanted = sa.select(Scan.list_id, sa.func.sum(signed)).where(Scan.event_id == event_id, COUNTS)
    return {row[0]: int(row[1]) for row in db.session.execute(wanted.group_by(Scan.list_id))}


def scans_by_nonce(nonces: Sequence[str]) -> Sequence[Scan]:
    """The scans that were recorded under these nonces."""
    return db.session.scalars(_whole().where(Scan.nonce.in_(nonces))).all()


def scans_by_ids(numbers: Sequence[int]) -> Sequence[Scan]:
    """These scans, with where and by what."""
    if not numbers:
        return []
    return db.session.scalars(_whole().where(Scan.id.in_(numbers))).all()


def walk_in(shown: Shown, door: Door, *, at: datetime) -> tuple[Ticket | None, Reason | None]:
    """Whose stock code it is, and what speaks against it; an unknown code is nobody's."""
    stock = db.session.scalar(
        sa.select(WalkInTicket).where(WalkInTicket.ticket_id == shown.ticket_id)
    )
    if stock is None:
        return None, Reason.UNKNOWN_CODE
    if stock.registration_id is None:
        return None, Reason.STOCK_EXPIRED if stock.expires_at < at else Reason.WALK_IN_UNSENT
    ticket = Ticket.of(db.session.get_one(Registration, stock.registration_id))
    return ticket, judge(shown, ticket, door, at=at)


def scan_of_event(scan_id: int, event_id: int) -> Scan | None:
    """A scan of an event."""
    return db.session.scalar(_whole().where(Scan.id == scan_id, Scan.event_id == event_id))


def recent_scans(list_id: int, *, limit: int = 20, gate_id: int | None = None) -> list[Scan]:
    """The latest scans of a list, with who and where."""
    wanted = _whole().where(Scan.list_id == list_id)
    if gate_id is not None:
        wanted = wanted.where(Scan.gate_id == gate_id)
    return list(db.session.scalars(wanted.order_by(Scan.id.desc()).limit(limit)))


def _whole() -> sa.Select[tuple[Scan]]:
    return sa.select(Scan).options(
        joinedload(Scan.registration),
        joinedload(Scan.gate),
        joinedload(Scan.first).joinedload(Scan.gate),
        joinedload(Scan.first).joinedload(Scan.device),
    )


def is_inside(list_id: int, registration_id: int) -> bool:
    """Whether somebody came in through a list and has not left."""
    return balance(list_id, registration_id) > 0


def balance(list_id: int, registration_id: int) -> int:
    """Entries less exits of one registration at a list."""
    signed = sa.case((Scan.direction == Direction.ENTRY, 1), else_=-1)
    wanted = sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
        Scan.list_id == list_id, Scan.registration_id == registration_id, COUNTS
    )
    return int(db.session.scalar(wanted) or 0)


def head_count(list_id: int, event_id: int) -> HeadCount:
    """The numbers at a list, recounted from the log."""

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    expected = (
        sa.select(sa.func.count())
        .select_from(Registration)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)
        .scalar_subquery()
    )
    row = db.session.execute(
        sa.select(
            how_many(sa.and_(COUNTS, Scan.direction == Direction.ENTRY)),
            how_many(sa.and_(COUNTS, Scan.direction == Direction.EXIT)),
            how_many(Scan.result == ScanResult.REFUSED),
            expected,
        ).where(Scan.list_id == list_id)
    ).one()
    return HeadCount(*(int(number or 0) for number in row))


def counts_by_gate(list_id: int) -> dict[int | None, int]:
    """How many entered through each gate."""
    wanted = (
        sa.select(Scan.gate_id, sa.func.count())
        .where(Scan.list_id == list_id, COUNTS, Scan.direction == Direction.ENTRY)
        .group_by(Scan.gate_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def event_of_slug(slug: str) -> Event | None:
    """An event by its address, whoever asks."""
    return db.session.scalar(sa.select(Event).where(Event.slug == slug))
