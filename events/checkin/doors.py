"""Setting up the doors of an event: lists, gates, paired devices.

All functions flush and leave the commit to the caller.
"""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import changed, constraints, db
from events.checkin import queries
from events.checkin.errors import GateNameTaken, WrongGate
from events.checkin.models import CheckinList, Device, Direction, Gate, Scan
from events.programme.models import Event


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


def pair_device(
    event: Event, gate: Gate, *, name: str, at: datetime, actor: Any
) -> tuple[Device, str]:
    """Pair a phone or scanner with a gate; the token is told once and only its hash is kept.

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
        token_hash=queries.token_hash(token),
        paired_at=at,
    )
    activity.record("device:paired", device, actor=actor, at=at, gate_id=gate.id)
    return device, token


def revoke_device(device: Device, *, at: datetime, actor: Any) -> None:
    """A lost phone checks nobody in any more."""
    if device.revoked_at is None:
        device.revoked_at = at
        activity.record("device:revoked", device, actor=actor, at=at)
