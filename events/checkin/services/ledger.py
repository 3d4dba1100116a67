"""Who stands inside by the log: the same whatever order the scans arrive in.

Per list and ticket all who were let in stand in the order of (time, device, nonce). An entry
counts when the person is outside and may enter; an exit counts when they are inside. The rest of
the entries are conflicts, kept and listed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.checkin.models import SCANS, Conflict, Direction, Scan, ScanResult, Verdict
from events.checkin.states import LOG_REASONS

LET_IN = sa.and_(
    Scan.undone_at.is_(None),
    Scan.registration_id.is_not(None),
    sa.or_(
        Scan.told.in_((Verdict.ADMITTED, Verdict.LATER)),
        sa.and_(Scan.told.is_(None), Scan.result == ScanResult.ADMITTED),
    ),
)
_COLUMNS = (
    Scan.id,
    Scan.registration_id,
    Scan.direction,
    Scan.scanned_at,
    Scan.device_id,
    Scan.nonce,
    Scan.reason,
    Scan.told,
    Scan.counts,
    Scan.counts_once,
    Scan.conflict,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody went through a door; ``id`` is missing while the row is not written."""

    nonce: str
    direction: Direction
    scanned_at: datetime
    device_id: int | None
    told: Verdict | None
    reason: str | None = None
    id: int | None = None

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Where it stands among the others."""
        return self.scanned_at, self.device_id or 0, self.nonce


@dataclass(frozen=True, slots=True)
class Standing:
    """What a passage is worth: in the totals, as the bar to another entry, as a conflict."""

    counts: bool
    counts_once: bool
    conflict: Conflict | None


def standings(passages: Iterable[Passage], *, allows_reentry: bool) -> dict[str, Standing]:
    """The worth of each passage of one ticket at one list, by nonce."""
    inside, bar, counted = False, None, set()
    for one in sorted(passages, key=lambda passage: passage.place):
        if one.direction is Direction.EXIT:
            good, inside = inside, False
        else:
            # What the server itself let in again was allowed at the time.
            good = not inside and (bar is None or allows_reentry or one.told is None)
            if good:
                inside, bar = True, one.nonce
        if good:
            counted.add(one.nonce)
    if not inside and allows_reentry:
        bar = None
    return {
        one.nonce: Standing(one.nonce in counted, one.nonce == bar, _conflict(one, counted))
        for one in passages
    }


def _conflict(one: Passage, counted: set[str]) -> Conflict | None:
    if one.direction is Direction.ENTRY and one.nonce not in counted:
        return Conflict.TWICE
    objected = one.told is not None and one.reason is not None and one.reason not in LOG_REASONS
    return Conflict.WENT_IN if objected else None


def passages_of(list_id: int, registration_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The rows of those who were let in, by registration."""
    found: dict[int, list[Any]] = {number: [] for number in registration_ids}
    wanted = sa.select(*_COLUMNS).where(
        Scan.list_id == list_id, Scan.registration_id.in_(registration_ids), LET_IN
    )
    for row in db.session.execute(wanted):
        found[row.registration_id].append(row)
    return found


def passage(row: Any) -> Passage:
    """A row of the log as a passage."""
    return Passage(
        row.nonce, row.direction, row.scanned_at, row.device_id, row.told, row.reason, row.id
    )


def changes(rows: Iterable[Any], worth: dict[str, Standing]) -> list[dict[str, Any]]:
    """What must be written to rows whose standing is another now; losers of the bar first."""
    found = []
    for row in rows:
        now = worth[row.nonce]
        if (row.counts, row.counts_once, row.conflict) != (
            now.counts,
            now.counts_once,
            now.conflict,
        ):
            new = {"counts": now.counts, "counts_once": now.counts_once, "conflict": now.conflict}
            found.append({"number": row.id} | new)
    return sorted(found, key=lambda change: bool(change["counts_once"]))


def write(found: Sequence[dict[str, Any]]) -> None:
    """Write changed standings, in the order given."""
    statement = (
        sa.update(SCANS)
        .where(SCANS.c.id == sa.bindparam("number"))
        .values(
            counts=sa.bindparam("counts"),
            counts_once=sa.bindparam("counts_once"),
            conflict=sa.bindparam("conflict"),
        )
    )
    for change in found:
        db.session.connection().execute(statement, change)


def settle(list_id: int, registration_id: int, *, allows_reentry: bool) -> None:
    """Work one ticket's standing out anew; its registration is locked by the caller."""
    rows = passages_of(list_id, [registration_id])[registration_id]
    worth = standings([passage(row) for row in rows], allows_reentry=allows_reentry)
    write(changes(rows, worth))
