"""Applications come, are answered, and an answer can be taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from accounts.companies.queries import people_of
from accounts.sign_in.models import User
from core import outbox
from core.activity import record
from core.db import constraints, db, lock
from core.errors import DomainError
from events.exhibitors.errors import (
    AlreadyApplied,
    AlreadyExhibitor,
    NotOpenForApplications,
    OtherEvent,
    WrongState,
)
from events.exhibitors.models import Application, Booth, BoothCategory, Exhibitor
from events.exhibitors.services.booths import allot_booth, give_back_booth
from events.exhibitors.states import ApplicationState, may_become
from events.programme.models import Event, TeamMember, TeamRole
from events.programme.states import LIVE as EVENT_LIVE

CLASHES: dict[str, type[DomainError]] = {
    "uq_applications_live": AlreadyApplied,
    "uq_applications_live_no_booth": AlreadyApplied,
}
Callback = Callable[..., None]
after_approval: list[Callback] = []
after_removal: list[Callback] = []


def _move(application: Application, state: ApplicationState) -> None:
    lock(application)
    if not may_become(application.state, state):
        raise WrongState
    application.state = state


def apply_to_event(
    event: Event,
    company: Company,
    *,
    category: BoothCategory | None,
    note: str,
    actor: Any,
    at: datetime,
) -> Application:
    """Ask to show at an event, in a booth of a category or without one.

    Flushed, not committed.

    Raises
    ------
    NotOpenForApplications, OtherEvent, AlreadyApplied
    """
    if event.state not in EVENT_LIVE:
        raise NotOpenForApplications
    if category is not None and category.event_id != event.id:
        raise OtherEvent
    with constraints(CLASHES):
        application = Application(
            event_id=event.id,
            company_id=company.id,
            category_id=category.id if category else None,
            note=note,
            submitted_at=at,
            submitted_by_id=getattr(actor, "id", None),
        )
        db.session.add(application)
    record("application:submitted", application, actor=actor, at=at)
    _tell_organisers(event, company, at=at)
    return application


def withdraw_application(application: Application, *, actor: Any, at: datetime) -> None:
    """The company takes its application back, also after approval. Raises WrongState."""
    was = application.state
    _move(application, ApplicationState.WITHDRAWN)
    if was is ApplicationState.APPROVED:
        _end_showing(application, actor=actor, at=at)
    record("application:withdrawn", application, actor=actor, at=at)


def approve_application(
    application: Application, *, booth: Booth | None = None, actor: Any, at: datetime
) -> Exhibitor:
    """Make the company an exhibitor, with a booth at once if one is given.

    A company that shows already (it applied for a second category) stays the same exhibitor.
    Then every function in ``after_approval`` is called. Flushed, not committed.

    Raises
    ------
    WrongState, AlreadyExhibitor, BoothTaken, OtherEvent
    """
    _move(application, ApplicationState.APPROVED)
    application.answered_at, application.answer = at, ""
    exhibitor = _exhibitor_of(application, at=at)
    record("application:approved", application, actor=actor, at=at)
    if booth is not None:
        allot_booth(booth, exhibitor, actor=actor, at=at)
    for callback in after_approval:
        callback(exhibitor, actor=actor, at=at)
    _tell_company(application, "application_approved", at=at, booth=booth.label if booth else "")
    return exhibitor


def decline_application(application: Application, *, reason: str, actor: Any, at: datetime) -> None:
    """Say no, with a reason that the company reads. Raises WrongState."""
    _move(application, ApplicationState.DECLINED)
    application.answered_at, application.answer = at, reason
    record("application:declined", application, actor=actor, at=at)
    _tell_company(application, "application_declined", at=at, reason=reason)


def reopen_application(application: Application, *, actor: Any, at: datetime) -> None:
    """Take an answer back: booths become free, and the application waits again.

    Raises
    ------
    WrongState, AlreadyApplied
    """
    was = application.state
    with constraints(CLASHES):
        _move(application, ApplicationState.SUBMITTED)
        application.answered_at, application.answer = None, ""
    if was is ApplicationState.APPROVED:
        _end_showing(application, actor=actor, at=at)
    record("application:reopened", application, actor=actor, at=at)
    _tell_company(application, "application_reopened", at=at)


def _exhibitor_of(application: Application, *, at: datetime) -> Exhibitor:
    """The company's one exhibitor row, made, woken up or simply there."""
    theirs = sa.select(Exhibitor).where(
        Exhibitor.event_id == application.event_id,
        Exhibitor.company_id == application.company_id,
    )
    exhibitor = db.session.scalar(theirs)
    if exhibitor is None:
        with constraints({"uq_exhibitors_event_id_company_id": AlreadyExhibitor}):
            exhibitor = Exhibitor(
                event_id=application.event_id,
                company_id=application.company_id,
                application_id=application.id,
                approved_at=at,
            )
            db.session.add(exhibitor)
    elif exhibitor.cancelled_at is not None:
        exhibitor.cancelled_at, exhibitor.approved_at = None, at
        exhibitor.application_id = application.id
    db.session.flush()
    return exhibitor


def _end_showing(application: Application, *, actor: Any, at: datetime) -> None:
    """End what the approval began, unless another approved application still carries it."""
    exhibitor = db.session.scalar(
        sa.select(Exhibitor).where(
            Exhibitor.event_id == application.event_id,
            Exhibitor.company_id == application.company_id,
        )
    )
    others = sa.select(Application.id).where(
        Application.event_id == application.event_id,
        Application.company_id == application.company_id,
        Application.state == ApplicationState.APPROVED,
        Application.id != application.id,
    )
    if exhibitor is None or db.session.scalar(others.limit(1)) is not None:
        return
    for allotment in list(exhibitor.allotments):
        give_back_booth(allotment, actor=actor, at=at)
    exhibitor.cancelled_at = at
    record("exhibitor:cancelled", exhibitor, actor=actor, at=at)
    for callback in after_removal:
        callback(exhibitor, actor=actor, at=at)


def _tell_company(application: Application, template: str, *, at: datetime, **values: Any) -> None:
    event = application.event
    for user in people_of(application.company_id):
        _mail(user, template, event, at=at, company_id=application.company_id, **values)


def _tell_organisers(event: Event, company: Company, *, at: datetime) -> None:
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
