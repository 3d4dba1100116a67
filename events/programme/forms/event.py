"""The forms of an event itself: its data, state, results, copy."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from core.forms import BaseForm
from core.i18n import N_, _
from events.programme import words
from events.programme.forms.base import AS_BROWSERS_SEND, AmountField, AmountIsRead, WithTimes
from events.programme.kinds import results_of_kind
from events.programme.models import (
    Event,
    EventKind,
    EventState,
    MeetingMode,
)
from events.programme.times import ZONES

FIRST_YEAR, LAST_YEAR = 2000, 2100


class EventForm(WithTimes):
    """What an event is, where and when."""

    kind = SelectField(
        N_("Kind of event"), coerce=EventKind, validators=[InputRequired()], choices=[]
    )
    name_vi = StringField(
        N_("Name in Vietnamese"),
        description=N_("Its address on this site is made from it and stays, also if you rename."),
        validators=[DataRequired(), Length(max=200)],
    )
    name_en = StringField(N_("Name in English"), validators=[Length(max=200)])
    summary_vi = TextAreaField(
        N_("Summary in Vietnamese"),
        description=N_(
            "Two sentences: what is shown, and why one should come. Needed to announce the event."
        ),
        validators=[Length(max=1000)],
    )
    summary_en = TextAreaField(N_("Summary in English"), validators=[Length(max=1000)])
    organiser_name = StringField(
        N_("Who organises it"),
        description=N_("Needed to announce the event."),
        validators=[Length(max=200)],
    )
    contact_email = EmailField(
        N_("E-mail for questions"),
        description=N_("Shown to everybody. Use an address of the office, not a private one."),
        validators=[Optional(), Email(), Length(max=255)],
    )
    place = StringField(
        N_("Place"),
        description=N_(
            "As people call it: a square, a hall, a hotel. Needed to announce the event."
        ),
        validators=[Length(max=200)],
    )
    address = StringField(N_("Address"), validators=[Length(max=300)])
    province_key = SelectField(N_("Province"), choices=[])
    zone = SelectField(N_("Time zone"), default=ZONES[0])
    opens_at = DateTimeLocalField(
        N_("Registration opens"),
        format=AS_BROWSERS_SEND,
        description=N_("At this time an announced event opens by itself. Empty: you open it."),
        validators=[Optional()],
    )
    expected_booths = IntegerField(
        N_("Booths expected"),
        default=0,
        description=N_("For the yearly plan and the registration with the department."),
        validators=[Optional(), NumberRange(min=0, max=100_000)],
    )
    expected_visitors = IntegerField(
        N_("Visitors expected"),
        default=0,
        validators=[Optional(), NumberRange(min=0, max=10_000_000)],
    )
    meeting_mode = RadioField(
        N_("How meetings get their time"),
        coerce=MeetingMode,
        default=MeetingMode.BOOKS,
        validators=[InputRequired()],
        choices=[],
    )
    slot_minutes = IntegerField(
        N_("Length of a meeting"),
        default=20,
        validators=[InputRequired(), NumberRange(min=5, max=120)],
    )

    def validate_opens_at(self, field: Any) -> None:
        """Registration opens before the event ends."""
        end = self.ends_at.data
        if field.data is None or end is None or self.ends_at.errors:
            return
        if self._moment(field.data) >= self._moment(end):
            raise ValidationError(_("Registration must open before the event ends."))

    def wall_zone(self) -> str:
        """The zone that is chosen in the same form."""
        return self.zone.data if self.zone.data in ZONES else ZONES[0]

    def offer(self, provinces: Iterable[tuple[str, str]]) -> None:
        """Offer the kinds and the provinces by their names."""
        self.kind.choices = [(kind.value, _(word)) for kind, word in words.KINDS.items()]
        self.province_key.choices = [("", _("Choose a province")), *provinces]
        self.zone.choices = [(zone, _(word)) for zone, word in words.ZONES.items()]
        self.meeting_mode.choices = [(m.value, _(word)) for m, word in words.MODES.items()]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        names = set(self.data) - {"csrf_token", "stood", "starts_at", "ends_at"}
        values = {name: self.data[name] for name in names}
        values["province_key"] = values["province_key"] or None
        values["opens_at"] = self._moment(self.opens_at.data) if self.opens_at.data else None
        for name in ("expected_booths", "expected_visitors"):
            values[name] = values[name] or 0
        return values | self.moments()


def results_form(event: Event) -> type[BaseForm]:
    """A form with the results of the event's kind."""
    fields: dict[str, Any] = {}
    for result in results_of_kind(event.kind):
        needed = [InputRequired()] if result.is_required else [Optional()]
        if result.is_money:
            fields[result.name] = AmountField(result.label, validators=[*needed, AmountIsRead()])
        else:
            limits = NumberRange(min=0, max=100_000_000)
            fields[result.name] = IntegerField(result.label, validators=[*needed, limits])
    return type("ResultsForm", (BaseForm,), fields)


class CloneForm(BaseForm):
    """A copy of an event on other days."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[DataRequired(), Length(max=200)])
    name_en = StringField(N_("Name in English"), validators=[Length(max=200)])
    first_day = DateField(
        N_("First day of the copy"),
        description=N_("All other days move by the same number of days."),
        validators=[InputRequired()],
    )

    def validate_first_day(self, field: Any) -> None:
        """A day that a calendar of our time has."""
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_("Look at the year."))


class MoveForm(BaseForm):
    """The next state."""

    state = SelectField(coerce=EventState, validators=[InputRequired()], choices=list(EventState))
