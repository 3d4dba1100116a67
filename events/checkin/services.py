"""Checking in and taking it back. The scans are the door's own log: a row for every reading.

All services flush and leave the commit to the caller.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from events.checkin import queries, rules
from events.checkin.errors import (
    SCAN_CLASHES,
    AlreadyAdmitted,
    NonceReused,
    NonceSeen,
    NothingToUndo,
    WrongGate,
)
from events.checkin.models import CheckinList, Device, Direction, Gate, Scan, ScanResult
from events.checkin.states import FORCEABLE, Reason
from events.programme.models import Event
from events.registration.codes import VERSION, Reading, Unreadable, read_code
from events.registration.keys import key_by_id, public_key
from events.registration.models import Registration

RAW_LIMIT = 512
OLDEST_SCAN = timedelta(days=1)
_TRIES = 3


@dataclass(frozen=True)
class _Question:
    """One reading as it arrived."""

    checkin_list: CheckinList
    code: str
    direction: Direction
    nonce: str
    scanned_at: datetime
    at: datetime
    gate_id: int | None
    device_id: int | None
    user_id: int | None
    forced: bool

    def row(self, registration: Registration | None, reason: Reason | None, **more: Any) -> Scan:
        """The scan that answers it; every reading leaves one."""
        return Scan(
            event_id=self.checkin_list.event_id,
            list_id=self.checkin_list.id,
            registration_id=registration.id if registration else None,
            gate_id=self.gate_id,
            device_id=self.device_id,
            user_id=self.user_id,
            direction=self.direction,
            result=ScanResult.REFUSED if reason else ScanResult.ADMITTED,
            reason=reason.value if reason else None,
            is_forced=self.forced,
            nonce=self.nonce,
            raw_code=self.raw,
            scanned_at=self.scanned_at,
            received_at=self.at,
            **more,
        )

    @property
    def raw(self) -> str:
        """The code as it is kept: bounded, and text that every database takes."""
        text = self.code.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        return text[:RAW_LIMIT]

    def was_asked_by(self, scan: Scan) -> bool:
        """Whether an earlier scan asked the same."""
        return (scan.list_id, scan.raw_code, scan.direction, scan.is_forced) == (
            self.checkin_list.id,
            self.raw,
            self.direction,
            self.forced,
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
) -> Scan:
    """Answer one reading of a code: a row that admits, or refuses with a reason.

    The same nonce gets the same row for ever. ``forced`` admits in spite of reasons that staff
    may judge (approval, list, time), never a used or forged ticket. A phone's clock is believed
    within the last day.

    Raises
    ------
    NonceReused, WrongGate
    """
    if gate is not None and gate.event_id != event.id:
        raise WrongGate
    believed = scanned_at is not None and at - OLDEST_SCAN <= scanned_at <= at
    question = _Question(
        checkin_list=checkin_list,
        code=code,
        direction=direction,
        nonce=nonce,
        scanned_at=scanned_at if believed and scanned_at else at,
        at=at,
        gate_id=gate.id if gate else device.gate_id if device else None,
        device_id=device.id if device else None,
        user_id=user.id if user else None,
        forced=forced,
    )
    registration, reason = _judge(event, checkin_list, code, at=at)
    if forced and reason in FORCEABLE:
        reason = None
    try:
        return _answer(question, registration, reason)
    except NonceSeen:
        earlier = queries.scan_by_nonce(nonce)
        if earlier is None or not question.was_asked_by(earlier):
            raise NonceReused from None
        return earlier


def _judge(
    event: Event, checkin_list: CheckinList, code: str, *, at: datetime
) -> tuple[Registration | None, Reason | None]:
    """Whose code it is, and what speaks against it apart from what only the log knows."""
    try:
        reading = read_code(code)
    except Unreadable:
        return None, Reason.UNREADABLE
    found = _refused_unseen(event, reading) or _find(event, reading)
    if isinstance(found, Reason):
        return None, found
    reason = rules.objection(found, event, checkin_list, at=at)
    if payload := reading.payload:
        if reason is not Reason.CANCELLED and payload.issue != found.ticket_issue:
            reason = Reason.REVOKED
        elif reason is None and not rules.is_for_today(payload.days, event, at=at):
            reason = Reason.WRONG_DAY
    return found, reason


def _refused_unseen(event: Event, reading: Reading) -> Reason | None:
    """What is wrong with a code before anybody is looked up."""
    payload = reading.payload
    if reading.kind == "short":
        return None
    if payload is None:
        return Reason.BADGE_CODE
    if payload.version != VERSION:
        return Reason.UNKNOWN_VERSION
    if payload.event_id != event.id:
        return Reason.WRONG_EVENT
    key = key_by_id(event.id, payload.key_id)
    if key is None:
        return Reason.UNKNOWN_KEY
    return None if reading.is_signed_by(public_key(key)) else Reason.BAD_SIGNATURE


def _find(event: Event, reading: Reading) -> Registration | Reason:
    """Look up by ticket id or typed code, never by raw text."""
    wanted = sa.select(Registration)
    if reading.payload is not None:
        wanted = wanted.where(Registration.ticket_id == reading.payload.ticket_id)
    else:
        wanted = wanted.where(Registration.short_code == reading.digits)
    found = db.session.scalar(wanted)
    if found is None:
        return Reason.UNKNOWN_CODE
    return found if found.event_id == event.id else Reason.WRONG_EVENT


def _answer(question: _Question, registration: Registration | None, reason: Reason | None) -> Scan:
    """Write the row. Raises NonceSeen."""
    if reason is not None or registration is None:
        return _insert(question.row(registration, reason))
    if question.direction is Direction.EXIT:
        return _leave(question, registration)
    for _ in range(_TRIES):
        try:
            return _insert(question.row(registration, None, counts_once=True))
        except AlreadyAdmitted:
            first = queries.counting_scan(question.checkin_list.id, registration.id)
        if first is not None:
            break  # else it was undone in this moment: try again
    else:
        first = None
    return _insert(question.row(registration, Reason.ALREADY_ADMITTED, first=first))


def _insert(scan: Scan) -> Scan:
    with constraints(SCAN_CLASHES):
        db.session.add(scan)
    return scan


def _leave(question: _Question, registration: Registration) -> Scan:
    """Let somebody out; where re-entry is allowed, their ticket is good again."""
    lock(registration)  # two exits at once must not both count
    checkin_list = question.checkin_list
    if not queries.is_inside(checkin_list.id, registration.id):
        return _insert(question.row(registration, Reason.NOT_INSIDE))
    scan = _insert(question.row(registration, None))
    if checkin_list.allows_reentry:
        entry = queries.counting_scan(checkin_list.id, registration.id)
        if entry is not None:
            entry.counts_once = False
            db.session.flush()
    return scan


def undo(scan: Scan, *, at: datetime, actor: Any) -> None:
    """Take back an admission made by mistake: the row stays, and counts no more.

    Raises
    ------
    NothingToUndo
    """
    registration = scan.registration
    if scan.result is not ScanResult.ADMITTED or registration is None:
        raise NothingToUndo
    lock(registration)
    db.session.refresh(scan)
    if scan.undone_at is not None or not _is_latest(scan):
        raise NothingToUndo
    scan.undone_at, scan.undone_by_id, scan.counts_once = at, actor.id, False
    if scan.direction is Direction.EXIT:
        _bar_again(scan)
    activity.record("scan:undone", scan, actor=actor, at=at, registration_id=registration.id)


def _is_latest(scan: Scan) -> bool:
    """Whether no later scan of the person counts at the list; those are taken back first."""
    later = sa.select(Scan.id).where(
        Scan.list_id == scan.list_id,
        Scan.registration_id == scan.registration_id,
        Scan.result == ScanResult.ADMITTED,
        Scan.undone_at.is_(None),
        Scan.id > scan.id,
    )
    return db.session.scalar(later.limit(1)) is None


def _bar_again(exit_scan: Scan) -> None:
    """The person is inside after all, so the entry before bars a second one again."""
    entry = db.session.scalar(
        sa.select(Scan)
        .where(
            Scan.list_id == exit_scan.list_id,
            Scan.registration_id == exit_scan.registration_id,
            Scan.result == ScanResult.ADMITTED,
            Scan.direction == Direction.ENTRY,
            Scan.undone_at.is_(None),
        )
        .order_by(Scan.id.desc())
        .limit(1)
    )
    if entry is not None:
        with constraints({"uq_scans_admitted_once": NothingToUndo}):
            entry.counts_once = True
