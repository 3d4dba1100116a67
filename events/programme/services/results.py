"""Confirming what came of an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core import activity
from core.db import db, lock
from events.programme.kinds import results_of_kind
from events.programme.models import Event, EventResult


def confirm_results(
    event: Event,
    values: Mapping[str, int | None],
    *,
    proposed: Mapping[str, int],
    by: Any,
    at: datetime,
) -> None:
    """Keep the numbers that belong to the event's kind; None takes a number away.

    What the system had proposed is kept beside each, so that a report can tell both. Flushed.
    """
    lock(event)
    by_id = getattr(by, "id", None)
    known = {row.name: row for row in db.session.scalars(_rows(event))}
    fields = [field.name for field in results_of_kind(event.kind)]
    for name in [name for name in fields if name in values]:
        value, row = values[name], known.get(name)
        if value is None:
            if row is not None:
                db.session.delete(row)
            continue
        if row is None:
            row = EventResult(event_id=event.id, name=name)
        row.value, row.proposed = value, proposed.get(name)
        row.confirmed_at, row.confirmed_by_id = at, by_id
        db.session.add(row)
    db.session.flush()
    activity.record("event:results", event, actor=by, at=at, values=dict(values))


def missing_results(event: Event) -> list[str]:
    """The labels of results without which the event is not closed."""
    there = set(db.session.scalars(sa.select(EventResult.name).filter_by(event_id=event.id)))
    fields = results_of_kind(event.kind)
    return [f.label for f in fields if f.is_required and f.name not in there]


def _rows(event: Event) -> sa.Select[tuple[EventResult]]:
    return sa.select(EventResult).where(EventResult.event_id == event.id)
