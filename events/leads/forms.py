"""Forms of leads."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, by_language
from events.catalogue.models import Product
from events.leads.reading import LONGEST_CODE, LONGEST_STEP, LONGEST_TAG
from events.leads.said import MOST_NOTE, MOST_TAGS, Said
from events.leads.words import RATINGS


class _About(BaseForm):
    """What is noted beside a scan."""

    rating = RadioField(N_("How urgent"), coerce=int, default=0, validators=[Optional()])
    products = CheckboxesField(N_("Asked about"), coerce=int, choices=[])
    tags = StringField(
        N_("Your own words"),
        description=N_("Parted by commas: distributor, Hà Nội, samples"),
        validators=[Length(max=500)],
    )
    next_step = StringField(N_("Next step"), validators=[Length(max=LONGEST_STEP)])
    next_step_on = DateField(N_("Until"), validators=[Optional()])
    note = TextAreaField(N_("Note"), validators=[Length(max=MOST_NOTE)])

    def __init__(self, *args: Any, products: Iterable[Product] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rating.choices = [(0, _("Not said")), *((n, _(word)) for n, word in RATINGS.items())]
        self.products.choices = [
            (one.id, by_language(one.name_vi, one.name_en)) for one in products
        ]

    def said(self) -> Said:
        """What the service takes."""
        words = (word.strip()[:LONGEST_TAG] for word in (self.tags.data or "").split(","))
        return Said(
            note=self.note.data or "",
            tags=tuple(word for word in words if word)[:MOST_TAGS],
            product_ids=tuple(self.products.data or ()),
            rating=self.rating.data or None,
            next_step=self.next_step.data or "",
            next_step_on=self.next_step_on.data,
        )


class ScanForm(_About):
    """One badge, typed or from a hand scanner, without a script."""

    code = StringField(N_("Badge code"), validators=[InputRequired(), Length(max=LONGEST_CODE)])
    nonce = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])


class LeadForm(_About):
    """A lead, edited on its page."""


class TallyForm(BaseForm):
    """Many badges from paper, a line each."""

    lines = TextAreaField(N_("One badge a line"), validators=[InputRequired(), Length(max=20_000)])
    token = HiddenField(validators=[InputRequired(), Length(min=8, max=40)])


class FilterForm(BaseForm):
    """Which leads to show."""

    class Meta(BaseForm.Meta):
        """Filters change nothing."""

        csrf = False

    q = StringField(N_("Word in note, tag or company"), validators=[Length(max=100)])
    rating = SelectField(N_("How urgent"), coerce=int, default=0)
    product = SelectField(N_("Asked about"), coerce=int, default=0)

    def __init__(self, *args: Any, products: Iterable[Product] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rating.choices = [(0, _("All")), *((n, _(word)) for n, word in RATINGS.items())]
        self.product.choices = [
            (0, _("All")),
            *((one.id, by_language(one.name_vi, one.name_en)) for one in products),
        ]
