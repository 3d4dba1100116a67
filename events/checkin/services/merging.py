"""A phone's queue: all of it in one transaction, each scan answered on its own.

The end is the same whatever arrives first: see ledger.py. Answers once given are never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import broken_constraint, db
from core.errors import Busy
from events.checkin import queries
from events.checkin.errors import NonceReused
from events.checkin.judging import Shown, Ticket, judge
from events.checkin.models import SCANS, Conflict, Device, Direction, Scan, ScanResult, Verdict
from events.checkin.services import ledger
from events.checkin.services.scanning import Presented, Told, forced_reason
from events.checkin.states import LOG_REASONS, Reason
from events.registration.models import Registration

MARKED_OFFSET = timedelta(seconds=120)
_TRIES = 3
_LET_IN = {Verdict.ADMITTED, Verdict.LATER}
_RIVALS = {"uq_scans_nonce", "uq_scans_admitted_once"}
Answer = Told | NonceReused


@dataclass(slots=True)
class _Case:
    """One scan of the queue on its way to a row."""

    presented: Presented
    shown: Shown
    ticket: Ticket | None = None
    reason: Reason | None = None
    conflict: Conflict | None = None

    @property
    def is_passage(self) -> bool:
        """Whether a known person was let through by the phone."""
        return self.ticket is not None and self.presented.told in _LET_IN

    def passage(self) -> ledger.Passage:
        """It, as the ledger sees it."""
        asked = self.presented
        reason = self.reason.value if self.reason else None
        return ledger.Passage(
            asked.nonce, asked.direction, asked.scanned_at, asked.device_id, asked.told, reason
        )


def corrected(
    phone_at: datetime | None, offset: timedelta, *, since: datetime, at: datetime
) -> datetime:
    """When it was by our clock: the phone's less its offset, not before ``since``, not later."""
    if phone_at is None:
        return at
    try:
        return min(max(phone_at - offset, since), at)
    except OverflowError:
        return at


def note_clock(device: Device, sent_at: datetime, *, at: datetime) -> timedelta:
    """How far the phone's clock is ahead of ours, by what it says at sending; kept."""
    offset = sent_at - at
    seconds = int(max(min(offset.total_seconds(), 2**31 - 1), -(2**31)))
    device.clock_offset_s = seconds
    device.last_seen_at = at
    return offset


def merge(scans: Sequence[tuple[Presented, Shown]], *, may_force: bool) -> list[Answer]:
    """Write a queue's scans of one list and answer each, in order.

    Raises
    ------
    Busy
    """
    for _ in range(_TRIES):
        try:
            with db.session.begin_nested():
                return _merge(scans, may_force=may_force)
        except sa.exc.IntegrityError as error:
            if broken_constraint(error) not in _RIVALS:
                raise  # else somebody scanned the same ticket online in this moment
    raise Busy


def _merge(scans: Sequence[tuple[Presented, Shown]], *, may_force: bool) -> list[Answer]:
    cases: dict[str, _Case] = {}
    answers: dict[int, Answer] = {}
    known = _by_nonce([presented.nonce for presented, _shown in scans])
    for number, (presented, shown) in enumerate(scans):
        earlier = known.get(presented.nonce)
        if earlier is not None:
            answers[number] = _again(presented, earlier)
        elif presented.nonce not in cases:
            cases[presented.nonce] = _Case(presented, shown)
        elif not _same(cases[presented.nonce].presented, presented):
            answers[number] = NonceReused()
    if cases:
        _judge_all(list(cases.values()), may_force=may_force)
        told = _write_all(list(cases.values()))
        for number, (presented, _shown) in enumerate(scans):
            answers.setdefault(number, told.get(presented.nonce, NonceReused()))
    return [answers[number] for number in range(len(scans))]


def _again(presented: Presented, earlier: Scan) -> Answer:
    """Answer as then. What the phone told meanwhile, for our answer came too late, is noted."""
    if not presented.was_asked_by(earlier):
        return NonceReused()
    if earlier.told is None and presented.told is not None:
        _note_told(earlier, presented)
    return Told.of(earlier)


