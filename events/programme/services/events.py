"""Creating, editing and moving an event."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db, lock
from core.text import slugify
from events.programme.errors import NotReady, PartsOutside, ResultsMissing, WrongMove
from events.programme.models import Event, EventState, Session, Slot, TeamMember, TeamRole
from events.programme.services.results import missing_results
from events.programme.states import OVER, may_become
from events.waiting.services import close_queues_of

EDITABLE = frozenset(
    {
        "kind",
        "name_vi",
        "name_en",
        "summary_vi",
        "summary_en",
        "organiser_name",
        "contact_email",
        "place",
        "address",
        "province_key",
        "zone",
        "starts_at",
        "ends_at",
        "opens_at",
        "expected_booths",
        "expected_visitors",
        "meeting_mode",
        "slot_minutes",
    }
)
RESERVED_SLUGS = frozenset({"new"})


class _SlugRace(WrongMove):
    """Another event took the address in the same moment."""


def free_slug(name: str, *, fallback: str) -> str:
    """An address that no event has: from the name, with a number where it is taken."""
    stem = slugify(name) or fallback
    like = sa.select(Event.slug).where(
        sa.or_(Event.slug == stem, Event.slug.startswith(f"{stem}-", autoescape=True))
    )
    taken = set(db.session.scalars(like)) | RESERVED_SLUGS
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def create_event(values: dict[str, Any], *, by: User, at: datetime) -> Event:
    """A draft event with its maker as organiser; flushed, not committed."""
    event = Event(created_at=at, created_by_id=by.id, state=EventState.DRAFT)
    _fill(event, values)
    for attempt in range(5):
        event.slug = free_slug(event.name_vi, fallback=event.kind.value)
        try:
            with constraints({"uq_events_slug": _SlugRace}):
                db.session.add(event)
        except _SlugRace:
            if attempt == 4:  # noqa: PLR2004 -- five people with one name in one moment
                raise
        else:
            break
    db.session.add(TeamMember(event_id=event.id, user_id=by.id, role=TeamRole.ORGANISER))
    activity.record("event:created", event, actor=by, at=at, kind=event.kind.value)
    return event


def edit_event(event: Event, values: dict[str, Any], *, by: User, at: datetime) -> Event:
    """Change an event's data; its address stays. Flushed, not committed.

    Raises
    ------
    PartsOutside
        When a session or slot would lie outside the new times.
    """
    lock(event)
    _fill(event, values)
    _refuse_what_lies_outside(event)
    changed = sorted(values.keys() & EDITABLE)
    activity.record("event:edited", event, actor=by, at=at, fields=changed)
    return event


def _refuse_what_lies_outside(event: Event) -> None:
    for part in (Session, Slot):
        outside = sa.select(part.id).where(
            part.event_id == event.id,
            sa.or_(part.starts_at < event.starts_at, part.ends_at > event.ends_at),
        )
        if db.session.scalar(outside.limit(1)) is not None:
            raise PartsOutside


def _fill(event: Event, values: dict[str, Any]) -> None:
    for name in EDITABLE & values.keys():
        setattr(event, name, values[name])


def move_event(event: Event, new: EventState, *, by: User | None, at: datetime) -> Event:
    """Take an event to its next state; flushed, not committed.

    Raises
    ------
    WrongMove, NotReady, ResultsMissing
    """
    lock(event)
    old = event.state
    if not may_become(old, new):
        raise WrongMove
    if old is EventState.DRAFT and new is EventState.ANNOUNCED and not is_ready(event):
        raise NotReady
    if new is EventState.CLOSED and old is EventState.RUNNING and missing_results(event):
        raise ResultsMissing
    event.state = new
    activity.record(f"event:{new.value}", event, actor=by, at=at, before=old.value)
    if new in OVER:
        close_queues_of(event.id, at=at, by=by)
    return event


def due_by_clock(at: datetime) -> sa.Select[tuple[Event]]:
    """Events whose registration opens now, and events that begin now."""
    opens = sa.and_(Event.state == EventState.ANNOUNCED, Event.opens_at <= at)
    begins = sa.and_(Event.state == EventState.OPEN, Event.starts_at <= at)
    return sa.select(Event).where(sa.or_(opens, begins), Event.ends_at > at).order_by(Event.id)


def move_by_clock(*, at: datetime) -> int:
    """Open what opens and start what begins; closing takes results, so people do that."""
    due = list(db.session.scalars(due_by_clock(at)))
    for event in due:
        is_announced = event.state is EventState.ANNOUNCED
        new = EventState.OPEN if is_announced else EventState.RUNNING
        move_event(event, new, by=None, at=at)
    return len(due)


def is_ready(event: Event) -> bool:
    """Whether the public can be told: there is a place, an organiser and a summary."""
    return bool(event.place and event.organiser_name and event.summary_vi)
