"""Conflicts that phones without a network left behind, for the organiser to settle."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.i18n import N_, _
from core.permissions import authorize
from core.telling import telling
from events.checkin import queries
from events.checkin.answers import answer_of
from events.checkin.forms import SettleForm
from events.checkin.models import Conflict
from events.checkin.services.settling import clashes_of, settle
from events.checkin.views.blueprint import bp
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event

KINDS = {
    Conflict.TWICE: N_("Let in twice"),
    Conflict.WENT_IN: N_("Went in without a good ticket"),
}


@bp.get("/manage/events/<slug>/doors/conflicts")
@login_required
def conflicts(slug: str) -> str:
    """Every conflict with both devices and both times; what is settled stands below."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return render_template(
        "events/checkin/conflicts.html",
        event=event,
        clashes=[(clash, answer_of(clash.scan)) for clash in clashes_of(event.id)],
        settled=[(clash, answer_of(clash.scan)) for clash in clashes_of(event.id, settled=True)],
        kinds=KINDS,
        form=SettleForm(),
    )


@bp.post("/manage/events/<slug>/doors/conflicts/<int:scan_id>/settle")
@login_required
def settle_conflict(slug: str, scan_id: int) -> Any:
    """Note what was found out."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    scan, form = queries.scan_of_event(scan_id, event.id), SettleForm()
    if scan is None:
        abort(404)
    if not form.validate_on_submit():
        flash(" ".join(text for texts in form.errors.values() for text in texts), "error")
        return redirect(url_for("checkin.conflicts", slug=slug), code=303)
    with telling(_("Settled. It stays in the log.")):
        settle(scan, form.note.data, at=clock.now(), actor=current_user)
    return redirect(url_for("checkin.conflicts", slug=slug), code=303)
