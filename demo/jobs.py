"""The running demo fair breathes: phones report, and somebody comes in every few minutes."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from core import jobs
from core.db import changed, db, transaction
from demo.door import AWAKE, GATES
from demo.fairs import RUNNING
from events.checkin.models import Device, Gate, Scan
from events.checkin.queries import list_by_slug
from events.checkin.services import check_in
from events.programme.models import Event, EventState
from events.registration.models import Registration, RegistrationState

EVERY, ARRIVAL = timedelta(seconds=30), timedelta(minutes=3)
_last: dict[str, datetime] = {}


def _is_due(chore: str, every: timedelta, at: datetime) -> bool:
    last = _last.get(chore)
    if last is not None and last <= at < last + every:
        return False
    _last[chore] = at
    return True


@jobs.each_tick
def breathe(at: datetime) -> int:
    """Keep the demo's live screen alive; does nothing in an installation of one's own."""
    if not current_app.config.get("DEMO") or not _is_due("phones", EVERY, at):
        return 0
    running = sa.select(Event).where(
        Event.slug == RUNNING.slug,
        Event.is_demo,
        Event.state == EventState.RUNNING,
        Event.starts_at <= at,
        Event.ends_at > at,
    )
    with transaction():
        event = db.session.scalar(running)
        if event is None:
            return 0
        theirs = sa.update(Device).where(Device.event_id == event.id, Device.name.in_(AWAKE))
        done = changed(theirs.where(Device.revoked_at.is_(None)).values(last_seen_at=at))
        return done + (_arrive(event, at=at) if _is_due("arrival", ARRIVAL, at) else 0)


def _arrive(event: Event, *, at: datetime) -> int:
    """One more visitor comes in, while there are any."""
    seen = sa.select(Scan.registration_id).where(
        Scan.event_id == event.id, Scan.registration_id.is_not(None)
    )
    wanted = sa.select(Registration.short_code).where(
        Registration.event_id == event.id,
        Registration.user_id.is_(None),
        Registration.state == RegistrationState.APPROVED,
        Registration.id.not_in(seen),
    )
    code = db.session.scalar(wanted.order_by(Registration.id).limit(1))
    gates = sa.select(Gate).where(Gate.event_id == event.id, Gate.name.in_(GATES))
    gate, main = db.session.scalars(gates.order_by(Gate.id)).first(), list_by_slug(event.id)
    if code is None or gate is None or main is None:
        return 0
    check_in(event, main, code, nonce=f"demo-{secrets.token_urlsafe(12)}", at=at, gate=gate)
    return 1
