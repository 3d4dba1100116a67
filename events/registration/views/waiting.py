"""Waiting for a seat of a full session: join the line, leave it, answer an offer."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_login import current_user

from core import clock
from core.i18n import _
from core.telling import telling
from events.programme.models import Event, Session
from events.programme.queries import event_or_404
from events.programme.services import wait_for_seat
from events.registration.models import Registration
from events.registration.views.blueprint import bp
from events.registration.views.seats import back, own_registration, session_or_404
from events.waiting import services
from events.waiting.models import HolderKind, QueueKind, WaitingEntry
from events.waiting.queries import live_entry


@bp.post("/events/<slug>/sessions/<int:session_id>/wait")
def seat_wait(slug: str, session_id: int) -> Any:
    """Join the line; who has no ticket yet is asked to register first."""
    event = event_or_404(slug)
    wanted = session_or_404(event, session_id)
    registration = own_registration(event)
    if registration is None:
        flash(_("Register first, then join the waiting list on your ticket."), "info")
        return redirect(url_for("registration.register", slug=slug), code=303)
    return _told(
        registration,
        lambda: wait_for_seat(wanted, registration.id, event.id, clock.now(), by=current_user),
        _("You are in line. As soon as a seat is free, it is held for you and we tell you here."),
    )


@bp.post("/events/<slug>/sessions/<int:session_id>/wait/leave")
def seat_unwait(slug: str, session_id: int) -> Any:
    """Leave the line."""
    _event, _session, registration, entry = _mine(slug, session_id)
    return _told(
        registration,
        lambda: services.withdraw(entry, at=clock.now(), by=current_user),
        _("You are no longer in line."),
    )


@bp.post("/events/<slug>/sessions/<int:session_id>/wait/accept")
def seat_accept(slug: str, session_id: int) -> Any:
    """Take the seat that is held."""
    _event, _session, registration, entry = _mine(slug, session_id)
    return _told(
        registration,
        lambda: services.accept(entry, at=clock.now(), by=current_user),
        _("The seat is yours."),
    )


@bp.post("/events/<slug>/sessions/<int:session_id>/wait/decline")
def seat_decline(slug: str, session_id: int) -> Any:
    """Let the seat go to the next in line."""
    _event, _session, registration, entry = _mine(slug, session_id)
    return _told(
        registration,
        lambda: services.decline(entry, at=clock.now(), by=current_user),
        _("The seat goes to the next in line. Thank you."),
    )


def _mine(slug: str, session_id: int) -> tuple[Event, Session, Registration, WaitingEntry]:
    """The reader's place in a line; nobody answers for somebody else."""
    event = event_or_404(slug)
    wanted = session_or_404(event, session_id)
    registration = own_registration(event)
    if registration is None:
        abort(404)
    holder = (HolderKind.REGISTRATION, registration.id)
    entry = live_entry(QueueKind.SESSION, wanted.id, *holder)
    if entry is None:
        abort(404)
    return event, wanted, registration, entry


def _told(registration: Registration, act: Callable[[], object], done: str) -> Any:
    with telling(done):
        act()
    return back(registration)
