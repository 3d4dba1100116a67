"""Tickets: sent, sent again, made anew."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core import activity, outbox
from core.db import db
from events.programme.models import Event
from events.registration import codes
from events.registration.errors import NotLive
from events.registration.models import Registration, RegistrationState

AGAIN_AFTER, MAILS_AT_ONCE = timedelta(minutes=10), 10


def reissue(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Make a new ticket for a lost or shared one: code, typed code and secret address change.

    Raises
    ------
    NotLive
    """
    if registration.state is RegistrationState.CANCELLED:
        raise NotLive
    if registration.ticket_issue < codes.LAST_ISSUE:
        registration.ticket_issue += 1
    else:
        registration.ticket_id, registration.ticket_issue = codes.new_ticket_id(), 1
    registration.short_code = codes.new_short_code()
    registration.access_token = secrets.token_urlsafe(24)
    activity.record(
        "registration:reissued", registration, actor=actor, at=at, issue=registration.ticket_issue
    )
    send_ticket(registration, at=at)


def send_ticket(registration: Registration, *, at: datetime, note: str = "") -> bool:
    """Queue the mail with the way to the ticket; False when there is no address."""
    if not registration.email:
        return False
    event = registration.event
    outbox.put(
        registration.email,
        "ticket",
        language=registration.language,
        at=at,
        full_name=registration.full_name,
        event_vi=event.name_vi,
        event_en=event.name_en,
        place=event.place,
        when=_when(event),
        token=registration.access_token,
        short_code=codes.in_groups(registration.short_code),
        pending=registration.state is not RegistrationState.APPROVED,
        waiting=registration.state is RegistrationState.WAITING,
        note=note,
    )
    return True


def send_ticket_again(registration: Registration, *, at: datetime) -> bool:
    """Queue the mail once more, unless it went out a moment ago: no address can be flooded."""
    recently = sa.select(outbox.OutboxMessage.id).where(
        outbox.OutboxMessage.to_address == registration.email,
        outbox.OutboxMessage.template == "ticket",
        outbox.OutboxMessage.queued_at > at - AGAIN_AFTER,
    )
    if len(db.session.scalars(recently).all()) >= MAILS_AT_ONCE:
        return False
    return send_ticket(registration, at=at)


def _when(event: Event) -> str:
    zone = ZoneInfo(event.zone)
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return f"{start:%H:%M, %d/%m/%Y} – {end:%H:%M, %d/%m/%Y}"
