"""Registering as a visitor, and finding one's tickets again."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, session
from flask_login import current_user, login_required

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, language
from core.web import limiter
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.registration import services
from events.registration.errors import AlreadyRegistered
from events.registration.forms import FindTicketForm, RegisterForm
from events.registration.models import Registration, RegistrationRole
from events.registration.queries import (
    exhibits_without_ticket,
    live_registration,
    live_registrations_by_email,
    registrations_of,
)
from events.registration.rules import is_open_for_visitors
from events.registration.views.blueprint import bp
from events.registration.views.pieces import is_own, remember, ticket_url


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def register(slug: str) -> Any:
    """A visitor's registration; the ticket is the next page."""
    event, at = event_or_404(slug), clock.now()
    own = _own_registration(event)
    form = RegisterForm(data=_known_of_reader())
    is_open = is_open_for_visitors(event, at=at)
    if not form.validate_on_submit():
        return _page(event, form, own=own, is_open=is_open)
    user = current_user if current_user.is_authenticated else None
    try:
        with transaction():
            registration = services.register_visitor(
                event,
                **form.values(),
                consents=form.granted,
                language=language(),
                user=user._get_current_object() if user else None,  # noqa: SLF001 -- the user itself, not its proxy
                at=at,
            )
    except AlreadyRegistered:
        return _already(event, form, at)
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return _page(event, form, own=own, is_open=is_open)
    remember(registration)
    flash(_("You are registered. This is your ticket."), "success")
    return redirect(ticket_url(registration), code=303)


def _page(event: Event, form: RegisterForm, *, own: Registration | None, is_open: bool) -> Any:
    page = render_template(
        "events/registration/register.html", event=event, form=form, own=own, is_open=is_open
    )
    return page, 422 if form.errors else 200


def _known_of_reader() -> dict[str, Any]:
    """What a signed-in person need not type."""
    if not current_user.is_authenticated:
        return {}
    return {
        "full_name": current_user.full_name,
        "email": current_user.email,
        "phone": current_user.phone,
    }


def _own_registration(event: Event) -> Registration | None:
    mine = registrations_of(current_user, session.get("tickets", []))
    return next((row for row in mine if row.event_id == event.id), None)


def _already(event: Event, form: RegisterForm, at: datetime) -> Any:
    """Send the ticket again to its owner; whoever typed the address sees nothing of it."""
    values = form.values()
    found = live_registration(event.id, email=values["email"], phone=values["phone"])
    if found is not None and is_own(found):
        flash(_("You are registered already. This is your ticket."), "info")
        return redirect(ticket_url(found), code=303)
    if found is not None:
        with transaction():
            services.send_ticket_again(found, at=at)
    return render_template("events/registration/already.html", event=event)


@bp.route("/my/tickets", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def mine() -> Any:
    """The reader's tickets, and the way to those that are not known here."""
    form = FindTicketForm()
    if form.validate_on_submit():
        with transaction():
            for registration in live_registrations_by_email(form.email.data):
                services.send_ticket_again(registration, at=clock.now())
        flash(
            _(
                "If this address has tickets, they are on their way to it. "
                "Look into the spam folder, too."
            ),
            "success",
        )
        return redirect("/my/tickets", code=303)
    tickets = registrations_of(current_user, session.get("tickets", []))
    waiting = exhibits_without_ticket(current_user, at=clock.now())
    return render_template(
        "events/registration/mine.html", tickets=tickets, form=form, waiting=waiting
    )


@bp.post("/my/tickets/exhibitors/<int:exhibitor_id>")
@login_required
def claim(exhibitor_id: int) -> Any:
    """A ticket for somebody who joined a company after it was approved."""
    at = clock.now()
    waiting = {row.id: row for row in exhibits_without_ticket(current_user, at=at)}
    exhibitor = waiting.get(exhibitor_id)
    if exhibitor is None:
        abort(404)
    with transaction():
        registration = services.register_person(
            exhibitor.event,
            current_user._get_current_object(),  # noqa: SLF001 -- the user itself, not its proxy
            RegistrationRole.EXHIBITOR,
            organisation=exhibitor.company.name,
            company=exhibitor.company,
            at=at,
            actor=current_user,
        )
        url = ticket_url(registration)
    return redirect(url, code=303)
