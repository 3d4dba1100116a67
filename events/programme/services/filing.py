"""Keeping what was filed with the department, and ticking off deadlines."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import constraints, db, lock
from events.programme.deadlines import RULES, snapshot_of
from events.programme.errors import AnsweredBefore, FiledAhead, NumberTaken, UnknownDeadline
from events.programme.models import Deadline, Event, Filing, FilingKind
from events.programme.times import local_day

CLASHES = {
    "uq_filings_event_id_number": NumberTaken,
    "ck_filings_answered_after": AnsweredBefore,
}


def keep_filing(
    event: Event,
    *,
    department: str,
    number: str,
    filed_on: date,
    answered_on: date | None,
    file_key: str | None,
    by: Any,
    at: datetime,
) -> Filing:
    """Note that the event as it is now was filed; the first is its registration, others changes.

    Flushed, not committed.

    Raises
    ------
    NumberTaken, AnsweredBefore, FiledAhead
    """
    if max(filed_on, answered_on or filed_on) > local_day(at, event.zone):
        raise FiledAhead
    lock(event)
    earlier = sa.select(Filing.id).where(Filing.event_id == event.id)
    is_first = db.session.scalar(earlier.limit(1)) is None
    filing = Filing(
        event_id=event.id,
        kind=FilingKind.REGISTRATION if is_first else FilingKind.CHANGE,
        department=department,
        number=number,
        filed_on=filed_on,
        answered_on=answered_on,
        snapshot=snapshot_of(event),
        file_key=file_key,
        kept_at=at,
        kept_by_id=getattr(by, "id", None),
    )
    with constraints(CLASHES):
        db.session.add(filing)
    activity.record("filing:kept", filing, actor=by, at=at, kind=filing.kind.value)
    return filing


def remove_filing(filing: Filing, *, by: Any, at: datetime) -> str | None:
    """Take back a filing that was kept by mistake; the key of its file. Flushed."""
    key = filing.file_key
    activity.record("filing:removed", filing, actor=by, at=at, number=filing.number)
    db.session.delete(filing)
    db.session.flush()
    return key


def tick_deadline(event: Event, name: str, *, is_done: bool, by: Any, at: datetime) -> None:
    """Say that a deadline is done, or is not after all; flushed. Raises UnknownDeadline."""
    row = _deadline(event, name)
    row.done_at = at if is_done else None
    row.done_by_id = getattr(by, "id", None) if is_done else None
    activity.record("deadline:ticked", row, actor=by, at=at, name=name, is_done=is_done)


def move_deadline(event: Event, name: str, due_on: date | None, *, by: Any, at: datetime) -> None:
    """Give a deadline another day; None is the day of its rule. Flushed. Raises UnknownDeadline."""
    row = _deadline(event, name)
    row.due_on = due_on
    activity.record("deadline:moved", row, actor=by, at=at, name=name)


def _deadline(event: Event, name: str) -> Deadline:
    if name not in {rule.name for rule in RULES}:
        raise UnknownDeadline
    lock(event)
    mine = sa.select(Deadline).where(Deadline.event_id == event.id, Deadline.name == name)
    row = db.session.scalar(mine)
    if row is None:
        row = Deadline(event_id=event.id, name=name)
        db.session.add(row)
    return row
