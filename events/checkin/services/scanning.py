"""One scan: a row that admits, or refuses with a reason; at_once.py is the shorter way.

All services flush and leave the commit to the caller.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core.db import db
from events.checkin import queries, rules
from events.checkin.errors import NonceReused, WrongGate
from events.checkin.judging import Door, Shown, Ticket, judge, show
from events.checkin.models import (
    SCANS,
    CheckinList,
    Device,
    Direction,
    Gate,
    Scan,
    ScanResult,
    Verdict,
)
from events.checkin.states import FORCEABLE, Reason
from events.programme.models import Event

RAW_LIMIT = 512
OLDEST_SCAN = timedelta(days=1)
_TRIES = 3
_LATER = {"id", "undone_at", "undone_by_id", "settled_at", "settled_by_id"}


@dataclass(frozen=True, slots=True)
class Presented:
    """One code held before a scanner: who asks, where and when."""

    door: Door
    code: str
    direction: Direction
    nonce: str
    scanned_at: datetime
    at: datetime
    gate_id: int | None = None
    device_id: int | None = None
    user_id: int | None = None
    forced: bool = False
    force_reason: str = ""
    told: Verdict | None = None
    phone_at: datetime | None = None

    def row(self, ticket: Ticket | None, reason: Reason | None, **more: Any) -> dict[str, Any]:
        """The scan that answers it, as values; every reading leaves one."""
        values = {
            "event_id": self.door.event_id,
            "list_id": self.door.list_id,
            "registration_id": ticket.id if ticket else None,
            "gate_id": self.gate_id,
            "device_id": self.device_id,
            "user_id": self.user_id,
            "direction": self.direction,
            "result": ScanResult.REFUSED if reason else ScanResult.ADMITTED,
            "reason": reason.value if reason else None,
            "counts_once": False,
            "counts": False,
            "conflict": None,
            "first_scan_id": None,
            "is_forced": self.forced,
            "force_reason": self.force_reason,
            "told": self.told,
            "nonce": self.nonce,
            "raw_code": self.raw,
            "scanned_at": self.scanned_at,
            "phone_at": self.phone_at,
            "received_at": self.at,
            "settled_note": "",
        }
        return values | more

    @property
    def raw(self) -> str:
        """The code as it is kept: bounded, and text that every database takes."""
        text = self.code.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        return text[:RAW_LIMIT]

    def was_asked_by(self, scan: Scan) -> bool:
        """Whether an earlier scan asked the same; what a phone told by itself is no question."""
        return (scan.list_id, scan.raw_code, scan.direction, scan.is_forced) == (
            self.door.list_id,
            self.raw,
            self.direction,
            self.forced,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What the door is told; for the same nonce for ever the same."""

    scan_id: int
    result: ScanResult
    reason: str | None
    direction: Direction
    is_forced: bool
    told: Verdict | None = None
    ticket: Ticket | None = None
    first_at: datetime | None = None
    first_gate: str | None = None
    first_device: str | None = None

    @classmethod
    def of(cls, scan: Scan) -> "Told":
        """What was told when the row was written."""
        first, registration = scan.first, scan.registration
        return cls(
            scan_id=scan.id,
            result=scan.result,
            reason=scan.reason,
            direction=scan.direction,
            is_forced=scan.is_forced,
            told=scan.told,
            ticket=Ticket.of(registration) if registration else None,
            first_at=first.scanned_at if first else None,
            first_gate=first.gate.name if first and first.gate else None,
            first_device=first.device.name if first and first.device else None,
        )


def check_in(
    event: Event,
    checkin_list: CheckinList,
    code: str,
    *,
    nonce: str,
    at: datetime,
    scanned_at: datetime | None = None,
    gate: Gate | None = None,
    direction: Direction = Direction.ENTRY,
    user: User | None = None,
    device: Device | None = None,
    forced: bool = False,
    force_reason: str = "",
    may_force: bool | None = None,
) -> Scan:
    """Answer one reading of a code and return its row.

    The same nonce gets the same row for ever. ``forced`` admits in spite of reasons that a
    supervisor may judge (approval, list, time), never a used or forged ticket. A phone's clock is
    believed within the last day.

    Raises
    ------
    NonceReused, WrongGate
    """
    if gate is not None and gate.event_id != event.id:
        raise WrongGate
    db.session.flush()
    shown = show(code, event.id, queries.public_keys(event.id))
    registration = queries.registration_by_code(shown.ticket_id, shown.short_code)
    told = answer(
        Presented(
            door=Door.of(event, checkin_list),
            code=code,
            direction=direction,
            nonce=nonce,
            scanned_at=believed(scanned_at, device.clock_offset_s if device else None, at=at),
            at=at,
            gate_id=gate.id if gate else device.gate_id if device else None,
            device_id=device.id if device else None,
            user_id=user.id if user else None,
            forced=forced,
            force_reason=force_reason,
            phone_at=scanned_at,
        ),
        shown,
        Ticket.of(registration) if registration else None,
        may_force=rules.may_force(device) if may_force is None else may_force,
    )
    scan = queries.scan_by_id(told.scan_id)
    if scan is None:
        message = "the scan was written in this transaction"
        raise LookupError(message)
    return scan


