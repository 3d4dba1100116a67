"""Choosing a time and a table, and making tables."""

from collections.abc import Mapping, Sequence

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from core.forms import BaseForm
from core.i18n import N_, _, fmt_datetime, fmt_day, fmt_time, ngettext
from events.exhibitors.models import Hall
from events.programme.models import Slot
from matchmaking.meetings.forms import WhoForm
from matchmaking.meetings.states import CancelReason
from matchmaking.meetings.words import cancel_reason
from matchmaking.timetable.models import Table
from matchmaking.timetable.planning.order import USUAL_SECONDS, Order
from matchmaking.timetable.queries import FreePlace
from matchmaking.timetable.states import Aim
from matchmaking.timetable.words import place_word

MOST_TABLES = 200
AUTOMATIC = NO_HALL = 0
ONLINE = -1


class PlaceForm(WhoForm):
    """A time that suits both, and a table."""

    slot_id = RadioField(N_("A time that suits both"), coerce=int, validate_choice=False)
    table_id = SelectField(
        N_("Table"),
        coerce=int,
        default=AUTOMATIC,
        description=N_("The table beside the time is free and the least used."),
        validate_choice=False,
    )

    def offer(self, places: Sequence[FreePlace], tables: Sequence[Table]) -> None:
        """Offer free times with a free table each; who comes later is told what has changed."""
        self.slot_id.choices = [
            (place.slot.id, f"{_time(place)} · {place_word(next(iter(place.tables), None))}")
            for place in places
        ]
        self.table_id.choices = [
            (AUTOMATIC, _("The one beside the time")),
            (ONLINE, _("None: we meet online")),
        ] + [
            (table.id, f"{table.label} ({table.where})" if table.where else table.label)
            for table in tables
        ]
        if not self.is_submitted() and places:
            self.slot_id.data = places[0].slot.id

    @staticmethod
    def by_day(places: Sequence[FreePlace]) -> dict[str, list[FreePlace]]:
        """The free times under the name of their day."""
        days: dict[str, list[FreePlace]] = {}
        for place in places:
            days.setdefault(fmt_day(place.slot.starts_at), []).append(place)
        return days


def _time(place: FreePlace) -> str:
    return f"{fmt_time(place.slot.starts_at)}–{fmt_time(place.slot.ends_at)}"


class CancelForm(BaseForm):
    """Why an agreed meeting is called off."""

    reason = RadioField(
        N_("Why?"),
        coerce=CancelReason,
        default=CancelReason.CANNOT_COME,
        choices=[],
        validators=[InputRequired()],
    )
    answer = TextAreaField(
        N_("A word to them"),
        description=N_("If you like. The other side reads it."),
        validators=[MayBeEmpty(), Length(max=1000)],
    )

    def offer(self) -> None:
        """Offer the reasons there are."""
        self.reason.choices = [(reason, cancel_reason(reason)) for reason in CancelReason]


class BoardForm(BaseForm):
    """Where a meeting goes; ``seen`` is its number when the organiser looked at it."""

    slot_id = SelectField(
        N_("Time"), coerce=int, choices=[], validate_choice=False, validators=[InputRequired()]
    )
    table_id = SelectField(
        N_("Table"), coerce=int, choices=[], validate_choice=False, validators=[InputRequired()]
    )
    seen = HiddenField(validators=[InputRequired()])

    def offer(
        self,
        slots: Sequence[Slot],
        tables: Sequence[Table],
        *,
        zone: str,
        notes: Mapping[int, str],
    ) -> None:
        """Offer every time and table; beside a time stands what is in the way."""
        self.slot_id.choices = [
            (
                slot.id,
                " · ".join(
                    filter(None, (fmt_datetime(slot.starts_at, zone), notes.get(slot.id, "")))
                ),
            )
            for slot in slots
        ]
        self.table_id.choices = [
            (table.id, " · ".join(filter(None, (place_word(table), table.where))))
            for table in tables
        ]


class SwapForm(BaseForm):
    """With which meeting another one changes places."""

    other = SelectField(
        N_("Change places with"), choices=[], validate_choice=False, validators=[InputRequired()]
    )
    seen = HiddenField(validators=[InputRequired()])


