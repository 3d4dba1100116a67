"""Freed times go to those who wait; what everybody was promised comes first, or is explained."""

from datetime import datetime
from typing import Any

from core.db import db
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.availability.services import set_away
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.queries import (
    counts_of,
    lines_in,
    short_named,
)
from matchmaking.timetable.states import Aim
from tests.matchmaking.timetable.planning.plans import build, make_plan, place, places

BEST = Order(Aim.BEST)


# ── standby ─────────────────────────────────────────────────────────────────────────────────────


def with_standby(at: datetime) -> dict[str, Any]:
    """One table and two times, both taken; a third meeting is agreed and has no time."""
    plan = make_plan(
        buyers=3, exhibitors=3, slots=2, tables=1, pairs=[(0, 0), (1, 1), (2, 2), (2, 0)]
    )
    for meeting, slot, score in zip(plan["meetings"], plan["slots"], (0.9, 0.8), strict=False):
        meeting.score = score
        place(meeting, slot, plan["tables"][0], at=at)
    plan["meetings"][2].score, plan["meetings"][3].score = 0.2, 0.7
    db.session.flush()
    return plan


def test_who_waits_moves_up_into_what_is_freed_the_best_first(session: Any, at: datetime) -> None:
    plan = with_standby(at)
    gone = plan["buyers"][0].company_id
    stood = places()[plan["meetings"][1].id]

    draft = build(plan["event"], Order(Aim.REPAIR, company_ids=(gone,)), at=at)

    counts = counts_of(draft)
    [line] = session.scalars(lines_in(draft, "new"))
    assert (counts["new"], counts["moved"], counts["dropped"]) == (1, 0, 1)
    assert line.meeting_id == plan["meetings"][3].id
    publish_draft(draft, actor=None, at=at)
    assert places()[plan["meetings"][1].id] == stood
    assert plan["meetings"][3].state is MeetingState.PLACED


def test_a_repair_without_standby_leaves_freed_times_empty(session: Any, at: datetime) -> None:
    plan = with_standby(at)
    order = Order(Aim.REPAIR, company_ids=(plan["buyers"][0].company_id,), standby=False)

    draft = build(plan["event"], order, at=at)

    assert counts_of(draft)["new"] == 0


def test_who_is_absent_does_not_move_up(session: Any, at: datetime) -> None:
    plan = with_standby(at)
    gone = (plan["buyers"][0].company_id, plan["buyers"][2].company_id)

    draft = build(plan["event"], Order(Aim.REPAIR, company_ids=gone), at=at)

    assert counts_of(draft)["new"] == 0


# ── promises ────────────────────────────────────────────────────────────────────────────────────


def test_a_promise_comes_before_what_suits_best(session: Any, at: datetime) -> None:
    """One buyer suits both exhibitors better; the other gets its one meeting all the same."""
    plan = make_plan(buyers=2, exhibitors=2, slots=1, tables=2, pairs=[(0, 0), (0, 1), (1, 1)])
    for meeting, score in zip(plan["meetings"], (0.2, 0.9, 0.1), strict=True):
        meeting.score = score
    session.flush()

    free = build(plan["event"], BEST, at=at)
    promised = build(plan["event"], Order(Aim.BEST, least=1), at=at)

    assert (free.reached["placed"], promised.reached["placed"]) == (1, 2)
    assert promised.short == []


def test_who_gets_fewer_than_promised_is_named_with_the_reason(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=1, exhibitors=3, slots=2, tables=2)
    event, sellers = plan["event"], plan["exhibitors"]
    away = [slot.id for slot in plan["slots"][1:]]
    set_away(event, plan["buyers"][0].company, away, actor=None, at=at)

    draft = build(event, Order(Aim.BEST, least=2), at=at)

    reasons = {one["name"]: one["reason"] for one in short_named(draft)}
    assert reasons[plan["buyers"][0].company.name] == "away"
    assert {reasons[one.company.name] for one in sellers} == {"few"}
    assert sum(one["has"] for one in draft.short) == 2
