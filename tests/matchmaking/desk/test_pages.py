"""The desk's pages and the screens in the hall."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.programme.models import TeamRole
from matchmaking.desk.models import DeskRules
from matchmaking.desk.services import ensure_rules
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from tests.factories import (
    make_buyer,
    make_event,
    make_exhibitor,
    make_meeting,
    make_slot,
    make_table,
    make_team_member,
    now,
)
from tests.matchmaking.desk.helpers import badge_of, make_day, make_pair, make_placed
from tests.queries import count_queries

DESK = "/events/cho/desk"


@pytest.fixture
def made(committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        day = make_day(slug="cho")
        meeting = make_placed(day)
        waiting = make_meeting(*make_pair(day), state=MeetingState.ACCEPTED)
        return {
            "meeting": meeting.id,
            "waiting": waiting.id,
            "buyer": badge_of(day.event, meeting.buyer.company),
            "exhibitor": badge_of(day.event, meeting.exhibitor.company),
            "name": meeting.exhibitor.company.name,
            "table": day.tables[0].id,
            "clerk": make_team_member(day.event, TeamRole.DOOR).id,
            "chief": make_team_member(day.event).id,
            "token": ensure_rules(day.event).display_token,
        }

    fair: dict[str, Any] = committed(make)
    return fair


def state(app: Flask, meeting_id: int) -> MeetingState:
    with app.app_context():
        return db.session.get_one(Meeting, meeting_id).state


def test_badges_at_the_desk_mark_a_meeting_and_it_is_taken_back(
    app: Flask, client: Any, made: dict[str, Any]
) -> None:
    client.sign_in(made["clerk"])

    client.submit(f"{DESK}/arrive", {"arrive-code": made["buyer"]}, page=DESK)
    assert "đã đến" in client.get(DESK).text
    client.submit(f"{DESK}/arrive", {"arrive-code": made["exhibitor"]}, page=DESK)
    assert state(app, made["meeting"]) is MeetingState.HELD

    client.submit(f"{DESK}/meetings/{made['meeting']}/undo", page=DESK)
    assert state(app, made["meeting"]) is MeetingState.PLACED


def test_a_waiting_pair_is_seated_from_the_standby_board(
    app: Flask, client: Any, made: dict[str, Any]
) -> None:
    client.sign_in(made["clerk"])
    assert "Xếp ngồi ngay" in client.get(f"{DESK}/lines").text

    client.submit(f"{DESK}/meetings/{made['waiting']}/seat", page=DESK)

    assert state(app, made["waiting"]) is MeetingState.PLACED


def test_a_wrong_badge_of_two_is_named_and_both_are_kept(client: Any, made: dict[str, Any]) -> None:
    client.sign_in(made["clerk"])
    data = {"walk-first": made["buyer"], "walk-second": "1234567890123"}

    answer = client.submit(f"{DESK}/walk-up", data, page=DESK)

    assert answer.status_code == 409
    assert 'id="walk-second-error"' in answer.text
    assert 'id="walk-first-error"' not in answer.text
    assert all(f'value="{code}"' in answer.text for code in data.values())


def test_two_who_have_a_time_are_told_so_and_both_badges_are_kept(
    client: Any, made: dict[str, Any]
) -> None:
    client.sign_in(made["clerk"])
    data = {"walk-first": made["buyer"], "walk-second": made["exhibitor"]}

    answer = client.submit(f"{DESK}/walk-up", data, page=DESK)

    assert answer.status_code == 409
    assert "đã có giờ hẹn: 08:55." in answer.text
    assert all(f'value="{code}"' in answer.text for code in data.values())


def test_a_time_of_another_day_is_told_with_its_day(client: Any, committed: Any) -> None:
    def make() -> dict[str, Any]:
        event = make_event(slug="mai", starts_at=now() - timedelta(hours=1))
        make_slot(event, starts_at=now() + timedelta(days=1))
        make_table(event)
        parties = make_buyer(event), make_exhibitor(event)
        return {
            "codes": [badge_of(event, one.company) for one in parties],
            "clerk": make_team_member(event, TeamRole.DOOR).id,
        }

    fair, desk = committed(make), "/events/mai/desk"
    client.sign_in(fair["clerk"])
    first, second = fair["codes"]
    data = {"walk-first": first, "walk-second": second}

    assert "Tiếp theo: 09:00, 21/11/2026" in client.get(desk).text
    client.submit(f"{desk}/walk-up", data, page=desk)
    assert "lúc 09:00, 21/11/2026, bàn" in client.get(desk).text
    again = client.submit(f"{desk}/walk-up", data, page=desk)
    assert "đã có giờ hẹn: 09:00, 21/11/2026." in again.text


def test_the_organiser_sets_the_grace_time(app: Flask, client: Any, made: dict[str, Any]) -> None:
    client.sign_in(made["chief"])
    page = "/manage/events/cho/desk"

    assert client.submit(page, {"grace_minutes": "61"}).status_code == 422
    client.submit(page, {"grace_minutes": "0"})
    client.submit(f"{DESK}/meetings/{made['meeting']}/missed", page=DESK)

    assert state(app, made["meeting"]) is MeetingState.MISSED
    with app.app_context():
        assert db.session.scalars(sa.select(DeskRules)).one().grace_minutes == 0


def test_screens_show_now_and_next_to_whoever_has_the_address(
    client: Any, made: dict[str, Any]
) -> None:
    base = f"/display/{made['token']}"

    for url in (base, f"{base}/tables/{made['table']}"):
        answer = client.get(url)
        assert made["name"] in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
    told = client.get(f"{base}/clock.json").json
    assert len(told["slots"]) == 3
    assert told["slots"][0][0] < told["now"] < told["slots"][0][1]
    assert client.get(f"{base}/gong").status_code == 200
    for wrong in ("/display/x", "/display/x/gong", "/display/x/clock.json", f"{base}/tables/99999"):
        assert client.get(wrong).status_code == 404


def test_the_board_asks_as_much_for_one_meeting_as_for_six(
    app: Flask, client: Any, committed: Any, made: dict[str, Any]
) -> None:
    def more(number: int) -> Any:
        day = make_day(slug=f"phien-{number}", tables=8)
        for table in range(number):
            make_placed(day, table=table)
            make_meeting(*make_pair(day), state=MeetingState.ACCEPTED)
        return make_team_member(day.event).id

    def asked(number: int) -> int:
        client.sign_in(committed(more, number))
        client.get(f"/events/phien-{number}/desk/lines")
        with count_queries(app) as sent:
            client.get(f"/events/phien-{number}/desk/lines")
        return len(sent)

    assert asked(1) == asked(6)
