"""A wish is a light word; two of them are a meeting, and a no is stronger than both."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.companies.merging import merge_companies
from core.db import db
from core.outbox import OutboxMessage
from events.exhibitors.models import Exhibitor
from events.programme.models import Event, MeetingMode
from matchmaking.meetings.errors import SaidNo, TooManyMusts, WishesOff
from matchmaking.meetings.models import Meeting, MeetingWish
from matchmaking.meetings.queries import PairWish, wish_of, wishes_of
from matchmaking.meetings.services import (
    accept_without_slot,
    ask_for_wish,
    decline_meeting,
    request_meeting,
    set_limits,
    unwish,
    wish,
    withdraw_meeting,
)
from matchmaking.meetings.states import MeetingState, Strength
from matchmaking.needs.models import Buyer, Side
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_need,
    make_user,
)

MUST, WOULD = Strength.MUST, Strength.WOULD
B, E = Side.BUYER, Side.EXHIBITOR


@pytest.fixture
def event(session: Any) -> Event:
    return make_event(meeting_mode=MeetingMode.PLANS)


@pytest.fixture
def buyer(event: Event) -> Buyer:
    return make_buyer(event)


@pytest.fixture
def exhibitor(event: Event) -> Exhibitor:
    return make_exhibitor(event)


def do(buyer: Buyer, exhibitor: Exhibitor, at: datetime, side: Side = B, **values: Any) -> Any:
    values.setdefault("strength", WOULD)
    return wish(buyer, exhibitor, side=side, actor=make_user(), at=at, **values)


def meetings() -> list[Meeting]:
    return list(db.session.scalars(sa.select(Meeting).order_by(Meeting.id)))


def test_a_wish_of_one_side_tells_nobody_and_feeds_the_timetable(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    make_member(exhibitor.company)

    made = do(buyer, exhibitor, at, strength=MUST, need=make_need(buyer), score=0.7)

    assert made is None
    assert meetings() == []
    assert db.session.scalars(sa.select(OutboxMessage)).all() == []
    assert wishes_of(event) == [PairWish(buyer.id, exhibitor.id, 0.7, MUST, None)]


def test_both_wishes_are_one_agreed_meeting_with_the_better_score(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    make_member(buyer.company, email="buyer@test.invalid")
    do(buyer, exhibitor, at, strength=MUST, need=make_need(buyer), score=0.7)

    meeting = do(buyer, exhibitor, at, E)

    assert meetings() == [meeting]
    assert (meeting.state, meeting.score) == (MeetingState.ACCEPTED, 0.7)
    assert [mail.to_address for mail in db.session.scalars(sa.select(OutboxMessage))] == [
        "buyer@test.invalid"
    ]
    assert wishes_of(event) == [PairWish(buyer.id, exhibitor.id, 0.7, MUST, WOULD, meeting.id)]


def test_wishing_for_who_asks_oneself_is_a_yes(
    buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    asked = request_meeting(buyer, exhibitor, side=E, actor=make_user(), at=at)

    assert do(buyer, exhibitor, at) is asked
    assert asked.state is MeetingState.ACCEPTED


def test_asking_who_wished_for_oneself_is_agreed_at_once(
    buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at, E)

    asked = request_meeting(buyer, exhibitor, side=B, actor=make_user(), at=at)

    assert asked.state is MeetingState.ACCEPTED


def test_wishing_again_changes_how_much(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at, strength=MUST)
    do(buyer, exhibitor, at, strength=WOULD)

    assert [one.buyer for one in wishes_of(event)] == [WOULD]


def test_a_wish_of_one_side_is_proposed_as_a_request_with_one_call(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at, strength=MUST, need=make_need(buyer), score=0.7)
    mine = wish_of(buyer, exhibitor, B)
    assert mine is not None

    meeting = ask_for_wish(mine, actor=make_user(), at=at)

    assert (meeting.state, meeting.strength) == (MeetingState.REQUESTED, MUST)
    assert (meeting.score, meeting.need) == (0.7, mine.need)
    assert wishes_of(event) == []  # it waits for an answer


def test_a_no_overrides_every_wish(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at, strength=MUST)
    mine = wish_of(buyer, exhibitor, B)
    assert mine is not None
    decline_meeting(ask_for_wish(mine, actor=None, at=at), actor=make_user(), at=at)

    assert wishes_of(event) == []
    with pytest.raises(SaidNo):
        do(buyer, exhibitor, at, strength=MUST)
    assert wishes_of(event) == []


def test_who_said_no_may_wish_and_then_the_other_may_too(
    buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    decline_meeting(make_meeting(buyer, exhibitor), actor=make_user(), at=at)
    assert do(buyer, exhibitor, at, E) is None

    assert do(buyer, exhibitor, at).state is MeetingState.ACCEPTED


def test_taking_a_request_back_ends_only_ones_own_wish(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    meeting = make_meeting(buyer, exhibitor)
    for side in (B, E):
        row = MeetingWish(
            event_id=event.id,
            buyer_id=buyer.id,
            exhibitor_id=exhibitor.id,
            side=side,
            strength=WOULD,
            wished_at=at,
        )
        db.session.add(row)

    withdraw_meeting(meeting, actor=make_user(), at=at)

    assert [(one.buyer, one.exhibitor) for one in wishes_of(event)] == [(None, WOULD)]


def test_a_wish_taken_back_is_gone_and_an_agreed_meeting_stays(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at)
    meeting = do(buyer, exhibitor, at, E)

    gone = [unwish(buyer, exhibitor, side=B, actor=make_user(), at=at) for _ in range(2)]

    assert (gone, meeting.state) == ([True, False], MeetingState.ACCEPTED)
    assert [(one.buyer, one.exhibitor) for one in wishes_of(event)] == [(None, WOULD)]


def test_musts_are_few(event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime) -> None:
    set_limits(event, most_open=5, most_agreed=5, most_musts=1, actor=None, at=at)
    do(buyer, exhibitor, at, strength=MUST)
    do(buyer, exhibitor, at, strength=MUST)  # the same one counts once

    with pytest.raises(TooManyMusts):
        do(buyer, make_exhibitor(event), at, strength=MUST)


def test_where_people_book_they_ask_straight_away(session: Any, at: datetime) -> None:
    event = make_event()

    with pytest.raises(WishesOff):
        do(make_buyer(event), make_exhibitor(event), at)


def test_an_answer_keeps_the_wishes_for_the_timetable(
    event: Event, buyer: Buyer, exhibitor: Exhibitor, at: datetime
) -> None:
    do(buyer, exhibitor, at, strength=MUST)
    mine = wish_of(buyer, exhibitor, B)
    assert mine is not None
    meeting = ask_for_wish(mine, actor=None, at=at)

    accept_without_slot(meeting, actor=make_user(), at=at)

    assert wishes_of(event) == [PairWish(buyer.id, exhibitor.id, None, MUST, None, meeting.id)]


def test_merged_firms_wish_once_and_not_for_themselves(event: Event, at: datetime) -> None:
    kept, gone = make_exhibitor(event), make_exhibitor(event)
    buyer, own = make_buyer(event), make_buyer(event, gone.company)
    do(buyer, kept, at)
    do(buyer, gone, at)
    do(own, kept, at)

    merge_companies(kept.company, gone.company, actor=None, at=at)

    assert [(one.buyer_id, one.exhibitor_id) for one in wishes_of(event)] == [(buyer.id, kept.id)]
