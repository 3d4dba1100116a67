"""What goes on at the doors now: always the same few questions, however many scans there are.

Days begin at midnight there; somebody is where they were last let in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from core.db import db
from events.checkin import queries
from events.checkin.models import (
    CheckinList,
    Device,
    Direction,
    Gate,
    Scan,
    Tally,
    Zone,
)
from events.checkin.standing import Level, Standing, level_of, percent_of, standing_of
from events.checkin.states import Reason
from events.programme.models import Event
from events.programme.times import local_day, to_moment
from events.registration.models import Registration, RegistrationState

STEP, SHOWN = timedelta(minutes=5), timedelta(hours=3)
MAIN = "main"


@dataclass(frozen=True)
class Presence:
    """Who came in since the day began, and where they are."""

    entered: int = 0
    inside: int = 0
    by_zone: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What happened at the doors in the minutes after a moment."""

    at: datetime
    entries: int
    refused: int


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
        steps=busy_part(steps) if whole_day else _latest(steps),
        gates=gates,
        devices=devices,
        rooms=[*_zones_now(zones, here, gates), *_lists_now(lists, event.id)],
        conflicts=queries.open_conflicts(event.id),
    )


def _latest(steps: Sequence[Step]) -> Sequence[Step]:
    """The last hours; after a quiet time the day from its first entry on."""
    late = steps[-(SHOWN // STEP) :]
    return late if any(step.entries or step.refused for step in late) else busy_part(steps)


def busy_part(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps from the first to the last in which something happened."""
    busy = [n for n, step in enumerate(steps) if step.entries or step.refused]
    return steps[busy[0] : busy[-1] + 1] if busy else []


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


def presence(
    lists: Collection[CheckinList],
    gates: Collection[Gate] = (),
    zones: Collection[Zone] = (),
    *,
    since: datetime,
) -> Presence:
    """Who came in at these lists since a moment, and in which zone they were last let in.

    Leaving a zone by a list of its own is not leaving the event. One pass over the scans: what
    was last for each person, then how many people that is.
    """
    entry, left = Scan.direction == Direction.ENTRY, Scan.direction == Direction.EXIT
    outer = [row.id for row in lists if row.zone_id is None or row.slug == MAIN]

    def last(*conditions: sa.ColumnElement[bool]) -> Any:
        return sa.func.max(sa.case((sa.and_(*conditions), Scan.scanned_at)))

    went_home = last(left, Scan.list_id.in_(outer))
    person = (
        sa.select(
            last(entry).label("came"),
            last(left).label("went"),
            (went_home if len(outer) < len(lists) else last(left)).label("went_home"),
            *(
                last(entry, _leads_into(zone, lists, gates)).label(f"zone_{zone.id}")
                for zone in zones
            ),
        )
        .where(
            Scan.list_id.in_([row.id for row in lists]),
            Scan.counts,
            Scan.registration_id.is_not(None),
            Scan.scanned_at >= since,
        )
        .group_by(Scan.registration_id)
        .subquery()
    )
    row = person.c

    def not_after(exit_at: Any) -> sa.ColumnElement[bool]:
        return sa.and_(row.came.is_not(None), sa.or_(exit_at.is_(None), row.came > exit_at))

    numbers = [zone.id for zone in zones]
    within = [sa.and_(row[f"zone_{one}"] == row.came, not_after(row.went)) for one in numbers]
    entered, inside, *counted = db.session.execute(
        sa.select(
            sa.func.count(row.came),
            _how_many(not_after(row.went_home)),
            *(_how_many(condition) for condition in within),
        )
    ).one()
    return Presence(entered, int(inside), dict(zip(numbers, map(int, counted), strict=True)))


def _leads_into(
    zone: Zone, lists: Collection[CheckinList], gates: Collection[Gate]
) -> sa.ColumnElement[bool]:
    """Whether a scan counts in a zone: by its list, else by its gate."""
    own = [row.id for row in lists if row.zone_id == zone.id]
    free = [row.id for row in lists if row.zone_id is None]
    doors = [gate.id for gate in gates if gate.zone_id == zone.id]
    ways: list[sa.ColumnElement[bool]] = [Scan.list_id.in_(own)] if own else []
    if doors and len(free) == len(lists):  # asked of every scan: nothing is asked in vain
        ways.append(Scan.gate_id.in_(doors))
    elif doors and free:
        ways.append(sa.and_(Scan.list_id.in_(free), Scan.gate_id.in_(doors)))
    return sa.or_(sa.false(), *ways)


@dataclass(frozen=True)
class Passed:
    """What happened at a gate within some minutes."""

    at: datetime
    gate_id: int | None
    reason: str | None
    entered: bool
    count: int
    last_at: datetime


class _Slot(sa.sql.functions.GenericFunction[int]):
    """Seconds since 1970 in whole steps; the databases divide differently."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(_Slot)
def _slot(element: Any, compiler: Any, **kw: Any) -> str:
    moment, seconds = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(floor(EXTRACT(epoch FROM {moment}) / {seconds}) AS BIGINT)"


@compiles(_Slot, "sqlite")
def _slot_of_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    moment, seconds = (compiler.process(one, **kw) for one in element.clauses)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) / {seconds})"


def passed(
    lists: Collection[int], step: timedelta, *, since: datetime, until: datetime
) -> list[Passed]:
    """Every group of like scans by ``step``, gate and reason: one pass, a few hundred rows."""
    seconds = int(step.total_seconds())
    slot = _Slot(Scan.scanned_at, sa.literal_column(str(seconds))).label("slot")
    entered = sa.and_(Scan.counts, Scan.direction == Direction.ENTRY).label("entered")
    rows = db.session.execute(
        sa.select(
            slot,
            Scan.gate_id,
            Scan.reason,
            entered,
            sa.func.count(),
            sa.func.max(Scan.scanned_at),
        )
        .where(Scan.list_id.in_(lists), Scan.scanned_at >= since, Scan.scanned_at <= until)
        .group_by(slot, Scan.gate_id, Scan.reason, entered)
    )
    return [
        Passed(datetime.fromtimestamp(at * seconds, tz=since.tzinfo), *rest) for at, *rest in rows
    ]


def steps_of(
    scans: Iterable[Passed], step: timedelta, *, since: datetime, until: datetime
) -> list[Step]:
    """Entries and refusals of each step from ``since`` to the one that holds ``until``."""
    seconds = int(step.total_seconds())
    found: dict[datetime, list[int]] = {}
    for one in scans:
        sums = found.setdefault(one.at, [0, 0])
        sums[0] += one.count if one.entered else 0
        sums[1] += one.count if one.reason is not None else 0
    first = int(since.timestamp()) // seconds * seconds
    moments = (
        datetime.fromtimestamp(at, tz=since.tzinfo)
        for at in range(first, int(until.timestamp()) + 1, seconds)
    )
    return [Step(at, *found.get(at, (0, 0))) for at in moments]


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
    moved, here = _movements(scans), list(devices)
    rows = []
    for gate in (*gates, None):
        number = gate.id if gate else None
        at_gate = moved.get(number, _Moved())
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


@dataclass
class _Moved:
    entries: int = 0
    reasons: dict[Reason | None, int] = field(default_factory=dict)
    last_at: datetime | None = None


def _movements(scans: Iterable[Passed]) -> dict[int | None, _Moved]:
    """Entries, refusals by reason and the last reading, by gate."""
    found: dict[int | None, _Moved] = {}
    for one in scans:
        moved = found.setdefault(one.gate_id, _Moved())
        moved.entries += one.count if one.entered else 0
        if one.reason is not None:
            known = Reason(one.reason) if one.reason in set(Reason) else None
            moved.reasons[known] = moved.reasons.get(known, 0) + one.count
        moved.last_at = max(moved.last_at or one.last_at, one.last_at)
    return found


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def counted_by_hand(event_id: int, *, since: datetime) -> dict[int, tuple[int, int]]:
    """How many people without a ticket were counted in and out at each gate."""
    wanted = (
        sa.select(Tally.gate_id, _how_many(Tally.change > 0), _how_many(Tally.change < 0))
        .where(Tally.event_id == event_id, Tally.counted_at >= since)
        .group_by(Tally.gate_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(wanted)}


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
