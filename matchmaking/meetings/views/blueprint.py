"""The blueprint that the pages of this slice share, and how they find a meeting."""

from flask import Blueprint, abort
from flask_login import current_user

from core.permissions import authorize
from events.programme.models import Event
from events.programme.pages import event_or_404
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.queries import meeting_at
from matchmaking.meetings.rules import can_see_meeting, side_of
from matchmaking.needs.models import Side

bp = Blueprint("meetings", __name__)


def meeting_or_404(slug: str, meeting_id: int) -> tuple[Event, Meeting, Side]:
    """A meeting of one's own at this event and one's side of it; others do not learn of it."""
    event = event_or_404(slug)
    meeting = meeting_at(event, meeting_id)
    if meeting is None:
        abort(404)
    authorize(can_see_meeting, meeting, hide=True)
    side = side_of(current_user, meeting)
    assert side is not None
    return event, meeting, side
