"""Applications come, are answered, and an answer can be taken back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts.companies.models import Company
from core.activity import record
from core.db import constraints, db, lock
from core.errors import DomainError
from events.exhibitors.asking import NOTHING, Details
from events.exhibitors.errors import (
    AlreadyApplied,
    NotOpenForApplications,
    OtherEvent,
    WrongState,
)
from events.exhibitors.models import Application, Booth, BoothCategory, Exhibitor
from events.exhibitors.services.booths import allot_booth, give_back_booth
from events.exhibitors.services.details import tell_details
from events.exhibitors.services.hooks import (
    begin_showing,
    exhibitor_of,
    stop_showing,
    tell_approval,
)
from events.exhibitors.services.mails import mail_organisers, mail_people
from events.exhibitors.states import ApplicationState, may_become
from events.programme.models import Event
from events.programme.states import LIVE as EVENT_LIVE
from events.waiting.models import HolderKind
from events.waiting.services import withdraw_all

CLASHES: dict[str, type[DomainError]] = {
    "uq_applications_live": AlreadyApplied,
    "uq_applications_live_no_booth": AlreadyApplied,
}


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
    details: Details = NOTHING,
    actor: Any,
    at: datetime,
) -> Application:
    """Ask to show at an event, in a booth of a category or without one.

    Flushed, not committed.

    Raises
    ------
    NotOpenForApplications, OtherEvent, AlreadyApplied, and what ``tell_details`` refuses
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
            number=_next_number(event),
            note=note,
            submitted_at=at,
            submitted_by_id=getattr(actor, "id", None),
        )
        db.session.add(application)
    record("application:submitted", application, actor=actor, at=at)
    tell_details(application, details, actor=actor, at=at)
    mail_organisers(event, company, at=at)
    return application


def _next_number(event: Event) -> int:
    """The next public number of an event; who applies at the same moment waits for it."""
    db.session.execute(
        sa.select(Event.id).where(Event.id == event.id).with_for_update(key_share=True)
    )
    last = sa.select(sa.func.max(Application.number)).where(Application.event_id == event.id)
    return (db.session.scalar(last) or 0) + 1


def withdraw_application(application: Application, *, actor: Any, at: datetime) -> None:
    """The company takes its application back, also after approval. Raises WrongState."""
    withdraw_all(HolderKind.APPLICATION, application.id, at=at, by=actor)
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
    WrongState, AlreadyExhibitor, BoothTaken, BoothHeld, OtherEvent
    """
    if booth is not None:
        # It has a booth now, so it no longer waits for one; its own offer is not in its way.
        withdraw_all(HolderKind.APPLICATION, application.id, at=at, by=actor)
    _move(application, ApplicationState.APPROVED)
    application.answered_at, application.answer = at, ""
    exhibitor = begin_showing(
        application.event_id, application.company_id, application_id=application.id, at=at
    )
    record("application:approved", application, actor=actor, at=at)
    if booth is not None:
        allot_booth(booth, exhibitor, actor=actor, at=at)
    tell_approval(exhibitor, actor=actor, at=at)
    _tell_company(application, "application_approved", at=at, booth=booth.label if booth else "")
    return exhibitor


def decline_application(application: Application, *, reason: str, actor: Any, at: datetime) -> None:
    """Say no, with a reason that the company reads. Raises WrongState."""
    withdraw_all(HolderKind.APPLICATION, application.id, at=at, by=actor)
    _move(application, ApplicationState.DECLINED)
    application.answered_at, application.answer = at, reason
    record("application:declined", application, actor=actor, at=at)
    _tell_company(application, "application_declined", at=at, reason=reason)


def reopen_application(application: Application, *, actor: Any, at: datetime) -> None:
    """Take an answer back: booths become free, and the application waits again.

    A place in line that it was given before the answer stays; one that came with it goes.

    Raises
    ------
    WrongState, AlreadyApplied
    """
    was = application.state
    if (since := application.answered_at) is not None:
        withdraw_all(HolderKind.APPLICATION, application.id, at=at, by=actor, since=since)
    with constraints(CLASHES):
        _move(application, ApplicationState.SUBMITTED)
        application.answered_at, application.answer = None, ""
    freed: list[str] = []
    if was is ApplicationState.APPROVED:
        freed = _end_showing(application, actor=actor, at=at)
    record("application:reopened", application, actor=actor, at=at)
    _tell_company(application, "application_reopened", at=at, freed=", ".join(freed))


def _end_showing(application: Application, *, actor: Any, at: datetime) -> list[str]:
    """End what the approval began, unless another approved application still carries it.

    The labels of the booths that became free.
    """
    exhibitor = exhibitor_of(application.event_id, application.company_id)
    others = sa.select(Application.id).where(
        Application.event_id == application.event_id,
        Application.company_id == application.company_id,
        Application.state == ApplicationState.APPROVED,
        Application.id != application.id,
    )
    if exhibitor is None or db.session.scalar(others.limit(1)) is not None:
        return []
    allotments = list(exhibitor.allotments)
    freed = sorted(allotment.booth.label for allotment in allotments)
    for allotment in allotments:
        give_back_booth(allotment, actor=actor, at=at)
    stop_showing(exhibitor, actor=actor, at=at)
    return freed


def _tell_company(application: Application, template: str, *, at: datetime, **values: Any) -> None:
    values["company_id"] = application.company_id
    mail_people(application.company_id, template, application.event, at=at, **values)
