"""The base of all forms: CSRF, clean text, messages in the reader's language."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.i18n import N_, _, fmt_number
from core.text import clean

LONG_NUMBER = re.compile(r"\d{4,}")
TEXT_LIMIT = 5000
MOST = 2**31 - 1  # what PostgreSQL keeps in an integer column


# What WTForms says in the words of programmers.
_PLAIN = {
    "Not a valid integer value.": N_("Please enter a whole number."),
    "Not a valid decimal value.": N_("Please enter a number."),
    "Not a valid date value.": N_("Please enter a day that exists."),
    "Not a valid datetime value.": N_("Please enter a day and a time."),
    "Not a valid time value.": N_("Please enter a time."),
    "Not a valid choice.": N_("This is not one of the choices."),
    "Not a valid choice": N_("This is not one of the choices."),
}


def has_a_letter(_form: Any, field: Any) -> None:
    """A name of signs alone could not be read out, found or printed. Raises ValidationError."""
    if field.data and not any(sign.isalpha() for sign in field.data):
        raise ValidationError(_("Please write it with letters."))


class _Translations:
    """WTForms' own messages, and labels marked with ``N_``, through our catalogues."""

    def gettext(self, text: str) -> str:
        return str(_(_PLAIN.get(text, text)))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(_(singular if n == 1 else plural))


class _Bound(int):
    """A bound that its message writes as people do: 1.000.000."""

    def __str__(self) -> str:
        return fmt_number(int(self))


def _readable(validator: Any) -> Any:
    """A range whose message has readable numbers; the control's own attributes keep plain ones."""
    if not isinstance(validator, NumberRange | Length):
        return validator
    low, high = (_Bound(n) if type(n) is int else n for n in (validator.min, validator.max))
    return type(validator)(min=low, max=high, message=validator.message)


def _grouped(match: re.Match[str]) -> str:
    """A bound in a message as the reader writes large numbers: 100.000."""
    return fmt_number(int(match[0]))


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


class BaseForm(FlaskForm):
    """A form that cleans every text, bounds its length and translates its labels."""

    class Meta(FlaskForm.Meta):
        """Shared by all forms."""

        def get_translations(self, form: Any) -> _Translations:
            """Our catalogues hold WTForms' messages too."""
            return _Translations()

        def bind_field(
            self, form: Any, unbound_field: UnboundField, options: dict[str, Any]
        ) -> Field:
            """Clean texts as they come in; give texts a length and numbers bounds."""
            if (
                issubclass(unbound_field.field_class, StringField)
                and unbound_field.field_class.__name__ != "PasswordField"
            ):
                filters = [_clean, *unbound_field.kwargs.get("filters", ())]
                unbound_field = UnboundField(
                    unbound_field.field_class,
                    *unbound_field.args,
                    **{**unbound_field.kwargs, "filters": filters},
                )
            field = unbound_field.bind(form=form, **options)
            field.validators = [_readable(one) for one in field.validators]
            if isinstance(field, StringField) and not any(
                isinstance(v, Length) for v in field.validators
            ):
                limit = TEXT_LIMIT if isinstance(field, TextAreaField) else 300
                field.validators = [*field.validators, Length(max=limit)]
            if isinstance(field, IntegerField) and not any(
                isinstance(v, NumberRange) for v in field.validators
            ):
                field.validators = [*field.validators, NumberRange(-MOST, MOST)]
            return field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field.label.text, str) and field.label.text:
                field.label.text = _(field.label.text)
            if isinstance(field.description, str) and field.description:
                field.description = _(field.description)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As WTForms does it; a validator's own message may be marked with ``N_``."""
        is_fine = bool(super().validate(*args, **kwargs))
        for field in self:
            if field.errors and isinstance(field.errors, list | tuple):
                field.errors = [_(text) if isinstance(text, str) else text for text in field.errors]
            if isinstance(field, IntegerField):
                field.errors = [LONG_NUMBER.sub(_grouped, str(text)) for text in field.errors]
        return is_fine


class CheckboxesField(SelectMultipleField):
    """Several of a few choices, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
