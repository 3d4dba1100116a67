"""What the door and its pages ask."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from events.checkin.models import CheckinList, Device, Direction, Gate, Scan, ScanResult
from events.programme.models import Event
from events.registration.models import Registration, RegistrationState

COUNTS = sa.and_(Scan.result == ScanResult.ADMITTED, Scan.undone_at.is_(None))


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
    return db.session.scalar(wanted.options(joinedload(Scan.gate)))


def scan_by_nonce(nonce: str) -> Scan | None:
    """The scan that was recorded under a nonce."""
    return db.session.scalar(_whole().where(Scan.nonce == nonce))


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
