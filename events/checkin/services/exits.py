"""Everybody out: at an hour of each day a list may say that all have left."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.db import db
from events.checkin import queries
from events.checkin.models import SCANS, CheckinList, Direction, Scan, ScanResult
from events.programme.models import Event


def lists_with_hour() -> bool:
    """Whether any list has such an hour."""
    wanted = sa.select(CheckinList.id).where(CheckinList.exits_at.is_not(None)).limit(1)
    return db.session.scalar(wanted) is not None


def leave_automatically(*, at: datetime) -> int:
    """Write an exit for everybody inside of lists whose hour has come; how many.

    Once a day and list. Flushed, not committed.
    """
    wanted = (
        sa.select(CheckinList, Event)
        .join(Event, Event.id == CheckinList.event_id)
        .where(CheckinList.exits_at.is_not(None), Event.starts_at < at)
    )
    count = 0
    for checkin_list, event in db.session.execute(wanted).all():
        here = at.astimezone(ZoneInfo(event.zone))
        if checkin_list.exited_on == here.date() or here.time() < _hour(checkin_list):
            continue
        checkin_list.exited_on = here.date()
        count += _all_out(checkin_list, at=at, day=here.date().isoformat())
    db.session.flush()
    return count


def _hour(checkin_list: CheckinList) -> time:
    return time.fromisoformat(checkin_list.exits_at or "23:59")


def _all_out(checkin_list: CheckinList, *, at: datetime, day: str) -> int:
    signed = sa.case((Scan.direction == Direction.ENTRY, 1), else_=-1)
    inside = (
        sa.select(Scan.registration_id)
        .where(Scan.list_id == checkin_list.id, queries.COUNTS)
        .group_by(Scan.registration_id)
        .having(sa.func.sum(signed) > 0)
    )
    people = sorted(number for number in db.session.scalars(inside) if number is not None)
    if not people:
        return 0
    queries.lock_registrations(people)
    rows = [
        {
            "event_id": checkin_list.event_id,
            "list_id": checkin_list.id,
            "registration_id": number,
            "direction": Direction.EXIT,
            "result": ScanResult.ADMITTED,
            "counts": True,
            "nonce": f"out-{checkin_list.id}-{day}-{number}",
            "scanned_at": at,
            "received_at": at,
        }
        for number in people
    ]
    db.session.connection().execute(sa.insert(SCANS), rows)
    if checkin_list.allows_reentry:
        db.session.connection().execute(
            sa.update(SCANS)
            .where(SCANS.c.list_id == checkin_list.id, SCANS.c.registration_id.in_(people))
            .values(counts_once=False)
        )
    return len(people)
