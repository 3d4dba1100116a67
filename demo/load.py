"""Load the demo into an empty database, move it to today, or take it away again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from accounts.sign_in.models import User
from core.activity import Activity
from core.db import UTCDateTime, db
from core.errors import DomainError
from core.i18n import N_
from core.outbox import OutboxMessage
from demo import cast as casting
from demo.arrangements import make_arrangements
from demo.door import scan_at_the_door
from demo.fairs import COMING, ZONE, make_fairs, settle
from demo.meetings import make_meetings
from demo.showing import make_exhibitors
from demo.visitors import make_visitors
from events.catalogue.taxonomy import load_taxonomy
from events.programme.models import Event, Slot
from events.programme.times import local_day

MARK, REMOVED = "demo", "demo-removed"
FAR = timedelta(days=40_000)
DEMO_MAIL = "%@demo.invalid"
MAILS_KEPT = 20


class NotEmpty(DomainError):
    """The demo is for empty installations."""

    code = "demo.not_empty"
    message = N_("There are accounts already: the demo is loaded into an empty database only.")


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalar(sa.select(User.id).limit(1)) is None


def load(*, at: datetime) -> None:
    """Make the whole demo around ``at``; mail about its past is not sent. Flushed, not committed.

    Raises
    ------
    NotEmpty
    """
    if not is_empty():
        raise NotEmpty
    load_taxonomy()
    cast = casting.make_cast(at=at)
    fairs = make_fairs(cast, today=local_day(at, ZONE), at=at)
    exhibitors = make_exhibitors(fairs, cast, at=at)
    visitors = make_visitors(fairs, cast, at=at)
    make_meetings(fairs, cast, exhibitors, at=at)
    make_arrangements(fairs, cast, exhibitors, at=at)
    settle(fairs)
    scan_at_the_door(fairs, visitors, at=at)
    _keep_few_mails(at)


def _keep_few_mails(at: datetime) -> None:
    """The newest mails are there to be read; the rest would only fill the outbox."""
    newest = sa.select(OutboxMessage.id).order_by(OutboxMessage.id.desc()).limit(MAILS_KEPT)
    kept = list(db.session.scalars(newest))
    db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.id.not_in(kept)))
    db.session.execute(sa.update(OutboxMessage).values(next_try_at=at))


def days_behind(*, at: datetime) -> int:
    """By how many days the demo's fairs have to move so that the first opens in three days."""
    starts_at = db.session.scalar(sa.select(Event.starts_at).where(Event.slug == COMING.slug))
    if starts_at is None:
        return 0
    wanted = local_day(at, ZONE) + timedelta(days=COMING.first_day)
    return (wanted - local_day(starts_at, ZONE)).days


def refresh(*, at: datetime) -> int:
    """Move every moment of the demo's events to today; returns by how many days."""
    days = days_behind(at=at)
    if days == 0:
        return 0
    by = timedelta(days=days)
    ids = list(db.session.scalars(sa.select(Event.id).where(Event.is_demo)))
    for table in db.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, UTCDateTime)]
        key = table.c.get("id") if table.name == "events" else table.c.get("event_id")
        if not columns or key is None:
            continue
        if table is Slot.__table__:  # its times are unique, so they go out of the way first
            _shift(table, columns, key.in_(ids), FAR)
            _shift(table, columns, key.in_(ids), by - FAR)
            continue
        _shift(table, columns, key.in_(ids), by)
    db.session.expire_all()
    return days


def _shift(
    table: sa.Table, columns: list[sa.Column[Any]], mine: sa.ColumnElement[bool], by: timedelta
) -> None:
    keys = list(table.primary_key.columns)
    rows = db.session.execute(sa.select(*keys, *columns).where(mine)).all()
    if not rows:
        return
    change = sa.update(table).values({c: sa.bindparam(f"new_{c.name}") for c in columns})
    change = change.where(*(key == sa.bindparam(f"old_{key.name}") for key in keys))
    moved = [
        {f"old_{key.name}": getattr(row, key.name) for key in keys}
        | {f"new_{c.name}": _later(getattr(row, c.name), by) for c in columns}
        for row in rows
    ]
    db.session.connection().execute(change, moved)


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment is not None else None


def remove() -> int:
    """Delete every row of the demo and what hangs on it; returns how many marked rows went."""
    db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.to_address.like(DEMO_MAIL)))
    gone = 0
    for table in reversed(db.metadata.sorted_tables):  # what refers goes before what is referred to
        if "is_demo" not in table.c:
            continue
        result = db.session.execute(sa.delete(table).where(table.c.is_demo))
        gone += int(getattr(result, "rowcount", 0))
    _forget_what_is_gone()
    db.session.expire_all()
    return gone


def _forget_what_is_gone() -> None:
    """Delete the activity of rows that are no longer there."""
    for kind in list(db.session.scalars(sa.select(Activity.subject_kind).distinct())):
        there = sa.select(db.metadata.tables[kind].c.id)
        gone = sa.and_(Activity.subject_kind == kind, Activity.subject_id.not_in(there))
        db.session.execute(sa.delete(Activity).where(gone))


def mark(*, is_demo: bool) -> None:
    """Remember in the instance folder that this is a demo installation, or no longer is one."""
    folder = Path(current_app.instance_path)
    (folder / (REMOVED if is_demo else MARK)).unlink(missing_ok=True)
    (folder / (MARK if is_demo else REMOVED)).write_text("see `flask --app run demo`\n")
    current_app.config["DEMO"] = is_demo


def was_removed() -> bool:
    """Whether the demo was here and was taken away: then it does not come back by itself."""
    return (Path(current_app.instance_path) / REMOVED).exists()
