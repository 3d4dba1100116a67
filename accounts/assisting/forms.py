"""What helpers and those who name them fill in."""

from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from accounts.companies.forms import CompanyForm
from accounts.sign_in.forms import NAME, a_phone, one_line
from accounts.sign_in.identity import login_name
from core import clock
from core.forms import BaseForm
from core.i18n import N_, _

LONG_AGO = 366  # days


class SignedForm(BaseForm):
    """What must be the owner's own was signed on paper."""

    signed = BooleanField(
        N_("The owner has signed on paper, and the paper is kept with us."),
        validators=[InputRequired(message=N_("Without the owner's signature nothing is entered."))],
    )
    signed_on = DateField(N_("Signed on"), validators=[InputRequired()])

    def validate_signed_on(self, field: Any) -> None:
        """A day that can be: not to come, not long ago."""
        today = clock.now().date()
        if not isinstance(field.data, date):
            return
        if field.data > today:
            raise ValidationError(_("This day is still to come."))
        if (today - field.data).days > LONG_AGO:
            raise ValidationError(_("That is longer than a year ago. Look at the year."))


class EnterForm(CompanyForm, SignedForm):
    """A firm that somebody enters for its owner."""

    owner_name = StringField(
        N_("Full name of the owner"),
        description=N_("The person who signs, and who takes over later."),
        filters=[one_line],
        validators=NAME,
    )
    owner_phone = TelField(
        N_("Phone number of the owner"),
        description=N_("With it the owner signs in later. It may be a relative's."),
        validators=[Optional(), a_phone],
    )


class PhoneForm(BaseForm):
    """The number for a code, where it was not known before."""

    owner_phone = TelField(N_("Phone number of the owner"), validators=[Optional(), a_phone])


class HelperForm(BaseForm):
    """Who helps, and for whom."""

    login = StringField(
        N_("E-mail or phone number of the account"),
        filters=[lambda text: login_name(text) if text else text],
        validators=[InputRequired(), Length(max=300)],
    )
    organisation = StringField(
        N_("Commune or association"),
        filters=[one_line],
        validators=[InputRequired(), Length(min=2, max=200)],
    )
