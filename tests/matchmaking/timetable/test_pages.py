"""A yes books time and table; the day, the calendar and the organiser's grid follow."""

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask
from icalendar import Calendar

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import MeetingMode
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from tests.conftest import Browser
from tests.factories import make_meeting, make_team_member
from tests.matchmaking.pages import make_fair
from tests.matchmaking.timetable.test_races import RACERS, make_rivals
from tests.races import race

Commit = Callable[..., Any]


def make_asked(**values: Any) -> dict[str, Any]:
    """A fair at which the buyer has asked the first exhibitor."""
    fair = make_fair(**values)
    buyer = db.session.get_one(Buyer, fair["buyer"])
    exhibitor = db.session.get_one(Exhibitor, fair["exhibitors"][0])
    return fair | {"meeting": make_meeting(buyer, exhibitor).id}


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_asked)


def accept(client: Browser, fair: Any, slot: int = 0) -> str:
    """The exhibitor says yes to a slot; the meeting's address is returned."""
    url = f"/events/{fair['slug']}/meetings/{fair['meeting']}"
    client.sign_in(fair["exhibitor_users"][0])
    answer = client.submit(f"{url}/accept", {"slot_id": fair["slots"][slot], "table_id": "0"})
    assert answer.location == url
    return url


def entry_of(client: Browser, url: str) -> Any:
    [entry] = Calendar.from_ical(client.get(f"{url}.ics").data).walk("VEVENT")
    return entry


def test_an_agreed_meeting_stands_in_both_days(client: Browser, fair: Any) -> None:
    accept(client, fair)
    agenda = f"/events/{fair['slug']}/agenda"

    assert "Siêu thị Quà Việt" in client.get(agenda).text
    client.sign_in(fair["buyer_user"])
    assert "HTX Chè Bản 1" in client.get(agenda).text


def test_a_calendar_entry_stays_the_same_when_it_moves_and_ends(client: Browser, fair: Any) -> None:
    url = accept(client, fair)
    first = entry_of(client, url)
    client.submit(f"{url}/move", {"slot_id": fair["slots"][1], "table_id": "0"})
    moved = entry_of(client, url)
    client.submit(f"{url}/cancel", {"reason": "time"})
    ended = entry_of(client, url)

    assert first["uid"] == moved["uid"] == ended["uid"]
    assert [entry["sequence"] for entry in (first, moved, ended)] == [0, 1, 2]
    assert first["dtstart"].dt < moved["dtstart"].dt == ended["dtstart"].dt
    assert (moved["status"], ended["status"]) == ("CONFIRMED", "CANCELLED")


def test_the_calendar_speaks_the_events_time(client: Browser, fair: Any) -> None:
    file = client.get(f"{accept(client, fair)}.ics").text

    assert "BEGIN:VTIMEZONE" in file
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:" in file


def test_the_secret_address_shows_the_meetings_without_signing_in(
    app: Flask, client: Browser, fair: Any
) -> None:
    accept(client, fair)
    agenda = f"/events/{fair['slug']}/agenda"
    client.submit(f"{agenda}/feed", page=agenda)
    address = re.findall(r"/agenda/[\w-]{43}\.ics", client.get(agenda).text)[0]

    file = app.test_client().get(address)

    assert "Siêu thị Quà Việt" in file.text


def test_where_the_organiser_plans_a_yes_waits_for_the_timetable(
    app: Flask, client: Browser, committed: Commit
) -> None:
    fair = committed(make_asked, mode=MeetingMode.PLANS)
    url = f"/events/{fair['slug']}/meetings/{fair['meeting']}"
    client.sign_in(fair["exhibitor_users"][0])

    client.submit(f"{url}/accept")

    with app.app_context():
        assert db.session.get_one(Meeting, fair["meeting"]).state is MeetingState.ACCEPTED


def test_the_organisers_grid_says_who_meets_whom(
    app: Flask, client: Browser, fair: Any, committed: Commit
) -> None:
    accept(client, fair)

    def make_organiser() -> Any:
        return make_team_member(db.session.get_one(Meeting, fair["meeting"]).event)

    client.sign_in(committed(make_organiser))
    page = client.get(f"/manage/events/{fair['slug']}/timetable").text

    assert "Siêu thị Quà Việt" in page


@pytest.mark.proof("booking")
def test_sixteen_browsers_accept_for_one_table(
    app: Flask, committed: Commit, client: Browser
) -> None:
    rivals = committed(make_rivals)
    browsers = [cast(Browser, app.test_client()).sign_in(person) for person in rivals["people"]]
    urls = [f"/events/{rivals['slug']}/meetings/{number}/accept" for number in rivals["meetings"]]

    def act(number: int) -> int:
        data = {"slot_id": rivals["slot"], "table_id": rivals["tables"][number]}
        return int(browsers[number].submit(urls[number], data).status_code)

    outcomes = race(app, RACERS, act)

    assert sorted(outcomes) == [303] + [409] * 15
