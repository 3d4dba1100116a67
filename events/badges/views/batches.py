"""Many badges at once: asked for by filter, made by a job, fetched as files."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, send_file, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.jobs import JobState, tick_soon
from core.permissions import authorize
from core.telling import telling
from core.web import limiter
from events.badges import queries, services
from events.badges.files import part_path, parts_of, remove_parts
from events.badges.forms import BatchForm
from events.badges.jobs import folder
from events.badges.models import BadgeBatch
from events.badges.rules import can_print_batches
from events.badges.views.blueprint import bp
from events.programme.models import Event
from events.programme.pages import event_or_404


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_print_batches, event)
    return event


def _batch(slug: str, batch_id: int) -> BadgeBatch:
    return queries.batch_at(_event(slug), batch_id) or abort(404)


def is_at_work(batch: BadgeBatch) -> bool:
    """Whether its job still draws or waits."""
    working = {JobState.WAITING, JobState.RUNNING}
    return batch.made_at is None and batch.job is not None and batch.job.state in working


@bp.route("/manage/events/<slug>/badges", methods=["GET", "POST"])
@login_required
@limiter.limit("60/hour", methods=["POST"])
def batches(slug: str) -> Any:
    """Ask for a batch; those there are."""
    event, form = _event(slug), BatchForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.ask_for_batch(event, **form.values(), actor=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            tick_soon()
            flash(_("The badges are being drawn. You may leave this page."), "success")
            return redirect(url_for("badges.batches", slug=slug), code=303)
    rows = queries.batches_of(event.id)
    page = render_template(
        "events/badges/batches.html",
        event=event,
        form=form,
        batches=rows,
        at_work=is_at_work,
        working=next((row for row in rows if is_at_work(row)), None),
        parts_of=parts_of,
    )
    return page, 422 if form.errors else 200


@bp.get("/manage/events/<slug>/badges/<int:batch_id>/progress.json")
@login_required
def progress(slug: str, batch_id: int) -> Response:
    """How far the work is, for the page that waits."""
    batch = _batch(slug, batch_id)
    done, total = (batch.job.done, batch.job.total) if batch.job else (0, 0)
    return jsonify(done=done, total=total, finished=not is_at_work(batch))


@bp.get("/manage/events/<slug>/badges/<int:batch_id>/<int:number>.pdf")
@login_required
def part(slug: str, batch_id: int, number: int) -> Response:
    """One file of a batch."""
    batch = _batch(slug, batch_id)
    path = part_path(folder(), batch.file_key, number)
    if path is None or not path.exists():
        abort(404)
    return send_file(
        path.resolve(), mimetype="application/pdf", download_name=f"the-{slug}-{number}.pdf"
    )


@bp.post("/manage/events/<slug>/badges/<int:batch_id>/printed")
@login_required
def finish(slug: str, batch_id: int) -> Any:
    """All of them came out of the printer."""
    batch = _batch(slug, batch_id)
    with telling(_("These badges count as printed.")):
        services.finish_batch(batch, actor=current_user, at=clock.now())
    return redirect(url_for("badges.batches", slug=slug), code=303)


@bp.post("/manage/events/<slug>/badges/<int:batch_id>/drop")
@login_required
def drop(slug: str, batch_id: int) -> Any:
    """Throw a batch away that was not printed."""
    batch = _batch(slug, batch_id)
    with transaction():
        key = services.drop_batch(batch, actor=current_user, at=clock.now())
    if key is None:
        flash(_("These badges are printed, so they stay in the record."), "error")
    else:
        remove_parts(folder(), key)
        flash(_("The batch is gone. Its people wait for a badge again."), "success")
    return redirect(url_for("badges.batches", slug=slug), code=303)


@bp.get("/manage/events/<slug>/badges/names")
@login_required
def names(slug: str) -> str:
    """Whom to ask for their name in Latin letters before badges are printed."""
    event = _event(slug)
    return render_template("events/badges/names.html", event=event, rows=queries.to_ask(event.id))
