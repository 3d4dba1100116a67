"""Languages of a meeting, and interpreters with their hours."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TimeField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from accounts.companies.words import LANGUAGES_SPOKEN
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _
from events.programme.times import to_local, to_moment
from matchmaking.people.models import Interpreter

NOT_NEEDED = ""
NOBODY = 0
NOON = time(12)


class LanguagesForm(BaseForm):
    """In which language a meeting is held, and into which it is interpreted."""

    language = SelectField(N_("Language of the meeting"), validators=[InputRequired()], choices=[])
    into = SelectField(N_("Interpreted into"), choices=[], default=NOT_NEEDED)

    def offer(self) -> None:
        """Offer the languages by name."""
        names = [(code, _(word)) for code, word in LANGUAGES_SPOKEN.items()]
        self.language.choices = names
        self.into.choices = [(NOT_NEEDED, _("not needed: both speak it")), *names]


class OnlineForm(BaseForm):
    """Whether a meeting without a time will need a table."""

    is_online = BooleanField(N_("We meet online and need no table"))


class LinkForm(BaseForm):
    """Where on the net a meeting is."""

    link = StringField(
        N_("Link of the online meeting"),
        description=N_("Begins with https:// and is seen by the two sides and the organiser only."),
        validators=[Length(max=500)],
    )


class AssignForm(BaseForm):
    """Which interpreter; 0 is nobody."""

    interpreter_id = SelectField(
        N_("Interpreter"), coerce=int, choices=[], default=NOBODY, validate_choice=False
    )


class InterpreterForm(BaseForm):
    """What an interpreter speaks; the hours of each day come with `hours_form`."""

    languages = CheckboxesField(N_("Languages"), validators=[InputRequired()], choices=[])
    days: tuple[date, ...] = ()

    def offer(self) -> None:
        """Offer the languages by name."""
        self.languages.choices = [(code, _(word)) for code, word in LANGUAGES_SPOKEN.items()]

    def by_day(self) -> Iterator[tuple[date, Any, Any]]:
        """Each day with its two fields."""
        for n, day in enumerate(self.days):
            yield day, self[f"since_{n}"], self[f"until_{n}"]

    def named_days(self, zone: str) -> Iterator[tuple[datetime, Any, Any]]:
        """The same with the moment at which each day is half over, to be named by."""
        for day, since, until in self.by_day():
            yield to_moment(datetime.combine(day, NOON), zone), since, until

    def hours(self, zone: str) -> list[tuple[datetime, datetime]]:
        """The times given, as moments."""
        return [
            (
                to_moment(datetime.combine(day, since.data), zone),
                to_moment(datetime.combine(day, until.data), zone),
            )
            for day, since, until in self.by_day()
            if since.data is not None and until.data is not None
        ]

    def show(self, one: Interpreter, zone: str) -> None:
        """Fill in what is known of an interpreter."""
        self.languages.data = one.languages
        for hours in one.hours:
            start, end = to_local(hours.starts_at, zone), to_local(hours.ends_at, zone)
            for day, since, until in self.by_day():
                if day == start.date():
                    since.data, until.data = start.time(), end.time()


class NewInterpreterForm(InterpreterForm):
    """Somebody joins the pool."""

    contact = StringField(
        N_("E-mail or phone"),
        description=N_("With which the person signs in here."),
        validators=[DataRequired(), Length(max=255)],
    )


def hours_form(base: type[InterpreterForm], days: Sequence[date]) -> InterpreterForm:
    """The form with two fields for each day of the event."""
    fields: dict[str, Any] = {"days": tuple(days)}
    for n in range(len(days)):
        fields[f"since_{n}"] = TimeField(N_("From"), validators=[MayBeEmpty()])
        fields[f"until_{n}"] = TimeField(N_("Until"), validators=[MayBeEmpty()])
        fields[f"validate_until_{n}"] = _after(n)
        fields[f"validate_since_{n}"] = _with_end(n)
    form: InterpreterForm = type(base.__name__, (base,), fields)()
    form.offer()
    return form


def _after(n: int) -> Any:
    def check(form: Any, field: Any) -> None:
        since = form[f"since_{n}"].data
        if field.data is not None and (since is None or field.data <= since):
            raise ValidationError(_("The end must come after the start."))

    return check


def _with_end(n: int) -> Any:
    def check(form: Any, field: Any) -> None:
        if field.data is not None and form[f"until_{n}"].data is None:
            raise ValidationError(_("Say until when, too."))

    return check
