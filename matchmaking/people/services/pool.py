"""The interpreters of an event, as its organisers keep them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.people.errors import AlreadyInterpreter
from matchmaking.people.models import Interpreter, InterpreterHours
from matchmaking.people.services.seating import fill_gaps, free_interpreter

Hours = Sequence[tuple[datetime, datetime]]


def add_interpreter(
    event: Event,
    person: User,
    *,
    languages: Sequence[str],
    hours: Hours,
    actor: Any,
    at: datetime,
) -> Interpreter:
    """Add a person who interprets; meetings that miss one get them. Flushed, not committed.

    Raises AlreadyInterpreter.
    """
    one = Interpreter(event_id=event.id, user_id=person.id, languages=list(languages), added_at=at)
    with constraints({"uq_interpreters_event_id_user_id": AlreadyInterpreter}):
        db.session.add(one)
    _set_hours(one, hours)
    activity.record("interpreter:added", one, actor=actor, at=at)
    fill_gaps(event.id, at=at)
    return one


def edit_interpreter(
    one: Interpreter, *, languages: Sequence[str], hours: Hours, actor: Any, at: datetime
) -> None:
    """Change what they speak and when they are there; what was agreed with them stays."""
    lock(one)
    one.languages = list(languages)
    _set_hours(one, hours)
    activity.record("interpreter:edited", one, actor=actor, at=at)
    fill_gaps(one.event_id, at=at)


def remove_interpreter(one: Interpreter, *, actor: Any, at: datetime) -> int:
    """Take them out of the pool; their meetings look for somebody else. How many there were."""
    lock(one)
    theirs = sa.select(Meeting).where(Meeting.interpreter_id == one.id).order_by(Meeting.id)
    meetings = db.session.scalars(theirs).all()
    for meeting in meetings:
        lock(meeting)
        free_interpreter(meeting, at=at)
    activity.record("interpreter:removed", one, actor=actor, at=at, user=one.user_id)
    event_id = one.event_id
    db.session.delete(one)
    db.session.flush()
    fill_gaps(event_id, at=at)
    return len(meetings)


def _set_hours(one: Interpreter, hours: Hours) -> None:
    one.hours = [
        InterpreterHours(event_id=one.event_id, starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in hours
    ]
    db.session.flush()
