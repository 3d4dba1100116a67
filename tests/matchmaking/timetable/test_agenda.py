"""The day on the phone: what is now, what is next, what was called off and why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db, transaction
from core.outbox import OutboxMessage
from events.programme.models import Claim, Event, Seat, Slot
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import CancelReason, MeetingState
from matchmaking.needs.models import Side
from matchmaking.timetable.models import Table
from matchmaking.timetable.services import accept_meeting, cancel_meeting
from tests.conftest import Browser
from tests.factories import (
    make_buyer,
    make_meeting,
    make_registration,
    make_session,
    now,
)
from tests.matchmaking.timetable.test_pages import accept, make_asked
from tests.queries import count_queries
from tests.races import race

Commit = Callable[..., Any]
CLICKS = 8


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_asked)


def items(page: str) -> list[str]:
    """The lines of the day, without markup around them."""
    return page.split('<li class="tf-agenda__item')[1:]


def start_of(app: Flask, fair: Any) -> datetime:
    with app.app_context():
        return db.session.get_one(Slot, fair["slots"][0]).starts_at


def test_what_goes_on_now_and_what_comes_next_are_marked(
    app: Flask, client: Browser, fair: Any, committed: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(client, fair)

    def sit() -> None:
        event = db.session.get_one(Event, fair["event"])
        session = make_session(event, starts_at=event.starts_at + timedelta(hours=2))
        user_id = fair["exhibitor_users"][0]
        registration = make_registration(event, user_id=user_id, state="approved")
        db.session.add(
            Seat(
                event_id=event.id,
                session_id=session.id,
                registration_id=registration.id,
                reserved_at=now(),
            )
        )

    committed(sit)
    start = start_of(app, fair)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=5))
    phone = cast(Browser, app.test_client()).sign_in(fair["exhibitor_users"][0])
    meeting, session = items(phone.get(f"/events/{fair['slug']}/agenda").text)

    assert meeting.startswith(" tf-agenda__item--now")
    assert "Siêu thị Quà Việt" in meeting
    assert "Nguyễn Thị Mua" in meeting  # whom to look for
    assert session.startswith(" tf-agenda__item--next")
    assert "Tọa đàm chè Shan tuyết" in session


def test_a_day_of_many_meetings_asks_as_much_as_a_day_of_one(
    app: Flask, client: Browser, fair: Any, committed: Commit, at: datetime
) -> None:
    accept(client, fair)
    agenda = f"/events/{fair['slug']}/agenda"
    client.get(agenda)
    with count_queries(app) as one:
        client.get(agenda)

    def more() -> None:
        event = db.session.get_one(Event, fair["event"])
        seller = db.session.get_one(Meeting, fair["meeting"]).exhibitor
        for slot_id in fair["slots"][1:]:
            meeting = make_meeting(make_buyer(event), seller)
            slot, table = db.session.get_one(Slot, slot_id), fair["tables"][0]
            table = db.session.get_one(Table, table)
            accept_meeting(meeting, slot=slot, table=table, actor=None, at=at)

    committed(more)
    with count_queries(app) as three:
        page = client.get(agenda).text

    assert len(items(page)) == 3
    assert len(three) == len(one)


def test_a_meeting_is_called_off_with_a_reason_on_a_page_of_its_own(
    app: Flask, client: Browser, fair: Any
) -> None:
    url = accept(client, fair)
    agenda = f"/events/{fair['slug']}/agenda"
    assert f'href="{url}/cancel"' in client.get(agenda).text

    answer = client.submit(f"{url}/cancel", {"reason": "time", "answer": "Xe đến muộn."})

    assert answer.location == url
    [line] = items(client.get(agenda).text)
    assert line.startswith(" tf-agenda__item--off")
    assert "Giờ này không phù hợp với chúng tôi" in line
    client.sign_in(fair["buyer_user"])
    page = client.get(url).text
    assert "Giờ này không phù hợp với chúng tôi" in page
    assert "Xe đến muộn." in page
    with app.app_context():
        assert db.session.scalars(sa.select(Claim)).all() == []


def test_no_reason_is_asked_for_again(client: Browser, fair: Any) -> None:
    url = accept(client, fair)

    answer = client.submit(f"{url}/cancel", {"reason": "whim"})

    assert answer.status_code == 422


def test_many_clicks_cancel_once_and_tell_once(app: Flask, client: Browser, fair: Any) -> None:
    accept(client, fair)
    with app.app_context():
        before = db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0

    def act(_number: int) -> bool:
        with transaction():
            return cancel_meeting(
                db.session.get_one(Meeting, fair["meeting"]),
                actor=None,
                side=Side.BUYER,
                at=clock.now(),
                reason=CancelReason.CANNOT_COME,
            )

    outcomes = race(app, CLICKS, act)

    assert sorted(outcomes) == [False] * (CLICKS - 1) + [True]
    with app.app_context():
        meeting = db.session.get_one(Meeting, fair["meeting"])
        assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)
        told = (db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0) - before
    assert told == 1
