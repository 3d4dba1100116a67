"""After a firm is cancelled and a hall is lost, as little moves as is proven, and no lock."""

from datetime import datetime
from typing import Any

import numpy as np

from matchmaking.timetable.models import Placement
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.services import set_lock
from matchmaking.timetable.states import Aim
from tests.matchmaking.timetable.planning.plans import build, make_plan, places

SEED = 7


def make_published(buyers: int, exhibitors: int, slots: int, tables: int, at: datetime) -> Any:
    """A published timetable in which every buyer meets a few exhibitors."""
    chance = np.random.default_rng(SEED)
    pairs = [
        (b, int(e)) for b in range(buyers) for e in chance.choice(exhibitors, 5, replace=False)
    ]
    plan = make_plan(buyers=buyers, exhibitors=exhibitors, slots=slots, tables=tables, pairs=pairs)
    publish_draft(build(plan["event"], Order(Aim.BEST, seconds=10), at=at), actor=None, at=at)
    return plan


def test_what_is_cancelled_and_lost_moves_only_what_must(session: Any, at: datetime) -> None:
    plan = make_published(buyers=12, exhibitors=8, slots=10, tables=7, at=at)
    lost, gone = plan["tables"][0], plan["exhibitors"][0]
    locked = [
        one
        for one in session.query(Placement).order_by(Placement.meeting_id)
        if one.table_id != lost.id and one.meeting.exhibitor_id != gone.id
    ][:3]
    for one in locked:
        set_lock(one, locked=True, actor=None, at=at)
    session.flush()
    before = places()
    order = Order(
        Aim.REPAIR, seconds=10, company_ids=(gone.company_id,), table_ids=(lost.id,), standby=False
    )

    draft = build(plan["event"], order, at=at)
    publish_draft(draft, actor=None, at=at)

    after = places()
    moved = {one for one in before if one in after and after[one] != before[one]}
    had_to = {one for one, (_slot, table) in before.items() if table == lost.id and one in after}
    assert draft.reached["changes"] == draft.bound["changes"]
    assert moved >= had_to
    assert all(after[one.meeting_id] == before[one.meeting_id] for one in locked)
