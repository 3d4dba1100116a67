"""Visitors, those the team names, and finding one's ticket again."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import EmailField, TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.assisting.forms import SignedForm
from accounts.consent.forms import consent_fields
from accounts.consent.models import Purpose
from core.forms import BaseForm, has_a_letter
from core.i18n import N_, _
from events.registration.forms.base import email_kept, phone_kept, role_choices
from events.registration.latin import lacks_letters
from events.registration.models import RegistrationRole

ASKED = (Purpose.EVENT, Purpose.SHARE_CONTACT, Purpose.PHOTO, Purpose.MARKETING)
BY_HAND = (RegistrationRole.VISITOR, RegistrationRole.SPEAKER, RegistrationRole.PRESS)


class _Contact(BaseForm):
    """A name and ways to reach somebody; empty ones come out as None."""

    full_name = StringField(
        N_("Full name"), validators=[InputRequired(), Length(min=2, max=120), has_a_letter]
    )
    phone = TelField(N_("Phone number"), validators=[Optional(), phone_kept])
    email = EmailField(N_("E-mail"), validators=[Optional(), email_kept])
    organisation = StringField(N_("Company or organisation"), validators=[Length(max=200)])

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {
            "full_name": self.full_name.data,
            "phone": self.phone.data or None,
            "email": self.email.data or None,
            "organisation": self.organisation.data or "",
        }


_Asked: Any = consent_fields(ASKED)


class RegisterForm(_Contact, _Asked):
    """A visitor registers: name, one way to reach them, consent per purpose.

    Whose script the badge cannot print is asked for the name in Latin letters, too.
    """

    latin_name = StringField(
        N_("Name in Latin letters"),
        description=N_("As in the passport. Your badge is printed with it."),
        validators=[Length(max=120)],
    )

    def validate_latin_name(self, field: Any) -> None:
        """Asked for where the own name cannot be printed."""
        if lacks_letters(field.data or "") or (
            lacks_letters(self.full_name.data or "") and not field.data
        ):
            raise ValidationError(_("Write the name in Latin letters, so that we can print it."))

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {**super().values(), "latin_name": self.latin_name.data or ""}

    def validate_phone(self, field: Any) -> None:
        """One of the two must be given, so that the ticket can be found again."""
        if not field.data and not (self.email.data or "").strip():
            raise ValidationError(
                _("Give a phone number or an e-mail address, so that we find your ticket again.")
            )


class PaperRegisterForm(RegisterForm, SignedForm):
    """A helper registers somebody of the firm, who ticked and signed on paper."""


class GuestForm(_Contact):
    """The team registers a speaker, the press or somebody at the desk: a name is enough."""

    role = SelectField(N_("Comes as"), coerce=RegistrationRole, validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = role_choices(BY_HAND)


class FindTicketForm(BaseForm):
    """Where to send one's tickets again."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), email_kept])
