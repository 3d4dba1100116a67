"""Registering as a visitor, and finding one's tickets again."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required

from accounts.assisting.rules import is_acting
from accounts.companies.models import Company
from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, language
from core.web import limiter
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.registration import services
from events.registration.asking import asked_of
from events.registration.errors import AlreadyRegistered
from events.registration.forms import FindTicketForm, PaperRegisterForm, RegisterForm, asking
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import (
    exhibits_without_ticket,
    groups_of,
    live_registration,
    live_registrations_by_email,
    registrations_of,
)
from events.registration.rules import (
    first_state,
    is_open_for_visitors,
    open_roles,
    places_left,
)
from events.registration.views.blueprint import bp
from events.registration.views.pieces import is_own, remember, role_word, ticket_url


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def register(slug: str) -> Any:
    """A visitor's registration; the ticket is the next page."""
    event, at = event_or_404(slug), clock.now()
    own, roles = _own_registration(event), open_roles(event)
    role = _role(roles)
    acting = is_acting(current_user)
    base = PaperRegisterForm if acting else RegisterForm
    form = asking(base, asked_of(event.id, role))(data=_known_of_reader())
    is_open = bool(roles) and is_open_for_visitors(event, at=at)
    page: dict[str, Any] = {"own": own, "is_open": is_open, "role": role, "roles": roles}
    if not form.validate_on_submit():
        return _page(event, form, **page)
    me = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 -- the user itself, not its proxy
    try:
        with transaction():
            registration = services.register_visitor(
                event,
                **form.values(),
                role=role,
                answers=form.answers(),
                consents=form.granted,
                may_wait=True,
                language=language(),
                user=None if acting else me,
                actor=me,
                company=db.session.get(Company, me.acting_for_id) if me and acting else None,
                signed_on=form.signed_on.data if acting else None,
                at=at,
            )
    except AlreadyRegistered:
        return _already(event, form, at)
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return _page(event, form, **page)
    remember(registration)
    if registration.state is RegistrationState.APPROVED:
        flash(_("You are registered. This is your ticket."), "success")
    return redirect(ticket_url(registration), code=303)


def _role(roles: list[RegistrationRole]) -> RegistrationRole:
    """The role that the address names, where the event is open to it."""
    named = request.args.get("as", "")
    return next((role for role in roles if role.value == named), RegistrationRole.VISITOR)


def _page(event: Event, form: RegisterForm, *, role: RegistrationRole, **page: Any) -> Any:
    ways = [
        {
            "label": role_word(one),
            "url": url_for("registration.register", slug=event.slug, **{"as": one.value}),
            "active": one is role,
        }
        for one in page["roles"]
    ]
    shown = render_template(
        "events/registration/register.html",
        event=event,
        form=form,
        role=role,
        ways=ways,
        waits=first_state(event, role) is RegistrationState.PENDING,
        places=places_left(event),
        **page,
    )
    return shown, 422 if form.errors else 200


def _known_of_reader() -> dict[str, Any]:
    """What a signed-in person need not type; of a firm one acts for, its name."""
    if is_acting(current_user):
        return {"organisation": current_user.acting_for_name}
    if not current_user.is_authenticated:
        return {}
    return {
        "full_name": current_user.full_name,
        "email": current_user.email,
        "phone": current_user.phone,
    }


def _own_registration(event: Event) -> Registration | None:
    if is_acting(current_user):
        return None
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
    groups = groups_of(current_user, session.get("groups", []))
    waiting = exhibits_without_ticket(current_user, at=clock.now())
    return render_template(
        "events/registration/mine.html", tickets=tickets, groups=groups, form=form, waiting=waiting
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
