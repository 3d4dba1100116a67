"""The forms of invitations: a pasted list, and a guest's answer."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from accounts.consent.forms import consent_fields
from accounts.consent.models import Purpose
from core.forms import BaseForm
from core.i18n import LANGUAGES, N_, _
from events.invitations.errors import TooManyCompanions

LONGEST_LIST = 400_000
MOST_COMPANIONS = 20


class ListForm(BaseForm):
    """Guests, one a line."""

    guests = TextAreaField(
        N_("Guests, one a line"),
        description=N_(
            "Name; organisation; e-mail; phone; number of companions. Only the name is needed."
            " Rows of a spreadsheet can be pasted as they are."
        ),
        validators=[DataRequired(), Length(max=LONGEST_LIST)],
    )
    language = SelectField(N_("Language of the invitation"), choices=[], default="vi")

    def offer(self) -> None:
        """Offer the languages of the site."""
        self.language.choices = list(LANGUAGES.items())


AskedOnce: Any = consent_fields([Purpose.EVENT], required=[])


class AnswerForm(AskedOnce):
    """Yes or no, and with how many."""

    answer = RadioField(N_("Will you come?"), validators=[InputRequired()], choices=[])
    companions = IntegerField(
        N_("How many people come with you"),
        default=0,
        validators=[Optional(), NumberRange(min=0, max=MOST_COMPANIONS)],
    )

    def offer(self, *, asks: bool, most: int) -> None:
        """Offer the answers and ``most`` companions; consent comes once, with the first yes."""
        too_many = TooManyCompanions(most=most).text(_)
        self.companions.validators = [Optional(), NumberRange(min=0, max=most, message=too_many)]
        self.companions.flags.max = most
        self.answer.choices = [("yes", _("Yes, I will come")), ("no", _("No, I cannot come"))]
        if not asks:
            for _purpose, box in list(self.consents):
                del self[box.name]


class PostForm(BaseForm):
    """A button: nothing but the token."""


def agreed(form: Any) -> bool:
    """Whether the guest ticked what a ticket needs."""
    return Purpose.EVENT in form.granted
