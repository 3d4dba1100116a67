"""The organiser answers applications and gives booths."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db
from core.i18n import _
from core.permissions import authorize
from core.web import page_number, paginate
from events.exhibitors import services
from events.exhibitors.forms import AnswerForm
from events.exhibitors.models import Allotment, Application, Booth, Exhibitor
from events.exhibitors.pages import application_state
from events.exhibitors.queries import (
    application_counts,
    applications_of,
    exhibitors_by_company,
    free_booths,
    leaf_tags,
)
from events.exhibitors.states import ApplicationState
from events.exhibitors.views.blueprint import bp, telling
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event

S = ApplicationState


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _state() -> ApplicationState:
    wanted = request.args.get("state", "")
    return ApplicationState(wanted) if wanted in set(ApplicationState) else S.SUBMITTED


def _back(slug: str, state: ApplicationState = S.SUBMITTED) -> Any:
    shown = None if state is S.SUBMITTED else state.value
    return redirect(url_for("exhibitors.applications", slug=slug, state=shown), code=303)


def _row(event: Event, model: Any, number: int) -> Any:
    row = db.session.get(model, number)
    if row is None or row.event_id != event.id:
        abort(404)
    return row


def _booth(event: Event) -> Booth | None:
    """The booth that was chosen, if any; the database knows whether it is still free."""
    number = request.form.get("booth_id", type=int)
    booth: Booth | None = _row(event, Booth, number) if number else None
    return booth


@bp.get("/manage/events/<slug>/applications")
@login_required
def applications(slug: str) -> str:
    """Applications by state, those that wait first."""
    event = _mine(slug)
    state, counts = _state(), application_counts(event.id)
    page = paginate(applications_of(event.id, state), number=page_number())
    companies = [one.company_id for one in page.items]
    form = AnswerForm(formdata=None)
    return render_template(
        "events/exhibitors/applications.html",
        event=event,
        state=state,
        sections=[
            {
                "label": application_state(one)[0],
                "url": url_for(
                    "exhibitors.applications",
                    slug=slug,
                    state=None if one is S.SUBMITTED else one.value,
                ),
                "active": one is state,
                "count": counts.get(one, 0),
            }
            for one in S
        ],
        page=page,
        form=form,
        booths=free_booths(event.id),
        exhibitors=exhibitors_by_company(event.id, companies),
        tags_of=leaf_tags(companies),
    )


@bp.post("/manage/events/<slug>/applications/<int:application_id>/approve")
@login_required
def approve(slug: str, application_id: int) -> Any:
    """Say yes, with a booth at once if one was chosen."""
    event = _mine(slug)
    application, booth = _row(event, Application, application_id), _booth(event)
    done = _("Approved. The company has been told.")
    with telling(done):
        services.approve_application(application, booth=booth, actor=current_user, at=clock.now())
    return _back(slug)


@bp.post("/manage/events/<slug>/applications/<int:application_id>/decline")
@login_required
def decline(slug: str, application_id: int) -> Any:
    """Say no, with a reason."""
    event = _mine(slug)
    application = _row(event, Application, application_id)
    form = AnswerForm()
    with telling(_("Declined. The company has been told why.")):
        services.decline_application(
            application,
            reason=(form.reason.data or "")[:2000],
            actor=current_user,
            at=clock.now(),
        )
    return _back(slug)


@bp.post("/manage/events/<slug>/applications/<int:application_id>/reopen")
@login_required
def reopen(slug: str, application_id: int) -> Any:
    """Take an answer back."""
    event = _mine(slug)
    application = _row(event, Application, application_id)
    was = application.state
    with telling(_("The answer is taken back. The application waits again.")):
        services.reopen_application(application, actor=current_user, at=clock.now())
    return _back(slug, was)


@bp.post("/manage/events/<slug>/exhibitors/<int:exhibitor_id>/booth")
@login_required
def allot(slug: str, exhibitor_id: int) -> Any:
    """Give an exhibitor a booth, or another one instead of the one it has."""
    event = _mine(slug)
    exhibitor, booth = _row(event, Exhibitor, exhibitor_id), _booth(event)
    number = request.form.get("allotment_id", type=int)
    if booth is None:
        return _back(slug, S.APPROVED)
    with telling(_("Booth %(label)s is theirs now.", label=booth.label)):
        if number:
            allotment = _row(event, Allotment, number)
            if allotment.exhibitor_id != exhibitor.id:
                abort(404)
            services.move_booth(allotment, booth, actor=current_user, at=clock.now())
        else:
            services.allot_booth(booth, exhibitor, actor=current_user, at=clock.now())
    return _back(slug, S.APPROVED)


@bp.post("/manage/events/<slug>/allotments/<int:allotment_id>/delete")
@login_required
def give_back(slug: str, allotment_id: int) -> Any:
    """Take a booth back."""
    event = _mine(slug)
    allotment = _row(event, Allotment, allotment_id)
    with telling(_("Booth %(label)s is free again.", label=allotment.booth.label)):
        services.give_back_booth(allotment, actor=current_user, at=clock.now())
    return _back(slug, S.APPROVED)
