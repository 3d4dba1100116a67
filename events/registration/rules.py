"""Who may register, see and change registrations."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.programme.models import Event, EventKind, EventState
from events.programme.rules import can_manage_event, can_work_on_event
from events.registration.models import (
    Admission,
    Registration,
    RegistrationRole,
    RegistrationState,
)

BY_INVITATION = {EventKind.INVESTOR_DAY, EventKind.TRADE_MISSION, EventKind.DIALOGUE}

# Who may register without being named by the team, where the organiser opens it.
BY_THEMSELVES = (RegistrationRole.VISITOR, RegistrationRole.PRESS, RegistrationRole.SPEAKER)

# Somebody who comes in two roles wears the badge of the one that stands further right.
PRECEDENCE = (
    RegistrationRole.VISITOR,
    RegistrationRole.PRESS,
    RegistrationRole.SPEAKER,
    RegistrationRole.BUYER,
    RegistrationRole.EXHIBITOR,
    RegistrationRole.TEAM,
)


def is_open_for_visitors(event: Event, *, at: datetime) -> bool:
    """Registration is open from the event's opening in the calendar to its end."""
    return event.state in {EventState.OPEN, EventState.RUNNING} and at < event.ends_at


def admission_of(event: Event) -> Admission:
    """How the event lets people in; an unsaved row with what its kind usually does, if not set.

    Events by invitation look at each visitor first.
    """
    row = db.session.scalar(sa.select(Admission).where(Admission.event_id == event.id))
    if row is not None:
        return row
    visitor = RegistrationRole.VISITOR.value
    looked_at = [visitor] if event.kind in BY_INVITATION else []
    return Admission(
        event_id=event.id, open_to=[visitor], looked_at=looked_at, capacity=None, taken=0
    )


def open_roles(event: Event) -> list[RegistrationRole]:
    """In which roles people register by themselves, visitors first."""
    named = admission_of(event).open_to
    return [role for role in BY_THEMSELVES if role.value in named]


def first_state(
    event: Event, role: RegistrationRole = RegistrationRole.VISITOR
) -> RegistrationState:
    """A ticket at once, or the organiser's word first."""
    waits = role.value in admission_of(event).looked_at
    return RegistrationState.PENDING if waits else RegistrationState.APPROVED


def places_left(event: Event) -> int | None:
    """How many places visitors can still take; None where nobody counts."""
    row = admission_of(event)
    return None if row.capacity is None else row.capacity - row.taken


def has_ticket(registration: Registration) -> bool:
    """Whether its codes may be shown: approved and not taken back."""
    return registration.state is RegistrationState.APPROVED and registration.revoked_at is None


def outranks(new: RegistrationRole, old: RegistrationRole) -> bool:
    """Whether a second role takes the place of the first."""
    return PRECEDENCE.index(new) > PRECEDENCE.index(old)


def can_see_registrations(actor: Any, event: Event) -> bool:
    """The organiser and the team see who comes."""
    return can_work_on_event(actor, event)


def can_set_admission(actor: Any, event: Event) -> bool:
    """Organisers decide what is asked and who is let in."""
    return can_manage_event(actor, event)
