"""Setting up the doors of an event: lists, gates, paired devices.

All functions flush and leave the commit to the caller.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db
from events.checkin import queries
from events.checkin.errors import (
    GateNameTaken,
    ListNameTaken,
    PairingExpired,
    PairingUnknown,
    PairingUsed,
    WrongGate,
)
from events.checkin.models import (
    CheckinList,
    Device,
    DeviceRole,
    Direction,
    Gate,
    Pairing,
    Scan,
)
from events.programme.models import Event

PAIRING_LASTS = timedelta(minutes=10)


def ensure_main_list(event: Event) -> CheckinList:
    """The event's main list, made on demand: every role, one entry per ticket."""
    found = queries.list_by_slug(event.id)
    if found is not None:
        return found
    made = CheckinList(event_id=event.id, slug="main", name_vi="Cửa chính", name_en="Main door")
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except sa.exc.IntegrityError:  # another request made it in this moment
        return queries.list_by_slug(event.id) or made
    return made


def ensure_gate(event: Event, name: str, *, at: datetime, actor: Any) -> Gate:
    """The event's gate of this name, made on demand."""
    wanted = sa.select(Gate).where(Gate.event_id == event.id, Gate.name == name)
    return db.session.scalar(wanted) or add_gate(event, name, at=at, actor=actor)


def add_gate(event: Event, name: str, *, at: datetime, actor: Any) -> Gate:
    """Open another gate. Raises GateNameTaken."""
    gate = Gate(event_id=event.id, name=name)
    with constraints({"uq_gates_event_id_name": GateNameTaken}):
        db.session.add(gate)
    activity.record("gate:added", gate, actor=actor, at=at)
    return gate


def remove_gate(gate: Gate, *, at: datetime, actor: Any) -> None:
    """Close a gate: its devices are unpaired, its scans stay in the log."""
    activity.record("gate:removed", gate, actor=actor, at=at)
    db.session.flush()
    db.session.delete(gate)
    db.session.flush()


def allow_reentry(checkin_list: CheckinList, *, allowed: bool, at: datetime, actor: Any) -> None:
    """Choose whether a ticket that was scanned out may come in again."""
    if checkin_list.allows_reentry is allowed:
        return
    checkin_list.allows_reentry = allowed
    if allowed:
        _release_those_who_left(checkin_list)
    activity.record("list:reentry_set", checkin_list, actor=actor, at=at, allowed=allowed)


def _release_those_who_left(checkin_list: CheckinList) -> None:
    """People who left while nobody could come back may do so now."""
    signed = sa.case((Scan.direction == Direction.ENTRY, 1), else_=-1)
    left = (
        sa.select(Scan.registration_id)
        .where(Scan.list_id == checkin_list.id, queries.COUNTS)
        .group_by(Scan.registration_id)
        .having(sa.func.sum(signed) <= 0)
    )
    changed(
        sa.update(Scan)
        .where(Scan.list_id == checkin_list.id, Scan.counts_once, Scan.registration_id.in_(left))
        .values(counts_once=False)
        .execution_options(synchronize_session=False)
    )


def keep_list(
    event: Event, row: CheckinList | None, *, at: datetime, actor: Any, **values: Any
) -> CheckinList:
    """Make a list, or change one; allowing re-entry frees those who left.

    Raises
    ------
    ListNameTaken, WrongGate
    """
    known = {gate.id for gate in queries.gates_of(event.id)}
    if not set(values.get("gates", [])) <= known:
        raise WrongGate
    allowed = values.pop("allows_reentry", False)
    made = row is None
    kept = row or CheckinList(event_id=event.id, slug=values["slug"], name_vi=values["name_vi"])
    with constraints({"uq_checkin_lists_event_id_slug": ListNameTaken}):
        for name, value in values.items():
            setattr(kept, name, value)
        db.session.add(kept)
    activity.record("list:made" if made else "list:changed", kept, actor=actor, at=at)
    allow_reentry(kept, allowed=allowed, at=at, actor=actor)
    return kept


def pair_device(
    event: Event,
    gate: Gate,
    *,
    name: str,
    role: DeviceRole = DeviceRole.SCANNER,
    lists: Sequence[str] = (),
    at: datetime,
    actor: Any,
) -> tuple[Device, str]:
    """Pair a phone or scanner with a gate; the token is told once and only its hash is kept.

    ``lists`` are those it scans for, by their short names; none: every list.

    Raises
    ------
    WrongGate
    """
    if gate.event_id != event.id:
        raise WrongGate
    token = secrets.token_urlsafe(32)
    device = Device(
        event_id=event.id,
        gate_id=gate.id,
        name=name,
        role=role,
        lists=list(lists),
        token_hash=queries.token_hash(token),
        paired_at=at,
        drained_at=at,
    )
    activity.record("device:paired", device, actor=actor, at=at, gate_id=gate.id)
    return device, token


def offer_pairing(
    event: Event,
    gate: Gate,
    *,
    name: str,
    role: DeviceRole = DeviceRole.SCANNER,
    lists: Sequence[str] = (),
    at: datetime,
    actor: Any,
) -> str:
    """Make a code that a phone exchanges for its token, once and within minutes.

    Raises
    ------
    WrongGate
    """
    if gate.event_id != event.id:
        raise WrongGate
    code = secrets.token_urlsafe(24)
    pairing = Pairing(event_id=event.id, gate_id=gate.id, name=name, role=role, lists=list(lists))
    pairing.code_hash = queries.token_hash(code)
    pairing.made_at, pairing.expires_at = at, at + PAIRING_LASTS
    activity.record("pairing:offered", pairing, actor=actor, at=at, gate_id=gate.id, role=role)
    return code


def use_pairing(code: str, *, at: datetime) -> tuple[Device, str]:
    """Exchange a pairing code for a device and its token.

    Raises
    ------
    PairingUnknown, PairingUsed, PairingExpired
    """
    wanted = sa.select(Pairing).where(Pairing.code_hash == queries.token_hash(code))
    pairing = db.session.scalar(wanted.with_for_update())
    if pairing is None:
        raise PairingUnknown
    if pairing.used_at is not None:
        raise PairingUsed
    if pairing.expires_at < at:
        raise PairingExpired
    pairing.used_at = at
    return pair_device(
        db.session.get_one(Event, pairing.event_id),
        db.session.get_one(Gate, pairing.gate_id),
        name=pairing.name,
        role=pairing.role,
        lists=pairing.lists,
        at=at,
        actor=None,
    )


def revoke_device(device: Device, *, at: datetime, actor: Any) -> None:
    """A lost phone checks nobody in any more."""
    if device.revoked_at is None:
        device.revoked_at = at
        activity.record("device:revoked", device, actor=actor, at=at)