class TablesForm(BaseForm):
    """So many tables, numbered on."""

    count = IntegerField(
        N_("How many tables"), validators=[InputRequired(), NumberRange(min=1, max=MOST_TABLES)]
    )
    prefix = StringField(
        N_("Letter before the number"),
        validators=[MayBeEmpty(), Length(max=8)],
        description=N_("B makes B1, B2, B3 and so on."),
    )
    hall_id = SelectField(N_("Hall"), coerce=int, choices=[], default=NO_HALL)
    zone = StringField(N_("Where they stand"), validators=[MayBeEmpty(), Length(max=80)])

    def offer(self, halls: Sequence[Hall]) -> None:
        """Offer the halls of the event."""
        self.hall_id.choices = [(NO_HALL, _("– no hall –")), *((h.id, h.name) for h in halls)]


SECONDS = (10, USUAL_SECONDS, 120, 300)
NOBODY = NOTHING = WHOLE_TIME = 0


def _seconds_label(seconds: int) -> str:
    if seconds < 60:  # noqa: PLR2004 -- a minute
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    return str(ngettext("%(num)d minute", "%(num)d minutes", seconds // 60))


class BuildForm(BaseForm):
    """What a timetable is to reach."""

    aim = RadioField(
        N_("What do you want?"),
        coerce=Aim,
        default=Aim.ALL,
        choices=[],
        validators=[InputRequired()],
    )
    keeps = BooleanField(
        N_("What has a time keeps it"),
        default=True,
        description=N_("Without this, published times may change; locked meetings never do."),
    )
    least = IntegerField(
        N_("Meetings promised to everybody"),
        description=N_(
            "Where it can be, everybody gets at least so many before others get more. The draft "
            "names those for whom it cannot be, and why."
        ),
        validators=[MayBeEmpty(), NumberRange(min=0, max=20)],
    )
    seconds = SelectField(
        N_("How long may it take?"), coerce=int, choices=[], default=USUAL_SECONDS
    )

    def offer(self) -> None:
        """Offer the three cases and times to wait."""
        self.aim.choices = [
            (Aim.ALL, _("Place every agreed meeting. If that is not possible, say which clash.")),
            (Aim.BEST, _("Choose the best: those that suit both sides most come first.")),
            (Aim.FILL, _("Fill empty times and tables. Nothing that stands is touched.")),
        ]
        self.seconds.choices = [(seconds, _seconds_label(seconds)) for seconds in SECONDS]

    def order(self) -> Order:
        """What was asked for."""
        return Order(
            self.aim.data,
            keeps=self.keeps.data,
            seconds=self.seconds.data,
            least=0 if self.aim.data is Aim.ALL else self.least.data or 0,
        )


class RepairForm(BaseForm):
    """What happened on the day."""

    company_id = SelectField(N_("Who cannot come?"), coerce=int, choices=[], default=NOBODY)
    zone = SelectField(N_("Which tables are lost?"), coerce=int, choices=[], default=NOTHING)
    first_slot_id = SelectField(
        N_("From"),
        coerce=int,
        choices=[],
        default=WHOLE_TIME,
        description=N_("The first meeting time missed."),
    )
    last_slot_id = SelectField(
        N_("Until"),
        coerce=int,
        choices=[],
        default=WHOLE_TIME,
        description=N_("The last meeting time missed."),
    )

    standby = BooleanField(
        N_("Offer freed times to agreed meetings that have none"),
        default=True,
        description=N_("They are shown by themselves; nobody who stands moves for them."),
    )

    def offer(
        self,
        companies: Sequence[tuple[int, str]],
        zones: dict[str, list[Table]],
        slots: Sequence[Slot],
    ) -> None:
        """Offer who meets, which tables there are, and the times to come."""
        self.company_id.choices = [
            (NOBODY, _("– nobody –")),
            *((company_id, name) for company_id, name in companies),
        ]
        self._lost: list[list[Table]] = [[]]
        labels = [_("– none –")]
        for zone, tables in zones.items():
            if len(zones) > 1 and zone:
                self._lost.append(tables)
                labels.append(_("All tables of %(zone)s", zone=zone))
        for zone, tables in zones.items():
            for table in tables:
                self._lost.append([table])
                labels.append(f"{table.label} ({zone})" if zone else table.label)
        self.zone.choices = list(enumerate(labels))
        times = [(slot.id, fmt_datetime(slot.starts_at)) for slot in slots]
        self.first_slot_id.choices = [(WHOLE_TIME, _("now")), *times]
        self.last_slot_id.choices = [(WHOLE_TIME, _("the end")), *times]

    def order(self) -> Order:
        """What was asked for."""
        return Order(
            Aim.REPAIR,
            standby=self.standby.data,
            company_ids=(self.company_id.data,) if self.company_id.data else (),
            table_ids=tuple(table.id for table in self._lost[self.zone.data]),
            first_slot_id=self.first_slot_id.data or None,
            last_slot_id=self.last_slot_id.data or None,
        )
