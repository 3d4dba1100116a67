"""The forms of organisers."""

from events.programme.forms.base import AmountField, AmountIsRead, PostForm
from events.programme.forms.event import CloneForm, EventForm, MoveForm, results_form
from events.programme.forms.opportunities import OpportunityForm
from events.programme.forms.papers import DeadlineForm, FilingForm
from events.programme.forms.parts import (
    RoleForm,
    RoomForm,
    SessionForm,
    SlotsForm,
    SpeakerForm,
    TeamForm,
)

__all__ = [
    "AmountField",
    "AmountIsRead",
    "CloneForm",
    "DeadlineForm",
    "EventForm",
    "FilingForm",
    "MoveForm",
    "OpportunityForm",
    "PostForm",
    "RoleForm",
    "RoomForm",
    "SessionForm",
    "SlotsForm",
    "SpeakerForm",
    "TeamForm",
    "results_form",
]
