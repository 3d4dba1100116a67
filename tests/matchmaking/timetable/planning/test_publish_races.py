"""Publishing against publishing, booking and cancelling: one clear winner."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db, transaction
from events.programme.models import Claim, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import (
    NotReady,
)
from matchmaking.timetable.models import Table, TimetableDraft
from matchmaking.timetable.planning import publishing
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.queries import (
    lines_in,
)
from matchmaking.timetable.services import accept_meeting, cancel_meeting
from matchmaking.timetable.states import Aim, DraftState
from tests.factories import (
    make_buyer,
    make_exhibitor,
    make_meeting,
)
from tests.matchmaking.timetable.planning.plans import build, make_plan, places
from tests.races import race, without_constraint

ALL = Order(Aim.ALL)


def publish_at_once(app: Flask, drafts: list[int], at: datetime) -> list[Any]:
    def act(number: int) -> str:
        with transaction():
            publish_draft(db.session.get_one(TimetableDraft, drafts[number]), actor=None, at=at)
        return "published"

    return race(app, len(drafts), act)


def make_rival_drafts(at: datetime, number: int = 4) -> list[int]:
    """So many drafts of one event, all ready."""
    event = make_plan(buyers=2, exhibitors=2, slots=2, tables=2)["event"]
    return [build(event, ALL, at=at).id for _number in range(number)]


def test_of_four_organisers_who_publish_at_once_one_does(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    drafts = committed(make_rival_drafts, at)

    outcomes = publish_at_once(app, drafts, at)

    assert outcomes.count("published") == 1
    assert [type(one) for one in outcomes if one != "published"] == [NotReady] * 3
    with app.app_context():
        assert len(places()) == 4


def test_without_taking_turns_the_losers_are_not_told_why(
    app: Flask, committed: Callable[..., Any], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing is held, and the state of a draft is not read again."""
    drafts = committed(make_rival_drafts, at)
    monkeypatch.setattr(publishing, "_hold_drafts", lambda _draft: None)
    monkeypatch.setattr(publishing, "_outdate_others", lambda _draft: None)

    outcomes = publish_at_once(app, drafts, at)

    assert NotReady not in {type(one) for one in outcomes}
    with app.app_context():
        states = db.session.scalars(sa.select(TimetableDraft.state)).all()
        assert states.count(DraftState.PUBLISHED) > 1 or len(set(map(type, outcomes))) > 1


def test_publishing_and_cancelling_race_for_a_meeting(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    """Whoever comes first: a cancelled meeting holds nothing afterwards."""

    def make() -> tuple[int, int]:
        plan = make_plan(exhibitors=2)
        return build(plan["event"], ALL, at=at).id, plan["meetings"][0].id

    draft_id, meeting_id = committed(make)

    def act(number: int) -> str:
        with transaction():
            if number == 0:
                publish_draft(db.session.get_one(TimetableDraft, draft_id), actor=None, at=at)
                return "published"
            meeting = db.session.get_one(Meeting, meeting_id)
            cancel_meeting(meeting, actor=None, side=Side.BUYER, at=at)
        return "cancelled"

    outcomes = race(app, 2, act)

    assert sorted(map(str, outcomes)) == ["cancelled", "published"]
    with app.app_context():
        held = sa.select(sa.func.count()).where(Claim.meeting_id == meeting_id)
        assert db.session.get_one(Meeting, meeting_id).state is MeetingState.CANCELLED
        assert (db.session.scalar(held), len(places())) == (0, 1)


def test_without_the_constraints_publishing_and_booking_take_one_table(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    rivals = committed(make_rivals_for_a_table, at)

    with contextlib.ExitStack() as away:
        away.enter_context(without_constraint(app, "placements", "uq_placements_slot_id_table_id"))
        away.enter_context(without_constraint(app, "claims", "uq_claims_holder_once_per_slot"))
        outcomes = publish_and_book(app, rivals, at)
        with app.app_context():
            stand = len(places())

    assert (sorted(map(str, outcomes)), stand) == (["booked", "published"], 5)


def make_rivals_for_a_table(at: datetime) -> tuple[int, int, int, int]:
    """A draft, and a request of others for a place that the draft has given away."""
    plan = make_plan(buyers=2, exhibitors=2, slots=2, tables=2)
    draft = build(plan["event"], ALL, at=at)
    rival = make_meeting(make_buyer(plan["event"]), make_exhibitor(plan["event"]))
    taken = db.session.scalars(lines_in(draft, "new")).first()
    assert taken is not None
    assert taken.slot_id is not None
    assert taken.table_id is not None
    return draft.id, rival.id, taken.slot_id, taken.table_id


def publish_and_book(app: Flask, rivals: tuple[int, int, int, int], at: datetime) -> list[Any]:
    draft_id, rival_id, slot_id, table_id = rivals

    def act(number: int) -> str:
        with transaction():
            if number == 0:
                publish_draft(db.session.get_one(TimetableDraft, draft_id), actor=None, at=at)
                return "published"
            accept_meeting(
                db.session.get_one(Meeting, rival_id),
                slot=db.session.get_one(Slot, slot_id),
                table=db.session.get_one(Table, table_id),
                actor=None,
                at=at,
            )
        return "booked"

    return race(app, 2, act)


def test_publishing_and_booking_race_for_one_table(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    """One of the two has it; a draft that lost has placed none of its meetings."""
    rivals = committed(make_rivals_for_a_table, at)

    outcomes = publish_and_book(app, rivals, at)

    done = [outcome for outcome in outcomes if isinstance(outcome, str)]
    with app.app_context():
        stand = len(places())
    assert len(done) == 1, outcomes
    assert stand == (4 if done == ["published"] else 1)
