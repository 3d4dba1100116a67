"""What the forms of events share: times by the wall, amounts of money, a plain button."""

from datetime import datetime, timedelta
from typing import Any

from wtforms import (
    DateTimeLocalField,
    StringField,
)
from wtforms.validators import (
    InputRequired,
    ValidationError,
)

from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_, _
from core.money import parse_vnd
from events.programme.times import ZONES, to_moment

LONGEST = timedelta(days=92)
MOST_MONEY = 10**15
AS_BROWSERS_SEND = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class WithTimes(ChangeForm):
    """Start and end by the clock on the wall of the event."""

    starts_at = DateTimeLocalField(
        N_("Starts"), format=AS_BROWSERS_SEND, validators=[InputRequired()]
    )
    ends_at = DateTimeLocalField(N_("Ends"), format=AS_BROWSERS_SEND, validators=[InputRequired()])

    def wall_zone(self) -> str:
        """The zone in which the two times are meant; a form that knows better says so."""
        return ZONES[0]

    def validate_starts_at(self, field: Any) -> None:
        """The clock shows this time."""
        if field.data is not None:  # what is no time at all was told already
            self._moment(field.data)

    def validate_ends_at(self, field: Any) -> None:
        """The end comes after the start."""
        if field.data is None:
            return
        end = self._moment(field.data)
        if self.starts_at.data is None or self.starts_at.errors:
            return
        start = self._moment(self.starts_at.data)
        if end <= start:
            raise ValidationError(_("The end must come after the start."))
        if end - start > LONGEST:
            raise ValidationError(_("That is longer than three months. Look at the year."))

    def _moment(self, local: datetime) -> datetime:
        try:
            return to_moment(local, self.wall_zone())
        except ValueError as error:
            raise ValidationError(_("The clocks skip this time on that day.")) from error

    def moments(self) -> dict[str, datetime]:
        """The two times as moments."""
        return {
            "starts_at": self._moment(self.starts_at.data),
            "ends_at": self._moment(self.ends_at.data),
        }


class AmountField(StringField):
    """Đồng as people write them: 1.250.000, 850 triệu, 2 tỷ."""

    data: Any

    def _value(self) -> str:
        if isinstance(self.data, int):
            return f"{self.data:,}".replace(",", ".")
        return self.data or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed; :meth:`amount` reads it."""
        self.data = valuelist[0] if valuelist else ""

    def amount(self) -> int | None:
        """The đồng that are meant, or None for an empty field. Raises ValueError."""
        if isinstance(self.data, int) or self.data is None:
            return self.data
        return parse_vnd(self.data) if self.data.strip() else None


class AmountIsRead:
    """The amount is one that we can read."""

    def __call__(self, _form: Any, field: AmountField) -> None:
        """Refuse what is no amount."""
        try:
            amount = field.amount()
        except ValueError as error:
            raise ValidationError(
                _("Write an amount like 1.250.000, 850 triệu or 2 tỷ.")
            ) from error
        if amount is not None and amount > MOST_MONEY:
            raise ValidationError(_("Is this amount right? It is more than a million billion."))


class PostForm(BaseForm):
    """A button: nothing but the token."""
