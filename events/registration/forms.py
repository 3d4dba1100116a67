"""Forms of registration: visitors, those the team names, and finding one's ticket again."""

from collections.abc import Callable, Iterable
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import EmailField, TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.consent.forms import consent_fields
from accounts.consent.models import Purpose
from accounts.sign_in.errors import NotAnEmail, NotAPhone
from accounts.sign_in.identity import normal_email, normal_phone
from core.errors import DomainError
from core.forms import BaseForm
from core.i18n import N_, _
from events.registration.models import RegistrationRole
from events.registration.words import ROLES

ASKED = (Purpose.EVENT, Purpose.SHARE_CONTACT, Purpose.PHOTO, Purpose.MARKETING)
BY_HAND = (RegistrationRole.VISITOR, RegistrationRole.SPEAKER, RegistrationRole.PRESS)


def _in_form(normal: Callable[[str], str], errors: type[DomainError]) -> Callable[[Any, Any], None]:
    """A validator that puts a contact into the form in which we keep it."""

    def check(_form: Any, field: Any) -> None:
        try:
            field.data = normal(field.data)
        except errors as error:
            raise ValidationError(error.text(_)) from error

    return check


_email = _in_form(normal_email, NotAnEmail)
_phone = _in_form(normal_phone, NotAPhone)


class _Contact(BaseForm):
    """A name and ways to reach somebody; empty ones come out as None."""

    full_name = StringField(N_("Full name"), validators=[InputRequired(), Length(min=2, max=120)])
    phone = TelField(N_("Phone number"), validators=[Optional(), _phone])
    email = EmailField(N_("E-mail"), validators=[Optional(), _email])
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
    """A visitor registers: name, one way to reach them, consent per purpose."""

    def validate_phone(self, field: Any) -> None:
        """One of the two must be given, so that the ticket can be found again."""
        if not field.data and not (self.email.data or "").strip():
            raise ValidationError(
                _("Give a phone number or an e-mail address, so that we find your ticket again.")
            )


class GuestForm(_Contact):
    """The team registers a speaker, the press or somebody at the desk: a name is enough."""

    role = SelectField(N_("Comes as"), coerce=RegistrationRole, validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _choices(BY_HAND)


class FindTicketForm(BaseForm):
    """Where to send one's tickets again."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), _email])


def _choices(roles: Iterable[RegistrationRole]) -> list[tuple[RegistrationRole, str]]:
    return [(role, _(ROLES[role])) for role in roles]
