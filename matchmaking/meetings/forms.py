"""Asking for a meeting, and saying no."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from core.forms import BaseForm
from core.i18n import N_


class AskForm(BaseForm):
    """Whom to meet and about what; the message is a choice."""

    buyer_id = HiddenField(validators=[InputRequired()])
    exhibitor_id = HiddenField(validators=[InputRequired()])
    need_id = HiddenField()
    side = HiddenField()
    next = HiddenField()
    note = TextAreaField(
        N_("Your message"),
        description=N_("One or two sentences: what you would like to talk about."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )


class AnswerForm(BaseForm):
    """A word with the answer."""

    answer = TextAreaField(
        N_("A word to them"),
        description=N_("For example that you are sold out, or when you have time again."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )
