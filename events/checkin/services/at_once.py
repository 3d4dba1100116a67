"""The way of nearly everybody at a door: statements that are a transaction each, and exact.

Each writes only while device and ticket are as they were judged; the index decides between rivals.
"""

from typing import Any

import sqlalchemy as sa

from core.single_statements import Singles
from events.checkin.judging import Shown, Ticket, judge
from events.checkin.models import SCANS, Device, Direction, Gate, ScanResult
from events.checkin.services.scanning import Presented, Told
from events.checkin.states import Reason

_TYPED = (
    "list_id",
    "force_reason",
    "nonce",
    "raw_code",
    "scanned_at",
    "phone_at",
    "received_at",
    "is_forced",
)


def _insert(columns: str, values: str, *, also: str = "", where: str = "") -> sa.TextClause:
    """A scan by a device that may scan, of a ticket that is as it was judged."""
    return sa.text(
        "INSERT INTO scans (event_id, registration_id, gate_id, device_id, direction,"  # noqa: S608 -- own words
        f" settled_note, {', '.join(_TYPED)}, {columns}) "
        f"SELECT r.event_id, r.id, d.gate_id, d.id, 'entry', '', :{', :'.join(_TYPED)}, {values} "
        f"FROM registrations r, devices d{also} WHERE r.id = :ticket AND d.id = :device"
        " AND r.event_id = d.event_id AND d.revoked_at IS NULL AND r.revoked_at IS NULL"
        f" AND r.state = :state AND r.role = :role AND r.ticket_issue = :issue{where} "
        "ON CONFLICT DO NOTHING RETURNING id"
    ).bindparams(*(sa.bindparam(name, type_=SCANS.c[name].type) for name in _TYPED))


_ENTER = _insert("result, counts_once, counts", "'admitted', true, true")
_REFUSE = _insert(
    "result, counts_once, counts, reason, first_scan_id",
    f"'refused', false, false, '{Reason.ALREADY_ADMITTED}', f.id",
    also=", scans f",
    where=" AND f.list_id = :list_id AND f.registration_id = r.id AND f.counts_once",
)
_first, _G, _D = SCANS.alias("f"), Gate.__table__, Device.__table__
_FIRST = (
    sa.select(_first.c.scanned_at, _G.c.name.label("gate"), _D.c.name.label("device"))
    .select_from(
        SCANS.join(_first, _first.c.id == SCANS.c.first_scan_id)
        .outerjoin(_G, _G.c.id == _first.c.gate_id)
        .outerjoin(_D, _D.c.id == _first.c.device_id)
    )
    .where(SCANS.c.id == sa.bindparam("number"))
)


def answer_at_once(
    presented: Presented, shown: Shown, ticket: Ticket | None, single: Singles
) -> Told | None:
    """Admit a ticket that nothing speaks against, or refuse one that was admitted before.

    None: something else is in the way, nothing is written, and ``answer`` must say what.
    """
    if presented.direction is not Direction.ENTRY or ticket is None:
        return None
    if judge(shown, ticket, presented.door, at=presented.at) is not None:
        return None
    values = _values(presented, ticket)
    number = single.write(_ENTER, values)
    if number is not None:
        return _told(presented, ticket, number, ScanResult.ADMITTED)
    number = single.write(_REFUSE, values)
    if number is None:
        return None
    first = single.connection.execute(_FIRST, {"number": number}).first()
    return _told(
        presented,
        ticket,
        number,
        ScanResult.REFUSED,
        reason=Reason.ALREADY_ADMITTED.value,
        first_at=first.scanned_at if first else None,
        first_gate=first.gate if first else None,
        first_device=first.device if first else None,
    )


def _values(presented: Presented, ticket: Ticket) -> dict[str, Any]:
    return {
        "list_id": presented.door.list_id,
        "ticket": ticket.id,
        "device": presented.device_id,
        "state": ticket.state.value,
        "role": ticket.role.value,
        "issue": ticket.issue,
        "is_forced": presented.forced,
        "force_reason": presented.force_reason,
        "nonce": presented.nonce,
        "raw_code": presented.raw,
        "scanned_at": presented.scanned_at,
        "phone_at": presented.phone_at,
        "received_at": presented.at,
    }


def _told(
    presented: Presented,
    ticket: Ticket,
    number: int,
    result: ScanResult,
    *,
    reason: str | None = None,
    **first: Any,
) -> Told:
    return Told(
        scan_id=number,
        result=result,
        reason=reason,
        direction=presented.direction,
        is_forced=presented.forced,
        ticket=ticket,
        **first,
    )
