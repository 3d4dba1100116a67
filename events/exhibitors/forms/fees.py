"""What staff fill in about fees."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp, ValidationError

from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_, _
from core.money import parse_vnd
from events.exhibitors.vietqr import BANKS


class AccountForm(ChangeForm):
    """Where fees are paid."""

    bank = SelectField(N_("Bank"), validators=[InputRequired()])
    number = StringField(
        N_("Account number"),
        validators=[
            InputRequired(),
            Regexp(r"^[0-9A-Za-z]{4,19}$", message=N_("Letters and digits only, 4 to 19 of them.")),
        ],
    )
    holder = StringField(N_("Name of the account"), validators=[InputRequired(), Length(max=120)])
    days = IntegerField(
        N_("Days to pay"),
        default=7,
        validators=[InputRequired(), NumberRange(min=1, max=90)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bank.choices = [(number, f"{name} ({number})") for number, name in BANKS.items()]


class PaymentForm(BaseForm):
    """Money that came in."""

    amount = StringField(N_("Amount"), validators=[InputRequired()])
    paid_on = DateField(N_("Day it came in"), validators=[InputRequired()])
    reference = StringField(
        N_("Reference of the bank or receipt"), validators=[InputRequired(), Length(max=80)]
    )

    def validate_amount(self, field: StringField) -> None:
        """An amount in đồng."""
        try:
            self.amount_minor = parse_vnd(field.data or "")
        except ValueError as error:
            raise ValidationError(_("Please write an amount such as 3.500.000.")) from error
