"""Zones of an event, and the plain drawing of the halls that they fill.

All functions flush and leave the commit to the caller.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db
from events.checkin import queries
from events.checkin.errors import HallHasZone, WrongGate, WrongHall, ZoneNameTaken
from events.checkin.models import Zone
from events.exhibitors.models import Booth, Hall, Place
from events.programme.models import Event

BROKEN = {"uq_zones_event_id_name_vi": ZoneNameTaken, "uq_zones_hall_id": HallHasZone}


def keep_zone(
    event: Event,
    zone: Zone | None,
    *,
    name_vi: str,
    name_en: str = "",
    hall_id: int | None = None,
    capacity: int | None = None,
    gates: Collection[int] = (),
    at: datetime,
    actor: Any,
) -> Zone:
    """Make a zone, or change one; ``gates`` lead into it from now on, and no others.

    Raises
    ------
    ZoneNameTaken, HallHasZone, WrongHall, WrongGate
    """
    if not set(gates) <= {gate.id for gate in queries.gates_of(event.id)}:
        raise WrongGate
    if hall_id is not None and hall_id not in dict(halls_of(event.id)):
        raise WrongHall
    kept = zone or Zone(event_id=event.id)
    with constraints(BROKEN):
        kept.name_vi, kept.name_en = name_vi, name_en
        kept.hall_id, kept.capacity = hall_id, capacity
        db.session.add(kept)
    _lead(kept, gates)
    activity.record("zone:changed" if zone else "zone:made", kept, actor=actor, at=at)
    return kept


def remove_zone(zone: Zone, *, at: datetime, actor: Any) -> None:
    """Take a zone away: its gates and lists stay, and count nowhere but at the event."""
    activity.record("zone:removed", zone, actor=actor, at=at)
    db.session.flush()
    db.session.delete(zone)
    db.session.flush()


def _lead(zone: Zone, gates: Collection[int]) -> None:
    for gate in queries.gates_of(zone.event_id):
        if gate.id in gates:
            gate.zone_id = zone.id
        elif gate.zone_id == zone.id:
            gate.zone_id = None
    db.session.flush()


def zone_of_event(zone_id: int, event_id: int) -> Zone | None:
    """A zone of an event."""
    return db.session.scalar(sa.select(Zone).where(Zone.id == zone_id, Zone.event_id == event_id))


def halls_of(event_id: int) -> list[tuple[int, str]]:
    """The halls of an event by name."""
    wanted = sa.select(Hall.id, Hall.name).where(Hall.event_id == event_id).order_by(Hall.name)
    return [(number, name) for number, name in db.session.execute(wanted)]


@dataclass(frozen=True)
class Outline:
    """A hall as lines: its size, its booths as one path, and its places with their words."""

    width: int
    height: int
    booths: str
    places: list[Place]


def outlines_of(event_id: int) -> dict[int, Outline]:
    """Every drawn hall of an event in two questions; who has which booth is not asked."""
    boxes = sa.select(Booth.hall_id, Booth.x, Booth.y, Booth.width, Booth.depth)
    halls: dict[int, list[tuple[int, int, int, int]]] = {}
    for hall_id, *box in db.session.execute(boxes.where(Booth.event_id == event_id)):
        halls.setdefault(hall_id, []).append((box[0], box[1], box[2], box[3]))
    places: dict[int, list[Place]] = {}
    for place in db.session.scalars(sa.select(Place).where(Place.event_id == event_id)):
        places.setdefault(place.hall_id, []).append(place)
    return {
        hall_id: _outline(halls.get(hall_id, []), places.get(hall_id, []))
        for hall_id in halls | places
    }


EDGE = 20


def _outline(booths: list[tuple[int, int, int, int]], places: list[Place]) -> Outline:
    boxes = booths + [(one.x, one.y, one.width, one.depth) for one in places]
    return Outline(
        width=max(x + w for x, _y, w, _h in boxes) + EDGE,
        height=max(y + h for _x, y, _w, h in boxes) + EDGE,
        booths="".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in booths),
        places=places,
    )
