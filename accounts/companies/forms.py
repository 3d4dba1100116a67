"""What companies and invitations ask for."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from accounts.companies.errors import NotAWebsite
from accounts.companies.models import CHOICES, Company, LegalForm
from accounts.companies.provinces import current_provinces, province
from accounts.companies.tax import normal_tax_code, shown_tax_code
from accounts.companies.words import LANGUAGES_SPOKEN, LEGAL_FORMS, ROLES
from accounts.sign_in.forms import NAME, a_phone, an_email, one_line
from core.changing import ChangeForm
from core.errors import DomainError
from core.forms import BaseForm, CheckboxesField, has_a_letter
from core.i18n import N_, _, by_language, language
from core.text import fold


def a_website(_form: Any, field: Any) -> None:
    """Keep a public http(s) address; a bare domain gets its https://."""
    text = field.data or ""
    if "://" not in text and ":" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError as error:
        raise StopValidation(_(NotAWebsite.message)) from error
    if parts.scheme not in {"http", "https"} or parts.username or not _public(host):
        raise StopValidation(_(NotAWebsite.message))
    field.data = text


def _public(host: str) -> bool:
    if "." not in host.strip(".") or any(c.isspace() for c in host):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.endswith((".local", ".localhost", ".internal"))
    return False


def _provinces() -> list[SelectChoice]:
    choices = [SelectChoice("", _("Choose…"))]
    for place in current_provinces():
        name = place.name_en if language() == "en" else place.name_vi
        if others := ", ".join(place.former_parts):
            name = _("%(name)s (with former %(others)s)", name=name, others=others)
        choices.append(SelectChoice(place.key, name))
    return choices


# What CLDR lists beside the countries: groups of them, and codes for tests.
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def _countries() -> list[SelectChoice]:
    names = Locale(language()).territories
    every = ((str(code), str(name)) for code, name in names.items())
    places = [one for one in every if len(one[0]) == 2 and one[0] not in NO_COUNTRIES]  # noqa: PLR2004 -- ISO 3166
    places.sort(key=lambda place: (place[0] != "VN", fold(place[1])))
    return [SelectChoice(code, name) for code, name in places]


