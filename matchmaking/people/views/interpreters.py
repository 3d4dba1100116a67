"""The interpreters of an event: kept and assigned by its team, and their own day."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from accounts.sign_in.identity import login_name
from accounts.sign_in.queries import by_login_name
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.permissions import authorize
from events.programme.errors import UnknownPerson
from events.programme.models import Event
from events.programme.pages import event_or_404
from events.programme.rules import can_manage_event, can_work_on_event
from events.programme.times import days_between
from matchmaking.meetings.queries import meeting_at
from matchmaking.people import services
from matchmaking.people.forms import (
    AssignForm,
    InterpreterForm,
    NewInterpreterForm,
    hours_form,
)
from matchmaking.people.interpreting import interpreters_of, meetings_of
from matchmaking.people.models import Interpreter
from matchmaking.people.queries import interpreted_at, interpreter_at, interpreting_of
from matchmaking.people.views.blueprint import bp


def _pool(slug: str) -> Response:
    return redirect(url_for("people.interpreters", slug=slug), code=303)


@bp.route("/manage/events/<slug>/interpreters", methods=["GET", "POST"])
@login_required
def interpreters(slug: str) -> Any:
    """Who interprets and when, which meetings need somebody, and a form that adds one."""
    event = event_or_404(slug)
    authorize(can_work_on_event if request.method == "GET" else can_manage_event, event)
    form = hours_form(NewInterpreterForm, _days(event))
    if form.validate_on_submit():
        try:
            _add(event, form)
        except DomainError as error:
            form["contact"].errors = [*form["contact"].errors, error.text(_)]
        else:
            flash(_("The interpreter can be assigned now."), "success")
            return _pool(slug)
    pool = interpreters_of(event.id)
    shown = render_template(
        "matchmaking/people/interpreters.html",
        event=event,
        form=form,
        pool=pool,
        use=meetings_of(event.id),
        needs=interpreted_at(event, pool, at=clock.now()),
        may_change=can_manage_event(current_user, event),
    )
    return shown, 422 if form.errors else 200


def _days(event: Event) -> list[Any]:
    return days_between(event.starts_at, event.ends_at, event.zone)


def _add(event: Event, form: InterpreterForm) -> None:
    with transaction():
        person = by_login_name(login_name(form["contact"].data))
        if person is None:
            raise UnknownPerson
        services.add_interpreter(
            event,
            person,
            languages=form.languages.data,
            hours=form.hours(event.zone),
            actor=current_user,
            at=clock.now(),
        )


def _one(slug: str, interpreter_id: int) -> tuple[Event, Interpreter]:
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    return event, interpreter_at(event, interpreter_id) or abort(404)


@bp.route("/manage/events/<slug>/interpreters/<int:interpreter_id>", methods=["GET", "POST"])
@login_required
def interpreter(slug: str, interpreter_id: int) -> Any:
    """Change what somebody speaks and when they are there."""
    event, one = _one(slug, interpreter_id)
    form = hours_form(InterpreterForm, _days(event))
    if form.validate_on_submit():
        with transaction():
            services.edit_interpreter(
                one,
                languages=form.languages.data,
                hours=form.hours(event.zone),
                actor=current_user,
                at=clock.now(),
            )
        flash(_("Saved."), "success")
        return _pool(slug)
    if not form.is_submitted():
        form.show(one, event.zone)
    shown = render_template("matchmaking/people/interpreter.html", event=event, form=form, one=one)
    return shown, 422 if form.errors else 200


@bp.post("/manage/events/<slug>/interpreters/<int:interpreter_id>/remove")
@login_required
def remove_interpreter(slug: str, interpreter_id: int) -> Response:
    """Somebody does not interpret any more; their meetings look for another."""
    _event, one = _one(slug, interpreter_id)
    with transaction():
        services.remove_interpreter(one, actor=current_user, at=clock.now())
    flash(_("Removed. Where it was possible, others have taken over."), "success")
    return _pool(slug)


@bp.post("/manage/events/<slug>/meetings/<int:meeting_id>/interpreter")
@login_required
def assign(slug: str, meeting_id: int) -> Response:
    """Give a meeting this interpreter, or nobody."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    meeting = meeting_at(event, meeting_id) or abort(404)
    form = AssignForm()
    if form.validate_on_submit():
        chosen = interpreter_at(event, form.interpreter_id.data or 0)
        try:
            with transaction():
                services.assign_interpreter(meeting, chosen, actor=current_user, at=clock.now())
        except DomainError as error:
            flash(error.text(_), "warning")
        else:
            flash(_("Saved. Whoever comes or goes has been told."), "success")
    return _pool(slug)


@bp.get("/events/<slug>/interpreting")
@login_required
def interpreting(slug: str) -> str:
    """An interpreter's own day."""
    event = event_or_404(slug)
    return render_template(
        "matchmaking/people/interpreting.html",
        event=event,
        meetings=interpreting_of(event, current_user.id),
    )
