"""A timetable places, moves and holds a group as one: everybody in it has one slot."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db
from core.outbox import OutboxMessage, render
from events.programme.models import Claim, HolderKind, MeetingMode
from matchmaking.groups import services
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.board.conflicts import conflicts_of
from matchmaking.timetable.board.queries import board_of, card_of
from matchmaking.timetable.board.services import put_meeting
from matchmaking.timetable.errors import MeetingChanged
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.reminders.queries import due_in, windows_at
from matchmaking.timetable.reminders.services import remind
from matchmaking.timetable.services import move_meeting
from matchmaking.timetable.states import Aim
from tests.factories import make_buyer, make_meeting
from tests.matchmaking.groups.tables import Round, make_round
from tests.matchmaking.timetable.planning.plans import build

ALL = Order(Aim.ALL)
S = MeetingState


@pytest.fixture
def planned(session: Any, at: datetime) -> tuple[Round, Any]:
    """A group of two that stands, and a pair meeting of each firm with another buyer."""
    there = make_round(firms=3, mode=MeetingMode.PLANS)
    group = there.invite(0, 1, at=at)
    there.join(group, 0, 1, at=at)
    other = make_buyer(there.event)
    for n in (0, 1):
        make_meeting(other, there.firms[n], state=S.ACCEPTED)
    db.session.flush()
    return there, group


def slots_held(there: Round, number: int) -> list[int]:
    rows = sa.select(Claim.slot_id).where(
        Claim.holder_kind == HolderKind.COMPANY,
        Claim.holder_id == there.firms[number].company_id,
    )
    return list(db.session.scalars(rows))


def test_a_build_places_the_group_where_each_of_it_is_free(planned: Any, at: datetime) -> None:
    there, group = planned

    publish_draft(build(there.event, ALL, at=at), actor=None, at=at)

    db.session.expire_all()
    assert group.state is S.PLACED
    for number in (0, 1):
        held = slots_held(there, number)
        assert len(held) == len(set(held)) == 2
        assert group.placement.slot_id in held


def test_a_fixed_group_keeps_its_slot_for_all_of_its_firms(planned: Any, at: datetime) -> None:
    there, group = planned
    there.place(group, at=at, slot=1)

    publish_draft(build(there.event, Order(Aim.FILL), at=at), actor=None, at=at)

    db.session.expire_all()
    assert group.placement.slot_id == there.slots[1].id
    assert len(set(slots_held(there, 0))) == 2


def test_with_fewer_slots_than_meetings_of_one_firm_no_timetable_is_made(
    session: Any, at: datetime
) -> None:
    there = make_round(firms=2, mode=MeetingMode.PLANS, slots=1)
    group = there.invite(at=at)
    there.join(group, 0, 1, at=at)
    make_meeting(make_buyer(there.event), there.firms[1], state=S.ACCEPTED)

    draft = build(there.event, ALL, at=at)

    assert draft.status == "infeasible"


def test_a_firm_that_joins_late_voids_the_draft(session: Any, at: datetime) -> None:
    there = make_round(firms=3, mode=MeetingMode.PLANS)
    group = there.invite(at=at)
    there.join(group, 0, 1, at=at)
    draft = build(there.event, ALL, at=at)

    there.join(group, 2, at=at)

    with pytest.raises(MeetingChanged):
        publish_draft(draft, actor=None, at=at)


def test_a_firm_that_leaves_voids_the_draft(session: Any, at: datetime) -> None:
    there = make_round(firms=3, mode=MeetingMode.PLANS)
    group = there.invite(at=at)
    there.join(group, 0, 1, 2, at=at)
    draft = build(there.event, ALL, at=at)

    services.leave(there.member(group, 0), actor=there.users[0], at=at)

    with pytest.raises(MeetingChanged):
        publish_draft(draft, actor=None, at=at)


def test_everybody_in_it_is_told_of_the_time(planned: Any, at: datetime) -> None:
    there, _group = planned

    publish_draft(build(there.event, ALL, at=at), actor=None, at=at)

    rows = sa.select(OutboxMessage).where(OutboxMessage.template == "timetable_published")
    told = {one.to_address: one for one in db.session.scalars(rows)}
    assert {there.buyer_user.email, *(user.email for user in there.users[:2])} <= told.keys()
    assert "HTX 0, HTX 1" in render(told[there.buyer_user.email])[1]


def test_the_board_shows_every_firm_and_moves_them_together(planned: Any, at: datetime) -> None:
    there, group = planned
    card = card_of(group)

    put_meeting(
        group,
        slot=there.slots[2],
        table=there.tables[1],
        seen=group.sequence,
        actor=None,
        at=at,
    )

    assert (card.buyer, card.exhibitor) == ("Siêu thị Sông Hồng", "HTX 0, HTX 1")
    board = board_of(there.event, day="", zone=None, at=at)
    shown = board.cells[there.slots[2].id, there.tables[1].id]
    assert set(shown.company_ids) == {
        there.buyer.company_id,
        there.firms[0].company_id,
        there.firms[1].company_id,
    }
    assert slots_held(there, 0) == slots_held(there, 1) == [there.slots[2].id]


def test_the_board_says_which_firm_is_elsewhere(planned: Any, at: datetime) -> None:
    there, group = planned
    there.place(group, at=at, slot=0)
    other = make_meeting(make_buyer(there.event), there.firms[1], state=S.ACCEPTED)

    found = conflicts_of(other)

    [error] = found[there.slots[0].id]
    assert (error.values["company"], error.values["partner"]) == ("HTX 1", "Siêu thị Sông Hồng")


def test_each_firm_is_reminded_once(planned: Any, at: datetime) -> None:
    there, group = planned
    there.place(group, at=at, slot=0)
    soon = there.slots[0].starts_at.replace(second=0)
    moment = soon - timedelta(minutes=20)

    def run() -> int:
        return sum(
            remind(due, at=moment) for window in list(windows_at(moment)) for due in due_in(window)
        )

    assert (run(), run()) == (3, 0)


def test_a_buyer_moves_the_whole_table(planned: Any, at: datetime) -> None:
    there, group = planned
    there.place(group, at=at, slot=0)

    move_meeting(
        group,
        slot=there.slots[2],
        table=there.tables[0],
        actor=there.buyer_user,
        side=Side.BUYER,
        at=at,
    )

    assert slots_held(there, 0) == slots_held(there, 1) == [there.slots[2].id]