def _note_told(earlier: Scan, presented: Presented) -> None:
    """The phone acted by itself on a scan that we had answered: what it did is what counts."""
    earlier.told = presented.told
    if presented.told is Verdict.REFUSED:
        earlier.counts = earlier.counts_once = False
    db.session.flush()
    if earlier.registration_id is None:
        earlier.conflict = Conflict.WENT_IN if presented.told in _LET_IN else None
        return
    queries.lock_registrations([earlier.registration_id])
    ledger.settle(
        earlier.list_id,
        earlier.registration_id,
        allows_reentry=presented.door.allows_reentry,
    )


def _same(one: Presented, other: Presented) -> bool:
    return (one.raw, one.direction, one.forced) == (other.raw, other.direction, other.forced)


def _by_nonce(nonces: Sequence[str]) -> dict[str, Scan]:
    return {scan.nonce: scan for scan in queries.scans_by_nonce(nonces)}


def _judge_all(cases: Sequence[_Case], *, may_force: bool) -> None:
    """Whose codes they are, and what speaks against each by its own time."""
    tickets = _tickets(cases)
    for case in cases:
        ticket = tickets.get(case.shown.ticket_id) or tickets.get(case.shown.short_code)
        reason = judge(case.shown, ticket, case.presented.door, at=case.presented.scanned_at)
        if reason in {Reason.WRONG_EVENT, Reason.UNKNOWN_CODE}:
            ticket = None
        if reason is Reason.UNKNOWN_CODE and case.shown.ticket_id:
            ticket, reason = queries.walk_in(case.shown, case.presented.door, at=case.presented.at)
        case.ticket = ticket
        case.reason = forced_reason(case.presented, reason, may_force=may_force)


