"""Forms of the door and of its set-up."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields import TelField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from accounts.sign_in.errors import NotAPhone
from accounts.sign_in.identity import normal_phone
from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, by_language
from events.checkin.models import CheckinList, DeviceRole, Direction, Gate
from events.registration.models import RegistrationRole
from events.registration.words import ROLES

ROLE_WORDS = {
    DeviceRole.SCANNER: N_("scan tickets"),
    DeviceRole.SUPERVISOR: N_("scan, and admit in spite of a reason"),
}


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


class PairingForm(BaseForm):
    """A phone, hand scanner or turnstile to be paired by a code that works once."""

    name = StringField(N_("Name of the device"), validators=[InputRequired(), Length(max=80)])
    gate_id = SelectField(N_("Gate"), coerce=int, validators=[InputRequired()])
    role = SelectField(N_("May do"), coerce=DeviceRole, default=DeviceRole.SCANNER)
    lists = CheckboxesField(N_("Scans for (none chosen: every list)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role, _(ROLE_WORDS[role])) for role in DeviceRole]

    def offer(self, gates: Iterable[Gate], rows: Iterable[CheckinList]) -> None:
        """The gates and lists of the event."""
        self.gate_id.choices = [(gate.id, gate.name) for gate in gates]
        self.lists.choices = [(row.slug, by_language(row.name_vi, row.name_en)) for row in rows]


class SettleForm(BaseForm):
    """What was found out about a conflict."""

    note = StringField(N_("What was it?"), validators=[InputRequired(), Length(min=3, max=300)])


class ListForm(ChangeForm):
    """A list: who may enter where, and when."""

    slug = StringField(
        N_("Short name"),
        description=N_("Small letters, digits and hyphens; devices know the list by it."),
        validators=[
            InputRequired(),
            Regexp(
                r"^[a-z0-9][a-z0-9-]{0,39}$",
                message=N_(
                    "Small letters without accents, digits and hyphens only, at most 40 of them;"
                    " no hyphen first. For example: phong-hop"
                ),
            ),
        ],
    )
    name_vi = StringField(N_("Name in Vietnamese"), validators=[InputRequired(), Length(max=80)])
    name_en = StringField(N_("Name in English"), validators=[Length(max=80)])
    roles = CheckboxesField(N_("Roles (none chosen: everybody)"))
    days = CheckboxesField(N_("Days (none chosen: all)"), coerce=int)
    gates = CheckboxesField(N_("Gates (none chosen: all)"), coerce=int)
    includes_pending = BooleanField(N_("Also those who wait for approval"))
    allows_reentry = BooleanField(N_("Who was scanned out may come in again"))
    scans_exits = BooleanField(N_("People are scanned when they leave"), default=True)
    exits_at = StringField(
        N_("Everybody is out at"),
        description=N_("Hour and minute, such as 18:00; empty: nobody is counted out."),
        validators=[
            Optional(),
            Regexp(
                r"^([01]\d|2[0-3]):[0-5]\d$",
                message=N_("Hour and minute from 00:00 to 23:59, for example 18:00."),
            ),
        ],
    )
    zone_id = SelectField(N_("Leads into"), coerce=int, default=0)
    capacity = IntegerField(
        N_("Room for so many people"),
        description=N_(
            "Told to the phones of this list, which then alarm; a hall's limit belongs to its zone."
        ),
        validators=[Optional(), NumberRange(1, 1_000_000)],
    )

    @staticmethod
    def shown(row: CheckinList) -> dict[str, Any]:
        """What the list says now."""
        names = (
            *("slug", "name_vi", "name_en", "roles", "days", "gates", "includes_pending"),
            *("allows_reentry", "scans_exits", "exits_at", "capacity"),
        )
        return {name: getattr(row, name) for name in names} | {"zone_id": row.zone_id or 0}

    def offer(
        self, *, days: Iterable[str], gates: Iterable[Gate], zones: Iterable[tuple[int, str]]
    ) -> None:
        """What the event has."""
        self.roles.choices = [(role.value, _(ROLES[role])) for role in RegistrationRole]
        self.days.choices = list(enumerate(days))
        self.gates.choices = [(gate.id, gate.name) for gate in gates]
        self.zone_id.choices = [(0, _("wherever its gates lead")), *zones]


class ZoneForm(ChangeForm):
    """A zone: a hall or room that fills up."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[InputRequired(), Length(max=80)])
    name_en = StringField(N_("Name in English"), validators=[Length(max=80)])
    capacity = IntegerField(
        N_("Room for so many people"),
        description=N_("From 80, 90 and 100 % of it on you are warned; empty: no limit."),
        validators=[Optional(), NumberRange(1, 1_000_000)],
    )
    hall_id = SelectField(N_("Drawn on the plan as"), coerce=int, default=0)
    gates = CheckboxesField(
        N_("Gates that lead into it"),
        description=N_("Scans and people counted by hand at these gates count here."),
        coerce=int,
    )

    def offer(self, *, gates: Iterable[Gate], halls: Iterable[tuple[int, str]]) -> None:
        """What the event has."""
        self.gates.choices = [(gate.id, gate.name) for gate in gates]
        self.hall_id.choices = [(0, _("no hall of the plan")), *halls]


class ReentryForm(BaseForm):
    """Whether those who were scanned out may come in again."""

    allowed = BooleanField(N_("Who was scanned out may come in again"))
