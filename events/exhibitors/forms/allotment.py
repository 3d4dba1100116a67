"""What organisers fill in about the rules by which booths are given."""

from collections.abc import Iterable

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_, _, by_language, ngettext
from events.exhibitors.forms.hall import category_label
from events.exhibitors.lottery import METHODS
from events.exhibitors.models import BoothCategory
from events.exhibitors.scoring import CriterionKind
from events.exhibitors.states import QuotaGroup
from events.exhibitors.words import CRITERIA, GROUPS


class PaperKindForm(BaseForm):
    """A paper to ask for."""

    name_vi = StringField(N_("Name in Vietnamese"), validators=[InputRequired(), Length(max=120)])
    name_en = StringField(N_("Name in English"), validators=[Length(max=120)])
    category = SelectField(N_("Who needs it?"), coerce=int, default=0)
    is_required = BooleanField(N_("Who does not send it is not in the draw"), default=True)

    def offer(self, categories: Iterable[BoothCategory]) -> None:
        """Offer all applicants, or those of one category."""
        kinds = [(one.id, by_language(one.name_vi, one.name_en)) for one in categories]
        self.category.choices = [(0, _("everybody")), *kinds]


def _weight(kind: CriterionKind) -> IntegerField:
    return IntegerField(
        CRITERIA[kind], default=0, validators=[Optional(), NumberRange(min=0, max=100)]
    )


class _CriteriaFields(ChangeForm):
    """Filled below: one number for each criterion."""

    def weights(self) -> dict[CriterionKind, int]:
        """What each criterion counts."""
        return {kind: self[kind.value].data or 0 for kind in CriterionKind}


CriteriaForm = type(
    "CriteriaForm", (_CriteriaFields,), {kind.value: _weight(kind) for kind in CriterionKind}
)


class _DrawFields(BaseForm):
    """The rules of a draw."""

    category = SelectField(N_("Booth category"), coerce=int, validators=[InputRequired()])
    method = RadioField(N_("In which order?"), default=METHODS[0])
    offer_hours = IntegerField(
        N_("Hours to answer an offer"),
        default=48,
        validators=[InputRequired(), NumberRange(min=1, max=240)],
    )

    def offer(self, categories: Iterable[tuple[BoothCategory, int, int]]) -> None:
        """Offer the event's categories, with the booths that are left."""
        self.category.choices = [
            (one.id, f"{category_label(one)} · {ngettext('%(num)d left', '%(num)d left', free)}")
            for one, _total, free in categories
        ]
        self.method.choices = [
            ("lottery", _("By lottery alone")),
            ("score", _("By points; between equal points by lottery")),
        ]

    def quotas(self) -> list[tuple[QuotaGroup, int]]:
        """Booths kept for each group, in the order of the form."""
        return [(group, self[f"quota_{group.value}"].data or 0) for group in QuotaGroup]


DrawForm = type(
    "DrawForm",
    (_DrawFields,),
    {
        f"quota_{group.value}": IntegerField(
            GROUPS[group], default=0, validators=[Optional(), NumberRange(min=0, max=500)]
        )
        for group in QuotaGroup
    },
)


class WitnessForm(BaseForm):
    """What a witness says before the draw."""

    witness = StringField(
        N_("Said aloud by a witness"),
        description=N_("Numbers or words that nobody could know before. It is mixed in."),
        validators=[Length(max=80)],
    )