def _tickets(cases: Sequence[_Case]) -> dict[str, Ticket]:
    """The registrations of all codes, held until the transaction ends."""
    ids = {case.shown.ticket_id for case in cases} - {""}
    short = {case.shown.short_code for case in cases} - {""}
    wanted = (
        sa.select(
            Registration.id,
            Registration.event_id,
            Registration.state,
            Registration.role,
            Registration.ticket_issue,
            Registration.revoked_at,
            Registration.full_name,
            Registration.organisation,
            Registration.ticket_id,
            Registration.short_code,
        )
        .where(sa.or_(Registration.ticket_id.in_(ids), Registration.short_code.in_(short)))
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    found: dict[str, Ticket] = {}
    for row in db.session.execute(wanted):
        found[row.ticket_id] = found[row.short_code] = Ticket.of(row)
    return found


def _write_all(cases: Sequence[_Case]) -> dict[str, Told]:
    """Work out where everybody stands, write what changed, insert the rows, answer."""
    door = cases[0].presented.door
    people = sorted({case.ticket.id for case in cases if case.ticket})
    rows = ledger.passages_of(door.list_id, people)
    passages = {number: [ledger.passage(row) for row in found] for number, found in rows.items()}
    for case in cases:
        if case.is_passage and case.ticket:
            passages[case.ticket.id].append(case.passage())
    for case in cases:
        if case.presented.told is None and case.reason is None and case.ticket:
            _stand_at_the_door(case, passages[case.ticket.id])
    worth: dict[str, ledger.Standing] = {}
    for found in passages.values():
        worth |= ledger.standings(found, allows_reentry=door.allows_reentry)
    moved = [change for found in rows.values() for change in ledger.changes(found, worth)]
    ledger.write([change for change in moved if not change["counts_once"]])
    told = _insert_all(cases, worth, passages)
    ledger.write([change for change in moved if change["counts_once"]])
    return told


def _stand_at_the_door(case: _Case, passages: list[ledger.Passage]) -> None:
    """A scan without a verdict is judged as if the person stood there now."""
    presented = case.presented
    standing = ledger.standings(passages, allows_reentry=presented.door.allows_reentry)
    if presented.direction is Direction.EXIT:
        inside = sum(
            (1 if one.direction is Direction.ENTRY else -1)
            for one in passages
            if standing[one.nonce].counts
        )
        if not presented.door.scans_exits:
            case.reason = Reason.EXITS_OFF
        elif inside <= 0:
            case.reason = Reason.NOT_INSIDE
    elif any(one.counts_once for one in standing.values()):
        case.reason = Reason.ALREADY_ADMITTED
    if case.reason is None:
        passages.append(case.passage())


def _insert_all(
    cases: Sequence[_Case],
    worth: dict[str, ledger.Standing],
    passages: dict[int, list[ledger.Passage]],
) -> dict[str, Told]:
    """The rows that count first: others point at them."""
    firsts = {
        number: (one.nonce, one.id, one.scanned_at, one.device_id)
        for number, found in passages.items()
        for one in sorted(found, key=lambda passage: passage.place, reverse=True)
        if one.direction is Direction.ENTRY and worth[one.nonce].counts
    }
    counting = [case for case in cases if _counts(case, worth)]
    others = [case for case in cases if not _counts(case, worth)]
    ids = _insert([_values(case, worth) for case in counting])
    for case in others:
        _refuse_by_log(case, firsts)
    first_ids = {
        number: row_id or ids.get(nonce) for number, (nonce, row_id, *_rest) in firsts.items()
    }
    ids |= _insert([_values(case, worth, first_ids) for case in others])
    whole = {scan.id: scan for scan in queries.scans_by_ids(_pointed(others, first_ids))}
    return {
        case.presented.nonce: _told(case, ids[case.presented.nonce], worth, first_ids, whole)
        for case in cases
    }


def _counts(case: _Case, worth: dict[str, ledger.Standing]) -> bool:
    standing = worth.get(case.presented.nonce)
    return standing is not None and standing.counts


def _refuse_by_log(case: _Case, firsts: dict[int, Any]) -> None:
    """Why a scan without an objection does not count."""
    if case.ticket is None or case.reason is not None:
        return
    if case.presented.direction is Direction.EXIT:
        case.reason = Reason.NOT_INSIDE
    elif case.ticket.id in firsts:
        case.reason = Reason.ALREADY_ADMITTED
    else:
        case.reason = Reason.TURNED_AWAY


def _points_at(case: _Case, first_ids: dict[int, int | None]) -> int | None:
    known = case.ticket is not None and case.presented.direction is Direction.ENTRY
    return first_ids.get(case.ticket.id) if known and case.ticket else None


def _pointed(others: Sequence[_Case], first_ids: dict[int, int | None]) -> list[int]:
    return sorted({number for case in others if (number := _points_at(case, first_ids))})


def _values(
    case: _Case,
    worth: dict[str, ledger.Standing],
    first_ids: dict[int, int | None] | None = None,
) -> dict[str, Any]:
    standing = worth.get(case.presented.nonce)
    values = case.presented.row(case.ticket, case.reason)
    if standing is not None:
        values |= {
            "counts": standing.counts,
            "counts_once": standing.counts_once,
            "conflict": standing.conflict,
            "result": ScanResult.ADMITTED if standing.counts else ScanResult.REFUSED,
        }
    elif case.presented.told in _LET_IN and case.reason not in LOG_REASONS:
        values["conflict"] = Conflict.WENT_IN
    if first_ids is not None:
        values["first_scan_id"] = _points_at(case, first_ids)
    return values


def _insert(rows: list[dict[str, Any]]) -> dict[str, int]:
    """All at once; the ids by nonce."""
    if not rows:
        return {}
    statement = sa.insert(SCANS).returning(SCANS.c.id, SCANS.c.nonce)
    found = db.session.connection().execute(statement, rows)
    return {row.nonce: row.id for row in found}


def _told(
    case: _Case,
    number: int,
    worth: dict[str, ledger.Standing],
    first_ids: dict[int, int | None],
    whole: dict[int, Scan],
) -> Told:
    counts = _counts(case, worth)
    first = None if counts else whole.get(_points_at(case, first_ids) or 0)
    admitted = counts or case.reason is None
    return Told(
        scan_id=number,
        result=ScanResult.ADMITTED if admitted else ScanResult.REFUSED,
        reason=case.reason.value if case.reason else None,
        direction=case.presented.direction,
        is_forced=case.presented.forced,
        told=case.presented.told,
        ticket=case.ticket,
        first_at=first.scanned_at if first else None,
        first_gate=first.gate.name if first and first.gate else None,
        first_device=first.device.name if first and first.device else None,
    )
