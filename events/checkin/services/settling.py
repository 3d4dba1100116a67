"""Conflicts: what phones without a network did and the log did not expect. People settle them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core import activity
from core.db import changed, db
from events.checkin.errors import NothingToSettle
from events.checkin.models import Direction, Scan


@dataclass(frozen=True)
class Clash:
    """A scan in conflict, and the entry that counts, where there is one."""

    scan: Scan
    other: Scan | None


def clashes_of(event_id: int, *, settled: bool = False) -> list[Clash]:
    """An event's conflicts by time, each with both sides; three statements for any number."""
    wanted = (
        sa.select(Scan)
        .where(
            Scan.event_id == event_id,
            Scan.conflict.is_not(None),
            Scan.settled_at.is_not(None) if settled else Scan.settled_at.is_(None),
        )
        .order_by(Scan.scanned_at, Scan.id)
        .options(joinedload(Scan.device), joinedload(Scan.gate), joinedload(Scan.registration))
    )
    scans = db.session.scalars(wanted).all()
    entries = _counting_entries(scans)
    return [Clash(scan, _other(scan, entries)) for scan in scans]


def _counting_entries(scans: Sequence[Scan]) -> dict[tuple[int, int], list[Scan]]:
    people = {scan.registration_id for scan in scans if scan.registration_id is not None}
    wanted = (
        sa.select(Scan)
        .where(Scan.registration_id.in_(people), Scan.counts, Scan.direction == Direction.ENTRY)
        .order_by(Scan.scanned_at, Scan.id)
        .options(joinedload(Scan.device), joinedload(Scan.gate))
    )
    found: dict[tuple[int, int], list[Scan]] = {}
    for scan in db.session.scalars(wanted):
        found.setdefault((scan.list_id, scan.registration_id or 0), []).append(scan)
    return found


def _other(scan: Scan, entries: dict[tuple[int, int], list[Scan]]) -> Scan | None:
    """The latest entry before it that counts; else the first one there is."""
    found = entries.get((scan.list_id, scan.registration_id or 0), [])
    here = [one for one in found if one.id != scan.id]
    before = [one for one in here if one.scanned_at <= scan.scanned_at]
    return before[-1] if before else here[0] if here else None


def settle(scan: Scan, note: str, *, at: datetime, actor: Any) -> None:
    """Note what was found out about a conflict; it leaves the list and stays in the log.

    Raises
    ------
    NothingToSettle
    """
    mine = sa.update(Scan).where(
        Scan.id == scan.id, Scan.conflict.is_not(None), Scan.settled_at.is_(None)
    )
    values = {"settled_at": at, "settled_by_id": actor.id, "settled_note": note}
    if changed(mine.values(values)) == 0:
        raise NothingToSettle
    activity.record("scan:settled", scan, actor=actor, at=at)
