"""For organisers: building timetables, looking at drafts, publishing, repairing, locking."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock, jobs
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.jobs import JobState
from core.permissions import authorize
from core.web import page_number, paginate
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.meetings.queries import state_counts
from matchmaking.timetable.forms import BuildForm, RepairForm
from matchmaking.timetable.models import TimetableDraft
from matchmaking.timetable.planning import services
from matchmaking.timetable.planning.curve import Drawing, drawing_of
from matchmaking.timetable.planning.order import USUAL_SECONDS, Order
from matchmaking.timetable.planning.publishing import Published, publish_draft
from matchmaking.timetable.planning.queries import (
    companies_that_meet,
    conflict_named,
    counts_of,
    draft_at,
    drafts_of,
    lines_in,
    placed_meetings,
    placement_at,
    short_named,
    zones_of,
)
from matchmaking.timetable.planning.wishes import wishes_in
from matchmaking.timetable.queries import slots_of, tables_of
from matchmaking.timetable.states import DraftState
from matchmaking.timetable.views.blueprint import bp
from matchmaking.timetable.words import quality

SHOWN = ("new", "moved", "dropped", "unplaced")
PER_PAGE = 50


def _own_event(slug: str, *, changes: bool) -> Event:
    event = event_or_404(slug)
    authorize(can_manage_event if changes else can_work_on_event, event)
    return event


def _own_draft(slug: str, draft_id: int, *, changes: bool) -> tuple[Event, TimetableDraft]:
    event = _own_event(slug, changes=changes)
    return event, draft_at(event, draft_id) or abort(404)


def _to_draft(slug: str, draft_id: int) -> Response:
    return redirect(url_for("timetable.draft", slug=slug, draft_id=draft_id), code=303)


def _order(event: Event, order: Order) -> Response | None:
    """Start a build and go to its page; when it is refused, say why and stay."""
    try:
        with transaction():
            draft = services.order_draft(event, order, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return None
    jobs.tick_soon()
    return _to_draft(event.slug, draft.id)


@bp.route("/manage/events/<slug>/timetable/plan", methods=["GET", "POST"])
@login_required
def plan(slug: str) -> str | Response:
    """Build a timetable as a draft; the drafts there are."""
    event = _own_event(slug, changes=request.method == "POST")
    form = BuildForm()
    form.offer()
    if form.validate_on_submit() and (answer := _order(event, form.order())):
        return answer
    return render_template(
        "matchmaking/timetable/plan.html",
        event=event,
        form=form,
        counts=state_counts(event.id),
        tables=tables_of(event.id),
        slots=_coming(event),
        drafts=paginate(drafts_of(event), number=page_number(), size=10),
        may_change=can_manage_event(current_user, event),
    )


def _coming(event: Event) -> list[Any]:
    at = clock.now()
    return [slot for slot in slots_of(event.id) if slot.starts_at > at]


@bp.route("/manage/events/<slug>/timetable/repair", methods=["GET", "POST"])
@login_required
def repair(slug: str) -> str | Response:
    """Somebody cannot come or tables are lost: propose the smallest change that heals."""
    event = _own_event(slug, changes=True)
    form = RepairForm()
    companies = companies_that_meet(event)
    form.offer(companies, zones_of(event), _coming(event))
    if form.validate_on_submit() and (answer := _order(event, form.order())):
        return answer
    return render_template(
        "matchmaking/timetable/repair.html", event=event, form=form, companies=companies
    )


@bp.get("/manage/events/<slug>/timetable/drafts/<int:draft_id>")
@login_required
def draft(slug: str, draft_id: int) -> str:
    """A draft: what it changes, how good it is, what could not be placed and why."""
    event, one = _own_draft(slug, draft_id, changes=False)
    counts = counts_of(one)
    part = request.args.get("part", "")
    if part not in SHOWN:
        part = next((name for name in SHOWN if counts[name]), "new")
    return render_template(
        "matchmaking/timetable/draft.html",
        event=event,
        draft=one,
        counts=counts,
        part=part,
        parts=SHOWN,
        page=paginate(lines_in(one, part), number=page_number(), size=PER_PAGE),
        conflict=conflict_named(one),
        quality=quality(one) if one.reached else [],
        stopped=_has_stopped(one),
        drawing=_drawing(one),
        short=short_named(one),
        wishes=wishes_in(one),
        may_change=can_manage_event(current_user, event),
    )


def _has_stopped(one: TimetableDraft) -> bool:
    """Whether its work broke off for good."""
    gone = one.job is None or one.job.state is JobState.FAILED
    return one.state is DraftState.BUILDING and gone


@bp.get("/manage/events/<slug>/timetable/drafts/<int:draft_id>/progress.json")
@login_required
def progress(slug: str, draft_id: int) -> Response:
    """How long the work has gone on, for the page that waits."""
    _event, one = _own_draft(slug, draft_id, changes=False)
    waits = one.state is DraftState.BUILDING and not _has_stopped(one)
    done, total = (one.job.done, one.job.total) if one.job else (0, 0)
    return jsonify(done=done, total=total, finished=not waits)


@bp.get("/manage/events/<slug>/timetable/drafts/<int:draft_id>/curve")
@login_required
def curve(slug: str, draft_id: int) -> str:
    """How good the best timetable so far is, as a part of the page that waits."""
    event, one = _own_draft(slug, draft_id, changes=False)
    return render_template(
        "matchmaking/timetable/_curve.html", event=event, draft=one, drawing=_drawing(one)
    )


def _drawing(one: TimetableDraft) -> Drawing | None:
    return drawing_of(one.curve, seconds=one.settings.get("seconds", USUAL_SECONDS))


@bp.post("/manage/events/<slug>/timetable/drafts/<int:draft_id>/stop")
@login_required
def stop(slug: str, draft_id: int) -> Response:
    """End a build with the best so far."""
    _event, one = _own_draft(slug, draft_id, changes=True)
    with transaction():
        services.stop_build(one, actor=current_user, at=clock.now())
    flash(_("Stopping. The best so far is shown in a moment."), "info")
    return _to_draft(slug, draft_id)


@bp.post("/manage/events/<slug>/timetable/drafts/<int:draft_id>/delete")
@login_required
def delete_draft(slug: str, draft_id: int) -> Response:
    """Throw a draft away."""
    _event, one = _own_draft(slug, draft_id, changes=True)
    with transaction():
        services.delete_draft(one, actor=current_user, at=clock.now())
    flash(_("The draft is gone. What is published stays as it is."), "success")
    return redirect(url_for("timetable.plan", slug=slug), code=303)


@bp.post("/manage/events/<slug>/timetable/drafts/<int:draft_id>/publish")
@login_required
def publish(slug: str, draft_id: int) -> Response:
    """Make a draft the timetable."""
    _event, one = _own_draft(slug, draft_id, changes=True)
    try:
        with transaction():
            done = publish_draft(one, actor=current_user, at=clock.now())
    except DomainError as error:
        flash(error.text(_), "error")
        return _to_draft(slug, draft_id)
    jobs.tick_soon()
    flash(_told(done), "success")
    return redirect(url_for("timetable.grid", slug=slug), code=303)


def _told(done: Published) -> str:
    number = done.new + done.moved + done.dropped
    text: str = ngettext(
        "Published: %(num)d meeting changed, and both sides get a mail.",
        "Published: %(num)d meetings changed, and their people get a mail.",
        number,
    )
    if done.gone:
        text += " " + ngettext(
            "%(num)d was cancelled since and left out.",
            "%(num)d were cancelled since and left out.",
            done.gone,
        )
    if done.asked:
        text += " " + ngettext(
            "%(num)d wish of one side was sent as a request with its time.",
            "%(num)d wishes of one side were sent as requests with their times.",
            done.asked,
        )
    return text


@bp.get("/manage/events/<slug>/timetable/locks")
@login_required
def locks(slug: str) -> str:
    """Every meeting with a time, and which of them no build moves."""
    event = _own_event(slug, changes=False)
    return render_template(
        "matchmaking/timetable/locks.html",
        event=event,
        page=paginate(placed_meetings(event), number=page_number(), size=PER_PAGE),
        may_change=can_manage_event(current_user, event),
    )


@bp.post("/manage/events/<slug>/timetable/locks/<int:meeting_id>")
@login_required
def lock(slug: str, meeting_id: int) -> Response:
    """Hold a meeting where it stands, or let it go."""
    event = _own_event(slug, changes=True)
    placement = placement_at(event, meeting_id) or abort(404)
    with transaction():
        services.set_lock(
            placement,
            locked=request.form.get("locked") == "1",
            actor=current_user,
            at=clock.now(),
        )
    page = request.form.get("page", type=int) or 1
    return redirect(url_for("timetable.locks", slug=slug, page=page), code=303)
