"""Making an event, its data and its state."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user, login_required

from accounts.companies.provinces import current_provinces
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, by_language
from core.nav import link
from core.permissions import authorize
from events.programme import services, words
from events.programme.forms import CloneForm, EventForm, MoveForm
from events.programme.models import Event, EventState
from events.programme.pages import event_or_404
from events.programme.rules import can_create_event, can_manage_event
from events.programme.states import MOVES, USUAL_WAY
from events.programme.times import local_day, to_local
from events.programme.views.blueprint import bp

EARLY = timedelta(days=2)  # halls are set up the day before
SAME_WEEKDAY = timedelta(weeks=52)


def _offer(form: EventForm) -> EventForm:
    form.offer((p.key, by_language(p.name_vi, p.name_en)) for p in current_provinces())
    return form


@bp.route("/manage/events/new", methods=["GET", "POST"])
@login_required
def create() -> Any:
    """A new draft."""
    authorize(can_create_event)
    form = _offer(EventForm())
    if form.validate_on_submit():
        with transaction():
            event = services.create_event(form.values(), by=current_user, at=clock.now())
            slug = event.slug
        flash(_("The draft is there. Only your team sees it until you announce it."), "success")
        return redirect(url_for("programme.state", slug=slug), code=303)
    return render_template("events/programme/create.html", form=form)


@bp.route("/manage/events/<slug>/edit", methods=["GET", "POST"])
@login_required
def edit(slug: str) -> Any:
    """An event's data."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = _offer(EventForm(data=_shown(event)))
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_event(event, form.values(), by=current_user, at=clock.now())
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("programme.edit", slug=slug), code=303)
    return render_template("events/programme/edit.html", event=event, form=form)


@bp.route("/manage/events/<slug>/clone", methods=["GET", "POST"])
@login_required
def clone(slug: str) -> Any:
    """A draft like this event, on other days."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = CloneForm(
        data={
            "name_vi": event.name_vi,
            "name_en": event.name_en,
            "first_day": local_day(event.starts_at, event.zone) + SAME_WEEKDAY,
        }
    )
    if form.validate_on_submit():
        with transaction():
            new = services.clone_event(
                event,
                name_vi=form.name_vi.data,
                name_en=form.name_en.data,
                first_day=form.first_day.data,
                by=current_user,
                at=clock.now(),
            )
            slug = new.slug
        flash(_("The copy is there as a draft. Look at its details and at the prices."), "success")
        return redirect(url_for("programme.edit", slug=slug), code=303)
    return render_template("events/programme/clone.html", event=event, form=form)


def _shown(event: Event) -> dict[str, Any]:
    """The event as its form shows it: times by its own clock."""
    names = [name for name in EventForm()._fields if hasattr(event, name)]
    shown = {name: getattr(event, name) for name in names}
    shown["starts_at"] = to_local(event.starts_at, event.zone)
    shown["ends_at"] = to_local(event.ends_at, event.zone)
    shown["opens_at"] = to_local(event.opens_at, event.zone) if event.opens_at else None
    return shown


@bp.route("/manage/events/<slug>/state", methods=["GET", "POST"])
@login_required
def state(slug: str) -> Any:
    """Where the event stands, and the moves that are allowed now."""
    event = event_or_404(slug)
    authorize(can_manage_event, event)
    form = MoveForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.move_event(event, form.state.data, by=current_user, at=clock.now())
        except DomainError as error:
            flash(error.text(_), "error")
        else:
            flash(_("The event is now: %(state)s.", state=_(words.STATES[event.state])), "success")
        return redirect(url_for("programme.state", slug=slug), code=303)
    return render_template(
        "events/programme/state.html",
        event=event,
        moves=[(new, *words.MOVES[new], _is_back(event, new)) for new in MOVES[event.state]],
        steps=[_(words.STATES[step]) for step in USUAL_WAY],
        step=USUAL_WAY.index(event.state) + 1 if event.state in USUAL_WAY else 0,
        is_ready=services.is_ready(event),
        is_early=event.starts_at - clock.now() > EARLY,
        missing=_missing(event),
        dashboard=link("dashboard.event", slug=slug),
    )


def _is_back(event: Event, new: Any) -> bool:
    way = USUAL_WAY
    return event.state in way and new in way and way.index(new) < way.index(event.state)


def _missing(event: Event) -> list[str]:
    """The results without which a running event is not closed."""
    if event.state is not EventState.RUNNING:
        return []
    return [_(label) for label in services.missing_results(event)]
