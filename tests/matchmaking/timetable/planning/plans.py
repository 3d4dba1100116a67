"""An event that plans: agreed meetings, slots and tables, and a draft built on the spot."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import jobs
from core.db import db
from events.programme.models import Event, MeetingMode, Slot
from matchmaking.engine.timetable.solve import solve
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.models import Placement, Table, TimetableDraft
from matchmaking.timetable.planning import services, standby
from matchmaking.timetable.planning.gathering import frame_of
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.services import claim
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
)


def make_plan(
    *, buyers: int = 1, exhibitors: int = 2, slots: int = 3, tables: int = 2, pairs: Any = None
) -> dict[str, Any]:
    """Rows of an event at which each of these pairs (all, unless given) has agreed to meet."""
    event = make_event(meeting_mode=MeetingMode.PLANS)
    all_buyers = [make_buyer(event, make_company(name=f"Siêu thị {n}")) for n in range(buyers)]
    sellers = [make_exhibitor(event, make_company(name=f"HTX {n}")) for n in range(exhibitors)]
    companies = [one.company for one in all_buyers] + [one.company for one in sellers]
    wanted = pairs or [(b, e) for b in range(buyers) for e in range(exhibitors)]
    return {
        "event": event,
        "buyers": all_buyers,
        "exhibitors": sellers,
        "people": [make_member(company) for company in companies],
        "meetings": [
            make_meeting(all_buyers[b], sellers[e], state=MeetingState.ACCEPTED, score=0.5)
            for b, e in wanted
        ],
        "slots": [
            make_slot(event, starts_at=event.starts_at + timedelta(minutes=20 * n))
            for n in range(slots)
        ],
        "tables": [make_table(event, zone=f"Khu {n}") for n in range(tables)],
    }


def place(
    meeting: Meeting, slot: Slot, table: Table, *, at: datetime, locked: bool = False
) -> None:
    """The meeting stands there."""
    placement = claim(meeting, slot, table, at=at)
    placement.locked_at = at if locked else None
    meeting.state = MeetingState.PLACED
    db.session.flush()


def build(event: Event, order: Order, *, at: datetime) -> TimetableDraft:
    """Order a draft and fill it at once, without the job's thread."""
    draft = services.order_draft(event, order, actor=None, at=at)
    frame = frame_of(event, order, at=at)
    answer = solve(frame.problem, time_limit=order.seconds)
    more = standby.fill(frame, answer, solve, lambda: False)
    services.keep_answer(draft, frame, answer, at=at, more=more)
    db.session.flush()
    return draft


def run_job(draft: TimetableDraft, *, at: datetime) -> bool:
    """What the runner does."""
    assert draft.job_id is not None
    return jobs.run(draft.job_id, at=at)


def places() -> dict[int, tuple[int, int | None]]:
    rows = sa.select(Placement.meeting_id, Placement.slot_id, Placement.table_id)
    return {meeting: (slot, table) for meeting, slot, table in db.session.execute(rows).tuples()}
