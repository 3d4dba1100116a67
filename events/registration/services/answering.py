"""The organiser's word on a registration, and taking it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core import activity, outbox
from core.db import db, lock
from events.programme.services import release_seats_of
from events.registration.errors import NotLive, NotPending
from events.registration.models import Registration, RegistrationState
from events.registration.services.admission import give_place_back
from events.registration.services.line import offer_free_places
from events.registration.services.tickets import send_ticket


def approve(registration: Registration, *, at: datetime, actor: Any, note: str = "") -> None:
    """Let somebody in who waits for the organiser's word, and send the ticket with a note.

    Raises
    ------
    NotPending
    """
    lock(registration)
    if registration.state is not RegistrationState.PENDING:
        raise NotPending
    registration.state = RegistrationState.APPROVED
    activity.record("registration:approved", registration, actor=actor, at=at)
    send_ticket(registration, at=at, note=note)


def decline(registration: Registration, *, at: datetime, actor: Any, note: str = "") -> None:
    """Say no to somebody who waits, with a word on why. The place is free again.

    Raises
    ------
    NotPending
    """
    lock(registration)
    if registration.state is not RegistrationState.PENDING:
        raise NotPending
    registration.state, registration.revoked_at = RegistrationState.CANCELLED, at
    _give_up(registration, at=at, actor=actor)
    activity.record("registration:declined", registration, actor=actor, at=at)
    if registration.email:
        outbox.put(
            registration.email,
            "registration_declined",
            language=registration.language,
            at=at,
            full_name=registration.full_name,
            event_vi=registration.event.name_vi,
            event_en=registration.event.name_en,
            note=note,
        )


def answer_many(
    registrations: Iterable[Registration],
    *,
    let_in: bool,
    note: str = "",
    at: datetime,
    actor: Any,
) -> int:
    """Approve or decline everybody who still waits; how many. Others are left as they are."""
    act, done = approve if let_in else decline, 0
    for registration in registrations:
        try:
            act(registration, at=at, actor=actor, note=note)
        except NotPending:  # somebody else of the team answered in the meantime
            continue
        done += 1
    return done


def cancel(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Take a registration back: its ticket opens no door, its seats are free again.

    Raises
    ------
    NotLive
    """
    lock(registration)
    if registration.state is RegistrationState.CANCELLED:
        raise NotLive
    registration.state, registration.revoked_at = RegistrationState.CANCELLED, at
    _give_up(registration, at=at, actor=actor)
    activity.record("registration:cancelled", registration, actor=actor, at=at)


def _give_up(registration: Registration, *, at: datetime, actor: Any) -> None:
    """Seats, lines and the place go to others."""
    db.session.flush()
    release_seats_of(registration.id, at, by=actor)
    if give_place_back(registration):
        offer_free_places(registration.event_id, at=at)
