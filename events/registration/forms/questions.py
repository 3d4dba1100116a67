"""The organiser's own questions, and the forms that ask them."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _
from events.registration.asking import KINDS, WITH_OPTIONS, Asked
from events.registration.forms.base import role_choices
from events.registration.models import QuestionKind, RegistrationRole


class QuestionForm(ChangeForm):
    """One question of the organiser, in both languages."""

    kind = SelectField(N_("Kind of answer"), coerce=QuestionKind, validators=[InputRequired()])
    label_vi = StringField(
        N_("Question in Vietnamese"), validators=[InputRequired(), Length(max=300)]
    )
    label_en = StringField(N_("Question in English"), validators=[Length(max=300)])
    help_vi = StringField(N_("Explanation in Vietnamese"), validators=[Length(max=300)])
    help_en = StringField(N_("Explanation in English"), validators=[Length(max=300)])
    options = TextAreaField(
        N_("What can be chosen"),
        description=N_("One a line, the English after a bar: Buổi sáng | Morning"),
        validators=[Length(max=4000)],
    )
    roles = CheckboxesField(
        N_("Who is asked"),
        coerce=RegistrationRole,
        choices=[],
        validators=[InputRequired()],
        default=[RegistrationRole.VISITOR],
    )
    is_required = BooleanField(N_("An answer is needed"))
    is_private = BooleanField(N_("Only the team fills this in and sees it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, _(word)) for kind, word in KINDS.items()]
        self.roles.choices = role_choices(RegistrationRole)

    def validate_options(self, field: Any) -> None:
        """Where something is chosen, there are two different things at least."""
        if self.kind.data not in WITH_OPTIONS:
            return
        names = [vi for vi, _en in self.pairs]
        if len(names) < 2:  # noqa: PLR2004 -- a choice
            raise ValidationError(_("Write at least two things to choose from, one a line."))
        if len(set(names)) < len(names):
            raise ValidationError(_("The same thing stands there twice."))
        if len(names) > 60 or any(len(name) > 200 for pair in self.pairs for name in pair):  # noqa: PLR2004 -- a list people read
            raise ValidationError(_("At most 60 lines of 200 characters."))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The options as Vietnamese and English."""
        lines = [line.partition("|") for line in (self.options.data or "").splitlines()]
        return [(vi.strip(), en.strip()) for vi, _bar, en in lines if vi.strip()]

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        names = (
            *("kind", "label_vi", "label_en", "help_vi", "help_en"),
            *("roles", "is_required", "is_private"),
        )
        return {**{name: self[name].data for name in names}, "options": self.pairs}


_YES_NO = {"yes": True, "no": False}
_FEW = 7  # up to here choices stand side by side, more of them in a list


class AnswersForm(BaseForm):
    """The base of forms that carry the organiser's questions; see :func:`asking`."""

    asked: tuple[Asked, ...] = ()

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions, in their order."""
        return [self[f"question_{one.id}"] for one in self.asked]

    def answers(self) -> dict[int, Any]:
        """What was answered, by question."""
        return {one.id: self._value(one) for one in self.asked}

    def _value(self, one: Asked) -> Any:
        data = self[f"question_{one.id}"].data
        if one.question.kind is QuestionKind.YES_NO:
            return _YES_NO.get(data)
        return data or None if isinstance(data, str) else data


def asking(base: type[BaseForm], asked: Iterable[Asked], *, lenient: bool = False) -> Any:
    """A form class that asks these questions, too; ``lenient`` lets all of them stay empty."""
    asked = tuple(asked)
    fields = {f"question_{one.id}": _field(one, lenient=lenient) for one in asked}
    bases = (base,) if issubclass(base, AnswersForm) else (base, AnswersForm)
    return type("AskingForm", bases, {**fields, "asked": asked})


def answered(asked: Iterable[Asked], values: dict[int, Any]) -> dict[str, Any]:
    """Known answers as the fields of :func:`asking` take them."""
    words = {True: "yes", False: "no"}
    return {
        f"question_{one.id}": (
            words.get(values[one.id])
            if one.question.kind is QuestionKind.YES_NO
            else values[one.id]
        )
        for one in asked
        if one.id in values
    }


def _field(one: Asked, *, lenient: bool) -> Any:
    needed = one.question.is_required and not lenient
    first: Any = InputRequired() if needed else Optional()
    shared: dict[str, Any] = {"label": one.label, "description": one.help}
    kind = one.question.kind
    if kind is QuestionKind.CONSENT:
        needs = [InputRequired(message=N_("We need this consent to go on."))] if needed else []
        return BooleanField(**shared, validators=needs)
    if kind in WITH_OPTIONS or kind is QuestionKind.YES_NO:
        return _choice(one, **shared, validators=[first])
    field, bound = _WRITTEN[kind]
    return field(**shared, validators=[first, bound])


_WRITTEN: dict[QuestionKind, tuple[Any, Any]] = {
    QuestionKind.SHORT: (StringField, Length(max=300)),
    QuestionKind.LONG: (TextAreaField, Length(max=4000)),
    QuestionKind.NUMBER: (IntegerField, NumberRange(min=-(10**12), max=10**12)),
}


def _choice(one: Asked, **shared: Any) -> Any:
    offered = [SelectChoice(key, word) for key, word in one.choices]
    if one.question.kind is QuestionKind.YES_NO:
        yes_no = [SelectChoice("yes", _("Yes")), SelectChoice("no", _("No"))]
        return RadioField(**shared, choices=yes_no)
    if one.question.kind is QuestionKind.SEVERAL:
        return CheckboxesField(**shared, choices=offered)
    if len(offered) <= _FEW:
        return RadioField(**shared, choices=offered)
    return SelectField(**shared, choices=[SelectChoice("", _("Choose…")), *offered])
