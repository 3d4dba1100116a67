"""Registering several people in one go, and the contact's page about them."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from core import clock
from core.db import db, transaction
from core.errors import DomainError
from core.i18n import _, language
from core.telling import telling
from core.web import limiter
from events.programme.models import Event
from events.programme.pages import speak_of
from events.programme.queries import event_or_404
from events.registration import services
from events.registration.errors import AlreadyRegistered, SameGroupTwice
from events.registration.forms import MORE_ROWS, GroupForm
from events.registration.models import Registration, RegistrationGroup, RegistrationState
from events.registration.rules import is_open_for_visitors, open_roles, places_left
from events.registration.services.groups import Contact, Person
from events.registration.views.blueprint import bp
from events.registration.views.pieces import badges_response, registration_or_404

KEPT_GROUPS = 5


@bp.route("/events/<slug>/register/group", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def register_group(slug: str) -> Any:
    """One contact names everybody who comes along."""
    event, at = event_or_404(slug), clock.now()
    form = GroupForm(data=_known_of_reader())
    is_open = is_open_for_visitors(event, at=at) and bool(open_roles(event))
    if request.method == "GET":
        form.form_token.data = secrets.token_urlsafe(18)
    if "more" in request.form:
        form.add_rows(MORE_ROWS)
        return _page(event, form, is_open=is_open)
    if form.validate_on_submit():
        url = _registered(event, form)
        if url is not None:
            return redirect(url, code=303)
    return _page(event, form, is_open=is_open)


def _registered(event: Event, form: GroupForm) -> str | None:
    """The address of the new group, or of the one this very form made before."""
    contact = Contact(
        full_name=form.contact_name.data,
        phone=form.phone.data or None,
        email=form.email.data or None,
        organisation=form.organisation.data or "",
    )
    people = [Person(**values) for values in form.named()]
    user = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 -- the user itself, not its proxy
    try:
        with transaction():
            group = services.register_group(
                event,
                contact,
                people,
                language=language(),
                agreed=bool(form.agreed.data),
                at=clock.now(),
                user=user,
                form_token=form.form_token.data or None,
            )
            token = group.access_token
    except SameGroupTwice:
        return _made_before(form.form_token.data)
    except AlreadyRegistered as error:
        text = _("%(name)s is registered for this event already.", name=error.values["name"])
        form.form_errors.append(text)
        return None
    except DomainError as error:
        form.form_errors.append(error.text(_))
        return None
    flash(_("All of them are registered. Here are their tickets."), "success")
    return url_for("registration.group", token=token)


def _made_before(form_token: str | None) -> str | None:
    mine = sa.select(RegistrationGroup.access_token)
    token = db.session.scalar(mine.where(RegistrationGroup.form_token == form_token))
    return url_for("registration.group", token=token) if token else None


def _page(event: Event, form: GroupForm, *, is_open: bool) -> Any:
    shown = render_template(
        "events/registration/register_group.html",
        event=event,
        form=form,
        is_open=is_open,
        places=places_left(event),
    )
    return shown, 422 if form.errors else 200


def _known_of_reader() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {}
    return {
        "contact_name": current_user.full_name,
        "email": current_user.email,
        "phone": current_user.phone,
    }


def group_or_404(token: str) -> RegistrationGroup:
    """The group of a secret address; this browser remembers it."""
    found = sa.select(RegistrationGroup).where(RegistrationGroup.access_token == token)
    group = db.session.scalar(found.options(sa.orm.joinedload(RegistrationGroup.event)))
    if group is None:
        abort(404)
    speak_of(group.event)
    kept = [one for one in session.get("groups", []) if one != token]
    session["groups"] = [token, *kept][:KEPT_GROUPS]
    return group


def people_of(group: RegistrationGroup) -> list[Registration]:
    """Everybody of a group, in the order of registering."""
    theirs = sa.select(Registration).where(Registration.group_id == group.id)
    return list(db.session.scalars(theirs.order_by(Registration.id)))


@bp.get("/g/<token>")
def group(token: str) -> Any:
    """The contact sees everybody of the group with their tickets."""
    found = group_or_404(token)
    page = render_template(
        "events/registration/group.html", group=found, event=found.event, people=people_of(found)
    )
    response = Response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/g/<token>/badges.pdf")
def group_badges(token: str) -> Response:
    """The badges of everybody who has a ticket, a page each."""
    found = group_or_404(token)
    people = [one for one in people_of(found) if one.state is RegistrationState.APPROVED]
    if not people:
        abort(404)
    return badges_response(people, name=f"the-{found.event.slug}-nhom.pdf")


@bp.post("/g/<token>/cancel/<int:registration_id>")
def cancel_of_group(token: str, registration_id: int) -> Any:
    """The contact takes one of them off."""
    found = group_or_404(token)
    registration = registration_or_404(found.event, registration_id)
    if registration.group_id != found.id:
        abort(404)
    with telling(_("The registration is cancelled.")):
        services.cancel(registration, at=clock.now(), actor=current_user)
    return redirect(url_for("registration.group", token=token), code=303)
