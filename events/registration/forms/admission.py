"""Whom the team lets in, and what it says to those who wait."""

from typing import Any

from wtforms import IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_
from events.registration.forms.base import role_choices
from events.registration.models import Admission, RegistrationRole
from events.registration.rules import BY_THEMSELVES


class PendingForm(BaseForm):
    """Answering many who wait, with one word to all of them."""

    note = TextAreaField(
        N_("A word to them"),
        description=N_("Stands in the mail to each of them."),
        validators=[Length(max=1000)],
    )


class AdmissionForm(ChangeForm):
    """Who registers by themselves, whom the team looks at first, and how many places there are."""

    open_to = CheckboxesField(
        N_("Who may register on the public page"), coerce=RegistrationRole, choices=[]
    )
    looked_at = CheckboxesField(
        N_("Whom you look at before they get a ticket"), coerce=RegistrationRole, choices=[]
    )
    capacity = IntegerField(
        N_("Places for visitors"),
        description=N_("Leave it empty when everybody may come."),
        validators=[Optional(), NumberRange(min=1, max=1_000_000)],
    )

    def __init__(self, *args: Any, row: Admission, **kwargs: Any) -> None:
        super().__init__(
            *args,
            data={
                "open_to": [RegistrationRole(name) for name in row.open_to],
                "looked_at": [RegistrationRole(name) for name in row.looked_at],
                "capacity": row.capacity,
            },
            **kwargs,
        )
        self.open_to.choices = self.looked_at.choices = role_choices(BY_THEMSELVES)

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {name: self[name].data for name in ("open_to", "looked_at", "capacity")}
