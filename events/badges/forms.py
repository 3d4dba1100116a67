"""Forms of the badge desk."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import BaseForm
from core.i18n import N_, _
from events.badges.states import Layout, Reason
from events.badges.words import BY_HAND, LAYOUTS, REASONS
from events.registration.latin import lacks_letters
from events.registration.models import RegistrationRole
from events.registration.words import ROLES


class AgainForm(BaseForm):
    """Another badge for somebody, and what the old one is still good for."""

    reason = RadioField(N_("Why another one"), coerce=Reason, validators=[InputRequired()])
    end_badge_code = BooleanField(
        N_("Give a new badge code: who scans the old badge learns nothing any more")
    )
    end_ticket = BooleanField(N_("Make a new ticket, too: the old one opens no door any more"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(reason, _(REASONS[reason])) for reason in BY_HAND]


class LatinForm(BaseForm):
    """How a name is written in letters that the badge can show."""

    name = StringField(N_("Name in Latin letters"), validators=[Length(max=120)])
    organisation = StringField(N_("Company in Latin letters"), validators=[Length(max=200)])

    def _check(self, field: Any) -> None:
        if lacks_letters(field.data or ""):
            raise ValidationError(_("Write the name in Latin letters, so that we can print it."))

    def validate_name(self, field: Any) -> None:
        """Letters that the badge has."""
        self._check(field)

    def validate_organisation(self, field: Any) -> None:
        """Letters that the badge has."""
        self._check(field)


class BatchForm(BaseForm):
    """Which badges to print at once."""

    role = SelectField(N_("Role"), validators=[])
    organisation = StringField(N_("Company or name contains"), validators=[Length(max=100)])
    only_new = BooleanField(N_("Only badges that are not printed yet"), default=True)
    layout = RadioField(N_("Paper size"), coerce=Layout, default=Layout.A4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, _(word)) for role, word in ROLES.items()]
        self.role.choices = [("", _("Everybody")), *roles]
        self.layout.choices = [(layout, _(word)) for layout, word in LAYOUTS.items()]

    def values(self) -> dict[str, Any]:
        """What the service asks for."""
        return {
            "role": RegistrationRole(self.role.data) if self.role.data else None,
            "organisation": self.organisation.data or "",
            "only_new": bool(self.only_new.data),
            "layout": self.layout.data,
        }
