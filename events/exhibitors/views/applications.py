"""The organiser answers applications and gives booths."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db
from core.i18n import _
from core.permissions import authorize
from core.telling import telling
from core.web import Page, page_number, paginate
from events.exhibitors import services
from events.exhibitors.forms import AnswerForm
from events.exhibitors.models import Allotment, Application, Booth, Exhibitor, Paper
from events.exhibitors.queries import (
    application_counts,
    applications_of,
    count_unasked,
    criteria_of,
    exhibitors_by_company,
    exhibitors_unasked,
    facts_of,
    free_booths,
    groups_for,
    leaf_tags,
    papers_for,
    whole_application,
)
from events.exhibitors.scoring import Score, score
from events.exhibitors.services.offers import HOLDER, QUEUE
from events.exhibitors.states import LIVE, ApplicationState
from events.exhibitors.views.asking import booth_of_offer, standing_of
from events.exhibitors.views.blueprint import bp
from events.exhibitors.words import application_state
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_work_on_event
from events.waiting import services as line
from events.waiting.queries import live_entry

S = ApplicationState
UNASKED = "unasked"  # where the page lists who shows without an application


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _state() -> ApplicationState:
    wanted = request.args.get("state", "")
    return ApplicationState(wanted) if wanted in set(ApplicationState) else S.SUBMITTED


def _back(slug: str, state: ApplicationState = S.SUBMITTED) -> Any:
    shown = None if state is S.SUBMITTED else state.value
    place = UNASKED if request.args.get("from") == UNASKED else None
    url = url_for("exhibitors.applications", slug=slug, state=shown, _anchor=place)
    return redirect(url, code=303)


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
    """Applications by state, those that wait first; with the approved who shows without one."""
    event = _mine(slug)
    state, counts = _state(), _counts(event)
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
        unasked=_unasked(event) if state is S.APPROVED else None,
        form=form,
        booths=free_booths(event.id),
        exhibitors=exhibitors_by_company(event.id, companies),
        tags_of=leaf_tags(companies),
        scores=_scores(event, page.items),
    )


def _counts(event: Event) -> dict[ApplicationState, int]:
    """How many firms each section lists."""
    counts = application_counts(event.id)
    return counts | {S.APPROVED: counts.get(S.APPROVED, 0) + count_unasked(event.id)}


def _unasked(event: Event) -> Page:
    """Who shows without an application, on pages of their own."""
    return paginate(exhibitors_unasked(event.id), number=page_number("firms"))


def _scores(event: Event, rows: Sequence[Application]) -> dict[int, Score]:
    """The points of each application, where the event has criteria."""
    criteria = criteria_of(event.id)
    if not criteria:
        return {}
    return {number: score(facts, criteria) for number, facts in facts_of(event, rows).items()}


@bp.get("/manage/events/<slug>/applications/<int:application_id>")
@login_required
def staff_application(slug: str, application_id: int) -> str:
    """One application with everything: points, groups, wishes, papers, its place in line."""
    event = _mine(slug)
    row = whole_application(application_id)
    if row is None or row.event_id != event.id:
        abort(404)
    facts = facts_of(event, [row])[row.id]
    standing = standing_of(row)
    offered = standing.entry if standing is not None and standing.is_offered else None
    return render_template(
        "events/exhibitors/staff_application.html",
        event=event,
        application=row,
        papers=papers_for(row),
        groups=groups_for(facts),
        score=score(facts, criteria_of(event.id)),
        standing=standing,
        offer=offered,
        booth=booth_of_offer(offered),
        show=exhibitors_by_company(event.id, [row.company_id]).get(row.company_id),
        is_live=row.state in LIVE,
    )


def _to(slug: str, application_id: int) -> Any:
    url = url_for("exhibitors.staff_application", slug=slug, application_id=application_id)
    return redirect(url, code=303)


@bp.post("/manage/events/<slug>/applications/<int:application_id>/line")
@login_required
def queue(slug: str, application_id: int) -> Any:
    """Put an application in the line for its category, at the end."""
    event = _mine(slug)
    application = _row(event, Application, application_id)
    with telling(
        _("It is in line. A free booth is offered at once, else as soon as there is one.")
    ):
        services.queue_application(application, actor=current_user, at=clock.now())
    return _to(slug, application_id)


@bp.post("/manage/events/<slug>/applications/<int:application_id>/offer")
@login_required
def take_offer_for(slug: str, application_id: int) -> Any:
    """Note the yes of a firm that called or came by."""
    event = _mine(slug)
    application = _row(event, Application, application_id)
    entry = live_entry(QUEUE, application.category_id or 0, HOLDER, application.id)
    if entry is None:
        abort(404)
    with telling(_("Noted: the booth is theirs.")):
        line.accept(entry, at=clock.now(), by=current_user)
    return _to(slug, application_id)


@bp.post("/manage/events/<slug>/papers/<int:paper_id>")
@login_required
def answer_paper(slug: str, paper_id: int) -> Any:
    """Accept a paper, or refuse it with a reason."""
    event = _mine(slug)
    paper = _row(event, Paper, paper_id)
    is_accepted = request.form.get("answer") == "accept"
    reason = request.form.get("reason", "").strip()[:500]
    done = _("The paper is accepted.") if is_accepted else _("Refused. The company has been told.")
    with telling(done):
        services.answer_paper(
            paper, is_accepted=is_accepted, reason=reason, actor=current_user, at=clock.now()
        )
    return _to(slug, paper.application_id)


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
