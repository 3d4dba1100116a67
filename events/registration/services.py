"""Registering people for an event, and the life of their tickets.

All services flush and leave the commit to the caller.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from accounts.consent.models import Purpose
from accounts.consent.services import grant
from accounts.sign_in.models import User
from core import activity, outbox
from core.db import constraints, db
from core.text import fold
from events.programme.models import Event
from events.programme.services import release_seats_of
from events.registration import codes, rules
from events.registration.errors import (
    CLASHES,
    AlreadyRegistered,
    CodesClash,
    ConsentMissing,
    NotLive,
    NotPending,
    RegistrationClosed,
    Unreachable,
)
from events.registration.keys import ensure_key
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import live_registration

_TRIES = 3
AGAIN_AFTER, MAILS_AT_ONCE = timedelta(minutes=10), 10


def register_visitor(
    event: Event,
    *,
    full_name: str,
    email: str | None,
    phone: str | None,
    organisation: str = "",
    language: str,
    consents: Collection[Purpose],
    at: datetime,
    user: User | None = None,
) -> Registration:
    """Register somebody who asks for it, and send the ticket to the e-mail address, if any.

    Raises
    ------
    RegistrationClosed, ConsentMissing, Unreachable, AlreadyRegistered
    """
    if not rules.is_open_for_visitors(event, at=at):
        raise RegistrationClosed
    if Purpose.EVENT not in consents:
        raise ConsentMissing
    if not email and not phone:
        raise Unreachable
    if live_registration(event.id, email=email, phone=phone) is not None:
        raise AlreadyRegistered
    registration = _make(
        event,
        full_name=full_name,
        email=email,
        phone=phone,
        organisation=organisation,
        language=language,
        user_id=user.id if user else None,
        state=rules.first_state(event),
        registered_at=at,
    )
    for purpose in sorted(consents):
        grant(purpose, registration=registration, language=language, at=at, channel="web")
    activity.record("registration:made", registration, actor=user, at=at, channel="web")
    send_ticket(registration, at=at)
    return registration


def register_members(
    event: Event,
    company: Company,
    role: RegistrationRole,
    *,
    at: datetime,
    actor: Any = None,
) -> list[Registration]:
    """Give everybody who acts for a company a ticket in this role, without typing again.

    Those who have one keep it; a role that stands higher takes the place of a lower one.
    """
    return [
        register_person(
            event, person, role, at=at, actor=actor, organisation=company.name, company=company
        )
        for person in people_of(company.id)
    ]


def register_team(event: Event, *, at: datetime, actor: Any = None) -> list[Registration]:
    """Give everybody on the event's team a ticket."""
    return [
        register_person(
            event,
            member.user,
            RegistrationRole.TEAM,
            at=at,
            actor=actor,
            organisation=event.organiser_name,
        )
        for member in event.team
    ]


def register_guest(
    event: Event,
    *,
    full_name: str,
    role: RegistrationRole,
    email: str | None = None,
    phone: str | None = None,
    organisation: str = "",
    language: str = "vi",
    at: datetime,
    actor: Any,
    channel: str = "desk",
) -> Registration:
    """Register somebody whom the team names: a speaker, the press, a walk-in. A name is enough.

    A ticket that the address already has is raised to the role. The consent to run the event
    was given by word of mouth and is noted so.
    """
    found = live_registration(event.id, email=email, phone=phone)
    if found is not None:
        return _raise_role(found, role, None, at=at, actor=actor)
    registration = _make(
        event,
        full_name=full_name,
        email=email,
        phone=phone,
        organisation=organisation,
        language=language,
        role=role,
        registered_at=at,
    )
    grant(
        Purpose.EVENT,
        registration=registration,
        language=language,
        at=at,
        channel="desk",
        actor=actor,
    )
    activity.record("registration:made", registration, actor=actor, at=at, channel=channel)
    send_ticket(registration, at=at)
    return registration


