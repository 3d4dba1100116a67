"""Joining as a buyer, and saying what is needed."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
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

from accounts.companies.models import Company
from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, by_language
from events.catalogue.certificates import CERTIFICATE_KINDS, asked_names
from events.catalogue.models import Tag
from events.catalogue.words import UNITS
from matchmaking.needs.models import Need

PERIOD_NAMES = {"month": N_("a month"), "year": N_("a year"), "once": N_("once")}
MONTHS = range(12)
MOST_VOLUME = 1_000_000_000


class JoinForm(BaseForm):
    """Which company comes to buy."""

    company_id = RadioField(N_("Which company comes to buy?"), coerce=int)
    note = TextAreaField(
        N_("A word to the organiser"),
        description=N_("For example what you buy and where you sell it."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )

    def offer(self, companies: Iterable[Company]) -> None:
        """Only the person's own companies; the first one is chosen."""
        self.company_id.choices = [(company.id, company.name) for company in companies]
        if not self.is_submitted() and self.company_id.choices:
            self.company_id.data = self.company_id.choices[0][0]


class InviteForm(BaseForm):
    """Invite the company that was found."""

    company_id = HiddenField(validators=[InputRequired()])
    note = StringField(N_("A word to them"), validators=[MayBeEmpty(), Length(max=500)])


def _whole(value: Any) -> int | None:
    """Stars chosen in a list; an empty choice is none."""
    return int(value) if value not in {None, "", "None"} else None


class NeedForm(ChangeForm):
    """What a buyer looks for."""

    title_vi = StringField(N_("What are you looking for? (Vietnamese)"), [Length(max=200)])
    title_en = StringField(N_("What are you looking for? (English)"), [Length(max=200)])
    description_vi = TextAreaField(N_("More about it (Vietnamese)"))
    description_en = TextAreaField(N_("More about it (English)"))
    tags = SelectMultipleField(
        N_("Kinds of product"),
        description=N_("Type a word, with or without tone marks, and choose from the list."),
        validate_choice=False,
    )
    volume = IntegerField(
        N_("How much"),
        validators=[MayBeEmpty(), NumberRange(min=1, max=MOST_VOLUME)],
        description=N_("A whole number; leave it empty if you do not know yet."),
    )
    volume_unit = SelectField(N_("Unit"), default="kg")
    volume_period = SelectField(N_("How often"), default="month")
    months = CheckboxesField(
        N_("In which months do you need it?"),
        coerce=int,
        description=N_("None ticked means all year round."),
    )
    certificates = CheckboxesField(
        N_("Certificates you require"),
        description=N_("Products without a valid one are then left out of your suggestions."),
    )
    ocop_stars = SelectField(N_("OCOP stars at least"), coerce=_whole)

    def offer(self, tags: Iterable[Tag]) -> None:
        """Fill the choices in the reader's language; every tag is there for work without JS."""
        self.tags.choices = [(tag.code, by_language(tag.name_vi, tag.name_en)) for tag in tags]
        self.volume_unit.choices = [(unit, _(name)) for unit, name in UNITS.items()]
        self.volume_period.choices = [(key, _(name)) for key, name in PERIOD_NAMES.items()]
        self.months.choices = [(at, _("Month %(number)s", number=at + 1)) for at in MONTHS]
        self.certificates.choices = [
            (kind, by_language(*asked_names(kind))) for kind in CERTIFICATE_KINDS if kind != "other"
        ]
        self.ocop_stars.choices = [("", _("It does not matter"))] + [
            (stars, _("%(stars)s stars or more", stars=stars)) for stars in (3, 4, 5)
        ]

    @staticmethod
    def shown(need: Need) -> dict[str, Any]:
        """What the need says now."""
        names = (
            *("title_vi", "title_en", "description_vi", "description_en"),
            *("volume", "volume_unit", "volume_period", "ocop_stars"),
        )
        return {name: getattr(need, name) for name in names} | {
            "tags": [tag.code for tag in need.tags],
            "months": [at for at in MONTHS if need.months >> at & 1],
            "certificates": list(need.certificates),
        }

    def values(self) -> dict[str, Any]:
        """What a need is made of, tags apart."""
        return {
            "title_vi": self.title_vi.data or "",
            "title_en": self.title_en.data or "",
            "description_vi": self.description_vi.data or "",
            "description_en": self.description_en.data or "",
            "volume": self.volume.data,
            "volume_unit": self.volume_unit.data,
            "volume_period": self.volume_period.data,
            "months": sum(1 << at for at in set(self.months.data or [])),
            "certificates": sorted(set(self.certificates.data or [])),
            "ocop_stars": self.ocop_stars.data,
        }
