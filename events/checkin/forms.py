"""Forms of the door and of its set-up."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields import TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.sign_in.errors import NotAPhone
from accounts.sign_in.identity import normal_phone
from core.forms import BaseForm
from core.i18n import N_, _
from events.checkin.models import Direction, Gate


class CodeForm(BaseForm):
    """A code typed, or sent by a hand scanner, without a script."""

    code = StringField(N_("Code of the ticket"), validators=[InputRequired(), Length(max=1000)])
    direction = RadioField(N_("Direction"), coerce=Direction, default=Direction.ENTRY)
    nonce = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.direction.choices = [(Direction.ENTRY, _("In")), (Direction.EXIT, _("Out"))]


class WalkInForm(BaseForm):
    """Somebody without a ticket, at the door."""

    full_name = StringField(N_("Full name"), validators=[InputRequired(), Length(min=2, max=120)])
    phone = TelField(N_("Phone number"), validators=[Optional()])

    def validate_phone(self, field: Any) -> None:
        """Kept in one form."""
        try:
            field.data = normal_phone(field.data)
        except NotAPhone as error:
            raise ValidationError(error.text(_)) from error


class GateForm(BaseForm):
    """A new gate."""

    name = StringField(N_("Name of the gate"), validators=[InputRequired(), Length(max=80)])


class DeviceForm(BaseForm):
    """A device to be paired."""

    name = StringField(N_("Name of the device"), validators=[InputRequired(), Length(max=80)])
    gate_id = SelectField(N_("Gate"), coerce=int, validators=[InputRequired()])

    def offer(self, gates: Iterable[Gate]) -> None:
        """The gates of the event."""
        self.gate_id.choices = [(gate.id, gate.name) for gate in gates]


class ReentryForm(BaseForm):
    """Whether those who were scanned out may come in again."""

    allowed = BooleanField(N_("Who was scanned out may come in again"))
