"""Reminders come the evening before and half an hour before, once each, to whoever wants them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.sign_in.models import User
from core import clock
from core.db import db, transaction
from core.outbox import OutboxMessage, render
from events.programme.models import Slot
from matchmaking.meetings.models import Meeting
from matchmaking.needs.models import Side
from matchmaking.timetable.models import Table
from matchmaking.timetable.reminders.links import stop_url
from matchmaking.timetable.reminders.models import MeetingReminder
from matchmaking.timetable.reminders.queries import due_in, windows_at
from matchmaking.timetable.reminders.services import remind, start_reminders, stop_reminders
from matchmaking.timetable.reminders.work import remind_due
from matchmaking.timetable.services import accept_meeting, cancel_meeting, move_meeting
from tests.conftest import Browser
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_member,
    make_slot,
    make_table,
)
from tests.queries import count_queries
from tests.races import race, without_constraint

Commit = Callable[..., Any]
RUNNERS = 8


def make_day(*, meetings: int = 2) -> dict[str, Any]:
    """One buyer meets so many exhibitors in three days, from nine o'clock on."""
    event = make_event()
    nine = datetime.combine(
        event.starts_at.astimezone(ZoneInfo(event.zone)).date(),
        datetime.min.time().replace(hour=9),
        ZoneInfo(event.zone),
    )
    buyer = make_buyer(event)
    table = make_table(event, zone="Khu kết nối")
    made = []
    for number in range(meetings):
        exhibitor = make_exhibitor(event)
        make_member(exhibitor.company)
        slot = make_slot(event, starts_at=nine + timedelta(minutes=20 * number))
        meeting = make_meeting(buyer, exhibitor)
        accept_meeting(
            meeting, slot=slot, table=table, actor=None, at=event.starts_at - timedelta(days=3)
        )
        made.append(meeting.id)
    later = make_slot(event, starts_at=nine + timedelta(hours=3))
    db.session.execute(sa.delete(OutboxMessage))
    user = make_member(buyer.company, email="mua@test.invalid", language="vi")
    return {
        "nine": nine,
        "meetings": made,
        "buyer_user": user.id,
        "table": table.id,
        "later": later.id,
    }


@pytest.fixture
def day(committed: Commit) -> Any:
    return committed(make_day)


def mails(app: Flask, address: str = "mua@test.invalid") -> list[str]:
    with app.app_context(), app.test_request_context():
        rows = sa.select(OutboxMessage).where(OutboxMessage.to_address == address)
        return ["\n".join(render(row)) for row in db.session.scalars(rows.order_by("id"))]


def tick(app: Flask, at: datetime) -> int:
    with app.app_context():
        return remind_due(at=at)


def evening(day: Any) -> datetime:
    nine: datetime = day["nine"]
    return nine.replace(hour=17) - timedelta(days=1)


def test_one_mail_the_evening_before_has_the_whole_day(app: Flask, day: Any) -> None:
    early = tick(app, evening(day) - timedelta(seconds=1))
    on_time = tick(app, evening(day))
    again = tick(app, evening(day) + timedelta(hours=2))

    assert (early, on_time, again) == (0, 3, 0)  # the buyer and two exhibitors
    [mail] = mails(app)
    assert mail.startswith("Ngày mai tại")
    assert "09:00–09:20" in mail
    assert "09:20–09:40" in mail
    assert "Khu kết nối" in mail


def test_each_meeting_is_announced_half_an_hour_before(app: Flask, day: Any) -> None:
    early = tick(app, day["nine"] - timedelta(minutes=30, seconds=1))
    first = tick(app, day["nine"] - timedelta(minutes=29))
    second = tick(app, day["nine"] - timedelta(minutes=5))
    begun = tick(app, day["nine"] + timedelta(minutes=40))

    assert (early, first, second, begun) == (0, 2, 2, 0)
    assert [mail.partition("\n")[0][:4] for mail in mails(app)] == ["Sắp ", "Sắp "]


def test_a_moved_meeting_is_reminded_of_again_at_its_new_time(app: Flask, day: Any) -> None:
    tick(app, evening(day))
    with app.app_context(), transaction():
        move_meeting(
            db.session.get_one(Meeting, day["meetings"][0]),
            slot=db.session.get_one(Slot, day["later"]),
            table=db.session.get_one(Table, day["table"]),
            actor=None,
            side=Side.BUYER,
            at=evening(day) + timedelta(hours=1),
        )

    sent = tick(app, evening(day) + timedelta(hours=2))

    assert sent == 2
    assert "12:00–12:20" in mails(app)[-1]
    assert "09:20–09:40" not in mails(app)[-1]