def register_speaker(
    event: Event,
    *,
    full_name: str,
    email: str | None,
    organisation: str = "",
    language: str = "vi",
    at: datetime,
    actor: Any = None,
) -> Registration:
    """Give a speaker a ticket; a ticket that the address already has becomes a speaker's."""
    return register_guest(
        event,
        full_name=full_name,
        role=RegistrationRole.SPEAKER,
        email=email,
        organisation=organisation,
        language=language,
        at=at,
        actor=actor,
    )


def register_person(
    event: Event,
    person: User,
    role: RegistrationRole,
    *,
    at: datetime,
    actor: Any,
    organisation: str = "",
    company: Company | None = None,
) -> Registration:
    """Give a person with an account a ticket in a role, or raise the role of the one they have."""
    found = live_registration(event.id, user_id=person.id, email=person.email, phone=person.phone)
    if found is not None:
        found.user_id = found.user_id or person.id
        return _raise_role(found, role, company, at=at, actor=actor)
    registration = _make(
        event,
        full_name=person.full_name,
        email=person.email,
        phone=person.phone,
        organisation=organisation,
        language=person.language,
        role=role,
        user_id=person.id,
        company_id=company.id if company else None,
        registered_at=at,
        is_demo=person.is_demo,
    )
    activity.record("registration:made", registration, actor=actor, at=at, channel="role")
    send_ticket(registration, at=at)
    return registration


def approve(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Let somebody in who waits for the organiser's word, and send the ticket.

    Raises
    ------
    NotPending
    """
    if registration.state is not RegistrationState.PENDING:
        raise NotPending
    registration.state = RegistrationState.APPROVED
    activity.record("registration:approved", registration, actor=actor, at=at)
    send_ticket(registration, at=at)


def cancel(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Take a registration back: its ticket opens no door, its seats are free again.

    Raises
    ------
    NotLive
    """
    if registration.state is RegistrationState.CANCELLED:
        raise NotLive
    registration.state, registration.revoked_at = RegistrationState.CANCELLED, at
    release_seats_of(registration.id, at, by=actor)
    activity.record("registration:cancelled", registration, actor=actor, at=at)


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


def send_ticket(registration: Registration, *, at: datetime) -> bool:
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
        pending=registration.state is RegistrationState.PENDING,
    )
    return True


def _when(event: Event) -> str:
    zone = ZoneInfo(event.zone)
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return f"{start:%H:%M, %d/%m/%Y} – {end:%H:%M, %d/%m/%Y}"


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


def _raise_role(
    registration: Registration,
    role: RegistrationRole,
    company: Company | None,
    *,
    at: datetime,
    actor: Any,
) -> Registration:
    if registration.state is RegistrationState.PENDING:
        approve(registration, at=at, actor=actor)
    if not rules.outranks(role, registration.role):
        return registration
    before, registration.role = registration.role, role
    if company is not None:
        registration.company_id, registration.organisation = company.id, company.name
        registration.search_text = _search_text(registration.full_name, company.name)
    activity.record(
        "registration:role_raised", registration, actor=actor, at=at, before=before, after=role
    )
    return registration


def _make(event: Event, **values: Any) -> Registration:
    """Insert with fresh codes; drawn again should one be taken. Raises AlreadyRegistered."""
    values["search_text"] = _search_text(values["full_name"], values.get("organisation", ""))
    values.setdefault("is_demo", event.is_demo)
    ensure_key(event, at=values["registered_at"])
    for _ in range(_TRIES):
        registration = Registration(
            event=event,
            ticket_id=codes.new_ticket_id(),
            short_code=codes.new_short_code(),
            badge_code=codes.new_badge_code(),
            access_token=secrets.token_urlsafe(24),
            **values,
        )
        try:
            with constraints(CLASHES):
                db.session.add(registration)
        except CodesClash:
            continue
        return registration
    raise CodesClash


def _search_text(full_name: str, organisation: str) -> str:
    return fold(f"{full_name} {organisation}")[:400]
