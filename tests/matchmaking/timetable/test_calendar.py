"""The calendar that follows a plan: one entry for one meeting, whatever happens to it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from accounts.sign_in.models import User
from core.db import db, transaction
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.timetable.calendar_file import calendar_of
from matchmaking.timetable.planning.order import Order
from matchmaking.timetable.planning.publishing import publish_draft
from matchmaking.timetable.services import make_feed
from matchmaking.timetable.states import Aim
from tests.conftest import Browser
from tests.factories import make_user
from tests.matchmaking.timetable.planning.plans import build, make_plan
from tests.matchmaking.timetable.test_pages import accept, make_asked

Commit = Callable[..., Any]
LONG = "Công ty Cổ phần Xuất nhập khẩu Nông sản, Dược liệu; Thủy sản \\ Tây Bắc Mộc Châu Sơn La"


def file_of(meetings: list[Meeting]) -> bytes:
    return calendar_of(
        meetings,
        title=lambda meeting: meeting.exhibitor.company.name,
        place=lambda _meeting: "Bàn 7, Khu kết nối; Quảng trường",
        url=lambda meeting: f"https://cho.test/meetings/{meeting.id}",
        name="Chợ Phiên",
    )


def entries(file: bytes) -> dict[str, Any]:
    return {str(entry["uid"]): entry for entry in Calendar.from_ical(file).walk("VEVENT")}


def publish(event: Event, order: Order, at: datetime) -> None:
    publish_draft(build(event, order, at=at), actor=None, at=at)
    db.session.expire_all()


@pytest.fixture
def plan(session: Any, at: datetime) -> dict[str, Any]:
    plan = make_plan(buyers=2, exhibitors=3, slots=8, tables=2)
    plan["exhibitors"][0].company.name = LONG
    publish(plan["event"], Order(Aim.ALL), at)
    return plan


def test_names_with_marks_and_commas_come_back_as_they_were(plan: Any) -> None:
    file = file_of(plan["meetings"])
    read = entries(file)

    assert {str(one["summary"]) for one in read.values()} >= {LONG}
    assert {str(one["location"]) for one in read.values()} == {"Bàn 7, Khu kết nối; Quảng trường"}
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))  # bytes, also of ễ and ướ
    for line in file.split(b"\r\n"):
        line.decode()  # no letter is cut in two


def test_a_repaired_timetable_moves_many_entries_and_makes_no_new_one(
    plan: Any, at: datetime
) -> None:
    before = entries(file_of(plan["meetings"]))
    places = {m.uid: (m.placement.slot_id, m.placement.table_id) for m in plan["meetings"]}

    first_four = (plan["slots"][0].id, plan["slots"][3].id)
    order = Order(
        Aim.REPAIR,
        company_ids=(plan["buyers"][0].company_id,),
        first_slot_id=first_four[0],
        last_slot_id=first_four[1],
    )
    publish(plan["event"], order, at)

    after = entries(file_of(plan["meetings"]))
    moved = {
        m.uid
        for m in plan["meetings"]
        if m.placement and (m.placement.slot_id, m.placement.table_id) != places[m.uid]
    }
    assert moved
    assert after.keys() == before.keys()
    for uid, entry in after.items():
        rise = entry["sequence"] - before[uid]["sequence"]
        assert rise == (1 if uid in moved else 0)


def test_who_loses_the_time_sees_it_cancelled_and_gets_it_back_in_the_same_entry(
    plan: Any, at: datetime
) -> None:
    event, uids = plan["event"], {m.uid for m in plan["meetings"]}
    away = Order(Aim.REPAIR, company_ids=(plan["buyers"][0].company_id,))
    publish(event, away, at)

    lost = {m.uid for m in plan["meetings"] if m.state is MeetingState.ACCEPTED}
    gone = entries(file_of(plan["meetings"]))
    publish(event, Order(Aim.ALL), at)
    back = entries(file_of(plan["meetings"]))

    assert len(lost) == 3
    assert {uid for uid, one in gone.items() if one["status"] == "CANCELLED"} == lost
    assert {str(one["status"]) for one in back.values()} == {"CONFIRMED"}
    assert back.keys() == gone.keys() == uids
    assert {back[uid]["sequence"] for uid in lost} == {2}


def test_a_program_that_has_the_file_already_is_told_so(client: Browser, committed: Commit) -> None:
    fair = committed(make_asked)
    url = accept(client, fair)

    first = client.get(f"{url}.ics")
    same = client.get(f"{url}.ics", headers={"If-None-Match": first.headers["ETag"]})
    client.submit(f"{url}/move", {"slot_id": fair["slots"][1], "table_id": "0"})
    moved = client.get(f"{url}.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, same.status_code, moved.status_code) == (200, 304, 200)
    assert same.data == b""


def test_a_new_address_ends_the_old_one(app: Flask, client: Browser, committed: Commit) -> None:
    fair = committed(make_asked)
    accept(client, fair)
    agenda = f"/events/{fair['slug']}/agenda"
    tokens = []
    for _click in range(2):
        client.submit(f"{agenda}/feed", page=agenda)
        tokens += re.findall(r"/agenda/([\w-]{43})\.ics\"", client.get(agenda).text)[:1]

    codes = [app.test_client().get(f"/agenda/{token}.ics").status_code for token in tokens]

    assert codes == [404, 200]


def test_a_stranger_to_all_meetings_has_an_empty_calendar(
    app: Flask, committed: Commit, at: datetime
) -> None:
    user_id = committed(make_user)
    with app.app_context(), transaction():
        token = make_feed(db.session.get_one(User, user_id), at=at).token

    file = app.test_client().get(f"/agenda/{token}.ics").data

    assert entries(file) == {}
