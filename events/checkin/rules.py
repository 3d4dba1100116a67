"""When a ticket may pass a door."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.checkin.models import CheckinList
from events.checkin.states import Reason
from events.programme.models import Event, EventState
from events.registration.models import Registration, RegistrationRole, RegistrationState

# Those who build up and take down come before and after the others.
WORKING = {RegistrationRole.EXHIBITOR, RegistrationRole.TEAM, RegistrationRole.SPEAKER}
EARLY, EARLY_WORKING = timedelta(hours=3), timedelta(days=7)
LATE, LATE_WORKING = timedelta(0), timedelta(days=2)
DAYS_IN_CODE = 16


def window(event: Event, role: RegistrationRole) -> tuple[datetime, datetime]:
    """From when to when the doors are open for a role."""
    early, late = (EARLY_WORKING, LATE_WORKING) if role in WORKING else (EARLY, LATE)
    return event.starts_at - early, event.ends_at + late


def is_for_today(days: int, event: Event, *, at: datetime) -> bool:
    """Whether a door code's days hold the day of the event that it is in the event's zone."""
    zone = ZoneInfo(event.zone)
    day = (at.astimezone(zone).date() - event.starts_at.astimezone(zone).date()).days
    return not 0 <= day < DAYS_IN_CODE or bool(days >> day & 1)


def objection(
    registration: Registration, event: Event, checkin_list: CheckinList, *, at: datetime
) -> Reason | None:
    """What speaks against a genuine ticket at this list and time, the gravest first."""
    start, end = window(event, registration.role)
    checks = (
        (event.state is EventState.CANCELLED, Reason.CANCELLED_EVENT),
        (registration.state is RegistrationState.CANCELLED, Reason.CANCELLED),
        (registration.revoked_at is not None, Reason.REVOKED),
        (registration.state is RegistrationState.PENDING, Reason.NOT_APPROVED),
        (
            bool(checkin_list.roles) and registration.role not in checkin_list.roles,
            Reason.WRONG_LIST,
        ),
        (not start <= at <= end, Reason.OUTSIDE_WINDOW),
    )
    return next((reason for applies, reason in checks if applies), None)
