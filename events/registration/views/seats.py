"""Reserving a seat at a session with one's registration, and giving it back."""

from typing import Any

from flask import abort, flash, redirect, request, session, url_for
from flask_login import current_user

from core import clock
from core.db import db, transaction
from core.i18n import _
from core.telling import telling
from core.web import safe_next
from events.programme.models import Event, Session
from events.programme.queries import event_or_404
from events.programme.services import release_seat as give_back
from events.programme.services import reserve_seat as hold
from events.registration.models import Registration
from events.registration.queries import registrations_of
from events.registration.rules import has_ticket
from events.registration.views.blueprint import bp
from events.registration.views.pieces import ticket_url


def session_or_404(event: Event, session_id: int) -> Session:
    found = db.session.get(Session, session_id)
    if found is None or found.event_id != event.id:
        abort(404)
    return found


def own_registration(event: Event) -> Registration | None:
    """The reader's own at the event: the one that the page names, else the first."""
    named = request.form.get("token", "")
    tokens = [named, *session.get("tickets", [])]
    mine = [
        row
        for row in registrations_of(current_user, tokens)
        if row.event_id == event.id and has_ticket(row)
    ]
    return next((row for row in mine if row.access_token == named), mine[0] if mine else None)


@bp.post("/events/<slug>/sessions/<int:session_id>/seat")
def reserve_seat(slug: str, session_id: int) -> Any:
    """Hold a seat; who has no ticket yet is asked to register first."""
    event = event_or_404(slug)
    wanted = session_or_404(event, session_id)
    registration = own_registration(event)
    if registration is None:
        flash(_("Register first, then reserve the seat on your ticket."), "info")
        return redirect(url_for("registration.register", slug=slug), code=303)
    with telling(_("The seat is yours.")):
        hold(wanted, registration.id, event.id, clock.now(), by=current_user)
    return back(registration)


@bp.post("/events/<slug>/sessions/<int:session_id>/seat/release")
def release_seat(slug: str, session_id: int) -> Any:
    """Give a seat back to others."""
    event = event_or_404(slug)
    wanted = session_or_404(event, session_id)
    registration = own_registration(event)
    if registration is None:
        abort(404)
    with transaction():
        freed = give_back(wanted, registration.id, clock.now(), by=current_user)
    if freed:
        flash(_("The seat is free for somebody else. Thank you."), "success")
    return back(registration)


def back(registration: Registration) -> Any:
    return redirect(safe_next(request.form.get("next"), ticket_url(registration)), code=303)
