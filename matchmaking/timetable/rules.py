"""Who may change when and where a meeting takes place."""

from typing import Any

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.rules import can_lead_group, side_of
from matchmaking.meetings.states import GroupHost


def can_move_meeting(actor: Any, meeting: Meeting) -> bool:
    """Either side moves or cancels an agreed meeting; one of several firms, whoever leads it."""
    if meeting.is_group:
        return meeting.group_host is GroupHost.BUYER and can_lead_group(actor, meeting)
    return side_of(actor, meeting) is not None


def can_cancel_meeting(actor: Any, meeting: Meeting) -> bool:
    """Either side calls an agreed meeting off; of a group, the buyer (a firm leaves it)."""
    return can_lead_group(actor, meeting) if meeting.is_group else can_move_meeting(actor, meeting)
