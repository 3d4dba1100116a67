"""Who may register, see and change registrations."""

from datetime import datetime
from typing import Any

from events.programme.models import Event, EventKind, EventState
from events.programme.rules import can_work_on_event
from events.registration.models import Registration, RegistrationRole, RegistrationState

BY_INVITATION = {EventKind.INVESTOR_DAY, EventKind.TRADE_MISSION, EventKind.DIALOGUE}

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


def first_state(event: Event) -> RegistrationState:
    """Events by invitation look at each visitor first."""
    pending = event.kind in BY_INVITATION
    return RegistrationState.PENDING if pending else RegistrationState.APPROVED


def has_ticket(registration: Registration) -> bool:
    """Whether its codes may be shown: approved and not taken back."""
    return registration.state is RegistrationState.APPROVED and registration.revoked_at is None


def outranks(new: RegistrationRole, old: RegistrationRole) -> bool:
    """Whether a second role takes the place of the first."""
    return PRECEDENCE.index(new) > PRECEDENCE.index(old)


def can_see_registrations(actor: Any, event: Event) -> bool:
    """The organiser and the team see who comes."""
    return can_work_on_event(actor, event)
