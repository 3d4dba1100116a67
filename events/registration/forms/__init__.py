"""Forms of registration: visitors, groups, those the team names, and its own questions."""

from events.registration.forms.admission import AdmissionForm, PendingForm
from events.registration.forms.groups import MORE_ROWS, GroupForm
from events.registration.forms.people import (
    FindTicketForm,
    GuestForm,
    PaperRegisterForm,
    RegisterForm,
)
from events.registration.forms.questions import AnswersForm, QuestionForm, answered, asking

__all__ = [
    "MORE_ROWS",
    "AdmissionForm",
    "AnswersForm",
    "FindTicketForm",
    "GroupForm",
    "GuestForm",
    "PaperRegisterForm",
    "PendingForm",
    "QuestionForm",
    "RegisterForm",
    "answered",
    "asking",
]
