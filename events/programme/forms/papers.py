"""The forms of filings and deadlines."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
)

from core.forms import BaseForm
from core.i18n import N_


class FilingForm(BaseForm):
    """What was filed with the department."""

    department = StringField(N_("Department"), validators=[DataRequired(), Length(max=200)])
    number = StringField(
        N_("Number of the document"),
        description=N_("As it stands on the paper: 123/ĐK-XTTM."),
        validators=[DataRequired(), Length(max=60)],
    )
    filed_on = DateField(N_("Filed on"), validators=[InputRequired()])
    answered_on = DateField(N_("Confirmed on"), validators=[Optional()])
    paper = FileField(
        N_("The paper"),
        description=N_("A PDF or a photo, at most 6 MB. Only your team sees it."),
        validators=[Optional()],
    )

    def values(self) -> dict[str, Any]:
        """What the services take, without the paper."""
        names = ("department", "number", "filed_on", "answered_on")
        return {name: self.data[name] for name in names}


class DeadlineForm(BaseForm):
    """Done or not, or another day."""

    name = StringField(validators=[DataRequired(), Length(max=40)])
    do = SelectField(choices=["done", "open", "move"], validators=[InputRequired()])
    due_on = DateField(N_("Due on"), validators=[Optional()])
