"""The grid of slots for meetings."""

from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.permissions import authorize
from core.telling import telling
from events.programme import services
from events.programme.forms import PostForm, SlotsForm
from events.programme.models import Event, Slot
from events.programme.pages import event_or_404
from events.programme.queries import slots_with_use
from events.programme.rules import can_work_on_event
from events.programme.times import DayRange, days_between, local_day, to_local
from events.programme.views.blueprint import bp


def _mine(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


@bp.route("/manage/events/<slug>/slots", methods=["GET", "POST"])
@login_required
def slots(slug: str) -> Any:
    """The slots by day, and a form that makes more."""
    event = _mine(slug)
    days = {
        day.isoformat(): day for day in days_between(event.starts_at, event.ends_at, event.zone)
    }
    form = SlotsForm(data=_proposal(event, list(days)))
    form.offer((day, f"{day:%d/%m/%Y}") for day in days.values())
    if form.validate_on_submit():
        ranges = [DayRange(days[key], form.start.data, form.end.data) for key in form.days.data]
        start, end = form.break_start.data, form.break_end.data
        breaks = [(start, end)] if start and end else []
        try:
            with transaction():
                made = services.generate_slots(
                    event, ranges, form.minutes.data, breaks, by=current_user, at=clock.now()
                )
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            number = len(made)
            flash(ngettext("%(num)d slot added.", "%(num)d slots added.", number), "success")
            return redirect(url_for("programme.slots", slug=slug), code=303)
    rows = slots_with_use(event)
    grouped = groupby(rows, key=lambda row: local_day(row[0].starts_at, event.zone))
    return render_template(
        "events/programme/slots.html",
        event=event,
        form=form,
        days=[(day, list(group)) for day, group in grouped],
        unused=sum(1 for row in rows if not row[1]),
    )


def _proposal(event: Event, days: list[str]) -> dict[str, Any]:
    """All days at the event's hours, with the usual length of a meeting."""
    return {
        "days": days,
        "start": to_local(event.starts_at, event.zone).time(),
        "end": to_local(event.ends_at, event.zone).time(),
        "minutes": event.slot_minutes,
    }


@bp.post("/manage/events/<slug>/slots/delete")
@login_required
def slots_delete(slug: str) -> Any:
    """All slots that nobody uses go."""
    event = _mine(slug)
    if PostForm().validate_on_submit():
        with transaction():
            gone = services.delete_unused_slots(event, by=current_user, at=clock.now())
        flash(ngettext("%(num)d slot deleted.", "%(num)d slots deleted.", gone), "success")
    return redirect(url_for("programme.slots", slug=slug), code=303)


@bp.post("/manage/events/<slug>/slots/<int:slot_id>/delete")
@login_required
def slot_delete(slug: str, slot_id: int) -> Any:
    """One slot goes, if nobody uses it."""
    event = _mine(slug)
    slot = db.session.get(Slot, slot_id)
    if slot is None or slot.event_id != event.id:
        abort(404)
    if PostForm().validate_on_submit():
        with telling(_("The slot is deleted.")):
            services.delete_slot(slot, by=current_user, at=clock.now())
    return redirect(url_for("programme.slots", slug=slug), code=303)
