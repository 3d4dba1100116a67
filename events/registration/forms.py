"""Forms of registration: visitors, those the team names, and finding one's ticket again."""

from collections.abc import Callable, Iterable
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import EmailField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from accounts.assisting.forms import SignedForm
from accounts.consent.forms import consent_fields
from accounts.consent.models import Purpose
from accounts.sign_in.errors import NotAnEmail, NotAPhone
from accounts.sign_in.identity import normal_email, normal_phone
from core.changing import ChangeForm
from core.errors import DomainError
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _
from events.registration.asking import KINDS, WITH_OPTIONS, Asked
from events.registration.latin import lacks_letters
from events.registration.models import Admission, QuestionKind, RegistrationRole
from events.registration.rules import BY_THEMSELVES
from events.registration.words import ROLES

ASKED = (Purpose.EVENT, Purpose.SHARE_CONTACT, Purpose.PHOTO, Purpose.MARKETING)
BY_HAND = (RegistrationRole.VISITOR, RegistrationRole.SPEAKER, RegistrationRole.PRESS)


def _in_form(normal: Callable[[str], str], errors: type[DomainError]) -> Callable[[Any, Any], None]:
    """A validator that puts a contact into the form in which we keep it."""

    def check(_form: Any, field: Any) -> None:
        try:
            field.data = normal(field.data)
        except errors as error:
            raise ValidationError(error.text(_)) from error

    return check


_email = _in_form(normal_email, NotAnEmail)
_phone = _in_form(normal_phone, NotAPhone)


class _Contact(BaseForm):
    """A name and ways to reach somebody; empty ones come out as None."""

    full_name = StringField(N_("Full name"), validators=[InputRequired(), Length(min=2, max=120)])
    phone = TelField(N_("Phone number"), validators=[Optional(), _phone])
    email = EmailField(N_("E-mail"), validators=[Optional(), _email])
    organisation = StringField(N_("Company or organisation"), validators=[Length(max=200)])

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {
            "full_name": self.full_name.data,
            "phone": self.phone.data or None,
            "email": self.email.data or None,
            "organisation": self.organisation.data or "",
        }


_Asked: Any = consent_fields(ASKED)


class RegisterForm(_Contact, _Asked):
    """A visitor registers: name, one way to reach them, consent per purpose.

    Whose script the badge cannot print is asked for the name in Latin letters, too.
    """

    latin_name = StringField(
        N_("Name in Latin letters"),
        description=N_("As in the passport. Your badge is printed with it."),
        validators=[Length(max=120)],
    )

    def validate_latin_name(self, field: Any) -> None:
        """Asked for where the own name cannot be printed."""
        if lacks_letters(field.data or "") or (
            lacks_letters(self.full_name.data or "") and not field.data
        ):
            raise ValidationError(_("Write the name in Latin letters, so that we can print it."))

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {**super().values(), "latin_name": self.latin_name.data or ""}

    def validate_phone(self, field: Any) -> None:
        """One of the two must be given, so that the ticket can be found again."""
        if not field.data and not (self.email.data or "").strip():
            raise ValidationError(
                _("Give a phone number or an e-mail address, so that we find your ticket again.")
            )


class PaperRegisterForm(RegisterForm, SignedForm):
    """A helper registers somebody of the firm, who ticked and signed on paper."""


