"""The door of the demo's running fair: scans of the last hours, two tents, phones as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from core.db import db
from demo.fairs import Fairs
from events.checkin import doors
from events.checkin.models import CheckinList, Device, Direction, Gate, SelfTest, Tally
from events.checkin.services import check_in
from events.checkin.zones import keep_zone
from events.exhibitors.models import Hall
from events.programme.models import Event
from events.registration.models import Registration

GATES = ("Cổng Đông", "Cổng Tây")
TENT, TALKS = "Cửa nhà bạt chính", "Cửa nhà bạt 2"
TENT_ROOM, TALKS_ROOM = 60, 50
# Name, gate, minutes of silence, what waits on it, seconds by which its clock is wrong.
PHONES = (
    ("Máy Đông 1", GATES[0], 0, 0, 1),
    ("Máy Đông 2", GATES[0], 0, 0, -2),
    ("Máy Tây 1", GATES[1], 0, 0, 0),
    ("Máy Tây 2", GATES[1], 41, 17, 3),
    ("Máy nhà bạt", TENT, 0, 0, 10_800),
)
AWAKE = [name for name, _gate, silent, *_rest in PHONES if not silent]


@dataclass
class _Doors:
    event: Event
    main: CheckinList
    tent: CheckinList
    gates: dict[str, Gate]
    at: datetime
    step: int = 0

    def scan(
        self,
        code: str,
        gate: str,
        when: datetime,
        to: CheckinList | None = None,
        direction: Direction = Direction.ENTRY,
    ) -> None:
        """One reading, never later than now."""
        self.step += 1
        check_in(
            self.event,
            to or self.main,
            code,
            nonce=f"demo-{self.step}",
            at=min(when, self.at),
            gate=self.gates[gate],
            direction=direction,
        )


def scan_at_the_door(fairs: Fairs, made: dict[int, list[Registration]], *, at: datetime) -> None:
    """Most visitors of today's fair have come; some tried twice, some are in the tent."""
    event, rng = fairs.running, np.random.default_rng(7)
    door = _set_up(event, at=at)
    for number, registration in enumerate(_arrivals(made[event.id], rng)):
        code, gate, when = registration.short_code, GATES[number % 2], _moment(event, rng, at)
        door.scan(code, gate, when)
        if number % 20 == 0:
            door.scan(code, GATES[1 - number % 2], when + timedelta(seconds=40))
        if number % 10 < 7:  # noqa: PLR2004 -- a share
            door.scan(code, TENT, when + timedelta(minutes=9), door.tent)
        if number % 10 == 6:  # noqa: PLR2004 -- a share
            door.scan(code, TENT, when + timedelta(minutes=30), door.tent, Direction.EXIT)
        if number % 10 == 9:  # noqa: PLR2004 -- a share
            door.scan(code, gate, when + timedelta(minutes=70), direction=Direction.EXIT)
    _wrong_codes(door, made[fairs.coming.id])
    _count_by_hand(door, rng)
    db.session.flush()


def _set_up(event: Event, *, at: datetime) -> _Doors:
    """Gates, two zones, the tent's own list, and phones."""
    main = doors.ensure_main_list(event)
    names = (*GATES, TENT, TALKS)
    gates = {name: doors.ensure_gate(event, name, at=at, actor=None) for name in names}
    hall = db.session.scalar(sa.select(Hall.id).where(Hall.event_id == event.id).limit(1))
    tent = keep_zone(
        event,
        None,
        name_vi="Nhà bạt chính",
        name_en="Main tent",
        hall_id=hall,
        capacity=TENT_ROOM,
        gates=[gates[TENT].id],
        at=at,
        actor=None,
    )
    keep_zone(
        event,
        None,
        name_vi="Nhà bạt 2",
        name_en="Talks tent",
        capacity=TALKS_ROOM,
        gates=[gates[TALKS].id],
        at=at,
        actor=None,
    )
    into = doors.keep_list(
        event,
        None,
        at=at,
        actor=None,
        slug="nha-bat",
        name_vi="Nhà bạt chính",
        name_en="Main tent",
        gates=[gates[TENT].id],
        zone_id=tent.id,
        allows_reentry=True,
    )
    db.session.flush()
    for phone in PHONES:
        _pair(event, gates, phone, at=at)
    return _Doors(event, main, into, gates, at)


def _pair(
    event: Event, gates: dict[str, Gate], phone: tuple[str, str, int, int, int], *, at: datetime
) -> Device:
    name, gate, silent, queued, offset = phone
    paired_at = max(event.starts_at, at - timedelta(hours=9))
    device, _token = doors.pair_device(event, gates[gate], name=name, at=paired_at, actor=None)
    device.last_seen_at = at - timedelta(minutes=silent)
    device.synced_at = at - timedelta(minutes=silent + 26)
    device.queued, device.clock_offset_s, device.app = queued, offset, "demo"
    device.tested_at, device.test_result = paired_at, SelfTest.MIND if silent else SelfTest.OK
    return device


def _arrivals(visitors: Sequence[Registration], rng: np.random.Generator) -> Iterator[Registration]:
    """Two thirds of the visitors, in no order; not the one that one can sign in as."""
    others = [one for one in visitors if one.user_id is None]
    for place in rng.permutation(len(others))[: len(others) * 2 // 3]:
        yield others[int(place)]


def _moment(event: Event, rng: np.random.Generator, at: datetime) -> datetime:
    """Some time in the last hours, most an hour and a half ago, after the opening."""
    back = timedelta(minutes=float(rng.triangular(1, 90, 330)))
    return max(at - back, event.starts_at + timedelta(minutes=1))


def _wrong_codes(door: _Doors, of_another_fair: Sequence[Registration]) -> None:
    back = timedelta(minutes=25)
    door.scan("https://example.invalid", GATES[0], door.at - back)
    for registration in of_another_fair[:2]:
        door.scan(registration.short_code, GATES[1], door.at - back)


def _count_by_hand(door: _Doors, rng: np.random.Generator) -> None:
    """Nobody is scanned at the tent of the talks: a helper counts heads."""
    for number, change in enumerate([1] * 46 + [-1] * 4):
        back = timedelta(minutes=float(rng.triangular(1, 20, 60)))
        row = Tally(event_id=door.event.id, gate_id=door.gates[TALKS].id, change=change)
        row.nonce = f"demo-hand-{number}"
        row.counted_at = max(door.at - back, door.event.starts_at)
        db.session.add(row)
