"""Several people registered by one contact: each has a ticket of their own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.consent.models import Purpose
from accounts.consent.services import grant
from core import activity, outbox
from core.db import constraints, db
from events.programme.models import Event
from events.registration import rules
from events.registration.errors import (
    AlreadyRegistered,
    ConsentMissing,
    NobodyNamed,
    RegistrationClosed,
    SameGroupTwice,
    Unreachable,
)
from events.registration.models import Registration, RegistrationGroup, RegistrationRole
from events.registration.queries import live_registration
from events.registration.services.admission import take_place
from events.registration.services.registering import make
from events.registration.services.tickets import send_ticket

MOST = 200  # in one go; longer lists come as files


@dataclass(frozen=True)
class Person:
    """Somebody of a group; a name is enough, the contact is reached for them."""

    full_name: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Contact:
    """Who registers the others and is told everything."""

    full_name: str
    phone: str | None
    email: str | None
    organisation: str = ""


def register_group(
    event: Event,
    contact: Contact,
    people: Sequence[Person],
    *,
    language: str,
    agreed: bool,
    at: datetime,
    user: Any = None,
    form_token: str | None = None,
    channel: str = "group",
) -> RegistrationGroup:
    """Register several people at once, all of them or nobody; the contact gets one mail.

    ``agreed``: the contact says that each of them allows what the event needs. Flushed.

    Raises
    ------
    RegistrationClosed, ConsentMissing, Unreachable, NobodyNamed, AlreadyRegistered (``name`` says
    who), EventFull, SameGroupTwice
    """
    if not rules.is_open_for_visitors(event, at=at):
        raise RegistrationClosed
    if not agreed:
        raise ConsentMissing
    if not contact.email and not contact.phone:
        raise Unreachable
    if not people or len(people) > MOST:
        raise NobodyNamed(most=MOST)
    _refuse_known(event, people)
    group = RegistrationGroup(
        event_id=event.id,
        user_id=getattr(user, "id", None),
        contact_name=contact.full_name,
        email=contact.email,
        phone=contact.phone,
        organisation=contact.organisation,
        language=language,
        access_token=secrets.token_urlsafe(24),
        form_token=form_token,
        made_at=at,
    )
    with constraints({"uq_registration_groups_form_token": SameGroupTwice}):
        db.session.add(group)
    activity.record("group:made", group, actor=user, at=at, people=len(people))
    holds = take_place(event, len(people))
    for person in people:
        _add(event, group, person, holds_place=holds, actor=user, at=at, channel=channel)
    _tell_contact(event, group, people, at=at)
    return group


def _refuse_known(event: Event, people: Sequence[Person]) -> None:
    seen: set[str] = set()
    for person in people:
        own = {value for value in (person.email, person.phone) if value}
        known = live_registration(event.id, email=person.email, phone=person.phone)
        if own & seen or known is not None:
            raise AlreadyRegistered(name=person.full_name)
        seen |= own


def _add(
    event: Event,
    group: RegistrationGroup,
    person: Person,
    *,
    holds_place: bool,
    actor: Any,
    at: datetime,
    channel: str,
) -> Registration:
    registration = make(
        event,
        group_id=group.id,
        full_name=person.full_name,
        email=person.email,
        phone=person.phone,
        organisation=group.organisation,
        language=group.language,
        state=rules.first_state(event, RegistrationRole.VISITOR),
        holds_place=holds_place,
        registered_at=at,
    )
    grant(
        Purpose.EVENT,
        registration=registration,
        language=group.language,
        at=at,
        channel=channel,
        actor=actor,
    )
    activity.record("registration:made", registration, actor=actor, at=at, channel=channel)
    if person.email and person.email != group.email:
        send_ticket(registration, at=at)
    return registration


def _tell_contact(
    event: Event, group: RegistrationGroup, people: Sequence[Person], *, at: datetime
) -> None:
    if not group.email:
        return
    outbox.put(
        group.email,
        "group",
        language=group.language,
        at=at,
        full_name=group.contact_name,
        event_vi=event.name_vi,
        event_en=event.name_en,
        people=len(people),
        token=group.access_token,
    )
