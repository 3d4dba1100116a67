"""What went through the doors, in steps of minutes: one pass, a few hundred rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from core.db import db
from events.checkin.models import Direction, Scan
from events.checkin.states import Reason

STEP, SHOWN = timedelta(minutes=5), timedelta(hours=3)


@dataclass(frozen=True)
class Step:
    """What happened at the doors in the minutes after a moment."""

    at: datetime
    entries: int
    refused: int


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


def latest_part(steps: Sequence[Step]) -> Sequence[Step]:
    """The last hours; after a quiet time the day from its first entry on."""
    late = steps[-(SHOWN // STEP) :]
    return late if any(step.entries or step.refused for step in late) else busy_part(steps)


def busy_part(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps from the first to the last in which something happened."""
    busy = [n for n, step in enumerate(steps) if step.entries or step.refused]
    return steps[busy[0] : busy[-1] + 1] if busy else []


@dataclass
class Moved:
    """What happened at a gate in all the steps."""

    entries: int = 0
    reasons: dict[Reason | None, int] = field(default_factory=dict)
    last_at: datetime | None = None


def movements(scans: Iterable[Passed]) -> dict[int | None, Moved]:
    """Entries, refusals by reason and the last reading, by gate."""
    found: dict[int | None, Moved] = {}
    for one in scans:
        moved = found.setdefault(one.gate_id, Moved())
        moved.entries += one.count if one.entered else 0
        if one.reason is not None:
            known = Reason(one.reason) if one.reason in set(Reason) else None
            moved.reasons[known] = moved.reasons.get(known, 0) + one.count
        moved.last_at = max(moved.last_at or one.last_at, one.last_at)
    return found
