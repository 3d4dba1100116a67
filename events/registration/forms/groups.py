"""One contact names several people."""

from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField
from wtforms.fields import EmailField, TelField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core.forms import BaseForm, has_a_letter
from core.i18n import N_, _
from events.registration.forms.base import email_kept, phone_kept

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 5, 50


class PersonForm(BaseForm):
    """One row of a group: a name is enough, and an empty row counts as nobody."""

    class Meta(BaseForm.Meta):
        """The group's form carries the token."""

        csrf = False

    full_name = StringField(N_("Full name"), validators=[Length(max=120), has_a_letter])
    phone = TelField(N_("Phone number"), validators=[Optional(), phone_kept])
    email = EmailField(N_("E-mail"), validators=[Optional(), email_kept])

    def validate_full_name(self, field: Any) -> None:
        """Whoever has a number or an address has a name."""
        if not field.data and (self.phone.data or self.email.data):
            raise ValidationError(_("Write the name, too."))
        if field.data and len(field.data) < 2:  # noqa: PLR2004 -- the shortest names
            raise ValidationError(_("Write the whole name."))


class GroupForm(BaseForm):
    """One contact names several people."""

    form_token = HiddenField(validators=[Length(max=40)])
    contact_name = StringField(
        N_("Your full name"), validators=[InputRequired(), Length(min=2, max=120), has_a_letter]
    )
    phone = TelField(N_("Phone number"), validators=[Optional(), phone_kept])
    email = EmailField(N_("E-mail"), validators=[Optional(), email_kept])
    organisation = StringField(N_("Company or organisation"), validators=[Length(max=200)])
    people = FieldList(FormField(PersonForm), min_entries=FIRST_ROWS, max_entries=MOST_ROWS)
    agreed = BooleanField(
        N_(
            "Everybody named here agrees that the organisers use their name and contact details "
            "to register them, print their badges and check them in."
        ),
        validators=[InputRequired(message=N_("We need this consent to go on."))],
    )

    def validate_phone(self, field: Any) -> None:
        """The contact can be reached."""
        if not field.data and not (self.email.data or "").strip():
            raise ValidationError(
                _("Give a phone number or an e-mail address, so that we can reach you.")
            )

    def validate_people(self, field: Any) -> None:
        """Somebody is named."""
        if not any(row.form.full_name.data for row in field):
            raise ValidationError(_("Name at least one person."))

    def add_rows(self, number: int) -> None:
        """More empty rows, up to what one page carries; works without a script."""
        for _row in range(min(number, MOST_ROWS - len(self.people))):
            self.people.append_entry()

    def named(self) -> list[dict[str, Any]]:
        """The people of the filled rows."""
        return [
            {
                "full_name": row.form.full_name.data,
                "phone": row.form.phone.data or None,
                "email": row.form.email.data or None,
            }
            for row in self.people
            if row.form.full_name.data
        ]
