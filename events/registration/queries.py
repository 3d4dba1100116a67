"""What pages ask about registrations."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.companies.queries import company_ids_of
from core.db import db
from core.text import fold
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from events.programme.states import LIVE
from events.registration.models import (
    Registration,
    RegistrationGroup,
    RegistrationRole,
    RegistrationState,
)

_LIVE = Registration.state != RegistrationState.CANCELLED


def registration_by_token(token: str) -> Registration | None:
    """The registration of a secret address, with its event."""
    wanted = sa.select(Registration).where(Registration.access_token == token)
    return db.session.scalar(wanted.options(joinedload(Registration.event)))


def live_registration(
    event_id: int, *, user_id: int | None = None, email: str | None = None, phone: str | None = None
) -> Registration | None:
    """The live registration of a person, found by account, e-mail or phone, in this order."""
    for column, value in (
        (Registration.user_id, user_id),
        (Registration.email, email),
        (Registration.phone, phone),
    ):
        if value is None:
            continue
        found = db.session.scalar(
            sa.select(Registration)
            .where(Registration.event_id == event_id, column == value, _LIVE)
            .order_by(Registration.id)
            .limit(1)
        )
        if found is not None:
            return found
    return None


def registrations_of(actor: Any, tokens: Iterable[str] = ()) -> list[Registration]:
    """The live tickets of a person: of the account, its verified e-mail, and of this browser."""
    mine = [Registration.access_token.in_(list(tokens)[:20])]
    if actor.is_authenticated:
        mine.append(Registration.user_id == actor.id)
        if actor.email and actor.email_verified_at:
            mine.append(Registration.email == actor.email)
    wanted = (
        sa.select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(sa.or_(*mine), _LIVE)
        .options(joinedload(Registration.event))
        .order_by(Event.starts_at.desc(), Registration.id)
        .limit(50)
    )
    return list(db.session.scalars(wanted))


def groups_of(actor: Any, tokens: Iterable[str] = ()) -> list[RegistrationGroup]:
    """The groups that a person registered: with their account, or in this browser."""
    mine = [RegistrationGroup.access_token.in_(list(tokens)[:10])]
    if actor.is_authenticated:
        mine.append(RegistrationGroup.user_id == actor.id)
    wanted = (
        sa.select(RegistrationGroup)
        .where(sa.or_(*mine))
        .options(joinedload(RegistrationGroup.event))
        .order_by(RegistrationGroup.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(wanted))


def registrations_of_company(
    event_id: int, company_id: int, role: RegistrationRole
) -> list[Registration]:
    """The live tickets that a company's people have in a role."""
    wanted = sa.select(Registration).where(
        Registration.event_id == event_id,
        Registration.company_id == company_id,
        Registration.role == role,
        _LIVE,
    )
    return list(db.session.scalars(wanted))


def exhibits_without_ticket(actor: Any, *, at: datetime) -> list[Exhibitor]:
    """Where a person's companies show and the person, who joined later, has no ticket yet."""
    if not actor.is_authenticated or actor.acting_for_id is not None:
        return []
    mine = sa.select(Registration.event_id).where(Registration.user_id == actor.id, _LIVE)
    wanted = (
        sa.select(Exhibitor)
        .join(Event, Event.id == Exhibitor.event_id)
        .where(
            Exhibitor.company_id.in_(company_ids_of(actor)),
            Exhibitor.cancelled_at.is_(None),
            Event.state.in_(LIVE),
            Event.ends_at > at,
            Exhibitor.event_id.not_in(mine),
        )
        .options(joinedload(Exhibitor.event), joinedload(Exhibitor.company))
        .order_by(Event.starts_at)
    )
    return list(db.session.scalars(wanted))


def live_registrations_by_email(email: str) -> list[Registration]:
    """Tickets to send again to this address, the latest events first."""
    wanted = (
        sa.select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.email == email, _LIVE)
        .order_by(Event.starts_at.desc())
        .limit(10)
    )
    return list(db.session.scalars(wanted))


def registrations_matching(
    event_id: int, *, text: str = "", role: str = "", state: str = ""
) -> sa.Select[Any]:
    """The registrations of an event by name, organisation, e-mail, phone or typed code.

    Every word must be found somewhere, in any order and without its marks: "tuan nguyen" finds
    Nguyễn Văn Tuấn.
    """
    wanted = sa.select(Registration).where(Registration.event_id == event_id)
    if role in {member.value for member in RegistrationRole}:
        wanted = wanted.where(Registration.role == RegistrationRole(role))
    if state in {member.value for member in RegistrationState}:
        wanted = wanted.where(Registration.state == RegistrationState(state))
    digits = "".join(c for c in text if c.isdecimal())
    words = [Registration.search_text.contains(word, autoescape=True) for word in _words(text)]
    ways = [sa.and_(*words)] if words else []
    if "@" in text:
        ways.append(Registration.email == text.strip().lower())
    if len(digits) >= 4:  # noqa: PLR2004 -- the end of a phone number, as people say it
        ways.append(Registration.phone.endswith(digits.lstrip("0") or digits))
        ways.append(Registration.short_code == digits)
        ways.append(Registration.badge_code == digits)
    if ways:
        wanted = wanted.where(sa.or_(*ways))
    return wanted.order_by(Registration.registered_at.desc(), Registration.id.desc())


def _words(text: str) -> list[str]:
    return fold(text).split()[:8]


def counts_by(event_id: int) -> dict[tuple[RegistrationRole, RegistrationState], int]:
    """How many registrations an event has, by role and state."""
    counted = (
        sa.select(Registration.role, Registration.state, sa.func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.role, Registration.state)
    )
    return {(role, state): number for role, state, number in db.session.execute(counted)}
