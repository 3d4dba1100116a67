"""A running fair whose people come in and wait for their badges."""

import itertools
from typing import Any

from events.checkin.models import CheckinList
from events.checkin.services import check_in
from events.programme.models import Event
from events.registration.models import Registration
from tests.events.checkin.helpers import make_ticket
from tests.factories import now

_nonces = itertools.count(1)


def come_in(event: Event, main: CheckinList, **values: Any) -> Registration:
    """Somebody with a ticket who has just been admitted."""
    registration, _code = make_ticket(event, **values)
    admit(event, main, registration)
    return registration


def admit(event: Event, main: CheckinList, registration: Registration) -> None:
    """Let somebody in."""
    nonce = f"badge-{next(_nonces):08d}"
    check_in(event, main, registration.short_code, nonce=nonce, at=now())
