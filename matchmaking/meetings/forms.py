"""Asking for a meeting, and saying no."""

from collections.abc import Iterable, Sequence

from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from accounts.sign_in.models import User
from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_, _
from events.programme.models import Slot
from matchmaking.meetings.states import DeclineReason
from matchmaking.meetings.words import REASONS


class WhoForm(BaseForm):
    """Who comes from one's own side."""

    person_id = SelectField(
        N_("Who comes from your side"),
        coerce=int,
        choices=[],
        validate_choice=False,
        description=N_("This person's time is kept free for the meeting."),
    )

    def offer_people(self, people: Sequence[User], usual: int | None) -> None:
        """Offer the company's people; ``usual`` comes unless another is chosen."""
        self.person_id.choices = [(person.id, person.full_name) for person in people]
        if not self.is_submitted():
            self.person_id.data = usual


class AskForm(WhoForm):
    """Whom to meet and about what; the message is a choice."""

    buyer_id = HiddenField(validators=[InputRequired()])
    exhibitor_id = HiddenField(validators=[InputRequired()])
    need_id = HiddenField()
    side = HiddenField()
    next = HiddenField()
    note = TextAreaField(
        N_("Your message"),
        description=N_("One or two sentences: what you would like to talk about."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )


class AnswerForm(BaseForm):
    """A word with the answer."""

    answer = TextAreaField(
        N_("A word to them"),
        description=N_("For example that you are sold out, or when you have time again."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )


class DeclineForm(AnswerForm):
    """Why not, from a short list, and a word with it; both are a choice."""

    reason = RadioField(
        N_("Why not this time?"),
        choices=[],
        validators=[MayBeEmpty()],
    )

    def offer(self) -> None:
        """Offer the reasons in the reader's language."""
        self.reason.choices = [(one.value, _(said)) for one, (said, _told) in REASONS.items()]

    @property
    def chosen(self) -> DeclineReason | None:
        """The reason, if one was chosen."""
        return DeclineReason(self.reason.data) if self.reason.data else None


class ProposeForm(BaseForm):
    """Up to three other times and a word."""

    slot_ids = SelectMultipleField(N_("Times"), coerce=int, validate_choice=False)
    note = TextAreaField(N_("A word to them"), validators=[MayBeEmpty(), Length(max=1000)])

    def chosen(self, slots: Iterable[Slot]) -> list[Slot]:
        """Those of the event's slots that were ticked."""
        wanted = set(self.slot_ids.data or ())
        return [slot for slot in slots if slot.id in wanted]


class LimitsForm(ChangeForm):
    """What one side may have at an event."""

    most_open = IntegerField(
        N_("Requests that wait for an answer, at most"),
        description=N_("Of one firm at a time. Few requests are read, many are not."),
        validators=[InputRequired(), NumberRange(min=1, max=500)],
    )
    most_agreed = IntegerField(
        N_("Meetings of one firm, at most"),
        validators=[InputRequired(), NumberRange(min=1, max=500)],
    )
    most_musts = IntegerField(
        N_("Wishes marked “must”, at most"),
        description=N_("Used where you make the timetable. A must counts because there are few."),
        validators=[InputRequired(), NumberRange(min=0, max=500)],
    )
