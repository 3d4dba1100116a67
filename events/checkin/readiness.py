"""Ready to open? What is looked at before the doors open, each as a light and in words."""

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import db
from events.checkin.live import DeviceNow
from events.checkin.models import CheckinList, Gate, SelfTest
from events.checkin.rules import may_use_list
from events.checkin.standing import AWAY
from events.registration.models import Registration, RegistrationRole, RegistrationState

TEST_HOLDS = timedelta(hours=24)


class Light(enum.StrEnum):
    """Green, amber, red."""

    GO = "go"
    MIND = "mind"
    STOP = "stop"


class Check(enum.StrEnum):
    """What is looked at, in the order in which it is mended."""

    GATES = "gates"
    ROLES = "roles"
    DEVICES = "devices"
    GATE_DEVICES = "gate_devices"
    IN_TOUCH = "in_touch"
    TESTED = "tested"
    FRESH = "fresh"
    CLOCKS = "clocks"
    QUEUES = "queues"


@dataclass(frozen=True)
class Outcome:
    """One check: its light, and who or what is to be looked at."""

    check: Check
    light: Light
    names: Sequence[str] = ()


def roles_with_tickets(event_id: int) -> list[RegistrationRole]:
    """The roles of those who may come."""
    wanted = sa.select(Registration.role).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED
    )
    return sorted(db.session.scalars(wanted.distinct()))


def outcomes(
    *,
    lists: Sequence[CheckinList],
    gates: Sequence[Gate],
    devices: Sequence[DeviceNow],
    versions: Mapping[str, str],
    roles: Collection[RegistrationRole],
    marked: timedelta,
    at: datetime,
) -> list[Outcome]:
    """Every check; ``versions`` are those of the lists' snapshots now, by short name."""
    bare = [gate.name for gate in gates if not _of_gate(devices, gate)]
    left_out = [role.value for role in roles if not _has_list(role, lists)]
    return [
        Outcome(Check.GATES, Light.GO if gates else Light.STOP),
        Outcome(Check.ROLES, Light.STOP if left_out or not lists else Light.GO, left_out),
        Outcome(Check.DEVICES, Light.GO if devices else Light.STOP),
        _unless(Check.GATE_DEVICES, bare),
        _unless(Check.IN_TOUCH, _names(one for one in devices if one.quiet > AWAY)),
        _tested(devices, at=at),
        _unless(Check.FRESH, _names(one for one in devices if not _is_fresh(one, lists, versions))),
        _unless(Check.CLOCKS, _names(one for one in devices if _is_wrong(one, marked))),
        _unless(Check.QUEUES, _names(one for one in devices if one.device.queued)),
    ]


def light_of(results: Iterable[Outcome]) -> Light:
    """The worst of all."""
    lights = {one.light for one in results}
    return next((light for light in (Light.STOP, Light.MIND) if light in lights), Light.GO)


def _unless(check: Check, names: Sequence[str]) -> Outcome:
    return Outcome(check, Light.MIND if names else Light.GO, names)


def _names(devices: Iterable[DeviceNow]) -> list[str]:
    return sorted(one.device.name for one in devices)


def _of_gate(devices: Iterable[DeviceNow], gate: Gate) -> bool:
    return any(one.device.gate_id == gate.id for one in devices)


def _has_list(role: RegistrationRole, lists: Iterable[CheckinList]) -> bool:
    return any(not row.roles or role.value in row.roles for row in lists)


def _tested(devices: Sequence[DeviceNow], *, at: datetime) -> Outcome:
    """Red while a phone failed its test; amber for those that did none since yesterday."""
    failed = _names(one for one in devices if one.device.test_result is SelfTest.BAD)
    if failed:
        return Outcome(Check.TESTED, Light.STOP, failed)
    late = [
        one
        for one in devices
        if one.device.tested_at is None or at - one.device.tested_at > TEST_HOLDS
    ]
    return _unless(Check.TESTED, _names(late))


def _is_fresh(one: DeviceNow, lists: Iterable[CheckinList], versions: Mapping[str, str]) -> bool:
    """Whether the phone holds the newest ticket list of one that it scans for."""
    mine = {versions.get(r.slug) for r in lists if may_use_list(one.device, r.slug, r.gates)}
    return one.device.snapshot is not None and one.device.snapshot in mine


def _is_wrong(one: DeviceNow, marked: timedelta) -> bool:
    return abs(one.device.clock_offset_s or 0) > marked.total_seconds()
