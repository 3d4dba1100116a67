"""When a company can meet, what an event says of meetings, and tables that are closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.validators import Optional as MayBeEmpty

from core.changing import ChangeForm
from core.forms import BaseForm, CheckboxesField
from core.i18n import N_, _, fmt_datetime
from events.programme.forms.base import AS_BROWSERS_SEND
from events.programme.models import Slot
from matchmaking.timetable.models import MeetingRules, Stay, Table
from matchmaking.timetable.states import PlaceRule

MOST = 50
WHOLE_TIME = 0
AT_TABLE, AT_BOOTH = "table", "booth"


class BudgetForm(ChangeForm):
    """How many meetings, and which breaks."""

    most_a_day = IntegerField(
        N_("At most this many meetings a day"),
        validators=[MayBeEmpty(), NumberRange(min=1, max=MOST)],
    )
    most_in_row = IntegerField(
        N_("At most this many in a row, then a break"),
        validators=[MayBeEmpty(), NumberRange(min=1, max=MOST)],
    )
    least_free = IntegerField(
        N_("Meeting times kept free in each half-day"),
        validators=[MayBeEmpty(), NumberRange(min=0, max=MOST)],
    )

    def budget(self) -> dict[str, Any]:
        """The three limits, None where nothing is said."""
        names = ("most_a_day", "most_in_row", "least_free")
        return {name: self[name].data for name in names}


class AvailabilityForm(BudgetForm):
    """When a company is there; ``away`` are single slots that it takes off."""

    arrives_at = DateTimeLocalField(
        N_("We arrive at"), format=AS_BROWSERS_SEND, validators=[MayBeEmpty()]
    )
    leaves_at = DateTimeLocalField(
        N_("We leave at"), format=AS_BROWSERS_SEND, validators=[MayBeEmpty()]
    )
    away = CheckboxesField(N_("We are away"), coerce=int, choices=[])
    receives = RadioField(
        N_("Where do you receive?"), choices=[], default=AT_TABLE, validate_choice=False
    )

    def offer(self, slots: Sequence[Slot], zone: str) -> None:
        """Offer the slots that can be taken off, and both places."""
        self._first = slots[0].starts_at.astimezone(ZoneInfo(zone)) if slots else None
        self._last = slots[-1].ends_at.astimezone(ZoneInfo(zone)) if slots else None
        self.away.choices = [(slot.id, "") for slot in slots]
        self.receives.choices = [
            (AT_TABLE, _("At a meeting table")),
            (AT_BOOTH, _("At our own booth")),
        ]

    def validate_arrives_at(self, field: Any) -> None:
        """Nobody arrives when all is over."""
        if field.data and self._last and field.data >= self._last.replace(tzinfo=None):
            raise ValidationError(
                _(
                    "By then the last meeting time is over: it ends on %(time)s.",
                    time=fmt_datetime(self._last),
                )
            )

    def validate_leaves_at(self, field: Any) -> None:
        """Nobody leaves before they arrive, or before it begins."""
        if field.data and self._first and field.data <= self._first.replace(tzinfo=None):
            raise ValidationError(
                _(
                    "No meeting time begins before that: the first one is on %(time)s.",
                    time=fmt_datetime(self._first),
                )
            )
        if field.data and self.arrives_at.data and field.data <= self.arrives_at.data:
            raise ValidationError(_("You leave after you arrive."))

    @staticmethod
    def shown(stay: Stay | None, away: Iterable[int], zone: str) -> dict[str, Any]:
        """What was said before, to begin with."""
        values: dict[str, Any] = {"away": list(away)}
        if stay is not None:
            for name in ("most_a_day", "most_in_row", "least_free"):
                values[name] = getattr(stay, name)
            for name in ("arrives_at", "leaves_at"):
                moment = getattr(stay, name)
                values[name] = moment.astimezone(ZoneInfo(zone)) if moment else None
            values["receives"] = AT_BOOTH if stay.at_booth else AT_TABLE
        return values

    def stay(self, zone: str, *, with_place: bool) -> dict[str, Any]:
        """What the service takes."""

        def moment(given: datetime | None) -> datetime | None:
            return None if given is None else given.replace(tzinfo=ZoneInfo(zone))

        values = self.budget() | {
            "arrives_at": moment(self.arrives_at.data),
            "leaves_at": moment(self.leaves_at.data),
        }
        if with_place:
            values["at_booth"] = self.receives.data == AT_BOOTH
        return values


class RulesForm(BudgetForm):
    """What an event says of its meetings."""

    places = RadioField(
        N_("Where are meetings held?"),
        coerce=PlaceRule,
        choices=[],
        validators=[InputRequired()],
    )

    def offer(self) -> None:
        """Offer the three rules."""
        self.places.choices = [
            (PlaceRule.TABLES, _("At numbered tables")),
            (PlaceRule.BOOTHS, _("At the exhibitor's booth; who has none receives at a table")),
            (PlaceRule.EACH, _("Every exhibitor chooses: table or booth")),
        ]

    @staticmethod
    def shown(rules: MeetingRules) -> dict[str, Any]:
        """What was said before."""
        names = ("most_a_day", "most_in_row", "least_free")
        values = {name: getattr(rules, name) for name in names}
        return values | {"places": rules.places or PlaceRule.TABLES}

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return self.budget() | {
            "places": self.places.data,
        }


class ClosingForm(BaseForm):
    """Tables that are not there for a while."""

    which = SelectField(N_("Which tables?"), coerce=int, choices=[])
    first_slot_id = SelectField(N_("From"), coerce=int, choices=[], default=WHOLE_TIME)
    last_slot_id = SelectField(N_("Until"), coerce=int, choices=[], default=WHOLE_TIME)

    def offer(self, tables: Sequence[Table], slots: Sequence[Slot]) -> None:
        """Offer halls and corners whole, then single tables, and the times to come."""
        areas: dict[str, list[Table]] = {}
        for table in tables:
            areas.setdefault(table.where, []).append(table)
        whole = [
            (_("All tables of %(zone)s", zone=area), own) for area, own in areas.items() if area
        ]
        self._groups = [own for _name, own in whole] + [[table] for table in tables]
        labels = [name for name, _own in whole] + [
            f"{table.label} ({table.where})" if table.where else table.label for table in tables
        ]
        self.which.choices = list(enumerate(labels))
        self._slots = list(slots)
        times = [(slot.id, fmt_datetime(slot.starts_at)) for slot in slots]
        self.first_slot_id.choices = [(WHOLE_TIME, _("now")), *times]
        self.last_slot_id.choices = [(WHOLE_TIME, _("the end")), *times]

    def chosen(self) -> tuple[list[Table], list[Slot]]:
        """The tables and the slots."""
        ids = [slot.id for slot in self._slots]
        first, last = self.first_slot_id.data, self.last_slot_id.data
        start = ids.index(first) if first in ids else 0
        end = ids.index(last) if last in ids else len(ids) - 1
        return self._groups[self.which.data], self._slots[start : end + 1]
