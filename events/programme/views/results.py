"""What came of an event: the numbers of its kind, proposed where the system has counted them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme import services
from events.programme.forms import results_form
from events.programme.kinds import results_of_kind
from events.programme.models import Event, EventState
from events.programme.pages import event_or_404
from events.programme.queries import results_of
from events.programme.results import counted_at
from events.programme.rules import can_manage_event
from events.programme.states import may_become
from events.programme.views.blueprint import bp


@bp.route("/manage/events/<slug>/results", methods=["GET", "POST"])
@login_required
def results(slug: str) -> Any:
    """Confirm the results, and close the event with them."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    known, counted = results_of(event), counted_at(event)
    shown = counted | {name: row.value for name, row in known.items()}
    form = results_form(event)(data=shown)
    may_close = may_become(event.state, EventState.CLOSED)
    if form.validate_on_submit():
        try:
            _save(event, form, counted, close=may_close and "close" in request.form)
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("The results are kept."), "success")
            return redirect(url_for("programme.results", slug=slug), code=303)
    return render_template(
        "events/programme/results.html",
        event=event,
        form=form,
        fields=results_of_kind(event.kind),
        known=known,
        counted=counted,
        may_close=may_close,
    )


def _save(event: Event, form: Any, counted: dict[str, int], *, close: bool) -> None:
    at = clock.now()
    values = {
        field.name: form[field.name].amount() if field.is_money else form[field.name].data
        for field in results_of_kind(event.kind)
    }
    with transaction():
        services.confirm_results(event, values, proposed=counted, by=current_user, at=at)
        if close:
            services.move_event(event, EventState.CLOSED, by=current_user, at=at)