class CompanyForm(ChangeForm):
    """Everything a company says of itself."""

    form_token = HiddenField(validators=[Length(max=40)])
    name = StringField(
        N_("Name of the company"),
        description=N_("As on the licence or as people know you, for example HTX Chè Tà Xùa."),
        filters=[one_line],
        validators=[InputRequired(), Length(min=2, max=200), has_a_letter],
    )
    name_en = StringField(N_("Name in English"), filters=[one_line], validators=[Length(max=200)])
    legal_form = SelectField(N_("Legal form"), coerce=LegalForm, validators=[InputRequired()])
    tax_code = StringField(
        N_("Tax code"),
        description=N_(
            "10 digits, 13 for a branch. Households and artisans may give the owner's 12 digits, "
            "which we never show in full; groups, artisans and foreign firms may leave it empty."
        ),
        validators=[Length(max=36)],
    )
    country = SelectField(N_("Country"), default="VN", validators=[InputRequired()])
    province_key = SelectField(
        N_("Province or city"), description=N_("As of 2025; former names stand in brackets.")
    )
    old_district = StringField(
        N_("Former district"),
        description=N_("If people still know the place by it, for example Bắc Yên."),
        filters=[one_line],
        validators=[Length(max=100)],
    )
    address = StringField(
        N_("Address"),
        description=N_("Village, commune or street."),
        filters=[one_line],
        validators=[Length(max=300)],
    )
    description_vi = TextAreaField(
        N_("About you, in Vietnamese"),
        description=N_("Two or three sentences: what you make, where, since when."),
        validators=[Length(max=3000)],
    )
    description_en = TextAreaField(N_("About you, in English"), validators=[Length(max=3000)])
    website = URLField(N_("Web page"), validators=[Optional(), Length(max=300), a_website])
    languages = CheckboxesField(
        N_("Languages you speak at meetings"),
        description=N_("If you tick none, we take the language of your country."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.legal_form.choices = [
            SelectChoice(form.value, _(word)) for form, word in LEGAL_FORMS.items()
        ]
        self.country.choices = _countries()
        self.province_key.choices = _provinces()
        for needed in (self.province_key, self.tax_code):  # most need them: no "optional" there
            needed.flags.required = True
        self.languages.choices = [
            SelectChoice(code, _(word)) for code, word in LANGUAGES_SPOKEN.items()
        ]

    def validate_province_key(self, field: Any) -> None:
        """At home a province is needed; abroad there is none."""
        if self.country.data == "VN" and not field.data:
            raise ValidationError(_("Choose the province, so that people find you."))

    def validate_country(self, field: Any) -> None:
        """A foreign company is not in Vietnam, and the other way round."""
        foreign = self.legal_form.data is LegalForm.FOREIGN
        if foreign == (field.data == "VN"):
            raise ValidationError(
                _("Choose the country of the foreign company.")
                if foreign
                else _("For a company from another country choose the legal form “foreign”.")
            )

    def validate_tax_code(self, field: Any) -> None:
        """What the legal form asks for."""
        if not isinstance(self.legal_form.data, LegalForm):
            return
        try:
            normal_tax_code(
                field.data or "",
                legal_form=self.legal_form.data,
                country=self.country.data or "VN",
            )
        except DomainError as error:
            raise ValidationError(error.text(_)) from error

    @property
    def values(self) -> dict[str, Any]:
        """The columns of a company; only after validation."""
        names = "name name_en legal_form country address old_district description_vi description_en"
        at_home = self.country.data == "VN"
        return {
            **{name: self[name].data for name in names.split()},
            "website": self.website.data or "",
            "languages": self.languages.data or [],
            "province_key": (self.province_key.data or None) if at_home else None,
            "tax_code": normal_tax_code(
                self.tax_code.data or "",
                legal_form=self.legal_form.data,
                country=self.country.data,
            ),
        }


class _RoleForm(BaseForm):
    """The role of an invited person."""

    role = RadioField(N_("Role"), default="staff", validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, _(word)) for role, word in ROLES.items()]


class InviteForm(_RoleForm):
    """Invite by e-mail."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), an_email])


class SlipForm(_RoleForm):
    """Invite by a slip of paper."""

    full_name = StringField(N_("Full name"), filters=[one_line], validators=NAME)
    phone = TelField(N_("Phone number"), validators=[InputRequired(), a_phone])


class RoleForm(_RoleForm):
    """Change a role."""


class MergeForm(BaseForm):
    """Which entry's word stands where the two differ; made anew for each pair."""

    people = RadioField(
        N_("People of the entry that goes"), default="staff", validators=[InputRequired()]
    )
    sure = BooleanField(
        N_("I have looked at both: they are one firm."),
        validators=[InputRequired(message=N_("Please tick that the two are one firm."))],
    )

    def __init__(self, kept: Company, gone: Company, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people.choices = [
            SelectChoice("staff", _("come as staff; an admin of the kept one may raise them")),
            SelectChoice("as_they_were", _("keep their roles")),
        ]
        for field in self.choices:
            one, other = (_told(company, field.name) for company in (kept, gone))
            field.choices = [SelectChoice("kept", one), SelectChoice("gone", other)]

    @property
    def choices(self) -> list[Any]:
        """The fields in which the two differ."""
        return [field for field in self if field.name in CHOICES]

    @classmethod
    def of(cls, kept: Company, gone: Company) -> "MergeForm":
        """The form for two companies: one choice for each field in which both say another thing."""
        labels = {field.name: field.label.text for field in CompanyForm(formdata=None)}
        boxes = {
            name: RadioField(labels[name], default="kept", validators=[InputRequired()])
            for name in CHOICES
            if getattr(kept, name)
            and getattr(gone, name)
            and getattr(kept, name) != getattr(gone, name)
        }
        form: MergeForm = type("PairMergeForm", (cls,), boxes)(kept, gone)
        return form

    def taken(self, gone: Company) -> dict[str, Any]:
        """The values that the entry that goes gives to the other."""
        return {
            field.name: getattr(gone, field.name) for field in self.choices if field.data == "gone"
        }


def _told(company: Company, name: str) -> str:
    """A value for the eye."""
    value = getattr(company, name)
    if name == "legal_form":
        return str(_(LEGAL_FORMS[value]))
    if name == "tax_code":
        return shown_tax_code(value)
    if name == "province_key":
        place = province(value)
        return by_language(place.name_vi, place.name_en) if place else str(value)
    if name == "languages":
        return ", ".join(_(LANGUAGES_SPOKEN[code]) for code in value if code in LANGUAGES_SPOKEN)
    return str(value)
