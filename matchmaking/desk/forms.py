"""Forms of the meeting desk."""

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.changing import ChangeForm
from core.forms import BaseForm
from core.i18n import N_


class ArriveForm(BaseForm):
    """A badge at the desk."""

    code = StringField(
        N_("Badge code or hand scanner"), validators=[InputRequired(), Length(max=500)]
    )


class WalkUpForm(BaseForm):
    """Two badges at the desk."""

    first = StringField(N_("Badge of the one"), validators=[InputRequired(), Length(max=500)])
    second = StringField(N_("Badge of the other"), validators=[InputRequired(), Length(max=500)])


class DeskForm(ChangeForm):
    """The rules of the desk."""

    grace_minutes = IntegerField(
        N_("Minutes that people are waited for"),
        validators=[InputRequired(), NumberRange(min=0, max=60)],
    )
    one_badge = BooleanField(N_("One badge of the two is enough to mark a meeting as held"))
