"""For organisers: tables, and the grid of times and tables."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, fmt_day, ngettext
from core.permissions import authorize
from core.telling import telling
from events.exhibitors.queries import halls_of
from events.programme.models import Slot
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from matchmaking.meetings.queries import state_counts
from matchmaking.timetable import services
from matchmaking.timetable.availability.queries import closed_tables
from matchmaking.timetable.forms import TablesForm
from matchmaking.timetable.queries import (
    booths_in_use,
    placements_at,
    slots_of,
    table_at,
    table_use,
    tables_of,
)
from matchmaking.timetable.views.blueprint import bp
from matchmaking.timetable.views.closing import closing_form


@bp.route("/manage/events/<slug>/tables", methods=["GET", "POST"])
@login_required
def tables(slug: str) -> str | Response:
    """The tables of an event; more are made by number."""
    event = event_or_404(slug)
    authorize(can_work_on_event if request.method == "GET" else can_manage_event, event)
    form, halls = TablesForm(), halls_of(event.id)
    form.offer(halls)
    if form.validate_on_submit():
        try:
            with transaction():
                made = services.make_tables(
                    event,
                    count=form.count.data,
                    prefix=form.prefix.data or "",
                    zone=form.zone.data or "",
                    hall=next((hall for hall in halls if hall.id == form.hall_id.data), None),
                    actor=current_user,
                    at=clock.now(),
                )
                number = len(made)
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(
                ngettext("%(num)d table is ready.", "%(num)d tables are ready.", number), "success"
            )
            return redirect(url_for("timetable.tables", slug=slug), code=303)
    return render_template(
        "matchmaking/timetable/tables.html",
        event=event,
        form=form,
        rows=tables_of(event.id),
        use=table_use(event.id),
        halls=halls,
        closed=closed_tables(event.id),
        closing=closing_form(event),
        may_change=can_manage_event(current_user, event),
    )


@bp.post("/manage/events/<slug>/tables/<int:table_id>/remove")
@login_required
def remove_table(slug: str, table_id: int) -> Response:
    """Take a table away that has no meetings."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    table = table_at(event, table_id) or abort(404)
    with telling(_("The table is gone.")):
        services.remove_table(table, actor=current_user, at=clock.now())
    return redirect(url_for("timetable.tables", slug=slug), code=303)


@bp.get("/manage/events/<slug>/timetable")
@login_required
def grid(slug: str) -> str:
    """Times and tables, with who meets whom."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    days: dict[str, list[Slot]] = {}
    for slot in slots_of(event.id):
        days.setdefault(fmt_day(slot.starts_at), []).append(slot)
    return render_template(
        "matchmaking/timetable/grid.html",
        event=event,
        days=days,
        tables=tables_of(event.id) + booths_in_use(event.id),
        placed=placements_at(event.id),
        counts=state_counts(event.id),
    )
