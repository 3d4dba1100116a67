"""The form in which a company describes a product."""

from collections.abc import Iterable
from typing import Any

from babel.dates import get_month_names
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from core import clock
from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, by_language, language
from events.catalogue.certificates import CERTIFICATE_KINDS
from events.catalogue.facts import CertificateFacts, OcopFacts, ProductFacts, months_of
from events.catalogue.models import OcopLevel, OcopStatus, Product
from events.catalogue.ocop import ladder_problem, today_of
from events.catalogue.tags import (
    MOST_WORDS,
    TagEntry,
    entries,
    followed,
    resolve,
    words_in,
)
from events.catalogue.words import OCOP_LEVELS, OCOP_STATUSES, UNITS

MAX_TAGS = 12
MAX_CERTIFICATES = 8


class CertificateForm(BaseForm):
    """One row of the list of certificates; without a kind it counts as empty."""

    class Meta(BaseForm.Meta):
        """The product's form has the token."""

        csrf = False

    kind = SelectField(N_("Certificate"), default="")
    title = StringField(N_("Exact name"), validators=[Length(max=120)])
    number = StringField(N_("Number"), validators=[Length(max=80)])
    expires_on = DateField(N_("Valid until"), validators=[Optional()])

    def validate_kind(self, field: SelectField) -> None:
        """What was written beside an empty kind would be lost without a word."""
        if not field.data and (self.title.data or self.number.data or self.expires_on.data):
            raise ValidationError(_("Choose which certificate this is."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(kind, by_language(*names)) for kind, names in CERTIFICATE_KINDS.items()]
        self.kind.choices = [("", "–"), *names]


class ProductForm(ChangeForm):
    """All about one product."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[Length(max=200)])
    name_en = StringField(
        N_("Name in English"),
        description=N_("Foreign buyers read this one. One of the two names is enough."),
        validators=[Length(max=200)],
    )
    description_vi = TextAreaField(N_("Description in Vietnamese"))
    description_en = TextAreaField(N_("Description in English"))
    tags = SelectMultipleField(
        N_("What kind of product is it?"),
        description=N_(
            "Type a word such as chè, mật ong or coffee and choose. Buyers find you by these."
        ),
        validate_choice=False,
    )
    tag_words = StringField(
        N_("Kinds in words, separated by commas"),
        description=N_("For example: chè Shan, mật ong. What we do not know we ask back."),
    )
    new_words = StringField(
        N_("A word we do not know?"),
        description=N_(
            "Write it here, at most three, separated by commas. We look at it and answer you."
        ),
        validators=[Length(max=200)],
    )
    photo = FileField(
        N_("Photo"), description=N_("JPEG, PNG or WebP, at most 8 MB. Daylight works best.")
    )
    capacity_per_month = IntegerField(
        N_("How much can you deliver per month?"),
        validators=[Optional(), NumberRange(min=0, max=1_000_000_000)],
    )
    capacity_unit = SelectField(N_("Unit"), default="kg")
    harvest_months = CheckboxesField(
        N_("Months in which it is harvested or made"),
        description=N_("None ticked means all year."),
        coerce=int,
    )
    price_note = StringField(
        N_("Price"),
        description=N_("For example: from 250,000 VND/kg, or: on request."),
        validators=[Length(max=120)],
    )
    ocop_stars = SelectField(N_("OCOP stars"), coerce=int, default=0)
    ocop_status = SelectField(N_("Status"), default="recognised")
    decision_no = StringField(N_("Decision number"), validators=[Length(max=80)])
    decided_on = DateField(
        N_("Date of the decision"),
        description=N_("A recognition is valid for 36 months from this day."),
        validators=[Optional()],
    )
    granted_level = SelectField(
        N_("Granted at which level"),
        description=N_("Three stars: commune or province; four: province; five: ministry."),
        default="",
    )
    granted_by = StringField(N_("Granted by"), validators=[Length(max=160)])
    certificates = FieldList(FormField(CertificateForm), max_entries=MAX_CERTIFICATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = get_month_names("wide", locale=language())
        self.harvest_months.choices = [(n, months[n].capitalize()) for n in range(1, 13)]
        self.capacity_unit.choices = [(key, _(word)) for key, word in UNITS.items()]
        self.ocop_stars.choices = [(0, _("No OCOP stars"))] + [
            (stars, _("%(count)d stars", count=stars)) for stars in (3, 4, 5)
        ]
        self.ocop_status.choices = [(str(key), _(word)) for key, word in OCOP_STATUSES.items()]
        self.granted_level.choices = [("", _("I do not know"))] + [
            (str(key), _(word)) for key, word in OCOP_LEVELS.items()
        ]
        while len(self.certificates.entries) < min(
            MAX_CERTIFICATES, sum(bool(row.kind.data) for row in self.certificates) + 2
        ):
            self.certificates.append_entry()
        self.resolved: list[TagEntry] = []
        self.asked_for: list[str] = []
        self._offer_tags(())

    def _offer_tags(self, more: Iterable[TagEntry]) -> None:
        """The list holds what was chosen, and what may have been meant; the rest is asked for."""
        wanted = set(self.tags.data or ())
        offered = [one for one in entries() if one.code in wanted]
        offered += [one for one in more if one.code not in wanted]
        self.tags.choices = [(one.code, by_language(one.name_vi, one.name_en)) for one in offered]

    def validate_tags(self, field: SelectMultipleField) -> None:
        """Known tags only, and not too many."""
        known = {one.code for one in entries()}
        field.data = [code for code in followed(field.data or ()) if code in known]
        if len(field.data) > MAX_TAGS:
            raise ValidationError(_("Please choose at most %(count)d kinds.", count=MAX_TAGS))

    def validate_tag_words(self, field: StringField) -> None:
        """Each word is a kind we know, or we ask what was meant."""
        self.resolved, unknown = resolve(entries(), field.data or "")
        if not unknown:
            return
        self._offer_tags(one for ones in unknown.values() for one in ones)
        asked = []
        for word, ones in unknown.items():
            names = ", ".join(by_language(one.name_vi, one.name_en) for one in ones)
            asked.append(
                _("We do not know “%(word)s”. Did you mean: %(names)s?", word=word, names=names)
                if names
                else _("We do not know “%(word)s”. Please try another word.", word=word)
            )
        raise ValidationError(" ".join(asked))

    def validate_new_words(self, field: StringField) -> None:
        """A few words; one that is known becomes the kind it means."""
        words = words_in(field.data or "")
        if len(words) > MOST_WORDS:
            raise ValidationError(_("Please write at most %(count)d words.", count=MOST_WORDS))
        found, unknown = resolve(entries(), ",".join(words))
        self.resolved += [one for one in found if one not in self.resolved]
        self.asked_for = list(unknown)

    def validate_decided_on(self, field: DateField) -> None:
        """A decision that is still to come recognises nothing."""
        if self.ocop_stars.data and field.data and field.data > today_of(clock.now()):
            raise ValidationError(_("This day is still to come. Look at the date on the decision."))

    def validate_granted_level(self, field: SelectField) -> None:
        """Who decides depends on the number of stars."""
        level = OcopLevel(field.data) if field.data else None
        status = OcopStatus(self.ocop_status.data)
        if problem := ladder_problem(self.ocop_stars.data or 0, status, level):
            raise ValidationError(_(problem))

    def validate_name_vi(self, field: StringField) -> None:
        """A name in one language at least."""
        if not field.data and not self.name_en.data:
            raise ValidationError(_("Please write the product's name in Vietnamese or in English."))

    def facts(self) -> ProductFacts:
        """What the form says."""
        codes = dict.fromkeys([*(self.tags.data or ()), *(one.code for one in self.resolved)])
        return ProductFacts(
            **{
                name: getattr(self, name).data or ""
                for name in (
                    "name_vi",
                    "name_en",
                    "description_vi",
                    "description_en",
                    "price_note",
                    "capacity_unit",
                )
            },
            tag_codes=tuple(codes),
            capacity_per_month=self.capacity_per_month.data,
            harvest_months=frozenset(self.harvest_months.data or ()),
            ocop=self._ocop(),
            certificates=tuple(
                CertificateFacts(
                    row.kind.data, row.title.data, row.number.data, row.expires_on.data
                )
                for row in self.certificates
                if row.kind.data
            ),
        )

    def _ocop(self) -> OcopFacts | None:
        if not self.ocop_stars.data:
            return None
        return OcopFacts(
            self.ocop_stars.data,
            OcopStatus(self.ocop_status.data),
            self.decision_no.data or "",
            self.decided_on.data,
            self.granted_by.data or "",
            OcopLevel(self.granted_level.data) if self.granted_level.data else None,
        )


def shown(product: Product) -> dict[str, Any]:
    """A product as its form shows it."""
    values = {
        name: getattr(product, name)
        for name in (
            "name_vi",
            "name_en",
            "description_vi",
            "description_en",
            "capacity_per_month",
            "capacity_unit",
            "price_note",
        )
    }
    values["tags"] = [tag.code for tag in product.tags]
    values["harvest_months"] = months_of(product.harvest_months)
    if product.ocop:
        values |= {
            "ocop_stars": product.ocop.stars,
            "ocop_status": str(product.ocop.status),
            "decision_no": product.ocop.decision_no,
            "decided_on": product.ocop.decided_on,
            "granted_by": product.ocop.granted_by,
            "granted_level": str(product.ocop.granted_level or ""),
        }
    values["certificates"] = [
        {"kind": c.kind, "title": c.title, "number": c.number, "expires_on": c.expires_on}
        for c in product.certificates
    ]
    return values
