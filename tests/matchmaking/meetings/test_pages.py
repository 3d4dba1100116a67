"""Requests, answers and what each side may know of the other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.db import db
from events.exhibitors.models import Exhibitor
from events.programme.models import Event
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import MeetingState
from matchmaking.needs.models import Buyer
from matchmaking.timetable.models import Placement
from tests.conftest import Browser
from tests.factories import make_event, make_meeting, make_slot
from tests.matchmaking.pages import make_fair
from tests.queries import count_queries

Commit = Callable[..., Any]


@pytest.fixture
def fair(committed: Commit) -> Any:
    return committed(make_fair)


def ask(client: Browser, fair: Any, number: int = 0) -> Any:
    client.sign_in(fair["buyer_user"])
    pair = {
        "buyer_id": fair["buyer"],
        "exhibitor_id": fair["exhibitors"][number],
        "need_id": fair["needs"][0],
        "side": "buyer",
    }
    page = f"/events/{fair['slug']}/suggestions"
    return client.submit(f"/events/{fair['slug']}/meetings/ask", pair, page=page)


def meetings(app: Flask) -> list[Meeting]:
    with app.app_context():
        return list(db.session.scalars(db.select(Meeting).order_by(Meeting.id)))


def test_one_click_asks_and_keeps_score_and_reasons(app: Flask, client: Browser, fair: Any) -> None:
    answer = ask(client, fair)

    [meeting] = meetings(app)
    assert answer.status_code == 303
    assert meeting.state is MeetingState.REQUESTED
    assert meeting.score is not None
    assert "ocop" in {reason["kind"] for reason in meeting.reasons}


def test_a_double_click_sends_one_request_and_says_so_kindly(
    app: Flask, client: Browser, fair: Any
) -> None:
    ask(client, fair)
    answer = ask(client, fair)

    assert len(meetings(app)) == 1
    assert "không gửi lần thứ hai" in client.get(answer.location).text


def test_contacts_are_hidden_until_the_meeting_is_agreed(
    app: Flask, client: Browser, fair: Any
) -> None:
    ask(client, fair)
    url = f"/events/{fair['slug']}/meetings/{meetings(app)[0].id}"
    client.sign_in(fair["exhibitor_users"][0])
    assert "Nguyễn Thị Mua" not in client.get(url).text

    client.submit(f"{url}/accept", {"slot_id": fair["slots"][0], "table_id": "0"})

    assert "Nguyễn Thị Mua" in client.get(url).text


def test_nobody_else_learns_of_a_meeting(app: Flask, client: Browser, fair: Any) -> None:
    ask(client, fair)
    url = f"/events/{fair['slug']}/meetings/{meetings(app)[0].id}"
    client.sign_in(fair["exhibitor_users"][1])

    assert client.get(url).status_code == 404


def test_a_meeting_is_not_found_at_another_event(
    app: Flask, client: Browser, fair: Any, committed: Commit
) -> None:
    ask(client, fair)
    committed(make_event, slug="elsewhere")

    answer = client.get(f"/events/elsewhere/meetings/{meetings(app)[0].id}")

    assert answer.status_code == 404


def test_a_request_cannot_name_an_exhibitor_of_another_event(
    client: Browser, fair: Any, committed: Commit
) -> None:
    other = committed(make_fair)

    assert ask(client, fair | {"exhibitors": other["exhibitors"]}).status_code == 404


def test_the_asked_side_says_no_and_the_inbox_shows_it(
    app: Flask, client: Browser, fair: Any
) -> None:
    ask(client, fair)
    url = f"/events/{fair['slug']}/meetings/{meetings(app)[0].id}"
    client.sign_in(fair["exhibitor_users"][0])

    client.submit(f"{url}/decline", {"answer": "Vụ này đã bán hết"}, page=url)

    client.sign_in(fair["buyer_user"])
    assert "Vụ này đã bán hết" in client.get(url).text


def _fair_with_meetings(size: int) -> dict[str, Any]:
    """A fair whose buyer has so many meetings, each in a slot of its own."""
    fair = make_fair(exhibitors=size)
    event, buyer = (
        db.session.get_one(Event, fair["event"]),
        db.session.get_one(Buyer, fair["buyer"]),
    )
    for number, exhibitor_id in enumerate(fair["exhibitors"]):
        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
        meeting = make_meeting(buyer, exhibitor, state=MeetingState.PLACED)
        slot = make_slot(event, starts_at=event.starts_at + timedelta(hours=2, minutes=20 * number))
        place = {"slot_id": slot.id, "table_id": fair["tables"][0], "placed_at": event.created_at}
        db.session.add(Placement(meeting_id=meeting.id, event_id=event.id, **place))
        meeting.calendar_starts_at, meeting.calendar_ends_at = slot.starts_at, slot.ends_at
    return fair


@pytest.mark.parametrize("page", ["meetings", "agenda"])
def test_the_number_of_queries_does_not_grow(
    app: Flask, client: Browser, committed: Commit, page: str
) -> None:
    counts = []
    for size in (1, 30):
        fair = committed(_fair_with_meetings, size)
        client.sign_in(fair["buyer_user"])
        client.get(f"/events/{fair['slug']}/{page}")  # makes what is made once
        with count_queries(app) as sent:
            shown = client.get(f"/events/{fair['slug']}/{page}").text
        assert f"HTX Chè Bản {size}" in shown
        counts.append(len(sent))

    assert counts[0] == counts[1]
