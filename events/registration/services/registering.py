"""Registering people: visitors by themselves, guests by the team."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from accounts.companies.models import Company
from accounts.consent.models import Purpose
from accounts.consent.services import grant
from accounts.sign_in.models import User
from core import activity
from core.db import constraints, db
from core.text import fold
from events.programme.models import Event
from events.registration import codes, rules
from events.registration.errors import (
    CLASHES,
    AlreadyRegistered,
    CodesClash,
    ConsentMissing,
    RegistrationClosed,
    Unreachable,
)
from events.registration.keys import ensure_key
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import live_registration
from events.registration.services.tickets import approve, send_ticket

_TRIES = 3


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
    registration = make(
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
        return raise_role(found, role, None, at=at, actor=actor)
    registration = make(
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


def raise_role(
    registration: Registration,
    role: RegistrationRole,
    company: Company | None,
    *,
    at: datetime,
    actor: Any,
) -> Registration:
    """Give a ticket that somebody has the higher of two roles; approved with it."""
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


def make(event: Event, **values: Any) -> Registration:
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
