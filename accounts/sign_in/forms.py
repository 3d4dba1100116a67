"""What signing up and in asks for."""

from collections.abc import Callable
from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from accounts.sign_in.identity import normal_email, normal_phone
from accounts.sign_in.passwords import MOST, check_choice
from core.errors import DomainError
from core.forms import BaseForm, has_a_letter
from core.i18n import LANGUAGES, N_, _


def one_line(value: Any) -> Any:
    """Names on one line: a line break in one would reach into mail headers."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _normalised(normal: Callable[[str], str]) -> Callable[[Any, Any], None]:
    """A validator that keeps the normal form in the field, or says what is wrong."""

    def check(_form: Any, field: Any) -> None:
        try:
            field.data = normal(field.data or "")
        except DomainError as error:
            raise StopValidation(error.text(_)) from error

    return check


an_email = _normalised(normal_email)
a_phone = _normalised(normal_phone)
LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
NAME = [InputRequired(), Length(min=2, max=120), has_a_letter]


def new_password_field() -> PasswordField:
    """A field for choosing a password; the form says whose with ``names``."""
    return PasswordField(
        N_("Password"),
        description=N_("At least 10 characters. A short sentence is easy to remember."),
        validators=[InputRequired()],
    )


class ChoosesPassword(BaseForm):
    """A form in which somebody chooses a password."""

    names: tuple[str | None, ...] = ()

    def validate_password(self, field: Any) -> None:
        """Refuse weak ones with the reason."""
        try:
            check_choice(field.data or "", names=self.names)
        except DomainError as error:
            raise ValidationError(error.text(_)) from error


class SignInForm(BaseForm):
    """E-mail or phone, and password."""

    login = StringField(N_("E-mail or phone number"), validators=[InputRequired()])
    password = PasswordField(N_("Password"), validators=[InputRequired(), Length(max=MOST)])
    next = HiddenField()


class SignUpForm(BaseForm):
    """Name and address; the password comes after the mail."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    email = EmailField(N_("E-mail"), validators=[InputRequired(), an_email])


class CodeForm(BaseForm):
    """A code somebody was given on paper."""

    code = StringField(
        N_("Start code"),
        description=N_("Twelve digits on your slip of paper; blanks do not matter."),
        validators=[InputRequired(), Length(max=60)],
    )


class StartForm(ChoosesPassword):
    """The first password of an account, and the name as it should be written."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    password = new_password_field()


class FirstAdminForm(StartForm):
    """The first admin also says the address to sign in with."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), an_email])


class ForgotForm(BaseForm):
    """The address a new password is asked for."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), an_email])


class NewPasswordForm(ChoosesPassword):
    """A new password."""

    password = new_password_field()


class StartCodeForm(BaseForm):
    """Staff say for whom a start code is."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    phone = TelField(
        N_("Phone number"),
        description=N_("For example 0912 345 678; the person signs in with it."),
        validators=[InputRequired(), a_phone],
    )
    language = RadioField(
        N_("Language"), choices=LANGUAGE_CHOICES, default="vi", validators=[InputRequired()]
    )


class ProofForm(BaseForm):
    """The current password, for changes that could take an account away."""

    current_password = PasswordField(
        N_("Current password"), validators=[InputRequired(), Length(max=MOST)]
    )


class EmailChangeForm(ProofForm):
    """A new address."""

    email = EmailField(N_("New e-mail"), validators=[InputRequired(), an_email])


class PhoneChangeForm(ProofForm):
    """A new number; empty removes it."""

    phone = TelField(N_("Phone number"), validators=[Optional(), a_phone])


class PasswordChangeForm(ProofForm, ChoosesPassword):
    """A new password, with the old one."""

    password = new_password_field()
