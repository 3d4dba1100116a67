"""A day of meetings: slots that run, tables, and firms whose people wear badges."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.companies.models import Company
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, Slot
from events.registration.codes import new_badge_code
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import claim
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_registration,
    make_slot,
    make_table,
    now,
)


@dataclass
class Day:
    """The slot that runs since five minutes, the two after it, and two tables."""

    event: Event
    slots: list[Slot]
    tables: list[Table]


def make_day(*, tables: int = 2, **values: Any) -> Day:
    """A running event; a slot has twenty minutes."""
    start = now() - timedelta(minutes=5)
    event = make_event(starts_at=start - timedelta(hours=1), **values)
    slots = [
        make_slot(event, starts_at=start + timedelta(minutes=20 * number)) for number in range(3)
    ]
    return Day(event, slots, [make_table(event) for _ in range(tables)])


def badge_of(event: Event, company: Company) -> str:
    """The badge code of somebody who comes for a company."""
    code: str = make_registration(
        event, company_id=company.id, badge_code=new_badge_code()
    ).badge_code
    return code


def make_pair(day: Day) -> tuple[Buyer, Exhibitor]:
    """A buyer and an exhibitor."""
    return make_buyer(day.event), make_exhibitor(day.event)


def make_placed(day: Day, *, slot: int = 0, table: int = 0) -> Meeting:
    """A meeting with its place and all its claims."""
    meeting = make_meeting(*make_pair(day), state=MeetingState.PLACED)
    before = day.slots[slot].starts_at - timedelta(hours=1)
    claim(meeting, day.slots[slot], day.tables[table], at=before)
    return meeting
