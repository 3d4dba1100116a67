"""What pages ask about events."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import joinedload

from accounts.companies.models import Company
from core.db import db
from core.text import fold
from events.programme.deadlines import Due, due_of
from events.programme.kinds import OPPORTUNITIES, OPPORTUNITY_WORDS
from events.programme.models import (
    Claim,
    Deadline,
    Event,
    EventKind,
    EventResult,
    EventState,
    Filing,
    Opportunity,
    OpportunityKind,
    Room,
    Seat,
    Session,
    Slot,
    TeamMember,
    TeamRole,
)
from events.programme.pages import event_or_404
from events.programme.states import PUBLIC
from events.waiting.models import HolderKind, QueueKind
from events.waiting.queries import Standing, standings

__all__ = [
    "brings",
    "calendar_query",
    "deadlines_of",
    "event_or_404",
    "events_now",
    "events_of_team",
    "feed_query",
    "filings_of",
    "kinds_and_provinces",
    "opportunities_of",
    "registration_id_of",
    "results_of",
    "rooms_of",
    "seats_of",
    "sessions_of",
    "slots_with_use",
    "takes_part",
    "team_of",
    "ticket_of",
    "waits_of",
    "works_somewhere",
]


def events_of_team(actor: Any) -> list[tuple[Event, TeamRole]]:
    """The events a person works on (all, for the platform's admin), the next first."""
    mine = sa.and_(TeamMember.event_id == Event.id, TeamMember.user_id == actor.id)
    rows = sa.select(Event, TeamMember.role).outerjoin(TeamMember, mine)
    if not actor.is_admin:
        rows = rows.where(TeamMember.id.is_not(None))
    return [
        (event, role or TeamRole.ORGANISER)
        for event, role in db.session.execute(rows.order_by(Event.starts_at))
    ]


def works_somewhere(user: Any) -> bool:
    """For people on any event's team and the platform's admin; asked once a page."""
    if not user.is_authenticated:
        return False
    if "works_somewhere" not in g:
        on_a_team = sa.select(sa.exists().where(TeamMember.user_id == user.id))
        g.works_somewhere = bool(user.is_admin or db.session.scalar(on_a_team))
    return bool(g.works_somewhere)


def takes_part(user: Any) -> bool:
    """For signed-in people who come to events rather than run them."""
    return bool(user.is_authenticated) and not works_somewhere(user)


def _is_over(at: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Event.ends_at <= at, Event.state.in_((EventState.CLOSED, EventState.ARCHIVED)))


def calendar_query(
    at: datetime,
    *,
    past: bool = False,
    kind: EventKind | None = None,
    province_key: str | None = None,
) -> sa.Select[tuple[Event]]:
    """Public events: those to come and going on, the next first; or those over, the last first."""
    query = sa.select(Event).where(Event.state.in_(PUBLIC))
    if kind is not None:
        query = query.where(Event.kind == kind)
    if province_key is not None:
        query = query.where(Event.province_key == province_key)
    if past:
        return query.where(_is_over(at)).order_by(Event.starts_at.desc(), Event.id.desc())
    return query.where(~_is_over(at)).order_by(Event.starts_at, Event.id)


def feed_query() -> sa.Select[tuple[Event]]:
    """Every public event, the latest first: what a calendar that subscribes is told."""
    public = sa.select(Event).where(Event.state.in_(PUBLIC))
    return public.order_by(Event.starts_at.desc(), Event.id.desc()).limit(1000)


def events_now(at: datetime, *, limit: int = 4) -> list[Event]:
    """Public events that take place at this moment."""
    on = sa.select(Event).where(
        Event.state.in_((EventState.OPEN, EventState.RUNNING)),
        Event.starts_at <= at,
        Event.ends_at > at,
    )
    return list(db.session.scalars(on.order_by(Event.ends_at, Event.id).limit(limit)))


def kinds_and_provinces() -> tuple[list[EventKind], list[str]]:
    """What the calendar can be filtered by: kinds and province keys of public events."""
    there = sa.select(Event.kind, Event.province_key).where(Event.state.in_(PUBLIC)).distinct()
    rows = db.session.execute(there).all()
    kinds = {row.kind for row in rows}
    return [kind for kind in EventKind if kind in kinds], sorted(
        {row.province_key for row in rows if row.province_key}
    )


def sessions_of(event: Event) -> list[Session]:
    """Its talks and rounds in the order of time."""
    theirs = sa.select(Session).where(Session.event_id == event.id)
    return list(db.session.scalars(theirs.order_by(Session.starts_at, Session.ends_at, Session.id)))


def team_of(event: Event) -> list[TeamMember]:
    """Who works on it, organisers first."""
    theirs = (
        sa.select(TeamMember)
        .where(TeamMember.event_id == event.id)
        .options(joinedload(TeamMember.user))
    )
    order = list(TeamRole)
    return sorted(db.session.scalars(theirs), key=lambda row: (order.index(row.role), row.id))


def slots_with_use(event: Event) -> Sequence[sa.Row[tuple[Slot, int]]]:
    """Its slots in the order of time, each with the number of meetings in it."""
    meetings = (
        sa.select(sa.func.count(sa.distinct(Claim.meeting_id)))
        .where(Claim.slot_id == Slot.id)
        .scalar_subquery()
    )
    theirs = sa.select(Slot, meetings.label("meetings")).where(Slot.event_id == event.id)
    return db.session.execute(theirs.order_by(Slot.starts_at)).all()


def registration_id_of(user: Any, event: Event) -> int | None:
    """The live registration of a signed-in person at an event (a row of an upper slice)."""
    if not user.is_authenticated:
        return None
    rows = db.metadata.tables["registrations"].c
    mine = sa.select(rows.id).where(
        rows.event_id == event.id, rows.user_id == user.id, rows.state == "approved"
    )
    found: int | None = db.session.scalar(mine.order_by(rows.id).limit(1))
    return found


def ticket_of(registration_id: int) -> sa.Row[Any] | None:
    """Name, address, language and secret of a registration (a row of an upper slice)."""
    rows = db.metadata.tables["registrations"].c
    wanted = sa.select(rows.full_name, rows.email, rows.language, rows.access_token)
    return db.session.execute(wanted.where(rows.id == registration_id)).first()


def results_of(event: Event) -> dict[str, EventResult]:
    """What its organiser confirmed, by name."""
    theirs = sa.select(EventResult).where(EventResult.event_id == event.id)
    return {row.name: row for row in db.session.scalars(theirs)}


def brings(event: Event, company_ids: Collection[int]) -> dict[int, set[OpportunityKind]]:
    """What companies may bring to an event of its kind: its exhibitors and approved buyers may.

    Both are rows of upper slices, so they are asked for by their tables' names.
    """
    found: dict[int, set[OpportunityKind]] = {}
    tables = db.metadata.tables
    live = {
        "exhibitors": tables["exhibitors"].c.cancelled_at.is_(None),
        "buyers": tables["buyers"].c.state == "approved",
    }
    for kind in OPPORTUNITIES.get(event.kind, ()):
        name = OPPORTUNITY_WORDS[kind].brought_by
        rows = tables[name].c
        theirs = sa.select(rows.company_id).where(
            rows.event_id == event.id, rows.company_id.in_(company_ids), live[name]
        )
        for company_id in db.session.scalars(theirs):
            found.setdefault(company_id, set()).add(kind)
    return found


def opportunities_of(
    event: Event, *, kind: OpportunityKind | None = None, text: str = "", companies: Any = None
) -> sa.Select[tuple[Opportunity]]:
    """What is brought to an event, by company and title; every word is found without its marks."""
    wanted = sa.select(Opportunity).where(Opportunity.event_id == event.id)
    if kind is not None:
        wanted = wanted.where(Opportunity.kind == kind)
    if companies is not None:
        wanted = wanted.where(Opportunity.company_id.in_(companies))
    for word in fold(text).split()[:8]:
        wanted = wanted.where(Opportunity.search_text.contains(word, autoescape=True))
    by_name = sa.select(Company.name).where(Company.id == Opportunity.company_id).scalar_subquery()
    return wanted.options(joinedload(Opportunity.company)).order_by(
        Opportunity.kind, by_name, Opportunity.id
    )


def filings_of(event: Event) -> list[Filing]:
    """What was filed with the department, the newest first."""
    theirs = sa.select(Filing).where(Filing.event_id == event.id)
    return list(db.session.scalars(theirs.order_by(Filing.filed_on.desc(), Filing.id.desc())))


def deadlines_of(event: Event, filings: Sequence[Filing], today: date) -> list[Due]:
    """Its deadlines by their days, those done too."""
    theirs = sa.select(Deadline).where(Deadline.event_id == event.id)
    kept = {row.name: row for row in db.session.scalars(theirs)}
    return due_of(event, kept, is_filed=bool(filings), today=today)


def rooms_of(event: Event) -> Sequence[sa.Row[tuple[Room, int]]]:
    """Its rooms by name, each with the number of sessions in it."""
    sessions = (
        sa.select(sa.func.count()).where(Session.room_id == Room.id).scalar_subquery().label("used")
    )
    theirs = sa.select(Room, sessions).where(Room.event_id == event.id)
    return db.session.execute(theirs.order_by(Room.name)).all()


def seats_of(registration_id: int | None) -> set[int]:
    """The sessions at which a registration holds a seat."""
    if registration_id is None:
        return set()
    held = sa.select(Seat.session_id).where(Seat.registration_id == registration_id)
    return set(db.session.scalars(held))


def waits_of(registration_id: int | None) -> dict[int, Standing]:
    """The sessions for which a registration stands in line, and where."""
    if registration_id is None:
        return {}
    mine = standings(HolderKind.REGISTRATION, [registration_id])
    return {queue_id: row for (kind, queue_id), row in mine.items() if kind is QueueKind.SESSION}
