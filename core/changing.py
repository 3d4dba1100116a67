"""Forms over something that stands: two people who change it at once both keep their work."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.validators import Length

from core.forms import BaseForm
from core.i18n import _

LONGEST_SHOWN = 80
LONGEST_MARKS = 10_000
PLAIN = (str, int, float, Decimal, date, time, Enum, type(None))


class ChangeForm(BaseForm):
    """A form that knows what stood when its page was drawn.

    The page carries a short mark of every value. When it comes back, what its sender left alone
    takes the value that stands by now; where both changed the same field, the sender reads the
    other's value first and saves again to replace it.
    """

    stood = HiddenField(validators=[Length(max=LONGEST_MARKS)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stands = {
            field.short_name: _mark(field.object_data)
            for field in self
            if not isinstance(field, HiddenField) and _is_plain(field.object_data)
        }
        if not self.stood.data:
            self.stood.data = _written(self._stands)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Take over what others changed elsewhere; say where both changed the same."""
        both = self._take_over()
        is_fine = super().validate(*args, **kwargs)
        for field in both:
            field.errors = [*field.errors, _meanwhile(field)]
        if both:
            self.stood.data = _written(self._stands)
        return is_fine and not both

    def _take_over(self) -> list[Field]:
        """Fill in others' changes; returns the fields that both changed to something else."""
        both = []
        for name, then in _read(self.stood.data or "").items():
            field, now = self._fields.get(name), self._stands.get(name)
            if field is None or now is None or now == then:
                continue
            if (mine := _mark(field.data)) == then:
                field.data = field.object_data
            elif mine != now:
                both.append(field)
        return both


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return all(isinstance(one, PLAIN) for one in value)
    return isinstance(value, PLAIN)


def _mark(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        value = sorted(str(one) for one in value)
    elif value is None:
        value = ""  # an empty field comes back as either
    elif isinstance(value, datetime):
        value = value.strftime("%Y-%m-%dT%H:%M")  # as browsers send it
    # Browsers send a text's lines with their own ends.
    said = str(value).replace("\r\n", "\n").strip()
    return blake2b(said.encode(), digest_size=6).hexdigest()


def _written(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def _read(text: str) -> dict[str, str]:
    pairs = (part.rpartition(":") for part in text.split())
    return {name: mark for name, _colon, mark in pairs}


def _meanwhile(field: Field) -> str:
    value = field.object_data
    if isinstance(field, SelectField):
        labels = {str(value): label for value, label, *_rest in field.choices or ()}
        value = str(labels.get(str(value), ""))
    if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        said = str(value)
        said = said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"
        return str(
            _(
                "Somebody else just saved here: “%(value)s”. Save again to put yours in its place.",
                value=said,
            )
        )
    return str(_("Somebody else just changed this. Save again to put yours in its place."))
