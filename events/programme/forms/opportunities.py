"""The form of vacancies, projects and investors."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    ValidationError,
)

from core.changing import ChangeForm
from core.i18n import N_, _
from events.programme.forms.base import AmountField, AmountIsRead
from events.programme.kinds import OPPORTUNITY_WORDS, STAGES
from events.programme.models import (
    OpportunityKind,
    Stage,
)


class OpportunityForm(ChangeForm):
    """A vacancy, a project, or what an investor looks for."""

    company = SelectField(N_("Company"), coerce=int, validators=[InputRequired()], choices=[])
    title_vi = StringField(N_("Title in Vietnamese"), validators=[DataRequired(), Length(max=200)])
    title_en = StringField(N_("Title in English"), validators=[Length(max=200)])
    number = IntegerField(
        N_("How many people"), default=1, validators=[InputRequired(), NumberRange(1, 100_000)]
    )
    low_minor = AmountField(
        N_("From"),
        description=N_("In đồng: 8 triệu, 2 tỷ. Empty: by agreement."),
        validators=[AmountIsRead()],
    )
    high_minor = AmountField(N_("Up to"), validators=[AmountIsRead()])
    place = StringField(N_("Place"), validators=[Length(max=200)])
    stage = SelectField(N_("How far along"), choices=[])
    about_vi = TextAreaField(N_("More in Vietnamese"), validators=[Length(max=2000)])
    about_en = TextAreaField(N_("More in English"), validators=[Length(max=2000)])

    def offer(self, kind: OpportunityKind, companies: Iterable[tuple[int, str]] | None) -> None:
        """Keep the fields of this kind, under the names that it gives them."""
        told = OPPORTUNITY_WORDS[kind]
        self.title_vi.label.text = _("%(what)s, in Vietnamese", what=_(told.title))
        self.title_en.label.text = _("%(what)s, in English", what=_(told.title))
        self.low_minor.label.text = _("%(amount)s, from", amount=_(told.amount))
        self.high_minor.label.text = _("%(amount)s, up to", amount=_(told.amount))
        self.stage.choices = [("", "–"), *((s.value, _(word)) for s, word in STAGES.items())]
        for name, has in (("number", told.has_number), ("place", told.has_place)):
            if not has:
                del self[name]
        if not told.has_stage:
            del self.stage
        if companies is None:
            del self.company
        else:
            self.company.choices = list(companies)

    def validate_high_minor(self, field: Any) -> None:
        """A range goes upwards."""
        if field.errors or self.low_minor.errors:
            return
        low, high = self.low_minor.amount() or 0, field.amount() or 0
        if high and high < low:
            raise ValidationError(_("The upper amount is smaller than the lower one."))

    def values(self) -> dict[str, Any]:
        """What the services take; one amount alone is both."""
        names = {"title_vi", "title_en", "number", "place", "stage", "about_vi", "about_en"}
        values = {name: self.data[name] for name in names & set(self.data)}
        low, high = self.low_minor.amount() or 0, self.high_minor.amount() or 0
        values["low_minor"], values["high_minor"] = low, max(low, high)
        if "stage" in values:
            values["stage"] = Stage(values["stage"]) if values["stage"] else None
        return values
