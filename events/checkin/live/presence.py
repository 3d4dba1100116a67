"""Who came in since the day began, and where they are: one pass over the scans.

Somebody is where they were last let in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.checkin.models import CheckinList, Direction, Gate, Scan, Tally, Zone

MAIN = "main"


@dataclass(frozen=True)
class Presence:
    """Who came in since the day began, and where they are."""

    entered: int = 0
    inside: int = 0
    by_zone: Mapping[int, int] = field(default_factory=dict)


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
            how_many(not_after(row.went_home)),
            *(how_many(condition) for condition in within),
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


def counted_by_hand(event_id: int, *, since: datetime) -> dict[int, tuple[int, int]]:
    """How many people without a ticket were counted in and out at each gate."""
    wanted = (
        sa.select(Tally.gate_id, how_many(Tally.change > 0), how_many(Tally.change < 0))
        .where(Tally.event_id == event_id, Tally.counted_at >= since)
        .group_by(Tally.gate_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(wanted)}


def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """The number of rows for which a condition holds; nobody is zero."""
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
