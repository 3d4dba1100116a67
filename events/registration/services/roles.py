"""Tickets by role: exhibitors, buyers and the team need not type anything again."""

from datetime import datetime
from typing import Any

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core import activity
from events.exhibitors.models import Exhibitor
from events.exhibitors.services import after_approval, after_removal
from events.programme.models import Event
from events.registration.models import Registration, RegistrationRole
from events.registration.queries import live_registration, registrations_of_company
from events.registration.services.registering import make, raise_role
from events.registration.services.tickets import send_ticket


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
        return raise_role(found, role, company, at=at, actor=actor)
    registration = make(
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


def _welcome_exhibitor(exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    """An approved company's people have tickets in the same transaction."""
    role = RegistrationRole.EXHIBITOR
    register_members(exhibitor.event, exhibitor.company, role, at=at, actor=actor)


def _part_with_exhibitor(exhibitor: Exhibitor, *, actor: Any, at: datetime) -> None:
    """A company that shows no more: its people may still come, as visitors."""
    role = RegistrationRole.EXHIBITOR
    for row in registrations_of_company(exhibitor.event_id, exhibitor.company_id, role):
        row.role = RegistrationRole.VISITOR
        activity.record(
            "registration:role_lowered", row, actor=actor, at=at, before=role, after=row.role
        )


after_approval.append(_welcome_exhibitor)
after_removal.append(_part_with_exhibitor)
