"""Choosing readers and writing to them."""

from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.sign_in.forms import one_line
from core.changing import ChangeForm
from core.forms import CheckboxesField
from core.i18n import N_, _
from events.catalogue.sectors import SECTORS
from events.mailing.segments import OPEN
from events.mailing.states import MailingKind, ServiceReason
from events.mailing.words import KINDS, REASONS
from events.registration.models import RegistrationRole, RegistrationState
from events.registration.words import ROLES, STATES

REACHED = (RegistrationState.APPROVED, RegistrationState.PENDING, RegistrationState.WAITING)


class MailingForm(ChangeForm):
    """To whom, why, and what; an empty choice of roles means everybody."""

    kind = RadioField(N_("What kind of mail"), validators=[InputRequired()], default="service")
    reason = SelectField(N_("What the service message is about"), validate_choice=False)
    roles = CheckboxesField(N_("Who come as"))
    states = CheckboxesField(N_("And are"), default=["approved"], validators=[InputRequired()])
    sector = SelectField(N_("With products of the sector"), validators=[Optional()])
    open = SelectField(N_("And something is open"), validators=[Optional()])
    subject_vi = StringField(
        N_("Subject in Vietnamese"),
        filters=[one_line],
        validators=[InputRequired(), Length(max=200)],
    )
    body_vi = TextAreaField(
        N_("Text in Vietnamese"),
        description=N_("Plain text. It begins with a greeting by name and ends with your name."),
        validators=[InputRequired(), Length(max=5000)],
    )
    subject_en = StringField(
        N_("Subject in English"), filters=[one_line], validators=[Length(max=200)]
    )
    body_en = TextAreaField(N_("Text in English"), validators=[Length(max=5000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = SelectChoice("", _("All"))
        self.kind.choices = [SelectChoice(one.value, _(word)) for one, word in KINDS.items()]
        self.reason.choices = [SelectChoice(one.value, _(word)) for one, word in REASONS.items()]
        self.roles.choices = [SelectChoice(one.value, _(word)) for one, word in ROLES.items()]
        self.states.choices = [SelectChoice(one.value, _(STATES[one])) for one in REACHED]
        self.sector.choices = [anything, *(SelectChoice(s.key, _(s.label)) for s in SECTORS)]
        self.open.choices = [
            anything,
            *(SelectChoice(key, _(word)) for key, (word, _companies) in OPEN.items()),
        ]

    def validate_reason(self, field: Any) -> None:
        """A service message says what it is about."""
        known = {one.value for one in ServiceReason}
        if self.kind.data == MailingKind.SERVICE.value and field.data not in known:
            raise ValidationError(_("Choose what the message is about."))

    def validate_body_en(self, field: Any) -> None:
        """English readers get both or neither."""
        if bool(field.data) != bool(self.subject_en.data):
            raise ValidationError(_("Write subject and text in English, or neither of them."))

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        kind = MailingKind(self.kind.data)
        return {
            "kind": kind,
            "reason": ServiceReason(self.reason.data) if kind is MailingKind.SERVICE else None,
            "segment": {
                "roles": [RegistrationRole(one).value for one in self.roles.data or []],
                "states": self.states.data,
                "sector": self.sector.data or "",
                "open": self.open.data or "",
            },
            **{
                name: self[name].data for name in ("subject_vi", "subject_en", "body_vi", "body_en")
            },
        }
