"""The forms of organisers: event, team, session, slots, next state."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import (
    DateTimeLocalField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
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

from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _
from events.programme import words
from events.programme.models import EventKind, EventState, TeamRole
from events.programme.times import ZONES, to_moment

LONGEST = timedelta(days=92)
AS_BROWSERS_SEND = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class _WithTimes(BaseForm):
    """Start and end by the clock on the wall of the event."""

    starts_at = DateTimeLocalField(
        N_("Starts"), format=AS_BROWSERS_SEND, validators=[InputRequired()]
    )
    ends_at = DateTimeLocalField(N_("Ends"), format=AS_BROWSERS_SEND, validators=[InputRequired()])

    def wall_zone(self) -> str:
        """The zone in which the two times are meant."""
        raise NotImplementedError

    def validate_starts_at(self, field: Any) -> None:
        """The clock shows this time."""
        self._moment(field.data)

    def validate_ends_at(self, field: Any) -> None:
        """The end comes after the start."""
        end = self._moment(field.data)
        if self.starts_at.data is None or self.starts_at.errors:
            return
        start = self._moment(self.starts_at.data)
        if end <= start:
            raise ValidationError(_("The end must come after the start."))
        if end - start > LONGEST:
            raise ValidationError(_("That is longer than three months. Look at the year."))

    def _moment(self, local: datetime) -> datetime:
        try:
            return to_moment(local, self.wall_zone())
        except ValueError as error:
            raise ValidationError(_("The clocks skip this time on that day.")) from error

    def moments(self) -> dict[str, datetime]:
        """The two times as moments."""
        return {
            "starts_at": self._moment(self.starts_at.data),
            "ends_at": self._moment(self.ends_at.data),
        }


class EventForm(_WithTimes):
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
        description=N_("Two sentences: what is shown, and why one should come."),
        validators=[Length(max=1000)],
    )
    summary_en = TextAreaField(N_("Summary in English"), validators=[Length(max=1000)])
    organiser_name = StringField(N_("Who organises it"), validators=[Length(max=200)])
    contact_email = EmailField(
        N_("E-mail for questions"),
        description=N_("Shown to everybody. Use an address of the office, not a private one."),
        validators=[Optional(), Email(), Length(max=255)],
    )
    place = StringField(
        N_("Place"),
        description=N_("As people call it: a square, a hall, a hotel."),
        validators=[Length(max=200)],
    )
    address = StringField(N_("Address"), validators=[Length(max=300)])
    province_key = SelectField(N_("Province"), choices=[])
    zone = SelectField(N_("Time zone"), choices=list(ZONES), default=ZONES[0])
    slot_minutes = IntegerField(
        N_("Length of a meeting"),
        default=20,
        validators=[InputRequired(), NumberRange(min=5, max=120)],
    )

    def wall_zone(self) -> str:
        """The zone that is chosen in the same form."""
        return self.zone.data if self.zone.data in ZONES else ZONES[0]

    def offer(self, provinces: Iterable[tuple[str, str]]) -> None:
        """Offer the kinds and the provinces by their names."""
        self.kind.choices = [(kind.value, _(word)) for kind, word in words.KINDS.items()]
        self.province_key.choices = [("", _("Choose a province")), *provinces]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        names = set(self.data) - {"csrf_token", "starts_at", "ends_at"}
        values = {name: self.data[name] for name in names}
        values["province_key"] = values["province_key"] or None
        return values | self.moments()


class SessionForm(_WithTimes):
    """A talk or round."""

    title_vi = StringField(N_("Title in Vietnamese"), validators=[DataRequired(), Length(max=200)])
    title_en = StringField(N_("Title in English"), validators=[Length(max=200)])
    room = StringField(N_("Room or stage"), validators=[Length(max=120)])
    speaker = StringField(N_("Speaker"), validators=[Length(max=200)])
    capacity = IntegerField(
        N_("Seats to reserve"),
        description=N_("Leave empty when people just come."),
        validators=[Optional(), NumberRange(min=1, max=20000)],
    )
    zone = ZONES[0]

    def wall_zone(self) -> str:
        """The zone of the event, set by the view."""
        return self.zone

    def values(self) -> dict[str, Any]:
        """What the services take."""
        names = ("title_vi", "title_en", "room", "speaker", "capacity")
        return {name: self.data[name] for name in names} | self.moments()


class TeamForm(BaseForm):
    """Somebody joins the team."""

    contact = StringField(
        N_("E-mail or phone"),
        description=N_("With which the person signs in here."),
        validators=[DataRequired(), Length(max=255)],
    )
    role = RadioField(N_("Role"), coerce=TeamRole, validators=[InputRequired()], choices=[])

    def offer(self) -> None:
        """Offer the roles with what they may do."""
        self.role.choices = [
            (role.value, f"{_(name)}: {_(about)}") for role, (name, about) in words.ROLES.items()
        ]


class RoleForm(BaseForm):
    """Another role for a member."""

    role = SelectField(N_("Role"), coerce=TeamRole, validators=[InputRequired()], choices=[])

    def offer(self) -> None:
        """Offer the roles."""
        self.role.choices = [(role.value, _(name)) for role, (name, _about) in words.ROLES.items()]


class SlotsForm(BaseForm):
    """The grid of slots: days, hours, length, one break."""

    days = CheckboxesField(N_("Days"), validators=[InputRequired()], choices=[])
    start = TimeField(N_("From"), validators=[InputRequired()])
    end = TimeField(N_("Until"), validators=[InputRequired()])
    minutes = IntegerField(
        N_("Length of a slot"), validators=[InputRequired(), NumberRange(min=5, max=120)]
    )
    break_start = TimeField(N_("Break from"), validators=[Optional()])
    break_end = TimeField(N_("Break until"), validators=[Optional()])

    def offer(self, days: Iterable[tuple[date, str]]) -> None:
        """Offer the days of the event."""
        self.days.choices = [(day.isoformat(), label) for day, label in days]

    def validate_end(self, field: Any) -> None:
        """The end comes after the start."""
        if self.start.data is not None and field.data <= self.start.data:
            raise ValidationError(_("The end must come after the start."))

    def validate_break_end(self, field: Any) -> None:
        """A break has a start and an end, in this order."""
        start = self.break_start.data
        if start is None or field.data <= start:
            raise ValidationError(_("Give the break a start and a later end."))


class MoveForm(BaseForm):
    """The next state."""

    state = SelectField(coerce=EventState, validators=[InputRequired()], choices=list(EventState))


class PostForm(BaseForm):
    """A button: nothing but the token."""
