"""A request goes to the other side once, and only the time and the asked side decide on it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.activity import Activity
from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMessage, render
from events.programme.models import EventState
from matchmaking.meetings import services
from matchmaking.meetings.errors import (
    AlreadyAsked,
    BuyerNotApproved,
    ExhibitorGone,
    FullUp,
    OwnCompany,
    RequestExpired,
    SaidNo,
    TooManyOpen,
    WrongState,
)
from matchmaking.meetings.models import MOST_OPEN, Meeting
from matchmaking.meetings.services import (
    accept_without_slot,
    answer_until,
    decline_meeting,
    expire_requests,
    remind_of_requests,
    request_meeting,
    set_limits,
    withdraw_meeting,
)
from matchmaking.meetings.states import DeclineReason, MeetingState
from matchmaking.needs.errors import EventOver
from matchmaking.needs.models import Buyer, BuyerState, Side
from tests.factories import (
    make_buyer,
    make_company,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_user,
)


def ask(buyer: Buyer, exhibitor: Any, at: datetime, **values: Any) -> Meeting:
    values.setdefault("side", Side.BUYER)
    return request_meeting(buyer, exhibitor, actor=make_user(), at=at, **values)


def test_a_request_reaches_the_people_of_the_other_side_in_their_language(
    session: Any, at: datetime
) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    make_member(buyer.company, email="buyer@test.invalid")
    make_member(exhibitor.company, email="seller@test.invalid", language="en")

    ask(buyer, exhibitor, at, note="Chè cho quà Tết")

    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    subject, body = render(mail)
    assert (mail.to_address, mail.language) == ("seller@test.invalid", "en")
    assert buyer.company.name in subject
    assert "Chè cho quà Tết" in body


def test_a_request_is_written_down_with_who_asked_for_whom(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)

    meeting = ask(buyer, exhibitor, at, side=Side.EXHIBITOR)

    row = db.session.scalars(sa.select(Activity)).one()
    assert (row.verb, row.subject_id) == ("meeting:requested", meeting.id)
    assert (row.event_id, row.company_id) == (event.id, exhibitor.company_id)


def test_a_second_click_asks_nothing_twice(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    ask(buyer, exhibitor, at)

    with pytest.raises(AlreadyAsked):
        ask(buyer, exhibitor, at)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1


def test_to_ask_who_has_asked_oneself_is_to_say_yes(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    first = ask(buyer, exhibitor, at)

    second = ask(buyer, exhibitor, at, side=Side.EXHIBITOR)

    assert second is first
    assert first.state is MeetingState.ACCEPTED


def test_a_no_stands_until_the_side_that_said_it_asks(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    decline_meeting(ask(buyer, exhibitor, at), actor=make_user(), at=at, answer="Hết hàng")

    with pytest.raises(SaidNo):
        ask(buyer, exhibitor, at)
    again = ask(buyer, exhibitor, at, side=Side.EXHIBITOR)

    assert again.state is MeetingState.REQUESTED


def test_an_unanswered_request_gives_way_when_its_time_is_over(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    stale = ask(buyer, exhibitor, at)

    again = ask(buyer, exhibitor, stale.expires_at)

    assert (stale.state, again.state) == (MeetingState.EXPIRED, MeetingState.REQUESTED)


@pytest.mark.parametrize(
    ("hours", "wait"),
    [(24 * 30, 48), (8 * 24, 48), (24, 6), (4, 1), (1, 0.5), (-5, 0.5)],
    ids=["a month before", "eight days", "a day", "the same morning", "an hour", "at the fair"],
)
def test_there_is_a_quarter_of_the_time_left_to_answer(
    session: Any, at: datetime, hours: int, wait: float
) -> None:
    event = make_event(starts_at=at + timedelta(hours=hours))

    assert answer_until(event, at=at) == at + timedelta(hours=wait)


def test_the_time_left_is_counted_to_the_next_meeting_time(session: Any, at: datetime) -> None:
    event = make_event(starts_at=at - timedelta(hours=30))
    make_slot(event, starts_at=at - timedelta(hours=1))
    make_slot(event, starts_at=at + timedelta(hours=12))
    make_slot(event, starts_at=at + timedelta(hours=14))

    assert answer_until(event, at=at) == at + timedelta(hours=3)


def test_nobody_waits_for_an_answer_after_the_event(session: Any, at: datetime) -> None:
    event = make_event(starts_at=at - timedelta(hours=5), ends_at=at + timedelta(minutes=20))

    assert answer_until(event, at=at) == event.ends_at


def test_requests_that_wait_are_limited(session: Any, at: datetime) -> None:
    event = make_event()
    buyer = make_buyer(event)
    for _number in range(MOST_OPEN):
        ask(buyer, make_exhibitor(event), at)

    with pytest.raises(TooManyOpen):
        ask(buyer, make_exhibitor(event), at)


def test_a_request_that_closes_gives_its_place_back(session: Any, at: datetime) -> None:
    event = make_event()
    set_limits(event, most_open=1, most_agreed=5, most_musts=1, actor=None, at=at)
    buyer = make_buyer(event)
    first = ask(buyer, make_exhibitor(event), at)
    with pytest.raises(TooManyOpen):
        ask(buyer, make_exhibitor(event), at)

    withdraw_meeting(first, actor=make_user(), at=at)

    assert ask(buyer, make_exhibitor(event), at).state is MeetingState.REQUESTED


@pytest.mark.parametrize("full", ["buyer", "exhibitor"])
def test_a_side_has_as_many_meetings_as_the_organiser_allows(
    session: Any, at: datetime, full: str
) -> None:
    event = make_event()
    set_limits(event, most_open=5, most_agreed=1, most_musts=1, actor=None, at=at)
    pair: dict[str, Any] = {"buyer": make_buyer(event), "exhibitor": make_exhibitor(event)}
    waiting = make_meeting(**pair)
    others = {"buyer": make_buyer(event), "exhibitor": make_exhibitor(event)} | {full: pair[full]}
    agreed = make_meeting(**others, state=MeetingState.ACCEPTED)

    with pytest.raises(FullUp):
        accept_without_slot(waiting, actor=make_user(), at=at)
    agreed.state = MeetingState.CANCELLED

    assert accept_without_slot(waiting, actor=make_user(), at=at).state is MeetingState.ACCEPTED


def _unapproved(event: Any) -> tuple[Any, Any]:
    return make_buyer(event, state=BuyerState.APPLIED), make_exhibitor(event)


def _gone(event: Any) -> tuple[Any, Any]:
    return make_buyer(event), make_exhibitor(event, cancelled_at=event.created_at)


def _foreign(event: Any) -> tuple[Any, Any]:
    return make_buyer(event), make_exhibitor(make_event())


def _own(event: Any) -> tuple[Any, Any]:
    company = make_company()
    return make_buyer(event, company), make_exhibitor(event, company)


def _over(event: Any) -> tuple[Any, Any]:
    event.state = EventState.CLOSED
    return make_buyer(event), make_exhibitor(event)


@pytest.mark.parametrize(
    ("pair", "error"),
    [
        (_unapproved, BuyerNotApproved),
        (_gone, ExhibitorGone),
        (_foreign, ExhibitorGone),
        (_own, OwnCompany),
        (_over, EventOver),
    ],
)
def test_a_pair_that_cannot_meet_is_told_why(
    session: Any, at: datetime, pair: Any, error: type[DomainError]
) -> None:
    buyer, exhibitor = pair(make_event())

    with pytest.raises(error):
        ask(buyer, exhibitor, at)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 0


@pytest.mark.parametrize("answer", [accept_without_slot, decline_meeting, withdraw_meeting])
def test_an_answer_that_comes_too_late_changes_nothing(
    session: Any, at: datetime, answer: Any
) -> None:
    event = make_event()
    meeting = make_meeting(make_buyer(event), make_exhibitor(event), expires_at=at)

    with pytest.raises(RequestExpired):
        answer(meeting, actor=make_user(), at=at)

    assert meeting.state is MeetingState.REQUESTED


@pytest.mark.parametrize("answer", [accept_without_slot, decline_meeting, withdraw_meeting])
def test_what_was_answered_is_not_answered_again(session: Any, at: datetime, answer: Any) -> None:
    event = make_event()
    meeting = make_meeting(
        make_buyer(event), make_exhibitor(event), state=MeetingState.DECLINED, answered_at=at
    )

    with pytest.raises(WrongState):
        answer(meeting, actor=make_user(), at=at)


def test_overdue_requests_are_closed_and_others_left(session: Any, at: datetime) -> None:
    event = make_event()
    buyer = make_buyer(event)
    overdue = make_meeting(buyer, make_exhibitor(event), expires_at=at - timedelta(minutes=1))
    fresh = make_meeting(buyer, make_exhibitor(event), expires_at=at + timedelta(minutes=1))

    closed = expire_requests(at=at)

    assert (closed, overdue.state, fresh.state) == (
        1,
        MeetingState.EXPIRED,
        MeetingState.REQUESTED,
    )


def test_a_no_tells_the_side_that_asked_and_says_why(session: Any, at: datetime) -> None:
    event = make_event()
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    make_member(buyer.company, email="buyer@test.invalid")
    meeting = make_meeting(buyer, exhibitor)

    services.decline_meeting(
        meeting,
        actor=make_user(),
        at=at,
        answer="Vụ này đã bán hết",
        reason=DeclineReason.ABSENT,
    )

    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert mail.to_address == "buyer@test.invalid"
    assert "Vụ này đã bán hết" in render(mail)[1]
    assert "không có mặt" in render(mail)[1]


def test_who_asked_says_no_by_taking_it_back(session: Any, at: datetime) -> None:
    event = make_event()
    meeting = make_meeting(make_buyer(event), make_exhibitor(event))

    with pytest.raises(WrongState):
        decline_meeting(meeting, actor=make_user(), at=at, by=Side.BUYER)


def test_half_of_the_time_brings_one_reminder_to_the_awaited_side(
    session: Any, at: datetime
) -> None:
    event = make_event(starts_at=at + timedelta(hours=40))
    buyer, exhibitor = make_buyer(event), make_exhibitor(event)
    meeting = ask(buyer, exhibitor, at)
    make_member(exhibitor.company, email="seller@test.invalid")
    half = at + (meeting.expires_at - at) / 2

    early = remind_of_requests(at=half - timedelta(seconds=1))
    counts = [remind_of_requests(at=half + timedelta(minutes=n)) for n in range(3)]

    assert (early, counts) == (0, [1, 0, 0])
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert mail.to_address == "seller@test.invalid"
    assert buyer.company.name in render(mail)[1]


def test_what_was_answered_is_not_reminded_of(session: Any, at: datetime) -> None:
    event = make_event()
    meeting = ask(make_buyer(event), make_exhibitor(event), at)
    decline_meeting(meeting, actor=make_user(), at=at)

    assert remind_of_requests(at=meeting.expires_at - timedelta(minutes=1)) == 0
