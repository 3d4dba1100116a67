"""An event whose doors are open, and tickets for it."""

from datetime import timedelta
from typing import Any

from events.checkin.doors import ensure_main_list
from events.checkin.models import CheckinList
from events.programme.models import Event, EventState
from events.registration.codes import new_badge_code, new_short_code, new_ticket_id
from events.registration.keys import door_code, ensure_key
from events.registration.models import Registration
from tests.factories import make_event, make_registration, now


def make_running_event(**values: Any) -> tuple[Event, CheckinList]:
    """A fair that began an hour ago, with its main list and key."""
    values.setdefault("starts_at", now() - timedelta(hours=1))
    values.setdefault("state", EventState.RUNNING)
    event = make_event(**values)
    ensure_key(event, at=now())
    return event, ensure_main_list(event)


def make_ticket(event: Event, **values: Any) -> tuple[Registration, str]:
    """A registration with real codes, and its door code."""
    values.setdefault("ticket_id", new_ticket_id())
    values.setdefault("short_code", new_short_code())
    values.setdefault("badge_code", new_badge_code())
    registration = make_registration(event, **values)
    return registration, door_code(registration, ensure_key(event, at=now()))
