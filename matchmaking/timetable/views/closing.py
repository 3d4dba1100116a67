"""For organisers: tables that are closed for a while, and open again."""

from flask import abort, flash, redirect, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event
from matchmaking.timetable.availability import services
from matchmaking.timetable.availability.forms import ClosingForm
from matchmaking.timetable.queries import slots_of, table_at, tables_of
from matchmaking.timetable.views.blueprint import bp


def closing_form(event: Event) -> ClosingForm:
    """The form that closes tables, with the tables and times there are."""
    at = clock.now()
    form = ClosingForm()
    form.offer(tables_of(event.id), [slot for slot in slots_of(event.id) if slot.starts_at > at])
    return form


@bp.post("/manage/events/<slug>/tables/close")
@login_required
def close_tables(slug: str) -> Response:
    """A hall or a table is not there for a while."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = closing_form(event)
    if form.validate_on_submit():
        tables, slots = form.chosen()
        try:
            with transaction():
                services.close_tables(event, tables, slots, actor=current_user, at=clock.now())
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(_("Closed. No meeting is planned there in this time."), "success")
    return redirect(url_for("timetable.tables", slug=slug), code=303)


@bp.post("/manage/events/<slug>/tables/<int:table_id>/open")
@login_required
def open_table(slug: str, table_id: int) -> Response:
    """A closed table is there again."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    table = table_at(event, table_id) or abort(404)
    with transaction():
        services.open_table(event, table, actor=current_user, at=clock.now())
    flash(_("The table is open again."), "success")
    return redirect(url_for("timetable.tables", slug=slug), code=303)
