"""A fair with a firm that shows, its people, and visitors with real badge codes."""

import itertools
from typing import Any

from accounts.consent.models import Purpose
from accounts.consent.services import grant
from events.exhibitors.models import Exhibitor
from events.leads.models import LeadScan
from events.leads.services import scan_badge
from events.registration.models import Registration
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_exhibitor, now

_nonces = itertools.count(1)


def make_firm(**values: Any) -> Exhibitor:
    """A firm that shows at a fair of its own."""
    event, _main = make_running_event(**values)
    return make_exhibitor(event)


def make_guest(exhibitor: Exhibitor, *, shares: bool = True, **values: Any) -> Registration:
    """A visitor of the fair, who lets exhibitors see the contact unless told otherwise."""
    guest, _code = make_ticket(exhibitor.event, **values)
    if shares:
        grant(Purpose.SHARE_CONTACT, registration=guest, language="vi", at=now())
    return guest


def scan(exhibitor: Exhibitor, code: str, **values: Any) -> LeadScan:
    """One reading of a badge."""
    values.setdefault("nonce", f"lead-{next(_nonces):08d}")
    values.setdefault("at", now())
    values.setdefault("actor", None)
    return scan_badge(exhibitor, code, **values)
