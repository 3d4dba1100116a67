"""Who may change when and where a meeting takes place."""

from typing import Any

from matchmaking.meetings.models import Meeting
from matchmaking.meetings.rules import side_of


def can_move_meeting(actor: Any, meeting: Meeting) -> bool:
    """Either side moves or cancels an agreed meeting."""
    return side_of(actor, meeting) is not None
