"""Sixteen hands on one board: one of them wins, the others are told, and nobody is in two places.

The control looks before it writes, as all did, and then writes without the constraints.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from core.errors import DomainError
from events.programme.models import Claim, Slot
from matchmaking.meetings.errors import WrongState
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.board import services
from matchmaking.timetable.board.errors import Changed, TableHeld
from matchmaking.timetable.board.services import put_meeting
from matchmaking.timetable.errors import TableTaken
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.services import cancel_meeting
from tests.matchmaking.timetable.planning.plans import make_plan, place
from tests.races import race, without_constraint

RACERS = 16
Commit = Callable[..., Any]


def make_rivals() -> dict[str, Any]:
    """Sixteen agreed meetings of sixteen pairs, and times and tables for all of them."""
    pairs = [(n, n) for n in range(RACERS)]
    plan = make_plan(buyers=RACERS, exhibitors=RACERS, slots=2, tables=RACERS, pairs=pairs)
    return {
        "meetings": [meeting.id for meeting in plan["meetings"]],
        "slots": [slot.id for slot in plan["slots"]],
        "tables": [table.id for table in plan["tables"]],
    }


def put(meeting_id: int, slot_id: int, table_id: int, at: datetime) -> str:
    with transaction():
        put_meeting(
            db.session.get_one(Meeting, meeting_id),
            slot=db.session.get_one(Slot, slot_id),
            table=db.session.get_one(Table, table_id),
            seen=0,
            actor=None,
            at=at,
        )
    return "moved"


def into_one_cell(app: Flask, rivals: dict[str, Any], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        return put(rivals["meetings"][number], rivals["slots"][0], rivals["tables"][0], at)

    return race(app, RACERS, act)


@pytest.mark.proof("board")
def test_one_of_sixteen_meetings_gets_the_cell(app: Flask, committed: Commit, at: datetime) -> None:
    rivals = committed(make_rivals)

    outcomes = into_one_cell(app, rivals, at)

    assert outcomes.count("moved") == 1
    refusals = [one for one in outcomes if one != "moved"]
    assert all(isinstance(one, TableHeld | TableTaken) for one in refusals), refusals
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Placement)) == 1


@pytest.mark.proof("board")
def test_of_sixteen_who_move_one_meeting_one_wins_and_the_others_see_it(
    app: Flask, committed: Commit, at: datetime
) -> None:
    rivals = committed(make_rivals)

    def act(number: int) -> str:
        return put(rivals["meetings"][0], rivals["slots"][number % 2], rivals["tables"][number], at)

    outcomes = race(app, RACERS, act)

    assert outcomes.count("moved") == 1
    assert [type(one) for one in outcomes if one != "moved"] == [Changed] * (RACERS - 1)


@pytest.mark.proof("board")
def test_moving_against_cancelling_leaves_nothing_behind(
    app: Flask, committed: Commit, at: datetime
) -> None:
    def make() -> dict[str, Any]:
        plan = make_plan(buyers=1, exhibitors=1, slots=2, tables=RACERS)
        place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at)
        return {
            "meeting": plan["meetings"][0].id,
            "slots": [slot.id for slot in plan["slots"]],
            "tables": [table.id for table in plan["tables"]],
        }

    fair = committed(make)

    def act(number: int) -> str:
        if number % 2:
            return put(fair["meeting"], fair["slots"][1], fair["tables"][number], at)
        with transaction():
            meeting = db.session.get_one(Meeting, fair["meeting"])
            done = cancel_meeting(meeting, actor=None, side=Side.BUYER, at=at)
        return "cancelled" if done else "was cancelled"

    outcomes = race(app, RACERS, act)

    assert outcomes.count("cancelled") == 1
    assert outcomes.count("moved") <= 1
    assert outcomes.count("was cancelled") == RACERS // 2 - 1
    rest = [one for one in outcomes if isinstance(one, BaseException)]
    assert all(isinstance(one, Changed | WrongState) for one in rest), rest
    with app.app_context():
        meeting = db.session.get_one(Meeting, fair["meeting"])
        assert meeting.state is MeetingState.CANCELLED
        assert meeting.sequence == 1 + outcomes.count("moved")
        for table in (Placement, Claim):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.proof("board")
def test_without_the_constraints_all_sixteen_sit_at_one_table(
    app: Flask, committed: Commit, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = committed(make_rivals)

    def nobody(*_args: Any, **_values: Any) -> DomainError | None:
        return None

    monkeypatch.setattr(services, "table_conflict", nobody)
    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "placements", "uq_placements_slot_id_table_id"))
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        outcomes = into_one_cell(app, rivals, at)

    assert outcomes == ["moved"] * RACERS
