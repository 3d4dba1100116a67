"""A wish of one side is no meeting: it gets a free time in a draft, and publishing asks for it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from core.outbox import OutboxMessage, render
from events.programme.models import Claim
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.queries import offered_slots
from matchmaking.meetings.services import set_limits, unwish, wish
from matchmaking.meetings.states import MeetingState, Strength
from matchmaking.needs.models import Side
from matchmaking.timetable.models import DraftWish
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.planning.queries import counts_of
from matchmaking.timetable.planning.wishes import wishes_in
from matchmaking.timetable.services import accept_as_proposed
from matchmaking.timetable.states import Aim, DraftState
from tests.matchmaking.timetable.planning.plans import build, make_plan

ALL, BEST = Order(Aim.ALL), Order(Aim.BEST)
S = MeetingState


def want(
    plan: dict[str, Any],
    buyer: int,
    exhibitor: int,
    at: datetime,
    *,
    side: Side = Side.BUYER,
    strength: Strength = Strength.WOULD,
) -> MeetingWish:
    """One side wishes to meet the other."""
    pair = plan["buyers"][buyer], plan["exhibitors"][exhibitor]
    wish(*pair, side=side, strength=strength, actor=None, at=at)
    found = sa.select(MeetingWish).where(
        MeetingWish.buyer_id == pair[0].id,
        MeetingWish.exhibitor_id == pair[1].id,
        MeetingWish.side == side,
    )
    return db.session.scalars(found).one()


def made_of(one: MeetingWish) -> Meeting | None:
    found = sa.select(Meeting).where(
        Meeting.buyer_id == one.buyer_id, Meeting.exhibitor_id == one.exhibitor_id
    )
    return db.session.scalar(found)


@pytest.fixture
def plan(session: Any, at: datetime) -> dict[str, Any]:
    """One agreed meeting of a buyer with the first of three exhibitors."""
    return make_plan(exhibitors=3, pairs=[(0, 0)])


def test_a_wish_gets_a_time_beside_the_agreed_meetings(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at)

    draft = build(plan["event"], BEST, at=at)

    [line] = wishes_in(draft)
    assert line.wish_id == mine.id
    assert counts_of(draft)["new"] == 1
    assert made_of(mine) is None


def test_publishing_asks_and_proposes_the_time_but_holds_nothing(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at, side=Side.EXHIBITOR, strength=Strength.MUST)
    draft = build(plan["event"], BEST, at=at)
    [line] = wishes_in(draft)

    done = publish_draft(draft, actor=None, at=at)

    meeting = made_of(mine)
    assert meeting is not None
    assert (done.new, done.asked) == (1, 1)
    assert (meeting.state, meeting.asked_by, meeting.strength) == (
        S.REQUESTED,
        Side.EXHIBITOR,
        Strength.MUST,
    )
    assert offered_slots(meeting) == {line.slot_id}
    held = sa.select(Claim.id).where(Claim.meeting_id == meeting.id)
    assert db.session.scalar(held) is None
    mail = sa.select(OutboxMessage).where(OutboxMessage.template == "meeting_requested")
    assert "Giờ đề nghị" in render(db.session.scalars(mail).one())[1]


def test_wishes_of_both_sides_are_meetings_and_are_placed(plan: Any, at: datetime) -> None:
    want(plan, 0, 1, at)
    pair = plan["buyers"][0], plan["exhibitors"][1]
    agreed = wish(*pair, side=Side.EXHIBITOR, strength=Strength.WOULD, actor=None, at=at)

    draft = build(plan["event"], BEST, at=at)
    done = publish_draft(draft, actor=None, at=at)

    db.session.expire_all()
    assert agreed is not None
    assert (agreed.state, done.asked) == (S.PLACED, 0)


def test_no_wish_takes_the_place_of_an_agreed_meeting(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=3, pairs=[(0, 0)], slots=1, tables=1)
    want(plan, 0, 1, at, strength=Strength.MUST)

    draft = build(plan["event"], BEST, at=at)

    assert wishes_in(draft) == []
    assert counts_of(draft)["new"] == 1


def test_a_must_goes_before_a_would(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=3, pairs=[(0, 0)], slots=2, tables=1)
    want(plan, 0, 1, at)
    must = want(plan, 0, 2, at, strength=Strength.MUST)

    draft = build(plan["event"], BEST, at=at)

    assert [line.wish_id for line in wishes_in(draft)] == [must.id]


def test_with_wishes_alone_there_is_something_to_build(session: Any, at: datetime) -> None:
    plan = make_plan(exhibitors=2, pairs=[(0, 0)])
    plan["meetings"][0].state = S.DECLINED
    db.session.flush()
    want(plan, 0, 1, at)

    draft = build(plan["event"], BEST, at=at)

    assert draft.state is DraftState.READY
    assert len(wishes_in(draft)) == 1
    assert publish_draft(draft, actor=None, at=at).asked == 1


def test_only_the_aim_of_the_best_looks_at_wishes(plan: Any, at: datetime) -> None:
    want(plan, 0, 1, at)

    assert wishes_in(build(plan["event"], ALL, at=at)) == []


def test_a_wish_taken_back_is_not_asked_for(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at)
    draft = build(plan["event"], BEST, at=at)
    unwish(mine.buyer, mine.exhibitor, side=Side.BUYER, actor=None, at=at)

    assert publish_draft(draft, actor=None, at=at).asked == 0


def test_nobody_is_offered_a_time_that_went_meanwhile(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at)
    draft = build(plan["event"], BEST, at=at)
    [line] = wishes_in(draft)
    db.session.add(
        Claim(
            event_id=plan["event"].id,
            slot_id=line.slot_id,
            holder_kind="company",
            holder_id=plan["exhibitors"][1].company_id,
        )
    )
    db.session.flush()

    assert publish_draft(draft, actor=None, at=at).asked == 0
    assert made_of(mine) is None


def test_the_cap_of_open_requests_holds_for_wishes_too(plan: Any, at: datetime) -> None:
    set_limits(plan["event"], most_open=1, most_agreed=9, most_musts=9, actor=None, at=at)
    want(plan, 0, 1, at)
    want(plan, 0, 2, at)
    draft = build(plan["event"], BEST, at=at)

    assert len(wishes_in(draft)) == 2
    assert publish_draft(draft, actor=None, at=at).asked == 1


def test_a_yes_takes_the_proposed_time_while_it_is_free(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at)
    draft = build(plan["event"], BEST, at=at)
    [line] = wishes_in(draft)
    publish_draft(draft, actor=None, at=at)
    meeting = made_of(mine)
    assert meeting is not None

    accept_as_proposed(meeting, actor=None, at=at)

    db.session.expire_all()
    assert meeting.state is S.PLACED
    assert meeting.placement.slot_id == line.slot_id


def test_a_yes_to_a_time_that_went_waits_for_the_next_timetable(plan: Any, at: datetime) -> None:
    mine = want(plan, 0, 1, at)
    draft = build(plan["event"], BEST, at=at)
    [line] = wishes_in(draft)
    publish_draft(draft, actor=None, at=at)
    meeting = made_of(mine)
    assert meeting is not None
    db.session.add(
        Claim(
            event_id=plan["event"].id,
            slot_id=line.slot_id,
            holder_kind="company",
            holder_id=plan["exhibitors"][1].company_id,
        )
    )
    db.session.flush()

    accept_as_proposed(meeting, actor=None, at=at)

    assert meeting.state is S.ACCEPTED


def test_the_wishes_of_a_draft_go_with_it(plan: Any, at: datetime) -> None:
    want(plan, 0, 1, at)
    draft = build(plan["event"], BEST, at=at + timedelta(0))

    db.session.delete(draft)
    db.session.flush()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(DraftWish)) == 0
