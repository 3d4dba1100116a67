"""Mails of this slice: to the people of a company, to those who organise."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core import outbox
from core.db import db
from events.programme.models import Event, TeamMember, TeamRole


def mail_people(
    company_id: int, template: str, event: Event, /, *, at: datetime, **values: Any
) -> None:
    """A mail to everybody who acts for a company, each in their language."""
    for user in people_of(company_id):
        _mail(user, template, event, at=at, **values)


def mail_organisers(event: Event, company: Company, *, at: datetime) -> None:
    """Tell the organisers, and the event's contact address, that a company applies."""
    team = sa.select(User).join(TeamMember, TeamMember.user_id == User.id)
    organisers = db.session.scalars(
        team.where(TeamMember.event_id == event.id, TeamMember.role == TeamRole.ORGANISER)
    ).all()
    values = {"slug": event.slug, "company": company.name}
    for user in organisers:
        _mail(user, "application_received", event, at=at, **values)
    if event.contact_email and event.contact_email not in {user.email for user in organisers}:
        outbox.put(
            event.contact_email,
            "application_received",
            language="vi",
            at=at,
            **_names(event),
            **values,
        )


def _names(event: Event) -> dict[str, str]:
    return {"event_vi": event.name_vi, "event_en": event.name_en}


def _mail(user: User, template: str, event: Event, *, at: datetime, **values: Any) -> None:
    if user.email:
        outbox.put(user.email, template, language=user.language, at=at, **_names(event), **values)
