"""The gates, phones, zones and lists of an event at a moment; days begin at midnight there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from core.db import db
from events.checkin import queries
from events.checkin.live.passing import (
    STEP,
    Moved,
    Passed,
    Step,
    busy_part,
    latest_part,
    movements,
    passed,
    steps_of,
)
from events.checkin.live.presence import Presence, counted_by_hand, presence
from events.checkin.models import CheckinList, Device, Gate, Scan, Zone
from events.checkin.standing import Level, Standing, level_of, percent_of, standing_of
from events.checkin.states import Reason
from events.programme.models import Event
from events.programme.times import local_day, to_moment
from events.registration.models import Registration, RegistrationState


@dataclass(frozen=True)
class GateNow:
    """A gate: whom it let in and refused, who was counted by hand, and whether a phone is there."""

    id: int | None
    name: str | None  # None: pages of the team, and gates that were closed
    zone_id: int | None = None
    entries: int = 0
    reasons: Sequence[tuple[Reason | None, int]] = ()
    last_at: datetime | None = None
    hand_in: int = 0
    hand_out: int = 0
    devices: int = 0
    online: int = 0

    @property
    def refused(self) -> int:
        """Everybody it turned away."""
        return sum(number for _reason, number in self.reasons)


@dataclass(frozen=True)
class DeviceNow:
    """A paired device, and how it stands."""

    device: Device
    gate: str
    standing: Standing
    quiet: timedelta  # for how long it has said nothing


@dataclass(frozen=True)
class RoomNow:
    """A zone, or a list with a limit: how many are in it, and its alarm."""

    name_vi: str
    name_en: str
    inside: int
    by_hand: int
    capacity: int | None
    zone_id: int | None = None
    hall_id: int | None = None

    @property
    def people(self) -> int:
        """Scanned and counted by hand; never below nobody."""
        return max(self.inside + self.by_hand, 0)

    @property
    def percent(self) -> int | None:
        """How full it is."""
        return percent_of(self.people, self.capacity)

    @property
    def level(self) -> Level:
        """Its alarm."""
        return level_of(self.people, self.capacity)


@dataclass(frozen=True)
class Live:
    """Everything the organiser's screen shows at a moment."""

    at: datetime
    since: datetime
    registered: int
    presence: Presence
    steps: Sequence[Step]
    gates: Sequence[GateNow]
    devices: Sequence[DeviceNow]
    rooms: Sequence[RoomNow]
    conflicts: int

    @property
    def by_hand(self) -> int:
        """People without a ticket who are inside, as far as they were counted."""
        return sum(gate.hand_in - gate.hand_out for gate in self.gates)


def shown_day(event: Event, at: datetime) -> datetime:
    """The start of the day on show: today, or after the event the last day with an entry."""
    moment = at
    if at >= event.ends_at:
        last = sa.select(sa.func.max(Scan.scanned_at)).where(Scan.event_id == event.id, Scan.counts)
        moment = db.session.scalar(last) or at
    return to_moment(datetime.combine(local_day(moment, event.zone), time()), event.zone)


def live_of(event: Event, *, at: datetime, whole_day: bool = False) -> Live:
    """The doors of an event at a moment."""
    since = shown_day(event, at)
    until = min(at, since + timedelta(days=1))
    lists, zones = queries.lists_of(event.id), zones_of(event.id)
    doors = queries.gates_of(event.id)
    here = presence(lists, doors, zones, since=since)
    scans = passed([row.id for row in lists], STEP, since=since, until=until)
    steps = steps_of(scans, STEP, since=since, until=until)
    devices = devices_now(event.id, at=at)
    gates = gates_now(doors, scans, counted_by_hand(event.id, since=since), devices)
    return Live(
        at=at,
        since=since,
        registered=registered(event.id),
        presence=here,
        steps=busy_part(steps) if whole_day else latest_part(steps),
        gates=gates,
        devices=devices,
        rooms=[*_zones_now(zones, here, gates), *_lists_now(lists, event.id)],
        conflicts=queries.open_conflicts(event.id),
    )


def registered(event_id: int) -> int:
    """How many may come."""
    wanted = sa.select(sa.func.count()).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED
    )
    return db.session.scalar(wanted) or 0


def zones_of(event_id: int) -> list[Zone]:
    """The zones of an event, as they were made."""
    wanted = sa.select(Zone).where(Zone.event_id == event_id).order_by(Zone.id)
    return list(db.session.scalars(wanted))


def devices_now(event_id: int, *, at: datetime) -> list[DeviceNow]:
    """The devices that are not revoked: those that need somebody first."""
    grave = (Standing.OFFLINE, Standing.SILENT, Standing.NEVER, Standing.ONLINE)
    rows = [
        DeviceNow(
            device=device,
            gate=gate.name,
            standing=standing_of(device.last_seen_at, at=at),
            quiet=at - (device.last_seen_at or device.paired_at),
        )
        for device, gate in queries.devices_of(event_id)
        if device.revoked_at is None
    ]
    return sorted(rows, key=lambda row: (grave.index(row.standing), row.device.name))


def gates_now(
    gates: Iterable[Gate],
    scans: Iterable[Passed],
    by_hand: Mapping[int, tuple[int, int]],
    devices: Iterable[DeviceNow],
) -> list[GateNow]:
    """The gates by name, each with what happened there; last what no gate's name is known of."""
    moved, here = movements(scans), list(devices)
    rows = []
    for gate in (*gates, None):
        number = gate.id if gate else None
        at_gate = moved.get(number, Moved())
        if gate is None and not (at_gate.entries or at_gate.reasons):
            continue
        mine = [one for one in here if one.device.gate_id == number]
        hand_in, hand_out = by_hand.get(number or 0, (0, 0))
        rows.append(
            GateNow(
                id=number,
                name=gate.name if gate else None,
                zone_id=gate.zone_id if gate else None,
                entries=at_gate.entries,
                reasons=sorted(at_gate.reasons.items(), key=lambda one: -one[1]),
                last_at=at_gate.last_at,
                hand_in=hand_in,
                hand_out=hand_out,
                devices=len(mine),
                online=sum(one.standing is Standing.ONLINE for one in mine),
            )
        )
    return sorted(rows, key=lambda row: (row.name is None, row.name or ""))


def _zones_now(
    zones: Iterable[Zone], here: Presence, gates: Sequence[GateNow]
) -> Iterable[RoomNow]:
    for zone in zones:
        by_hand = sum(gate.hand_in - gate.hand_out for gate in gates if gate.zone_id == zone.id)
        yield RoomNow(
            name_vi=zone.name_vi,
            name_en=zone.name_en,
            inside=here.by_zone.get(zone.id, 0),
            by_hand=by_hand,
            capacity=zone.capacity,
            zone_id=zone.id,
            hall_id=zone.hall_id,
        )


def _lists_now(lists: Iterable[CheckinList], event_id: int) -> Iterable[RoomNow]:
    """Lists with a limit of their own, as the phones at the door know them."""
    limited = [row for row in lists if row.capacity]
    inside = queries.inside_by_list(event_id) if limited else {}
    for row in limited:
        yield RoomNow(row.name_vi, row.name_en, inside.get(row.id, 0), 0, row.capacity)
