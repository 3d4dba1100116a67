"""All that a scan of a device needs to know, in one statement; what never changes is kept.

A process remembers of a token which device and event it is, and the event's public keys. Whatever
may change (revoked? which gate? the list's rules?) is read with the ticket at every scan.
"""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.db import db
from events.checkin import queries
from events.checkin.judging import Door, Shown, Ticket
from events.checkin.models import CheckinList, Device, DeviceRole
from events.programme.models import Event
from events.registration.models import Registration

MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Known:
    """What a process remembers of a device's token."""

    device_id: int
    event_id: int
    slug: str
    keys: dict[int, Ed25519PublicKey] = field(repr=False)
    lists: dict[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """A device at a list, now, and the ticket that is held before it."""

    row: Any
    door: Door
    ticket: Ticket | None

    @property
    def may_force(self) -> bool:
        """Whether the device may overrule a reason."""
        return bool(self.row.device_role is DeviceRole.SUPERVISOR)

    def may_use(self, slug: str) -> bool:
        """Whether the device scans for this list."""
        bound_here = not self.row.device_lists or slug in self.row.device_lists
        return bound_here and (not self.row.list_gates or self.row.gate_id in self.row.list_gates)


_known: dict[str, Known] = {}


def known_device(token: str) -> Known | None:
    """Whose token it is, also when it was revoked since; None: nobody's."""
    found = _known.get(queries.token_hash(token))
    return found if found is not None else learn(token)


def learn(token: str) -> Known | None:
    """Ask the database whose token it is, and remember it."""
    device = queries.device_of_token(token)
    if device is None:
        return None
    slug = db.session.scalar(sa.select(Event.slug).where(Event.id == device.event_id))
    lists = sa.select(CheckinList.slug, CheckinList.id).where(
        CheckinList.event_id == device.event_id
    )
    known = Known(
        device_id=device.id,
        event_id=device.event_id,
        slug=slug or "",
        keys=queries.public_keys(device.event_id),
        lists={row.slug: row.id for row in db.session.execute(lists)},
    )
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[device.token_hash] = known
    return known


_R, _D, _E, _L = (model.__table__ for model in (Registration, Device, Event, CheckinList))
_COLUMNS = (
    _D.c.revoked_at.label("device_revoked_at"),
    _D.c.gate_id,
    _D.c.role.label("device_role"),
    _D.c.lists.label("device_lists"),
    _D.c.clock_offset_s,
    _D.c.last_seen_at,
    _E.c.state.label("event_state"),
    _E.c.starts_at,
    _E.c.ends_at,
    _E.c.zone,
    _L.c.roles,
    _L.c.days,
    _L.c.gates.label("list_gates"),
    _L.c.includes_pending,
    _L.c.allows_reentry,
    _L.c.scans_exits,
    _R.c.id,
    _R.c.event_id,
    _R.c.state,
    _R.c.role,
    _R.c.ticket_issue,
    _R.c.revoked_at,
    _R.c.full_name,
    _R.c.organisation,
)


def _statement(found_by: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .select_from(
            _D.join(_E, _E.c.id == _D.c.event_id)
            .join(_L, sa.and_(_L.c.id == sa.bindparam("list_id"), _L.c.event_id == _E.c.id))
            .outerjoin(_R, found_by)
        )
        .where(_D.c.id == sa.bindparam("device_id"))
    )


_BY_TICKET = _statement(_R.c.ticket_id == sa.bindparam("code"))
_BY_SHORT_CODE = _statement(_R.c.short_code == sa.bindparam("code"))


def facts_for(
    known: Known, list_id: int, shown: Shown | None, connection: sa.Connection | None = None
) -> Facts | None:
    """Everything about one scan; None where the device or the list is no more."""
    typed = shown is not None and bool(shown.short_code)
    code = "" if shown is None else shown.short_code or shown.ticket_id
    asked = {"list_id": list_id, "device_id": known.device_id, "code": code}
    asking = connection if connection is not None else db.session.connection()
    row = asking.execute(_BY_SHORT_CODE if typed else _BY_TICKET, asked).first()
    if row is None:
        return None
    door = Door(
        event_id=known.event_id,
        state=row.event_state,
        zone=row.zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        list_id=list_id,
        roles=row.roles,
        days=row.days,
        includes_pending=row.includes_pending,
        allows_reentry=row.allows_reentry,
        scans_exits=row.scans_exits,
    )
    return Facts(row, door, Ticket.of(row) if row.id is not None else None)
