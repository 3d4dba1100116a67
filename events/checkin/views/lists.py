"""Lists of an event's doors: who may enter where, on which days, by which gates."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, by_language, fmt_day
from core.permissions import authorize
from events.checkin import doors, queries
from events.checkin.forms import ListForm
from events.checkin.live import zones_of
from events.checkin.models import CheckinList
from events.checkin.views.blueprint import bp
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event

MOST_DAYS = 16
_TAKEN = (
    "slug",
    "name_vi",
    "name_en",
    "roles",
    "days",
    "gates",
    "includes_pending",
    "allows_reentry",
    "scans_exits",
    "capacity",
)


def _event(slug: str) -> Event:
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event


def _days(event: Event) -> list[str]:
    zone = ZoneInfo(event.zone)
    first, last = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    count = min((last.date() - first.date()).days + 1, MOST_DAYS)
    return [fmt_day(first + timedelta(days=day), event.zone) for day in range(count)]


def _form(event: Event, row: CheckinList | None) -> ListForm:
    form = ListForm(data=ListForm.shown(row) if row else None)
    form.offer(
        days=_days(event),
        gates=queries.gates_of(event.id),
        zones=[(zone.id, by_language(zone.name_vi, zone.name_en)) for zone in zones_of(event.id)],
    )
    return form


@bp.route("/manage/events/<slug>/doors/lists/new", methods=["GET", "POST"])
@login_required
def new_list(slug: str) -> Any:
    """Make a list."""
    return _edit(_event(slug), None)


@bp.route("/manage/events/<slug>/doors/lists/<int:list_id>", methods=["GET", "POST"])
@login_required
def edit_list(slug: str, list_id: int) -> Any:
    """Change a list."""
    event, row = _event(slug), db.session.get(CheckinList, list_id)
    if row is None or row.event_id != event.id:
        abort(404)
    return _edit(event, row)


def _edit(event: Event, row: CheckinList | None) -> Any:
    form = _form(event, row)
    if form.validate_on_submit():
        values = {name: form[name].data for name in _TAKEN}
        values |= {"zone_id": form.zone_id.data or None, "exits_at": form.exits_at.data or None}
        if row is not None:
            values["slug"] = row.slug  # devices know it
        try:
            with transaction():
                doors.keep_list(event, row, at=clock.now(), actor=current_user, **values)
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("checkin.doors", slug=event.slug), code=303)
    return render_template("events/checkin/list.html", event=event, row=row, form=form)
