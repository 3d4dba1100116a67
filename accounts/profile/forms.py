"""What the account page asks for beside the forms of signing in."""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired

from accounts.sign_in.forms import LANGUAGE_CHOICES, NAME, ProofForm, one_line
from core.forms import BaseForm
from core.i18n import N_


class NameForm(BaseForm):
    """Name and language."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    language = RadioField(N_("Language"), choices=LANGUAGE_CHOICES)


class DeleteForm(ProofForm):
    """Password and a deliberate tick."""

    sure = BooleanField(
        N_("Yes, delete my account for good"), validators=[InputRequired(N_("Tick this to go on."))]
    )
