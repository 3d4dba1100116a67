"""Printing the papers: for one firm with one click, for all of them in the background."""

import secrets
from typing import Any

from flask import Response, abort, jsonify, redirect, render_template, send_file, url_for
from flask_login import current_user, login_required

from accounts.companies.rules import acts_for
from core import clock, jobs, nav
from core.db import db, transaction
from core.i18n import N_, language
from core.jobs import Job, JobState
from core.permissions import authorize
from events.exhibitors.models import Exhibitor
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event
from reports.paper import jobs as work
from reports.paper import queries
from reports.paper.kits import papers
from reports.paper.views.blueprint import bp, own_event

nav.add("manage", N_("Papers"), "paper.index", order=37, group=N_("Exhibitors"))


def _may_print(actor: Any, exhibitor: Exhibitor) -> bool:
    return acts_for(actor, exhibitor.company) or can_work_on_event(actor, exhibitor.event)


@bp.get("/manage/events/<slug>/papers")
@login_required
def index(slug: str) -> str:
    """Every firm with its papers, and all of them at once."""
    event = own_event(slug)
    job = work.newest(event)
    parts = []
    if job is not None and job.state is JobState.DONE:
        count = -(-job.total // work.AT_ONCE)
        parts = [n for n in range(1, count + 1) if work.file_of(job, n).exists()]
    return render_template(
        "reports/paper/index.html",
        event=event,
        firms=queries.exhibitors(event),
        job=job,
        parts=parts,
        waits=_waits(job),
    )


def _waits(job: Job | None) -> bool:
    return job is not None and job.state in {JobState.WAITING, JobState.RUNNING}


@bp.post("/manage/events/<slug>/papers")
@login_required
def draw_all(slug: str) -> Any:
    """Draw the papers of all firms; a second click waits for the first."""
    event = own_event(slug)
    if not _waits(work.newest(event)):
        with transaction():
            jobs.put(
                work.JOB,
                at=clock.now(),
                payload={"language": language(), "name": secrets.token_hex(8)},
                event_id=event.id,
                started_by_id=current_user.id,
            )
        jobs.tick_soon()
    return redirect(url_for("paper.index", slug=slug), code=303)


@bp.get("/manage/events/<slug>/papers/progress")
@login_required
def progress(slug: str) -> Response:
    """How far the drawing is, for the page that waits."""
    job = work.newest(own_event(slug))
    done, total = (job.done, job.total) if job else (0, 0)
    return jsonify(done=done, total=total, finished=not _waits(job))


@bp.get("/manage/events/<slug>/papers/<int:part>.pdf")
@login_required
def part(slug: str, part: int) -> Any:
    """A part of all papers."""
    event = own_event(slug)
    job = work.newest(event)
    if job is None or not work.file_of(job, part).exists():
        abort(404)
    name = f"{event.slug}-giay-to-{part}.pdf"
    answer = send_file(work.file_of(job, part), mimetype="application/pdf", download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/events/<slug>/papers/<int:exhibitor_id>.pdf")
@login_required
def one(slug: str, exhibitor_id: int) -> Response:
    """The papers of one firm, for its people and the team."""
    event = event_or_404(slug)
    exhibitor = db.session.get(Exhibitor, exhibitor_id)
    if exhibitor is None or exhibitor.event_id != event.id:
        abort(404)
    authorize(_may_print, exhibitor)
    rows = queries.exhibitors(event, [exhibitor_id])
    if not rows:
        abort(404)
    response = Response(papers(event, rows), mimetype="application/pdf")
    name = f"{event.slug}-giay-to-{exhibitor_id}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