def test_of_a_cancelled_meeting_nobody_is_reminded(app: Flask, day: Any) -> None:
    with app.app_context(), transaction():
        for meeting_id in day["meetings"]:
            meeting = db.session.get_one(Meeting, meeting_id)
            cancel_meeting(meeting, actor=None, side=Side.EXHIBITOR, at=evening(day))

    assert tick(app, evening(day)) == 0


def test_who_got_the_first_time_just_now_is_not_told_twice(app: Flask, committed: Commit) -> None:
    day = committed(make_day, meetings=1)
    with app.app_context(), transaction():
        meeting = db.session.get_one(Meeting, day["meetings"][0])
        meeting.placement.placed_at = evening(day) + timedelta(minutes=1)

    assert tick(app, evening(day) + timedelta(minutes=2)) == 0
    assert tick(app, day["nine"] - timedelta(minutes=10)) == 2


def test_who_stopped_reminders_gets_none_until_they_start_again(app: Flask, day: Any) -> None:
    with app.app_context(), transaction():
        user = db.session.get_one(User, day["buyer_user"])
        assert stop_reminders(user, actor=user, at=evening(day))
        assert not stop_reminders(user, actor=user, at=evening(day))
    tick(app, evening(day))
    none = mails(app)
    with app.app_context(), transaction():
        user = db.session.get_one(User, day["buyer_user"])
        start_reminders(user, actor=user, at=evening(day))
    tick(app, day["nine"] - timedelta(minutes=10))

    assert none == []
    assert len(mails(app)) == 1


def test_the_link_of_a_mail_ends_them_without_signing_in(
    app: Flask, client: Browser, day: Any
) -> None:
    with app.test_request_context():
        url = "/" + stop_url(day["buyer_user"]).split("/", 3)[3]

    looked = client.get(url)
    tick(app, evening(day))
    ended = client.post(url, data={"List-Unsubscribe": "One-Click"})
    tick(app, day["nine"] - timedelta(minutes=10))

    assert (looked.status_code, ended.status_code) == (200, 200)
    [mail] = mails(app)
    assert url in mail


def test_on_ones_day_they_are_switched_off_and_on(app: Flask, client: Browser, day: Any) -> None:
    with app.app_context():
        slug = db.session.get_one(Meeting, day["meetings"][0]).event.slug
    client.sign_in(day["buyer_user"])
    agenda = f"/events/{slug}/agenda"

    client.submit(f"{agenda}/reminders", {"wanted": "0"}, page=agenda)
    off = tick(app, evening(day))
    client.submit(f"{agenda}/reminders", {"wanted": "1"}, page=agenda)
    on = tick(app, day["nine"] - timedelta(minutes=10))

    assert (off, on) == (2, 2)  # the two exhibitors; the buyer and the first exhibitor


def test_looking_costs_one_question_where_no_meeting_is_near(app: Flask, day: Any) -> None:
    with app.app_context(), count_queries(app) as sent:
        remind_due(at=evening(day) - timedelta(days=30))

    assert len(sent) == 1


def test_two_and_more_runners_send_each_reminder_once(app: Flask, day: Any) -> None:
    sent = race(app, RUNNERS, lambda _number: remind_due(at=evening(day)))

    assert sum(sent) == 3
    assert len(mails(app)) == 1


def test_without_the_constraint_a_reminder_can_be_sent_twice(app: Flask, day: Any) -> None:
    """The control: two runners that both looked before either wrote."""
    with app.app_context():
        due = [one for window in windows_at(evening(day)) for one in due_in(window)]

    with without_constraint(app, "meeting_reminders", "uq_meeting_reminders_once"):
        for _runner in range(2):
            with app.app_context(), transaction():
                for one in due:
                    remind(one, at=evening(day))
        with app.app_context():
            rows = db.session.scalar(sa.select(sa.func.count(MeetingReminder.id)))

    assert rows == 8
    assert len(mails(app)) == 2


def test_the_command_says_how_many(app: Flask, day: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: evening(day))

    answer = app.test_cli_runner().invoke(args=["meetings", "remind"])

    assert answer.output == "3 reminders queued\n"
