"""Copying an event: every date moves by one offset, nobody and nothing personal comes along."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import UTCDateTime, db
from events.programme.cloning import COPIED, WITH_THE_EVENT, Taken, is_money
from events.programme.models import Event
from events.programme.services.events import EDITABLE, create_event
from events.programme.times import local_day

Ids = dict[str, dict[int, int]]


def clone_event(
    event: Event, *, name_vi: str, name_en: str, first_day: date, by: User, at: datetime
) -> Event:
    """A draft like ``event`` that begins on ``first_day``; flushed, not committed.

    Halls, booths, rooms, sessions, slots, questions, gates and lists come along (see
    ``events.programme.cloning``), each moment moved by the same number of days.
    """
    by_days = timedelta(days=(first_day - local_day(event.starts_at, event.zone)).days)
    values = {name: getattr(event, name) for name in EDITABLE}
    for name in WITH_THE_EVENT:
        values[name] = values[name] + by_days if values[name] is not None else None
    new = create_event(values | {"name_vi": name_vi, "name_en": name_en}, by=by, at=at)
    new.is_demo = event.is_demo
    db.session.flush()
    ids: Ids = defaultdict(dict)
    ids["events"][event.id] = new.id
    for table in db.metadata.sorted_tables:
        if table.name in COPIED:
            _copy(table, COPIED[table.name], ids, by_days, at)
    activity.record("event:cloned", new, actor=by, at=at, source=event.id, days=by_days.days)
    return new


def _copy(table: sa.Table, how: Taken, ids: Ids, by_days: timedelta, at: datetime) -> None:
    parent = table.c[how.parent]
    parents = [old for name in _targets(parent) for old in ids[name]]
    wanted = sa.select(table).where(parent.in_(parents)).order_by(*table.primary_key.columns)
    if how.unless is not None:
        wanted = wanted.where(table.c[how.unless].is_(None))
    rows = db.session.execute(wanted).mappings().all()
    if not rows:
        return
    copies = [_copied(table, how, dict(row), ids, by_days, at) for row in rows]
    if "id" not in table.c:  # one row an event, known by it: nothing points at it
        db.session.connection().execute(sa.insert(table), copies)
        return
    made = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    new_ids = db.session.connection().execute(made, copies).scalars()
    ids[table.name] = {row["id"]: new for row, new in zip(rows, new_ids, strict=True)}


def _copied(
    table: sa.Table, how: Taken, row: dict[str, Any], ids: Ids, by_days: timedelta, at: datetime
) -> dict[str, Any]:
    return {
        column.name: _value(column, how, row[column.name], ids, by_days, at)
        for column in table.columns
        if column.name != "id"
    }


def _value(
    column: sa.Column[Any], how: Taken, value: Any, ids: Ids, by_days: timedelta, at: datetime
) -> Any:
    """What stands in a column of the copy: moved, pointed at the copy, begun anew, or the same."""
    if column.name in how.reset:
        return how.reset[column.name]
    if is_money(column.name):
        return None if column.nullable else 0
    if isinstance(column.type, UTCDateTime):
        return _moment(column, value, by_days, at)
    if isinstance(column.type, sa.Date):
        return value + by_days if value is not None else None
    if value is None or not (targets := _targets(column)):
        return value
    return _pointed(column, targets, value, ids)


def _moment(column: sa.Column[Any], value: Any, by_days: timedelta, at: datetime) -> Any:
    if column.name in WITH_THE_EVENT:
        return value + by_days if value is not None else None
    return None if column.nullable else at


def _targets(column: sa.Column[Any]) -> list[str]:
    """The tables whose rows a column names by their id."""
    keys = column.foreign_keys
    names = [key.column.table.name for key in keys if key.column.name == "id"]
    return names or (["events"] if column.name == "event_id" else [])


def _pointed(column: sa.Column[Any], targets: list[str], value: int, ids: Ids) -> int | None:
    """The copy's row where it was copied; nobody, where people are left behind."""
    for name in targets:
        if value in ids[name]:
            return ids[name][value]
    if not column.nullable:
        message = f"{column} points at {targets}, which is not copied"
        raise LookupError(message)
    return None
