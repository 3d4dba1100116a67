"""What the account page asks for beside the forms of signing in."""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired

from accounts.companies.words import LANGUAGES_SPOKEN
from accounts.sign_in.forms import LANGUAGE_CHOICES, NAME, ProofForm, one_line
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _


class NameForm(BaseForm):
    """Name and language."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    language = RadioField(N_("Language"), choices=LANGUAGE_CHOICES)
    languages = CheckboxesField(
        N_("Languages you speak at meetings"),
        description=N_("Where the other side speaks none of them, somebody interprets."),
        choices=[],
    )

    def offer(self) -> None:
        """Offer the languages by name."""
        self.languages.choices = [(code, _(word)) for code, word in LANGUAGES_SPOKEN.items()]


class DeleteForm(ProofForm):
    """Password and a deliberate tick."""

    sure = BooleanField(
        N_("Yes, delete my account for good"), validators=[InputRequired(N_("Tick this to go on."))]
    )
