"""The forms of an event's parts: sessions, rooms, speakers, team, slots."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _
from events.programme import words
from events.programme.forms.base import WithTimes
from events.programme.models import (
    TeamRole,
)
from events.programme.times import ZONES


class SessionForm(WithTimes):
    """A talk or round."""

    title_vi = StringField(N_("Title in Vietnamese"), validators=[DataRequired(), Length(max=200)])
    title_en = StringField(N_("Title in English"), validators=[Length(max=200)])
    room = StringField(
        N_("Room or stage"),
        description=N_("Choose one of the event's rooms, or type a new name."),
        validators=[Length(max=120)],
    )
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
        names = ("title_vi", "title_en", "room", "capacity")
        return {name: self.data[name] for name in names} | self.moments()


class RoomForm(ChangeForm):
    """A room or stage."""

    name = StringField(N_("Name"), validators=[DataRequired(), Length(max=120)])
    seats = IntegerField(
        N_("How many people fit in"), validators=[Optional(), NumberRange(min=1, max=20000)]
    )
    is_shared = BooleanField(
        N_("Several sessions may take place here at once"),
        description=N_("For a square or a large hall with several stages."),
    )

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.data[name] for name in ("name", "seats", "is_shared")}


class SpeakerForm(ChangeForm):
    """Somebody who speaks."""

    full_name = StringField(
        N_("Full name"),
        description=N_("With the title, as it shall be printed: TS. Hà Văn Định."),
        validators=[DataRequired(), Length(max=120)],
    )
    job_title = StringField(N_("Post"), validators=[Length(max=120)])
    organisation = StringField(N_("Organisation"), validators=[Length(max=200)])
    is_public = BooleanField(
        N_("Has agreed to be named in the public programme"),
        description=N_("Without this, only the team sees the name."),
    )

    def values(self) -> dict[str, Any]:
        """What the services take."""
        names = ("full_name", "job_title", "organisation", "is_public")
        return {name: self.data[name] for name in names}


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
