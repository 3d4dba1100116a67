"""When a ticket may pass a door, and who may do what there."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from events.checkin.models import Device, DeviceRole
from events.registration.models import RegistrationRole

# Those who build up and take down come before and after the others.
WORKING = {RegistrationRole.EXHIBITOR, RegistrationRole.TEAM, RegistrationRole.SPEAKER}
EARLY, EARLY_WORKING = timedelta(hours=3), timedelta(days=7)
LATE, LATE_WORKING = timedelta(0), timedelta(days=2)
DAYS_IN_CODE = 16


class Days(Protocol):
    """Something that lasts some days somewhere: an event, or a door of it."""

    @property
    def starts_at(self) -> datetime:
        """Its begin."""

    @property
    def ends_at(self) -> datetime:
        """Its end."""

    @property
    def zone(self) -> str:
        """Where it is, as a time zone."""


def window(span: Days, role: RegistrationRole) -> tuple[datetime, datetime]:
    """From when to when the doors are open for a role."""
    early, late = (EARLY_WORKING, LATE_WORKING) if role in WORKING else (EARLY, LATE)
    return span.starts_at - early, span.ends_at + late


def day_of(span: Days, *, at: datetime) -> int:
    """Which day of the event it is in the event's zone, the first being 0."""
    zone = ZoneInfo(span.zone)
    return (at.astimezone(zone).date() - span.starts_at.astimezone(zone).date()).days


def is_for_today(days: int, span: Days, *, at: datetime) -> bool:
    """Whether a door code's days hold the day of the event that it is in the event's zone."""
    day = day_of(span, at=at)
    return not 0 <= day < DAYS_IN_CODE or bool(days >> day & 1)


def may_use_list(device: Device, slug: str, gates: list[int]) -> bool:
    """Whether a device scans for a list: it is bound to some, or its gate is none of the list's."""
    bound_here = not device.lists or slug in device.lists
    return bound_here and (not gates or device.gate_id in gates)


def may_force(device: Device | None) -> bool:
    """Whether reasons may be overruled; a team member's rights are the page's to ask."""
    return device is None or device.role is DeviceRole.SUPERVISOR
