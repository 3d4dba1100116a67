"""The events of a year with their numbers, in two questions however many they are."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.exhibitors.models import Allotment, Booth, Exhibitor
from events.programme.models import Event, EventResult, EventState, TeamMember, TeamRole
from events.programme.times import local_day
from reports.year.states import Standing, standing_of

MOST = 500


@dataclass(frozen=True)
class PlanRow:
    """An event in the plan. Confirmed results come before what the system counts now."""

    event: Event
    standing: Standing
    exhibitors: int
    booths: int  # drawn in the halls
    allotted: int
    results: dict[str, int]

    @property
    def shown_exhibitors(self) -> int:
        """As confirmed, else as approved so far."""
        return self.results.get("exhibitors", self.exhibitors)

    @property
    def shown_booths(self) -> int:
        """As confirmed, else as given so far."""
        return self.results.get("booths_used", self.allotted)

    @property
    def visitors(self) -> int | None:
        """As confirmed; None as long as nobody has confirmed a number."""
        return self.results.get("visitors")

    @property
    def value(self) -> int | None:
        """Đồng of contracts, sales and pledges, as confirmed."""
        names = ("contracts_value", "sales_value", "pledged_value")
        found = [self.results[name] for name in names if name in self.results]
        return sum(found) if found else None


def _sum(one: int | None, other: int | None) -> int | None:
    """None only where both are unknown."""
    return other if one is None else one + (other or 0)


@dataclass
class Totals:
    """What a month or the year adds up to; cancelled events count as cancelled alone."""

    by_standing: dict[Standing, int] = field(default_factory=lambda: defaultdict(int))
    exhibitors: int = 0
    booths: int = 0
    visitors: int | None = None  # None: nobody has confirmed a number
    value: int | None = None
    expected_booths: int = 0
    expected_visitors: int = 0

    def add(self, row: PlanRow) -> None:
        """Count one event."""
        self.by_standing[row.standing] += 1
        if row.standing is Standing.CANCELLED:
            return
        self.exhibitors += row.shown_exhibitors
        self.booths += row.shown_booths
        self.visitors = _sum(self.visitors, row.visitors)
        self.value = _sum(self.value, row.value)
        self.expected_booths += row.event.expected_booths
        self.expected_visitors += row.event.expected_visitors

    @property
    def events(self) -> int:
        """How many events, those cancelled too."""
        return sum(self.by_standing.values())


def plan_of(year: int, actor: Any, at: datetime) -> list[PlanRow]:
    """The events that begin in a year (by their own calendars), in order; drafts of one's own.

    The platform's admin sees every draft.
    """
    shows = _count(Exhibitor, Exhibitor.cancelled_at.is_(None))
    wanted = sa.select(Event, shows, _count(Booth), _count(Allotment)).where(
        Event.starts_at >= datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=1),
        Event.starts_at < datetime(year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1),
    )
    if not actor.is_admin:
        own = sa.select(TeamMember.event_id).where(
            TeamMember.user_id == actor.id, TeamMember.role != TeamRole.DOOR
        )
        wanted = wanted.where(sa.or_(Event.state != EventState.DRAFT, Event.id.in_(own)))
    rows = db.session.execute(wanted.order_by(Event.starts_at, Event.id).limit(MOST)).all()
    ids = [row[0].id for row in rows if local_day(row[0].starts_at, row[0].zone).year == year]
    results = _results(ids)
    return [
        PlanRow(event, standing_of(event, at), exhibitors, booths, allotted, results[event.id])
        for event, exhibitors, booths, allotted in rows
        if event.id in results
    ]


def _count(model: Any, *conditions: Any) -> Any:
    counted = sa.select(sa.func.count()).select_from(model)
    return counted.where(model.event_id == Event.id, *conditions).scalar_subquery()


def _results(event_ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {event_id: {} for event_id in event_ids}
    wanted = sa.select(EventResult.event_id, EventResult.name, EventResult.value)
    for event_id, name, value in db.session.execute(wanted.where(EventResult.event_id.in_(found))):
        found[event_id][name] = value
    return found


def by_month(rows: list[PlanRow]) -> list[tuple[date, list[PlanRow], Totals]]:
    """The rows of each month that has any, with what they add up to."""
    months: dict[date, list[PlanRow]] = defaultdict(list)
    for row in rows:
        months[local_day(row.event.starts_at, row.event.zone).replace(day=1)].append(row)
    return [(month, group, totals_of(group)) for month, group in sorted(months.items())]


def totals_of(rows: list[PlanRow]) -> Totals:
    """What rows add up to."""
    totals = Totals()
    for row in rows:
        totals.add(row)
    return totals


def years_with_events(this: int) -> list[int]:
    """The years to choose from: those with events, this one and the next."""
    first, last = db.session.execute(
        sa.select(sa.func.min(Event.starts_at), sa.func.max(Event.starts_at))
    ).one()
    low = min(this, first.year) if first else this
    high = max(this + 1, last.year) if last else this + 1
    return list(range(high, low - 1, -1))[:20]
