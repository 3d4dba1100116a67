"""Answers that meet: a yes against a yes, a no, or a request taken back; both sides at once.

The control shows what holds when the locks are away (the index alone), and that nothing would
without the index. SQLite lets one write at a time, so only PostgreSQL can lose that race.
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
from events.exhibitors.models import Exhibitor
from events.programme.models import Claim, MeetingMode, Slot
from matchmaking.meetings import services as meetings
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.services import asking
from matchmaking.meetings.states import LIVE, MeetingState, Strength
from matchmaking.needs.models import Buyer, Side
from matchmaking.timetable.models import Placement, Table
from matchmaking.timetable.services import accept_meeting
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_slot,
    make_table,
)
from tests.races import race, without_constraint

RACERS = 16
pytestmark = pytest.mark.proof("booking")


def make_request() -> dict[str, Any]:
    event = make_event()
    return {
        "meeting": make_meeting(make_buyer(event), make_exhibitor(event)).id,
        "slots": [make_slot(event).id for _ in range(RACERS)],
        "tables": [make_table(event).id for _ in range(RACERS)],
    }


def make_pair(mode: MeetingMode) -> dict[str, int]:
    event = make_event(meeting_mode=mode)
    return {"buyer": make_buyer(event).id, "exhibitor": make_exhibitor(event).id}


def say_yes(made: dict[str, Any], number: int, at: datetime) -> str:
    with transaction():
        accept_meeting(
            db.session.get_one(Meeting, made["meeting"]),
            slot=db.session.get_one(Slot, made["slots"][number]),
            table=db.session.get_one(Table, made["tables"][number]),
            actor=None,
            at=at,
        )
    return "yes"


def say(act: Callable[..., Any], made: dict[str, Any], at: datetime) -> str:
    with transaction():
        act(db.session.get_one(Meeting, made["meeting"]), actor=None, at=at)
    return act.__name__


def after(app: Flask) -> tuple[MeetingState, int, int]:
    """The state of the only meeting, and how many placements and claims there are."""
    with app.app_context():
        state = db.session.scalars(sa.select(Meeting.state)).one()
        counts = [
            db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0
            for kind in (Placement, Claim)
        ]
        return state, counts[0], counts[1]


def refusals(outcomes: list[Any]) -> list[str]:
    """The codes of clear refusals; anything else that went wrong fails here."""
    errors = [one for one in outcomes if not isinstance(one, str)]
    assert all(isinstance(one, DomainError) for one in errors), errors
    return [one.code for one in errors]


def test_sixteen_say_yes_to_one_request_at_once(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_request)

    outcomes = race(app, RACERS, lambda number: say_yes(made, number, at))

    assert refusals(outcomes) == ["meetings.wrong_state"] * (RACERS - 1)
    assert after(app)[:2] == (MeetingState.PLACED, 1)


@pytest.mark.parametrize("no", [meetings.decline_meeting, meetings.withdraw_meeting])
def test_a_yes_meets_a_no(
    app: Flask, committed: Callable[..., Any], at: datetime, no: Callable[..., Any]
) -> None:
    made = committed(make_request)

    def act(number: int) -> str:
        return say(no, made, at) if number % 2 else say_yes(made, number, at)

    outcomes = race(app, RACERS, act)

    said = [one for one in outcomes if isinstance(one, str)]
    assert len(said) == 1
    assert refusals(outcomes) == ["meetings.wrong_state"] * (RACERS - 1)
    state, placements, claims = after(app)
    assert (state is MeetingState.PLACED) is (said == ["yes"])
    assert (placements, bool(claims)) == ((1, True) if said == ["yes"] else (0, False))


def both_ask(app: Flask, made: dict[str, int], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        side = Side.BUYER if number % 2 else Side.EXHIBITOR
        with transaction():
            meeting = meetings.request_meeting(
                db.session.get_one(Buyer, made["buyer"]),
                db.session.get_one(Exhibitor, made["exhibitor"]),
                side=side,
                actor=None,
                at=at,
            )
            return str(meeting.state)

    return race(app, RACERS, act)


def live(app: Flask) -> list[MeetingState]:
    with app.app_context():
        found = sa.select(Meeting.state).where(Meeting.state.in_(LIVE))
        return list(db.session.scalars(found))


def test_both_sides_ask_each_other_at_once_and_have_one_agreed_meeting(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_pair, MeetingMode.BOOKS)

    outcomes = both_ask(app, made, at)

    assert sorted(one for one in outcomes if isinstance(one, str)) == ["accepted", "requested"]
    assert refusals(outcomes) == ["meetings.already_asked"] * (RACERS - 2)
    assert live(app) == [MeetingState.ACCEPTED]


@pytest.mark.parametrize("index", ["there", "away"])
def test_without_locks_the_index_alone_holds_and_without_it_nothing_does(
    app: Flask,
    committed: Callable[..., Any],
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    index: str,
) -> None:
    made = committed(make_pair, MeetingMode.BOOKS)
    monkeypatch.setattr(asking, "hold", lambda *_parties: None)
    with app.app_context():
        is_postgres = db.engine.dialect.name == "postgresql"

    with contextlib.ExitStack() as away:
        if index == "away":
            away.enter_context(without_constraint(app, "meetings", "uq_meetings_live"))
        both_ask(app, made, at)
        found = live(app)

    if index == "there":
        assert found == [MeetingState.ACCEPTED]
    elif is_postgres:
        assert len(found) > 1


def test_both_sides_wish_at_once_and_have_one_agreed_meeting(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    made = committed(make_pair, MeetingMode.PLANS)

    def act(number: int) -> str:
        with transaction():
            meetings.wish(
                db.session.get_one(Buyer, made["buyer"]),
                db.session.get_one(Exhibitor, made["exhibitor"]),
                side=Side.BUYER if number % 2 else Side.EXHIBITOR,
                strength=Strength.WOULD,
                actor=None,
                at=at,
            )
        return "wished"

    outcomes = race(app, RACERS, act)

    assert refusals(outcomes) == []
    assert live(app) == [MeetingState.ACCEPTED]
    with app.app_context():
        wishes = sa.select(sa.func.count()).select_from(MeetingWish)
        assert db.session.scalar(wishes) == 2
