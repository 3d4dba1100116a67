"""Inviting firms to one table, answering, and the organiser's rules."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from core.changing import ChangeForm
from core.i18n import N_, _
from matchmaking.meetings.forms import DeclineForm, WhoForm
from matchmaking.meetings.members import LEAST_FIRMS, SEATS, GroupRules
from matchmaking.meetings.states import GroupHost

HOSTS = {
    GroupHost.BUYER: N_("The buyer's company: it sets the time and leads the talk"),
    GroupHost.ORGANISER: N_("The organiser: you set time and table on the board"),
}


class InviteForm(WhoForm):
    """Which firms, about what, and a message to all of them."""

    buyer_id = HiddenField()
    exhibitor_id = HiddenField()
    need_id = SelectField(N_("Need"), coerce=int, choices=[], validate_choice=False, default=0)
    q = StringField(N_("Name of the firm"), validators=[MayBeEmpty(), Length(max=80)])
    exhibitor_ids = SelectMultipleField(N_("Firms"), coerce=int, validate_choice=False)
    note = TextAreaField(
        N_("Your message"),
        description=N_("Which quantity you need together, and what each firm could bring."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )


class YesForm(WhoForm):
    """Who comes from one's own side."""


class NoForm(DeclineForm):
    """Why not, from a short list, and a word with it; both are a choice."""


class RulesForm(ChangeForm):
    """What the event says of group meetings."""

    is_allowed = BooleanField(
        N_("Several small firms may meet one buyer at one table"),
        description=N_("Buyers invite them, or firms ask together; each answers for itself."),
    )
    most_firms = IntegerField(
        N_("Firms in a group, at most"),
        description=N_("As many as have a seat at one table."),
        validators=[InputRequired(), NumberRange(min=LEAST_FIRMS, max=SEATS)],
    )
    least_firms = IntegerField(
        N_("Firms that must say yes"),
        description=N_("With fewer the meeting does not come about, or is called off."),
        validators=[InputRequired(), NumberRange(min=LEAST_FIRMS, max=SEATS)],
    )
    host = RadioField(N_("Who hosts"), choices=[])

    def __init__(self, *args: Any, rules: GroupRules, **kwargs: Any) -> None:
        names = ("is_allowed", "most_firms", "least_firms")
        held = {name: getattr(rules, name) for name in names} | {"host": rules.host.value}
        super().__init__(*args, data=held, **kwargs)
        self.host.choices = [(one.value, _(text)) for one, text in HOSTS.items()]
