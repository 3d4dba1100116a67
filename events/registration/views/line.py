"""Answering an offered place, and leaving the line, by the secret address of the ticket."""

from typing import Any

from flask import abort, flash, redirect, request
from flask_login import current_user

from core import clock
from core.db import transaction
from core.errors import DomainError
from core.i18n import _
from core.telling import telling
from events.registration import services
from events.registration.models import Registration, RegistrationState
from events.registration.views.blueprint import bp
from events.registration.views.pieces import by_token_or_404, ticket_url
from events.waiting import services as waiting
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.queries import Standing, live_entry, standings


def standing_of(registration: Registration) -> Standing | None:
    """Where a registration stands in the line of its event."""
    if registration.state is not RegistrationState.WAITING:
        return None
    mine = standings(HolderKind.REGISTRATION, [registration.id])
    return mine.get((QueueKind.REGISTRATION, registration.event_id))


def _entry(registration: Registration) -> WaitingEntry:
    entry = live_entry(
        QueueKind.REGISTRATION,
        registration.event_id,
        HolderKind.REGISTRATION,
        registration.id,
    )
    if entry is None:
        abort(404)
    return entry


@bp.post("/t/<token>/place")
def answer_offer(token: str) -> Any:
    """Take the offered place, or leave it to the next."""
    registration = by_token_or_404(token)
    takes = request.form.get("answer") == "take"
    try:
        with transaction():
            entry = _entry(registration)
            if takes:
                waiting.accept(entry, at=clock.now(), by=current_user)
            else:
                waiting.decline(entry, at=clock.now(), by=current_user)
    except DomainError as error:
        flash(error.text(_), "error")
    else:
        done = _("The place is yours.") if takes else _("The place goes to the next. Thank you.")
        flash(done, "success")
    return redirect(ticket_url(registration), code=303)


@bp.post("/t/<token>/cancel")
def cancel_own(token: str) -> Any:
    """Whoever cannot come gives the ticket, or the place in line, back."""
    registration = by_token_or_404(token)
    with telling(_("Thank you for telling us. Your place goes to somebody else.")):
        services.cancel(registration, at=clock.now(), actor=current_user)
    return redirect(ticket_url(registration), code=303)
