"""Registering people: visitors by themselves, guests by the team."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime
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
    EventFull,
    NotOpenToRole,
    RegistrationClosed,
    Unreachable,
)
from events.registration.keys import ensure_key
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import live_registration
from events.registration.services.admission import give_place_back, take_place
from events.registration.services.answering import approve
from events.registration.services.line import offer_free_places, wait_for_place
from events.registration.services.questions import keep_answers
from events.registration.services.tickets import send_ticket
from events.waiting.models import HolderKind
from events.waiting.services import withdraw_all

_TRIES = 3


def register_visitor(
    event: Event,
    *,
    full_name: str,
    email: str | None,
    phone: str | None,
    organisation: str = "",
    latin_name: str = "",
    language: str,
    consents: Collection[Purpose],
    at: datetime,
    user: User | None = None,
    role: RegistrationRole = RegistrationRole.VISITOR,
    answers: Mapping[int, Any] | None = None,
    may_wait: bool = False,
    company: Company | None = None,
    signed_on: date | None = None,
    actor: Any = None,
) -> Registration:
    """Register somebody who asks for it, and send the ticket to the e-mail address, if any.

    Where all places are taken, ``may_wait`` puts them on the waiting list. With ``signed_on``
    somebody else (``actor``) types what a person of ``company`` signed on paper that day.

    Raises
    ------
    RegistrationClosed, NotOpenToRole, ConsentMissing, Unreachable, AlreadyRegistered,
    EventFull, AnswerMissing
    """
    if not rules.is_open_for_visitors(event, at=at):
        raise RegistrationClosed
    if role not in rules.open_roles(event):
        raise NotOpenToRole
    if Purpose.EVENT not in consents:
        raise ConsentMissing
    if not email and not phone:
        raise Unreachable
    if live_registration(event.id, email=email, phone=phone) is not None:
        raise AlreadyRegistered
    by, channel = actor or user, "paper" if signed_on else "web"
    state, holds_place = _place(event, role, may_wait=may_wait)
    registration = make(
        event,
        full_name=full_name,
        email=email,
        phone=phone,
        organisation=organisation,
        latin_name=latin_name,
        language=language,
        role=role,
        user_id=user.id if user else None,
        company_id=company.id if company else None,
        state=state,
        holds_place=holds_place,
        registered_at=at,
    )
    for purpose in sorted(consents):
        grant(
            purpose,
            registration=registration,
            language=language,
            at=at,
            channel=channel,
            signed_on=signed_on,
            actor=by,
        )
    activity.record("registration:made", registration, actor=by, at=at, channel=channel)
    keep_answers(registration, answers or {}, actor=by, at=at)
    send_ticket(registration, at=at)
    if state is RegistrationState.WAITING:
        wait_for_place(registration, at=at, by=by)
    return registration


def _place(
    event: Event, role: RegistrationRole, *, may_wait: bool
) -> tuple[RegistrationState, bool]:
    """The state a registration begins in, and whether it holds one of the counted places."""
    if role is not RegistrationRole.VISITOR:
        return rules.first_state(event, role), False
    try:
        holds_place = take_place(event)
    except EventFull:
        if not may_wait:
            raise
        return RegistrationState.WAITING, False
    return rules.first_state(event, role), holds_place


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
    if registration.state is RegistrationState.WAITING:
        _take_out_of_line(registration, at=at, actor=actor)
    if not rules.outranks(role, registration.role):
        return registration
    before, registration.role = registration.role, role
    if give_place_back(registration):
        offer_free_places(registration.event_id, at=at)
    if company is not None:
        registration.company_id, registration.organisation = company.id, company.name
        registration.search_text = _search_text(registration.full_name, company.name)
    activity.record(
        "registration:role_raised", registration, actor=actor, at=at, before=before, after=role
    )
    return registration


def _take_out_of_line(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Somebody whom the team names needs no place: the line goes on without them."""
    registration.state = RegistrationState.APPROVED
    db.session.flush()
    withdraw_all(HolderKind.REGISTRATION, registration.id, at=at, by=actor)
    activity.record("registration:approved", registration, actor=actor, at=at)
    send_ticket(registration, at=at)


def make(event: Event, **values: Any) -> Registration:
    """Insert with fresh codes; drawn again should one be taken. Raises AlreadyRegistered."""
    name = f"{values['full_name']} {values.get('latin_name', '')}"
    values["search_text"] = _search_text(name, values.get("organisation", ""))
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