class GuestForm(_Contact):
    """The team registers a speaker, the press or somebody at the desk: a name is enough."""

    role = SelectField(N_("Comes as"), coerce=RegistrationRole, validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = _choices(BY_HAND)


class FindTicketForm(BaseForm):
    """Where to send one's tickets again."""

    email = EmailField(N_("E-mail"), validators=[InputRequired(), _email])


def _choices(roles: Iterable[RegistrationRole]) -> list[tuple[RegistrationRole, str]]:
    return [(role, _(ROLES[role])) for role in roles]


FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 5, 50


class PersonForm(BaseForm):
    """One row of a group: a name is enough, and an empty row counts as nobody."""

    class Meta(BaseForm.Meta):
        """The group's form carries the token."""

        csrf = False

    full_name = StringField(N_("Full name"), validators=[Length(max=120)])
    phone = TelField(N_("Phone number"), validators=[Optional(), _phone])
    email = EmailField(N_("E-mail"), validators=[Optional(), _email])

    def validate_full_name(self, field: Any) -> None:
        """Whoever has a number or an address has a name."""
        if not field.data and (self.phone.data or self.email.data):
            raise ValidationError(_("Write the name, too."))
        if field.data and len(field.data) < 2:  # noqa: PLR2004 -- the shortest names
            raise ValidationError(_("Write the whole name."))


class GroupForm(BaseForm):
    """One contact names several people."""

    form_token = HiddenField(validators=[Length(max=40)])
    contact_name = StringField(
        N_("Your full name"), validators=[InputRequired(), Length(min=2, max=120)]
    )
    phone = TelField(N_("Phone number"), validators=[Optional(), _phone])
    email = EmailField(N_("E-mail"), validators=[Optional(), _email])
    organisation = StringField(N_("Company or organisation"), validators=[Length(max=200)])
    people = FieldList(FormField(PersonForm), min_entries=FIRST_ROWS, max_entries=MOST_ROWS)
    agreed = BooleanField(
        N_(
            "Everybody named here agrees that the organisers use their name and contact details "
            "to register them, print their badges and check them in."
        ),
        validators=[InputRequired(message=N_("We need this consent to go on."))],
    )

    def validate_phone(self, field: Any) -> None:
        """The contact can be reached."""
        if not field.data and not (self.email.data or "").strip():
            raise ValidationError(
                _("Give a phone number or an e-mail address, so that we can reach you.")
            )

    def validate_people(self, field: Any) -> None:
        """Somebody is named."""
        if not any(row.form.full_name.data for row in field):
            raise ValidationError(_("Name at least one person."))

    def add_rows(self, number: int) -> None:
        """More empty rows, up to what one page carries; works without a script."""
        for _row in range(min(number, MOST_ROWS - len(self.people))):
            self.people.append_entry()

    def named(self) -> list[dict[str, Any]]:
        """The people of the filled rows."""
        return [
            {
                "full_name": row.form.full_name.data,
                "phone": row.form.phone.data or None,
                "email": row.form.email.data or None,
            }
            for row in self.people
            if row.form.full_name.data
        ]


class PendingForm(BaseForm):
    """Answering many who wait, with one word to all of them."""

    note = TextAreaField(
        N_("A word to them"),
        description=N_("Stands in the mail to each of them."),
        validators=[Length(max=1000)],
    )


class AdmissionForm(BaseForm):
    """Who registers by themselves, whom the team looks at first, and how many places there are."""

    open_to = CheckboxesField(
        N_("Who may register on the public page"), coerce=RegistrationRole, choices=[]
    )
    looked_at = CheckboxesField(
        N_("Whom you look at before they get a ticket"), coerce=RegistrationRole, choices=[]
    )
    capacity = IntegerField(
        N_("Places for visitors"),
        description=N_("Leave it empty when everybody may come."),
        validators=[Optional(), NumberRange(min=1, max=1_000_000)],
    )

    def __init__(self, *args: Any, row: Admission, **kwargs: Any) -> None:
        super().__init__(
            *args,
            data={
                "open_to": [RegistrationRole(name) for name in row.open_to],
                "looked_at": [RegistrationRole(name) for name in row.looked_at],
                "capacity": row.capacity,
            },
            **kwargs,
        )
        self.open_to.choices = self.looked_at.choices = _choices(BY_THEMSELVES)

    def values(self) -> dict[str, Any]:
        """What a service asks for."""
        return {name: self[name].data for name in ("open_to", "looked_at", "capacity")}


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
        self.roles.choices = _choices(RegistrationRole)

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
