"""Printing the timetable: ordered by kind, drawn in the background, fetched when it is done."""

import secrets
from io import BytesIO
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, send_file, url_for
from flask_login import current_user, login_required

from core import clock, jobs, nav
from core.db import transaction
from core.i18n import N_, _, language
from core.jobs import JobState
from reports.paper import printing
from reports.paper.jobs import file_of
from reports.paper.planned import KINDS
from reports.paper.views.blueprint import bp, own_event

NAMES = {
    "firms": N_("One page for each firm"),
    "tables": N_("One page for each table"),
    "wall-a3": N_("For the wall, A3"),
    "wall-a4": N_("For the wall, A4"),
}
ABOUT = {
    "firms": N_("Every firm that meets somebody, with its times, tables and partners."),
    "tables": N_("To be put on the table: who meets there all day."),
    "wall-a3": N_("Times down, tables across, in type that is read from two metres away."),
    "wall-a4": N_("The same on more and smaller pages."),
}
FILES = {"firms": "don-vi", "tables": "ban", "wall-a3": "treo-tuong-a3", "wall-a4": "treo-tuong-a4"}
nav.add("manage", N_("Print plans"), "paper.plans", order=79, group=N_("Meetings"))


def _waits(job: jobs.Job | None) -> bool:
    return job is not None and job.state in {JobState.WAITING, JobState.RUNNING}


@bp.get("/manage/events/<slug>/timetable/print")
@login_required
def plans(slug: str) -> str:
    """The kinds of plans, each with its newest file."""
    event = own_event(slug)
    newest = printing.newest(event)
    lines = []
    for kind in KINDS:
        job = newest.get(kind)
        is_there = job is not None and job.state is JobState.DONE and file_of(job, 1).exists()
        lines.append(
            {
                "kind": kind,
                "name": _(NAMES[kind]),
                "about": _(ABOUT[kind]),
                "job": job,
                "waits": _waits(job),
                "is_there": is_there,
                "failed": job is not None and job.state is JobState.FAILED,
            }
        )
    working = next((line for line in lines if line["waits"]), None)
    return render_template("reports/paper/plans.html", event=event, lines=lines, working=working)


def _kind(kind: str) -> str:
    return kind if kind in KINDS else abort(404)


@bp.post("/manage/events/<slug>/timetable/print/<kind>")
@login_required
def draw_plan(slug: str, kind: str) -> Any:
    """Draw a kind of plan; a second click waits for the first."""
    event, kind = own_event(slug), _kind(kind)
    if not _waits(printing.newest(event).get(kind)):
        with transaction():
            jobs.put(
                printing.JOB,
                at=clock.now(),
                payload={"kind": kind, "language": language(), "name": secrets.token_hex(8)},
                event_id=event.id,
                started_by_id=current_user.id,
            )
        jobs.tick_soon()
        flash(_("The plan is being drawn."), "info")
    return redirect(url_for("paper.plans", slug=slug), code=303)


@bp.get("/manage/events/<slug>/timetable/print/<kind>/progress.json")
@login_required
def plan_progress(slug: str, kind: str) -> Any:
    """How far the drawing is, for the page that waits."""
    job = printing.newest(own_event(slug)).get(_kind(kind))
    done, total = (job.done, job.total) if job else (0, 0)
    return jsonify(done=done, total=total, finished=not _waits(job))


@bp.get("/manage/events/<slug>/timetable/print/<kind>.pdf")
@login_required
def plan_file(slug: str, kind: str) -> Any:
    """The newest file of a kind."""
    event = own_event(slug)
    job = printing.newest(event).get(_kind(kind))
    if job is None or job.state is not JobState.DONE or not file_of(job, 1).exists():
        abort(404)
    name = f"{event.slug}-lich-hen-{FILES[kind]}.pdf"
    body = BytesIO(file_of(job, 1).read_bytes())
    answer = send_file(body, mimetype="application/pdf", download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
