"""What everybody sees of events: and what nobody but the team may see."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from core.db import db
from events.programme.models import Event, EventKind, EventState
from tests.factories import (
    make_event,
    make_registration,
    make_session,
    make_team_member,
    make_user,
    now,
)
from tests.queries import count_queries

PUBLIC_PAGES = ("/", "/events", "/events?when=past", "/events.ics")


def test_a_draft_is_nowhere_to_be_seen(client: Any, committed: Any) -> None:
    committed(make_event, name_vi="Hội chợ kín", state=EventState.DRAFT, slug="kin")

    shown = [page for page in PUBLIC_PAGES if "Hội chợ kín" in client.get(page).text]

    assert shown == []
    for page in ("/events/kin", "/events/kin/programme", "/events/kin/calendar.ics"):
        assert client.get(page).status_code == 404


def test_its_team_sees_the_draft(client: Any, committed: Any) -> None:
    def make() -> int:
        event = make_event(name_vi="Hội chợ kín", state=EventState.DRAFT, slug="kin")
        return make_team_member(event).id

    client.sign_in(committed(make))

    page = client.get("/events/kin")
    assert page.status_code == 200
    assert "Đây là bản nháp" in page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EventState.ANNOUNCED, "Sắp mở đăng ký"),
        (EventState.CLOSED, "Sự kiện này đã kết thúc"),
        (EventState.ARCHIVED, "Sự kiện này đã kết thúc"),
        (EventState.CANCELLED, "Sự kiện này không diễn ra"),
    ],
)
def test_an_event_says_how_it_stands(
    client: Any, committed: Any, state: EventState, words: str
) -> None:
    committed(make_event, state=state, slug="cho")

    assert words in client.get("/events/cho").text


def test_an_empty_platform_offers_a_next_step(client: Any) -> None:
    assert "Chưa có sự kiện nào được công bố" in client.get("/").text
    assert "Chưa có sự kiện nào được công bố" in client.get("/events").text


def test_the_event_that_runs_comes_before_the_next_one(client: Any, committed: Any) -> None:
    committed(make_event, name_vi="Chợ mai")
    committed(
        make_event,
        name_vi="Chợ nay",
        state=EventState.RUNNING,
        starts_at=now() - timedelta(hours=1),
    )

    heading = re.search(r"<h1[^>]*>([^<]+)", client.get("/").text)

    assert heading is not None
    assert heading[1] == "Chợ nay"


def test_the_calendar_is_filtered_by_kind_and_province(client: Any, committed: Any) -> None:
    committed(make_event, name_vi="Chợ Sơn La", province_key="2025-14")
    committed(make_event, name_vi="Chợ Lào Cai", province_key="2025-15")
    committed(make_event, name_vi="Tọa đàm Lào Cai", province_key="2025-15", kind="seminar")

    page = client.get("/events?province=2025-15&kind=seminar").text

    assert "Tọa đàm Lào Cai" in page
    assert "Chợ Sơn La" not in page
    assert "Chợ Lào Cai" not in page


def test_a_filter_of_nonsense_filters_nothing(client: Any, committed: Any) -> None:
    committed(make_event, name_vi="Chợ Sơn La")

    assert "Chợ Sơn La" in client.get("/events?kind=circus&province=x&page=-1").text


def test_what_is_over_moves_to_the_past(client: Any, committed: Any) -> None:
    committed(make_event, name_vi="Chợ cũ", starts_at=now() - timedelta(days=9))

    assert "Chợ cũ" not in client.get("/events").text
    assert "Chợ cũ" in client.get("/events?when=past").text


def test_the_pages_speak_english_too(client: Any, committed: Any) -> None:
    committed(make_event, name_en="Northwest Fair", slug="cho")
    client.get("/language/en")

    page = client.get("/events/cho").text

    assert '<html lang="en"' in page
    assert "Northwest Fair" in page
    assert "Programme highlights" in page


def test_sessions_are_shown_by_the_clock_of_the_place(client: Any, committed: Any) -> None:
    def make() -> None:
        event = make_event(slug="cho")
        make_session(event, title_vi="Khai mạc", room="Sân khấu", capacity=30, taken=28)

    committed(make)

    page = client.get("/events/cho/programme").text

    assert "09:00" in page  # 02:00 in UTC
    assert "Còn 2 chỗ" in page


def test_a_full_session_says_so(client: Any, committed: Any) -> None:
    committed(lambda: make_session(make_event(slug="cho"), capacity=5, taken=5))

    assert "Hết chỗ" in client.get("/events/cho/programme").text


def test_search_engines_are_told_and_cannot_be_tricked(client: Any, committed: Any) -> None:
    committed(make_event, slug="cho", name_vi="</script><script>alert(1)</script>")

    page = client.get("/events/cho").text

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    data = json.loads(block[1])
    assert data["name"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in page


def test_calendar_files_keep_their_identifiers(client: Any, committed: Any, at: datetime) -> None:
    def make() -> int:
        return make_session(make_event(slug="cho"), title_vi="Khai mạc").id

    session_id = committed(make)

    calendar = Calendar.from_ical(client.get("/events/cho/calendar.ics").data)

    uids = [str(entry["uid"]) for entry in calendar.walk("VEVENT")]
    assert uids == ["event-cho@cho-phien", f"session-{session_id}-cho@cho-phien"]


def test_a_cancelled_event_is_cancelled_in_calendars_as_well(client: Any, committed: Any) -> None:
    committed(make_event, state=EventState.CANCELLED)

    calendar = Calendar.from_ical(client.get("/events.ics").data)

    assert [str(entry["status"]) for entry in calendar.walk("VEVENT")] == ["CANCELLED"]


@pytest.mark.parametrize("page", ["/", "/events", "/events.ics"])
def test_lists_of_events_ask_as_often_for_thirty_as_for_one(
    app: Flask, client: Any, committed: Any, page: str
) -> None:
    def make(number: int) -> None:
        for n in range(number):
            make_event(kind=list(EventKind)[n % 6])

    committed(make, 2)
    client.get(page)
    with count_queries(app) as few:
        client.get(page)
    committed(make, 28)
    with count_queries(app) as many:
        client.get(page)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    "page", ["/events/cho", "/events/cho/programme", "/events/cho/calendar.ics"]
)
def test_an_event_asks_as_often_for_thirty_sessions_as_for_one(
    app: Flask, client: Any, committed: Any, page: str
) -> None:
    def make() -> tuple[int, int]:
        event, user = make_event(slug="cho"), make_user()
        make_session(event, capacity=9)
        make_registration(event, user_id=user.id)
        return event.id, user.id

    event_id, user_id = committed(make)
    client.sign_in(user_id)
    client.get(page)
    with count_queries(app) as few:
        client.get(page)

    def more() -> None:
        event = db.session.get_one(Event, event_id)
        for _ in range(29):
            make_session(event, capacity=9)

    committed(more)
    with count_queries(app) as many:
        client.get(page)

    assert len(many) == len(few)
