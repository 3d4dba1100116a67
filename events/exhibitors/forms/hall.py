"""What organisers fill in about halls."""

from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_, _, by_language, fmt_money
from core.money import parse_vnd
from events.exhibitors.models import BoothCategory, Hall
from events.exhibitors.rows import MAX_PER_ROW, BoothRow, row_letters
from events.exhibitors.states import QuotaGroup
from events.exhibitors.words import quota_group


class HallForm(BaseForm):
    """A hall or field."""

    name = StringField(
        N_("Name of the hall or field"), validators=[InputRequired(), Length(max=80)]
    )


class CategoryForm(ChangeForm):
    """A kind of booth."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[InputRequired(), Length(max=80)])
    name_en = StringField(N_("Name in English"), validators=[Length(max=80)])
    size = StringField(N_("Size"), default="3 m × 3 m", validators=[Length(max=40)])
    price = StringField(
        N_("Price"),
        default="0",
        description=N_("In đồng, for example 3.500.000 or 3,5 triệu; 0 is free of charge."),
    )

    kept_for = SelectField(
        N_("Kept for"),
        description=N_("Only firms of this group may ask for such a booth."),
        default="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.value, quota_group(group)) for group in QuotaGroup]
        self.kept_for.choices = [("", _("everybody")), *groups]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {
            "name_vi": self.name_vi.data,
            "name_en": self.name_en.data or "",
            "size": self.size.data or "",
            "price_minor": self.price_minor,
            "kept_for": self.group(),
        }

    def group(self) -> QuotaGroup | None:
        """The group that these booths are kept for, if any."""
        return QuotaGroup(self.kept_for.data) if self.kept_for.data else None

    def validate_price(self, field: StringField) -> None:
        """An amount in đồng."""
        try:
            self.price_minor = parse_vnd(field.data or "0")
        except ValueError as error:
            raise ValidationError(_("Please write an amount such as 3.500.000.")) from error


class RowsForm(BaseForm):
    """Rows of booths to draw."""

    hall = SelectField(N_("Hall"), coerce=int, validators=[InputRequired()])
    category = SelectField(N_("Booth category"), coerce=int, validators=[InputRequired()])
    letters = StringField(
        N_("Rows of booths"),
        description=N_("One letter, or several: A-D draws four rows."),
        validators=[InputRequired(), Length(max=60)],
    )
    count = IntegerField(
        N_("Booths in each row"),
        default=10,
        validators=[InputRequired(), NumberRange(min=1, max=MAX_PER_ROW)],
    )
    first = IntegerField(
        N_("Numbered from"), default=1, validators=[InputRequired(), NumberRange(min=1, max=900)]
    )
    aisle_after = IntegerField(
        N_("An aisle after every … booths"),
        description=N_("Leave it empty for a row without an aisle."),
        validators=[Optional(), NumberRange(min=0, max=MAX_PER_ROW)],
    )

    def offer(self, halls: Iterable[Hall], categories: Iterable[BoothCategory]) -> None:
        """Offer these and no others."""
        self.hall.choices = [(hall.id, hall.name) for hall in halls]
        self.category.choices = [(one.id, category_label(one)) for one in categories]

    def validate_letters(self, field: StringField) -> None:
        """Letters that name rows."""
        try:
            self.rows = row_letters(field.data)
        except ValueError as error:
            raise ValidationError(_("Please write letters such as A or A-D.")) from error

    def wanted(self) -> BoothRow:
        """The rows to draw."""
        return BoothRow(self.rows, self.count.data, self.first.data, self.aisle_after.data or 0)


def category_label(category: BoothCategory) -> str:
    """A category in a line: name, size, price."""
    price = (
        fmt_money(category.price_minor, category.currency)
        if category.price_minor
        else _("free of charge")
    )
    name = by_language(category.name_vi, category.name_en)
    kept = (
        _("kept for: %(group)s", group=quota_group(category.kept_for)) if category.kept_for else ""
    )
    return " · ".join(filter(None, (name, category.size, price, kept)))
