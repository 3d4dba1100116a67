"""The tables of events."""

from events.programme.models.core import (
    Claim,
    Event,
    EventKind,
    HolderKind,
    MeetingMode,
    Room,
    Seat,
    Session,
    Slot,
    Speaker,
    TeamMember,
    TeamRole,
)
from events.programme.models.filing import Deadline, Filing, FilingKind
from events.programme.models.opportunities import Opportunity, OpportunityKind, Stage
from events.programme.models.results import EventResult
from events.programme.states import EventState

__all__ = [
    "Claim",
    "Deadline",
    "Event",
    "EventKind",
    "EventResult",
    "EventState",
    "Filing",
    "FilingKind",
    "HolderKind",
    "MeetingMode",
    "Opportunity",
    "OpportunityKind",
    "Room",
    "Seat",
    "Session",
    "Slot",
    "Speaker",
    "Stage",
    "TeamMember",
    "TeamRole",
]
