"""Sixteen people accept for one table and one time: one of them has it, fifteen are told so.

The control takes the two constraints away and shows that nothing else would have held.
"""

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from events.exhibitors.models import Exhibitor
from events.programme.models import Slot
from matchmaking.meetings.errors import AlreadyAsked
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.services import request_meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.errors import BuyerBusy, TableTaken
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.services import accept_meeting
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
)
from tests.races import race, without_constraint

RACERS = 16
WHOLE = os.environ.get("CHOPHIEN_PROOF") == "full"
ROUNDS = 10 if WHOLE else 1


def make_rivals(*, same_buyer: bool = False) -> dict[str, Any]:
    """Sixteen requests at one event, each to another exhibitor, with one slot and their tables."""
    event = make_event()
    slot, table = make_slot(event), make_table(event)
    one_buyer = make_buyer(event)
    meetings, people, tables = [], [], []
    for _number in range(RACERS):
        exhibitor = make_exhibitor(event)
        meetings.append(make_meeting(one_buyer if same_buyer else make_buyer(event), exhibitor).id)
        people.append(make_member(exhibitor.company).id)
        tables.append(make_table(event).id if same_buyer else table.id)
    return {
        "slug": event.slug,
        "slot": slot.id,
        "tables": tables,
        "meetings": meetings,
        "people": people,
    }


def accept_at_once(app: Flask, rivals: dict[str, Any], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        with transaction():
            accept_meeting(
                db.session.get_one(Meeting, rivals["meetings"][number]),
                slot=db.session.get_one(Slot, rivals["slot"]),
                table=db.session.get_one(Table, rivals["tables"][number]),
                actor=None,
                at=at,
            )
        return "accepted"

    return race(app, RACERS, act)


def placed(app: Flask) -> tuple[int, int]:
    """How many placements there are, and how many meetings say that they are placed."""
    with app.app_context():
        placements = sa.select(sa.func.count()).select_from(Placement)
        meetings = sa.select(sa.func.count()).where(Meeting.state == MeetingState.PLACED)
        return db.session.scalar(placements) or 0, db.session.scalar(meetings) or 0


@pytest.mark.proof("booking")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_of_sixteen_gets_the_table(
    app: Flask, committed: Callable[..., Any], at: datetime, _round: int
) -> None:
    rivals = committed(make_rivals)

    outcomes = accept_at_once(app, rivals, at)

    assert outcomes.count("accepted") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "accepted"] == [TableTaken] * 15
    assert placed(app) == (1, 1)


@pytest.mark.proof("booking")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_buyer_is_promised_to_one_of_sixteen(
    app: Flask, committed: Callable[..., Any], at: datetime, _round: int
) -> None:
    rivals = committed(make_rivals, same_buyer=True)

    outcomes = accept_at_once(app, rivals, at)

    assert outcomes.count("accepted") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "accepted"] == [BuyerBusy] * 15
    assert placed(app) == (1, 1)


@pytest.mark.proof("booking")
def test_without_the_constraints_the_race_is_lost(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    rivals = committed(make_rivals)

    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "placements", "uq_placements_slot_id_table_id"))
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        outcomes = accept_at_once(app, rivals, at)
        at_one_table = placed(app)

    assert outcomes == ["accepted"] * RACERS
    assert at_one_table == (RACERS, RACERS)


@pytest.mark.proof("booking")
def test_sixteen_clicks_send_one_request(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    def make_pair() -> tuple[int, int]:
        event = make_event()
        return make_buyer(event).id, make_exhibitor(event).id

    buyer_id, exhibitor_id = committed(make_pair)

    def act(_number: int) -> str:
        with transaction():
            request_meeting(
                db.session.get_one(Buyer, buyer_id),
                db.session.get_one(Exhibitor, exhibitor_id),
                side=Side.BUYER,
                actor=None,
                at=at,
            )
        return "asked"

    outcomes = race(app, RACERS, act)

    assert outcomes.count("asked") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "asked"] == [AlreadyAsked] * 15
