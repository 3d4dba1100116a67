"""Choosing a time and a table, and making tables."""

from collections.abc import Sequence

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from core.forms import BaseForm
from core.i18n import N_, _, fmt_day, fmt_time
from matchmaking.timetable.models import Table
from matchmaking.timetable.queries import FreePlace

MOST_TABLES = 200
AUTOMATIC = 0


class PlaceForm(BaseForm):
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
            (place.slot.id, f"{_time(place)} · {_('Table %(label)s', label=place.tables[0].label)}")
            for place in places
        ]
        self.table_id.choices = [(AUTOMATIC, _("The one beside the time"))] + [
            (table.id, f"{table.label} ({table.zone})" if table.zone else table.label)
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
    zone = StringField(N_("Where they stand"), validators=[MayBeEmpty(), Length(max=80)])
