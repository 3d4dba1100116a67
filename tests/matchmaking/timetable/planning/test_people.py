"""A timetable sends nobody to two tables, and nobody out of their session."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.programme.models import Claim, HolderKind
from matchmaking.people.services import add_interpreter
from matchmaking.timetable.models import Placement
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.states import Aim
from tests.factories import make_member, make_user
from tests.matchmaking.timetable.planning.plans import build, make_plan

ALL = Order(Aim.ALL, seconds=10)


def slots_of(plan: dict[str, Any]) -> list[int]:
    """The slot of each meeting, by position."""
    rows = db.session.execute(sa.select(Placement.meeting_id, Placement.slot_id)).tuples()
    slot_of = dict(rows.all())
    ids = [slot.id for slot in plan["slots"]]
    return [ids.index(slot_of[meeting.id]) for meeting in plan["meetings"]]


def test_who_comes_for_two_firms_meets_one_after_the_other(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=2, exhibitors=2, slots=2, pairs=[(0, 0), (1, 1)])
    both = plan["people"][2]
    make_member(plan["exhibitors"][1].company, user=both)
    for meeting in plan["meetings"]:
        meeting.exhibitor_person_id = both.id

    publish_draft(build(plan["event"], ALL, at=at), actor=None, at=at)

    assert sorted(slots_of(plan)) == [0, 1]


def test_who_comes_for_two_firms_cannot_be_in_one_slot_twice(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=2, exhibitors=2, slots=1, pairs=[(0, 0), (1, 1)])
    make_member(plan["exhibitors"][1].company, user=plan["people"][2])
    for meeting in plan["meetings"]:
        meeting.exhibitor_person_id = plan["people"][2].id

    draft = build(plan["event"], ALL, at=at)

    assert draft.status == "infeasible"
    assert sorted(draft.conflict["meetings"]) == [meeting.id for meeting in plan["meetings"]]


def test_who_sits_in_a_session_meets_afterwards(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=1, slots=2)
    plan["meetings"][0].buyer_person_id = plan["people"][0].id
    make_member(plan["buyers"][0].company)  # a colleague who has time, but was not named
    db.session.add(
        Claim(
            event_id=plan["event"].id,
            slot_id=plan["slots"][0].id,
            holder_kind=HolderKind.PERSON,
            holder_id=plan["people"][0].id,
        )
    )

    publish_draft(build(plan["event"], ALL, at=at), actor=None, at=at)

    assert slots_of(plan) == [1]


def test_one_interpreter_goes_from_meeting_to_meeting(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=2, exhibitors=2, slots=2, pairs=[(0, 0), (1, 1)])
    add_interpreter(plan["event"], make_user(), languages=["vi", "zh"], hours=[], actor=None, at=at)
    for meeting in plan["meetings"]:
        meeting.language, meeting.interpreted_into = "zh", "vi"

    publish_draft(build(plan["event"], ALL, at=at), actor=None, at=at)

    assert sorted(slots_of(plan)) == [0, 1]
    assert None not in {meeting.interpreter_id for meeting in plan["meetings"]}


def test_two_interpreters_share_what_there_is_by_their_hours(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=2, exhibitors=2, slots=2, pairs=[(0, 0), (1, 1), (0, 1)])
    first = plan["slots"][0]
    hours = [(first.starts_at, first.ends_at)]
    early = add_interpreter(
        plan["event"], make_user(), languages=["vi", "zh"], hours=hours, actor=None, at=at
    )
    add_interpreter(plan["event"], make_user(), languages=["vi", "zh"], hours=[], actor=None, at=at)
    for meeting in plan["meetings"]:
        meeting.language, meeting.interpreted_into = "zh", "vi"

    publish_draft(build(plan["event"], ALL, at=at), actor=None, at=at)

    slots = slots_of(plan)
    by_early = [n for n, one in enumerate(plan["meetings"]) if one.interpreter_id == early.id]
    assert [slots[n] for n in by_early] == [0]
