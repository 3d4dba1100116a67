"""Who is let in: the rules of an event, and those who wait for a word."""

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.web import page_number, paginate
from events.registration import services
from events.registration.asking import asked_of, told_of_many
from events.registration.forms import AdmissionForm, PendingForm
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import registrations_matching
from events.registration.rules import admission_of
from events.registration.views.blueprint import bp
from events.registration.views.manage import managed_event
from events.registration.views.questions import organised_event

AT_ONCE = 200


@bp.route("/manage/events/<slug>/registrations/admission", methods=["GET", "POST"])
@login_required
def admission(slug: str) -> Any:
    """Who may register, whom the team looks at first, how many places there are."""
    event = organised_event(slug)
    row = admission_of(event)
    form = AdmissionForm(row=row)
    if form.validate_on_submit():
        try:
            with transaction():
                services.save_admission(event, **form.values(), actor=current_user, at=clock.now())
        except DomainError as error:
            form.capacity.errors = [error.text(_)]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("registration.admission", slug=slug), code=303)
    shown = render_template("events/registration/admission.html", event=event, form=form, row=row)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/manage/events/<slug>/registrations/pending", methods=["GET", "POST"])
@login_required
def pending(slug: str) -> Any:
    """Those who wait, what they answered, and one word for many of them."""
    event = managed_event(slug)
    form = PendingForm()
    chosen = request.form.getlist("registration", type=int)[:AT_ONCE]
    if form.validate_on_submit() and chosen:
        let_in = request.form.get("answer") != "decline"
        with transaction():
            done = services.answer_many(
                _waiting_among(event.id, chosen),
                let_in=let_in,
                note=form.note.data or "",
                at=clock.now(),
                actor=current_user,
            )
        _tell(done, let_in=let_in)
        return redirect(url_for("registration.pending", slug=slug), code=303)
    if form.is_submitted() and not chosen:
        form.form_errors.append(_("Tick the people whom you answer."))
    page = paginate(_pending(event.id), number=page_number(), size=50)
    shown = render_template(
        "events/registration/pending.html",
        event=event,
        form=form,
        page=page,
        chosen=chosen,
        told=told_of_many(event.id, page.items),
        asks=bool(asked_of(event.id, RegistrationRole.VISITOR)),
    )
    return shown, 422 if form.is_submitted() else 200


def _pending(event_id: int) -> sa.Select[Any]:
    wanted = registrations_matching(event_id, state=RegistrationState.PENDING.value)
    return wanted.order_by(None).order_by(Registration.registered_at, Registration.id)


def _waiting_among(event_id: int, ids: list[int]) -> list[Registration]:
    """The chosen ones that are of this event; ids of other events find nobody."""
    theirs = _pending(event_id).where(Registration.id.in_(ids))
    return list(db.session.scalars(theirs))


def _tell(done: int, *, let_in: bool) -> None:
    if let_in:
        text = ngettext(
            "%(num)d person has a ticket now.", "%(num)d people have tickets now.", done
        )
    else:
        text = ngettext(
            "%(num)d person was told that there is no place.",
            "%(num)d people were told that there is no place.",
            done,
        )
    flash(text, "success" if done else "info")
