"""The organiser's list of registrations, one registration, and registering by hand."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts.sign_in.identity import shown_phone
from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _, ngettext
from core.permissions import authorize
from core.telling import telling
from core.web import page_number, paginate
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.registration import services
from events.registration.asking import (
    Asked,
    answers_by_question,
    asked_of,
    in_words,
    questions_of,
    told,
)
from events.registration.codes import in_groups
from events.registration.forms import GuestForm
from events.registration.models import Registration, RegistrationRole, RegistrationState
from events.registration.queries import counts_by, registrations_matching
from events.registration.rules import can_see_registrations
from events.registration.views.blueprint import bp
from events.registration.views.pieces import badge_response, registration_or_404
from events.registration.words import ROLES, STATES


def managed_event(slug: str) -> Event:
    """The event, for its organiser and team alone."""
    event = event_or_404(slug)
    authorize(can_see_registrations, event)
    return event


@bp.get("/manage/events/<slug>/registrations")
@login_required
def index(slug: str) -> str:
    """Who comes, searched and filtered."""
    event = managed_event(slug)
    text, role, state = (request.args.get(name, "")[:100] for name in ("q", "role", "state"))
    wanted = registrations_matching(event.id, text=text, role=role, state=state)
    counts = counts_by(event.id)
    page = paginate(wanted, number=page_number(), size=50)
    asked = questions_of(event.id, archived=True)
    shown = next((one for one in asked if one.id == request.args.get("show", type=int)), None)
    return render_template(
        "events/registration/index.html",
        event=event,
        page=page,
        asked=asked,
        shown=shown,
        answers=_answers(shown, page.items) if shown else {},
        text=text,
        role=role,
        state=state,
        filters=_filters(slug, text, role, state),
        numbers=_numbers(counts),
    )


def _answers(shown: Asked, registrations: Any) -> dict[int, str]:
    """What each of these people answered to one question."""
    known = answers_by_question([one.id for one in registrations])
    return {
        registration_id: in_words(shown.question, wording, answer.value["value"])
        for (registration_id, question_id), (answer, wording) in known.items()
        if question_id == shown.id
    }


def _filters(slug: str, text: str, role: str, state: str) -> list[dict[str, Any]]:
    """Everybody, each role, and those who have no ticket, as tabs that keep the search."""

    def tab(label: str, **chosen: str) -> dict[str, Any]:
        kept: dict[str, Any] = {"q": text or None, **chosen}
        url = url_for("registration.index", slug=slug, **kept)
        is_on = chosen == {k: v for k, v in (("role", role), ("state", state)) if v}
        return {"label": label, "url": url, "active": is_on}

    without = (
        RegistrationState.PENDING,
        RegistrationState.WAITING,
        RegistrationState.CANCELLED,
    )
    return [
        tab(_("Everybody")),
        *(tab(_(word), role=member.value) for member, word in ROLES.items()),
        *(tab(_(STATES[member]), state=member.value) for member in without),
    ]


def _numbers(counts: dict[tuple[RegistrationRole, RegistrationState], int]) -> dict[str, int]:
    def total(state: RegistrationState, *roles: RegistrationRole) -> int:
        asked = roles or tuple(RegistrationRole)
        return sum(counts.get((role, state), 0) for role in asked)

    return {
        "tickets": total(RegistrationState.APPROVED),
        "visitors": total(RegistrationState.APPROVED, RegistrationRole.VISITOR),
        "pending": total(RegistrationState.PENDING),
        "cancelled": total(RegistrationState.CANCELLED),
    }


@bp.route("/manage/events/<slug>/registrations/new", methods=["GET", "POST"])
@login_required
def add(slug: str) -> Any:
    """Register a speaker, the press or somebody at the desk."""
    event = managed_event(slug)
    form = GuestForm()
    if form.validate_on_submit():
        try:
            with transaction():
                registration = services.register_guest(
                    event,
                    **form.values(),
                    role=form.role.data,
                    at=clock.now(),
                    actor=current_user,
                )
                number = registration.id
        except DomainError as error:
            form.form_errors.append(error.text(_))
        else:
            flash(_("Registered. The badge can be printed now."), "success")
            return redirect(
                url_for("registration.show", slug=slug, registration_id=number), code=303
            )
    return render_template("events/registration/add.html", event=event, form=form)


@bp.get("/manage/events/<slug>/registrations/<int:registration_id>")
@login_required
def show(slug: str, registration_id: int) -> str:
    """One registration and what can be done with it."""
    event = managed_event(slug)
    registration = registration_or_404(event, registration_id)
    return render_template(
        "events/registration/show.html",
        event=event,
        registration=registration,
        answers=told(registration),
        may_answer=bool(asked_of(event.id, registration.role, private=True)),
        typed=in_groups(registration.short_code),
        shown_number=shown_phone(registration.phone),
    )


@bp.get("/manage/events/<slug>/registrations/<int:registration_id>/badge.pdf")
@login_required
def print_badge(slug: str, registration_id: int) -> Response:
    """The badge, to be printed at the desk."""
    return badge_response(registration_or_404(managed_event(slug), registration_id))


def _act(slug: str, registration_id: int, action: Any, done: str) -> Any:
    event = managed_event(slug)
    registration = registration_or_404(event, registration_id)
    with telling(done):
        action(registration, at=clock.now(), actor=current_user)
    return _to(registration, slug)


def _to(registration: Registration, slug: str) -> Any:
    where = url_for("registration.show", slug=slug, registration_id=registration.id)
    return redirect(where, code=303)


@bp.post("/manage/events/<slug>/registrations/<int:registration_id>/approve")
@login_required
def approve(slug: str, registration_id: int) -> Any:
    """Let somebody in who waits for it."""
    done = _("The registration is approved and the ticket is sent.")
    return _act(slug, registration_id, services.approve, done)


@bp.post("/manage/events/<slug>/registrations/<int:registration_id>/cancel")
@login_required
def cancel(slug: str, registration_id: int) -> Any:
    """Take a registration back."""
    return _act(slug, registration_id, services.cancel, _("The registration is cancelled."))


@bp.post("/manage/events/<slug>/registrations/<int:registration_id>/reissue")
@login_required
def reissue(slug: str, registration_id: int) -> Any:
    """Make a new ticket; the old one is worth nothing from now on."""
    done = _("A new ticket is made; the old one opens no door any more.")
    return _act(slug, registration_id, services.reissue, done)


@bp.post("/manage/events/<slug>/registrations/team")
@login_required
def add_team(slug: str) -> Any:
    """Tickets for everybody on the team, without typing."""
    event = managed_event(slug)
    with transaction():
        made = services.register_team(event, at=clock.now(), actor=current_user)
    flash(
        ngettext(
            "%(num)d person of the team has a ticket.",
            "%(num)d people of the team have tickets.",
            len(made),
        ),
        "success",
    )
    return redirect(url_for("registration.index", slug=slug), code=303)
