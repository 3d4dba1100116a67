"""The blueprint that the pages of this slice share, and how they find an event."""

from flask import Blueprint

from core.permissions import authorize
from events.programme.models import Event
from events.programme.queries import event_or_404
from events.programme.rules import can_work_on_event

bp = Blueprint("paper", __name__)


def own_event(slug: str) -> Event:
    """An event that the reader works on."""
    event = event_or_404(slug)
    authorize(can_work_on_event, event)
    return event