def believed(scanned_at: datetime | None, offset_s: int | None, *, at: datetime) -> datetime:
    """When it was scanned by our clock, as far as the phone's can be believed."""
    if scanned_at is None:
        return at
    try:
        corrected = scanned_at - timedelta(seconds=offset_s or 0)
    except OverflowError:
        return at
    return corrected if at - OLDEST_SCAN <= corrected <= at else at


def answer(presented: Presented, shown: Shown, ticket: Ticket | None, *, may_force: bool) -> Told:
    """Judge and write the row. Raises NonceReused."""
    reason = judge(shown, ticket, presented.door, at=presented.at)
    if reason in {Reason.WRONG_EVENT, Reason.UNKNOWN_CODE}:
        ticket = None  # another fair's person is nobody here
    if reason is Reason.UNKNOWN_CODE and shown.ticket_id:
        ticket, reason = queries.walk_in(shown, presented.door, at=presented.at)
    reason = forced_reason(presented, reason, may_force=may_force)
    if reason is None and presented.direction is Direction.EXIT and not presented.door.scans_exits:
        reason = Reason.EXITS_OFF
    if reason is not None or ticket is None:
        return _refuse(presented, ticket, reason or Reason.UNKNOWN_CODE)
    if presented.direction is Direction.EXIT:
        return _leave(presented, ticket)
    return _enter(presented, ticket)


def forced_reason(presented: Presented, reason: Reason | None, *, may_force: bool) -> Reason | None:
    """What is left of a reason when somebody overrules it."""
    if not presented.forced or reason not in FORCEABLE:
        return reason
    return None if may_force else Reason.SUPERVISOR_ONLY


_WRITTEN = tuple(column for column in SCANS.c if column.name not in _LATER)
_INSERT = sa.text(
    f"INSERT INTO scans ({', '.join(column.name for column in _WRITTEN)}) "  # noqa: S608 -- own names
    f"VALUES ({', '.join(':' + column.name for column in _WRITTEN)}) "
    "ON CONFLICT DO NOTHING RETURNING id"
).bindparams(*(sa.bindparam(column.name, type_=column.type) for column in _WRITTEN))


def _write(values: dict[str, Any]) -> int | None:
    """The new row's id, or nothing where a constraint was in the way.

    Both databases know these words; as text they are compiled once, not at every scan.
    """
    found: int | None = db.session.connection().execute(_INSERT, values).scalar()
    return found


def _enter(presented: Presented, ticket: Ticket) -> Told:
    """Admit, or name the admission that bars this one: the index decides between rivals."""
    for _ in range(_TRIES):
        number = _write(presented.row(ticket, None, counts=True, counts_once=True))
        if number is not None:
            return _told(presented, number, ticket, None)
        if (earlier := same_question(presented)) is not None:
            return Told.of(earlier)
        first = queries.counting_scan(presented.door.list_id, ticket.id)
        if first is not None:
            return _refuse(presented, ticket, Reason.ALREADY_ADMITTED, first)
        # It was undone in this moment: try again.
    return _refuse(presented, ticket, Reason.ALREADY_ADMITTED)


def _refuse(
    presented: Presented, ticket: Ticket | None, reason: Reason, first: Scan | None = None
) -> Told:
    number = _write(presented.row(ticket, reason, first_scan_id=first.id if first else None))
    if number is not None:
        return _told(presented, number, ticket, reason, first)
    earlier = same_question(presented)
    if earlier is None:
        raise NonceReused
    return Told.of(earlier)


def _told(
    presented: Presented,
    number: int,
    ticket: Ticket | None,
    reason: Reason | None,
    first: Scan | None = None,
) -> Told:
    return Told(
        scan_id=number,
        result=ScanResult.REFUSED if reason else ScanResult.ADMITTED,
        reason=reason.value if reason else None,
        direction=presented.direction,
        is_forced=presented.forced,
        ticket=ticket,
        first_at=first.scanned_at if first else None,
        first_gate=first.gate.name if first and first.gate else None,
        first_device=first.device.name if first and first.device else None,
    )


def same_question(presented: Presented) -> Scan | None:
    """The scan that came under this nonce, if one did. Raises NonceReused."""
    earlier = queries.scan_by_nonce(presented.nonce)
    if earlier is not None and not presented.was_asked_by(earlier):
        raise NonceReused
    return earlier


def _leave(presented: Presented, ticket: Ticket) -> Told:
    """Let somebody out; where re-entry is allowed, their ticket is good again."""
    queries.lock_registrations([ticket.id])  # two exits at once must not both count
    if (earlier := same_question(presented)) is not None:
        return Told.of(earlier)
    if not queries.is_inside(presented.door.list_id, ticket.id):
        return _refuse(presented, ticket, Reason.NOT_INSIDE)
    number = _write(presented.row(ticket, None, counts=True))
    if number is None:
        return _refuse(presented, ticket, Reason.NOT_INSIDE)
    if presented.door.allows_reentry:
        queries.lift_bar(presented.door.list_id, ticket.id)
    return _told(presented, number, ticket, None)
