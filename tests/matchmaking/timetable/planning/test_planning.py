"""A timetable is built as a draft, compared, and published whole or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import jobs
from core.activity import Activity
from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.programme.models import Claim, HolderKind, Seat
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.errors import (
    BuildRunning,
    LockedInTheWay,
    MeetingChanged,
    NothingHappened,
    NothingToPlan,
    NotReady,
    PlaceGone,
)
from matchmaking.timetable.models import DraftPlacement, TimetableDraft
from matchmaking.timetable.planning import services
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.queries import (
    conflict_named,
    counts_of,
    lines_in,
)
from matchmaking.timetable.services import accept_meeting, cancel_meeting, move_meeting
from matchmaking.timetable.states import Aim, DraftState
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_registration,
    make_session,
    make_slot,
)
from tests.matchmaking.timetable.planning.plans import build, make_plan, place, places, run_job

ALL, BEST, FILL = Order(Aim.ALL), Order(Aim.BEST), Order(Aim.FILL)


def test_a_draft_changes_nothing_before_it_is_published(session: Any, at: datetime) -> None:
    plan = make_plan()

    draft = build(plan["event"], ALL, at=at)

    assert (draft.state, draft.status) == (DraftState.READY, "optimal")
    assert (draft.reached["placed"], draft.bound["placed"], draft.wanted) == (2, 2, 2)
    assert counts_of(draft)["new"] == 2
    assert places() == {}


def test_publishing_places_all_and_tells_each_side_once(session: Any, at: datetime) -> None:
    plan = make_plan()
    draft = build(plan["event"], ALL, at=at)

    done = publish_draft(draft, actor=None, at=at)

    assert (done.new, done.moved, done.dropped) == (2, 0, 0)
    assert {meeting.state for meeting in plan["meetings"]} == {MeetingState.PLACED}
    assert len(places()) == 2
    mails = session.scalars(sa.select(OutboxMessage)).all()
    assert sorted(len(mail.values["lines"]) for mail in mails) == [1, 1, 2]
    assert "HTX 0" in render(max(mails, key=lambda mail: len(mail.values["lines"])))[1]
    verbs = session.scalars(sa.select(Activity.verb)).all()
    assert verbs.count("meeting:placed") == 2
    assert "timetable:published" in verbs


def test_a_published_draft_is_not_published_twice(session: Any, at: datetime) -> None:
    draft = build(make_plan()["event"], ALL, at=at)
    publish_draft(draft, actor=None, at=at)

    with pytest.raises(NotReady):
        publish_draft(draft, actor=None, at=at)


def test_publishing_makes_the_other_drafts_outdated(session: Any, at: datetime) -> None:
    event = make_plan()["event"]
    first, second = build(event, ALL, at=at), build(event, BEST, at=at)

    publish_draft(second, actor=None, at=at)

    session.refresh(first)
    assert first.state is DraftState.OUTDATED


def test_a_place_booked_meanwhile_stops_all_of_it_and_is_named(session: Any, at: datetime) -> None:
    plan = make_plan(slots=1, tables=1, exhibitors=1)
    draft = build(plan["event"], ALL, at=at)
    other = make_meeting(make_buyer(plan["event"]), make_exhibitor(plan["event"]))
    accept_meeting(other, slot=plan["slots"][0], table=plan["tables"][0], actor=None, at=at)

    with pytest.raises(PlaceGone) as refused, db.session.begin_nested():
        publish_draft(draft, actor=None, at=at)

    assert plan["tables"][0].label in refused.value.text(lambda text, **values: text % values)
    assert set(places()) == {other.id}


def test_what_people_moved_themselves_is_not_overruled(session: Any, at: datetime) -> None:
    plan = make_plan()
    first, _second = plan["meetings"]
    place(first, plan["slots"][0], plan["tables"][0], at=at)
    draft = build(plan["event"], ALL, at=at)
    slot, table = plan["slots"][2], plan["tables"][1]
    move_meeting(first, slot=slot, table=table, actor=None, side=Side.BUYER, at=at)

    with pytest.raises(MeetingChanged):
        publish_draft(draft, actor=None, at=at)


def test_a_meeting_cancelled_meanwhile_is_left_out(session: Any, at: datetime) -> None:
    plan = make_plan()
    draft = build(plan["event"], ALL, at=at)
    cancel_meeting(plan["meetings"][0], actor=None, side=Side.BUYER, at=at)

    done = publish_draft(draft, actor=None, at=at)

    assert (done.new, done.gone) == (1, 1)


def test_what_cannot_all_stand_is_named(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=3, slots=2)

    draft = build(plan["event"], ALL, at=at)

    named = conflict_named(draft)
    assert draft.state is DraftState.INFEASIBLE
    assert named is not None
    assert len(named.meetings) == 3
    assert plan["buyers"][0].company in named.companies


def test_the_best_leave_the_weakest_out_and_say_why(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=3, slots=2)
    for meeting, score in zip(plan["meetings"], (0.9, 0.1, 0.8), strict=True):
        meeting.score = score

    draft = build(plan["event"], BEST, at=at)

    [left] = session.scalars(lines_in(draft, "unplaced"))
    assert (left.meeting_id, left.reason) == (plan["meetings"][1].id, "limit")
    assert draft.reached["score"] == draft.bound["score"] == pytest.approx(1.7)


def test_filling_never_touches_what_stands(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=3, slots=3)
    place(plan["meetings"][0], plan["slots"][1], plan["tables"][0], at=at)
    before = places()

    publish_draft(build(plan["event"], FILL, at=at), actor=None, at=at)

    after = places()
    assert len(after) == 3
    assert before.items() <= after.items()


def test_tables_and_times_that_others_hold_are_left_to_them(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=1, slots=2, tables=1)
    event, (first, second), [table] = plan["event"], plan["slots"], plan["tables"]
    held = make_meeting(make_buyer(event), make_exhibitor(event), state=MeetingState.HELD)
    for kind, holder, meeting in (
        (HolderKind.TABLE, table.id, held.id),
        (HolderKind.BUYER, plan["buyers"][0].id, None),
    ):
        slot = first if kind is HolderKind.TABLE else second
        session.add(
            Claim(
                event_id=event.id,
                slot_id=slot.id,
                holder_kind=kind,
                holder_id=holder,
                meeting_id=meeting,
            )
        )
    session.flush()

    draft = build(event, BEST, at=at)

    assert draft.reached["placed"] == draft.bound["placed"] == 0


def test_nobody_is_called_away_from_their_session(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=1, slots=2, tables=1)
    first, second = plan["slots"]
    talk = make_session(plan["event"], starts_at=first.starts_at, ends_at=first.ends_at, capacity=9)
    visitor = make_registration(plan["event"], user_id=plan["people"][0].id)
    session.add(
        Seat(
            event_id=talk.event_id,
            session_id=talk.id,
            registration_id=visitor.id,
            reserved_at=at,
        )
    )
    session.flush()

    publish_draft(build(plan["event"], ALL, at=at), actor=None, at=at)

    assert places()[plan["meetings"][0].id][0] == second.id


def test_slots_that_have_begun_are_not_planned(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=1, slots=1)
    begun = plan["slots"][0].starts_at + timedelta(minutes=1)

    with pytest.raises(NothingToPlan):
        build(plan["event"], ALL, at=begun)


def test_an_event_without_agreed_meetings_has_nothing_to_plan(session: Any, at: datetime) -> None:
    event = make_event()
    make_slot(event)

    with pytest.raises(NothingToPlan):
        services.order_draft(event, ALL, actor=None, at=at)


def test_one_build_at_a_time(session: Any, at: datetime) -> None:
    event = make_plan()["event"]
    services.order_draft(event, ALL, actor=None, at=at)

    with pytest.raises(BuildRunning):
        services.order_draft(event, BEST, actor=None, at=at)


# ── repair ──────────────────────────────────────────────────────────────────────────────────────


def standing(at: datetime, **values: Any) -> dict[str, Any]:
    """A published timetable of two buyers and two exhibitors, at one table, one after another."""
    plan = make_plan(buyers=2, exhibitors=2, slots=6, tables=2, **values)
    for meeting, slot in zip(plan["meetings"], plan["slots"], strict=False):
        place(meeting, slot, plan["tables"][0], at=at)
    return plan


def test_a_lost_table_moves_only_who_sat_there(session: Any, at: datetime) -> None:
    plan = standing(at)
    place_of = places()
    order = Order(Aim.REPAIR, table_ids=(plan["tables"][0].id,), last_slot_id=plan["slots"][1].id)

    draft = build(plan["event"], order, at=at)

    assert counts_of(draft)["moved"] == 2
    assert draft.reached["changes"] == draft.bound["changes"] == 2
    publish_draft(draft, actor=None, at=at)
    stayed = [m.id for m in plan["meetings"][2:]]
    assert {m: places()[m] for m in stayed} == {m: place_of[m] for m in stayed}
    assert [m.sequence for m in plan["meetings"]] == [1, 1, 0, 0]


def test_who_comes_late_meets_later(session: Any, at: datetime) -> None:
    plan = standing(at)
    late = plan["buyers"][0].company_id
    order = Order(Aim.REPAIR, company_ids=(late,), last_slot_id=plan["slots"][2].id)

    publish_draft(build(plan["event"], order, at=at), actor=None, at=at)

    starts = [
        m.placement.slot.starts_at for m in plan["meetings"] if m.buyer_id == plan["buyers"][0].id
    ]
    assert all(start > plan["slots"][2].starts_at for start in starts)


def test_who_does_not_come_frees_the_time_of_the_others(session: Any, at: datetime) -> None:
    plan = standing(at)
    gone = plan["buyers"][0].company_id

    draft = build(plan["event"], Order(Aim.REPAIR, company_ids=(gone,)), at=at)
    done = publish_draft(draft, actor=None, at=at)

    assert (done.moved, done.dropped) == (0, 2)
    states = [meeting.state for meeting in plan["meetings"]]
    assert states == [MeetingState.ACCEPTED] * 2 + [MeetingState.PLACED] * 2


def test_a_locked_meeting_never_moves(session: Any, at: datetime) -> None:
    plan = make_plan(buyers=1, exhibitors=2, slots=3, tables=1)
    place(plan["meetings"][0], plan["slots"][1], plan["tables"][0], at=at, locked=True)
    place(plan["meetings"][1], plan["slots"][0], plan["tables"][0], at=at)
    held = places()[plan["meetings"][0].id]

    order = Order(Aim.REPAIR, table_ids=(plan["tables"][0].id,), last_slot_id=plan["slots"][0].id)
    publish_draft(build(plan["event"], order, at=at), actor=None, at=at)
    publish_draft(build(plan["event"], Order(Aim.ALL, keeps=False), at=at), actor=None, at=at)

    assert places()[plan["meetings"][0].id] == held


def test_a_lock_in_the_way_is_named(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=1)
    place(plan["meetings"][0], plan["slots"][0], plan["tables"][0], at=at, locked=True)

    with pytest.raises(LockedInTheWay):
        build(plan["event"], Order(Aim.REPAIR, table_ids=(plan["tables"][0].id,)), at=at)


def test_a_repair_needs_something_that_happened(session: Any, at: datetime) -> None:
    plan = standing(at)

    with pytest.raises(NothingHappened):
        build(plan["event"], Order(Aim.REPAIR), at=at)


# ── in the background ───────────────────────────────────────────────────────────────────────────


def order_committed(committed: Callable[..., Any], at: datetime) -> Any:
    def make() -> Any:
        plan = make_plan()
        return services.order_draft(plan["event"], Order(Aim.ALL, seconds=10), actor=None, at=at)

    return committed(make)


def test_the_job_fills_the_draft(app: Flask, committed: Callable[..., Any], at: datetime) -> None:
    draft_id = order_committed(committed, at)

    with app.app_context():
        assert run_job(db.session.get_one(TimetableDraft, draft_id), at=at)
        assert db.session.get_one(TimetableDraft, draft_id).state is DraftState.READY
        lines = sa.select(sa.func.count()).select_from(DraftPlacement)
        assert db.session.scalar(lines) == 2


def test_a_build_whose_worker_was_killed_is_done_by_the_next(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    draft_id = order_committed(committed, at)
    with app.app_context():
        draft = db.session.get_one(TimetableDraft, draft_id)
        with transaction():
            assert draft.job is not None
            draft.job.state, draft.job.attempts = jobs.JobState.RUNNING, 1

        swept = jobs.sweep(at=at + timedelta(minutes=6))
        jobs.run_waiting(at=at, long=True)

        draft = db.session.get_one(TimetableDraft, draft_id)
        assert (swept, draft.state) == (1, DraftState.READY)


def test_a_build_whose_draft_was_deleted_leaves_nothing(
    app: Flask, committed: Callable[..., Any], at: datetime
) -> None:
    draft_id = order_committed(committed, at)

    with app.app_context():
        draft = db.session.get_one(TimetableDraft, draft_id)
        job_id = draft.job_id
        with transaction():
            services.delete_draft(draft, actor=None, at=at)
        assert job_id is not None
        assert jobs.run(job_id, at=at)
        assert db.session.scalar(sa.select(DraftPlacement.draft_id).limit(1)) is None
