"""An event closes with the numbers of its kind; what the system counted is proposed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.programme import errors, services
from events.programme.jobs import keep_time
from events.programme.kinds import RESULTS
from events.programme.models import Event, EventKind, EventResult, EventState
from tests.factories import (
    make_allotment,
    make_booth,
    make_event,
    make_exhibitor,
    make_team_member,
)

PAGE = "/manage/events/cho/results"


def numbers(kind: EventKind) -> dict[str, int | None]:
    return {field.name: 7 for field in RESULTS[kind] if field.is_required}


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_is_closed_with_the_results_of_its_kind(
    session: Any, at: datetime, kind: EventKind
) -> None:
    event = make_event(kind=kind, state=EventState.RUNNING)

    with pytest.raises(errors.ResultsMissing):
        services.move_event(event, EventState.CLOSED, by=None, at=at)
    services.confirm_results(event, numbers(kind), proposed={}, by=None, at=at)
    services.move_event(event, EventState.CLOSED, by=None, at=at)

    assert event.state is EventState.CLOSED


def test_results_of_another_kind_are_left_out(session: Any, at: datetime) -> None:
    event = make_event(kind=EventKind.FAIR)

    services.confirm_results(event, {"hired": 9, "visitors": 3}, proposed={}, by=None, at=at)

    assert db.session.scalars(sa.select(EventResult.name)).all() == ["visitors"]


def test_a_number_may_be_corrected_and_taken_away(session: Any, at: datetime) -> None:
    event = make_event()
    for value in (3, 5):
        values = {"visitors": value, "sales_value": 10**12}
        services.confirm_results(event, values, proposed={"visitors": 4}, by=None, at=at)
    services.confirm_results(event, {"sales_value": None}, proposed={}, by=None, at=at)

    row = db.session.scalars(sa.select(EventResult)).one()
    assert (row.name, row.value, row.proposed) == ("visitors", 5, 4)


@pytest.fixture
def running(client: Any, committed: Any) -> int:
    """Signed in as organiser of a running fair with two exhibitors on three booths."""

    def make() -> tuple[int, int]:
        event = make_event(slug="cho", state=EventState.RUNNING)
        for booths in (2, 1):
            exhibitor = make_exhibitor(event)
            for _ in range(booths):
                make_allotment(make_booth(event), exhibitor)
        return event.id, make_team_member(event).id

    event_id, user_id = committed(make)
    client.sign_in(user_id)
    return int(event_id)


def state_of(app: Flask, event_id: int) -> EventState:
    with app.app_context():
        return db.session.get_one(Event, event_id).state


def test_the_page_proposes_what_the_system_counted(client: Any, running: int) -> None:
    page = client.get(PAGE).text

    assert "Hệ thống đếm được: 3." in page
    assert 'name="booths_used"' in page
    assert 'value="3"' in page


def test_closing_takes_one_form(app: Flask, client: Any, running: int) -> None:
    values = dict.fromkeys(numbers(EventKind.FAIR), "7")
    answer = client.submit(PAGE, {**values, "sales_value": "2,5 tỷ", "close": "1"})

    assert answer.status_code == 303
    assert state_of(app, running) is EventState.CLOSED
    with app.app_context():
        sales = sa.select(EventResult.value).where(EventResult.name == "sales_value")
        assert db.session.scalar(sales) == 2_500_000_000


@pytest.mark.parametrize(
    "wrong", [{"visitors": ""}, {"visitors": "-1"}, {"visitors": "many"}, {"sales_value": "lots"}]
)
def test_a_wrong_number_is_told_and_nothing_is_closed(
    app: Flask, client: Any, running: int, wrong: dict[str, str]
) -> None:
    values: dict[str, str] = dict.fromkeys(numbers(EventKind.FAIR), "7")

    answer = client.submit(PAGE, values | wrong | {"close": "1"})

    assert "Hãy sửa" in answer.text or "Vui lòng sửa" in answer.text or "tf-errors" in answer.text
    assert state_of(app, running) is EventState.RUNNING


def test_the_state_page_leads_to_the_results(client: Any, running: int) -> None:
    page = client.get("/manage/events/cho/state").text

    assert f'href="{PAGE}"' in page
    assert "Còn thiếu" in page


def test_the_dashboard_asks_for_results_when_the_days_are_over(
    client: Any, committed: Any, at: datetime
) -> None:
    def make() -> int:
        begins = at - timedelta(days=3)
        event = make_event(slug="cho", state=EventState.RUNNING, starts_at=begins)
        event.ends_at = at - timedelta(hours=1)
        return int(make_team_member(event).id)

    client.sign_in(committed(make))

    assert "nhập kết quả và khép lại" in client.get("/manage/events/cho").text


@pytest.mark.parametrize(
    ("state", "opens", "begins", "after"),
    [
        (EventState.ANNOUNCED, 0, 5, EventState.OPEN),
        (EventState.ANNOUNCED, 1, 5, EventState.ANNOUNCED),
        (EventState.ANNOUNCED, None, 5, EventState.ANNOUNCED),
        (EventState.OPEN, None, 0, EventState.RUNNING),
        (EventState.OPEN, None, 1, EventState.OPEN),
        (EventState.DRAFT, 0, 0, EventState.DRAFT),
    ],
)
def test_events_open_and_start_by_the_clock(
    app: Flask,
    committed: Any,
    at: datetime,
    state: EventState,
    opens: int | None,
    begins: int,
    after: EventState,
) -> None:
    hour = timedelta(hours=1)
    event_id = committed(
        make_event,
        state=state,
        opens_at=None if opens is None else at + opens * hour,
        starts_at=at + begins * hour,
    )

    with app.app_context():
        keep_time(at=at)

    assert state_of(app, event_id) is after


def test_an_event_whose_days_are_over_is_left_to_people(
    app: Flask, committed: Any, at: datetime
) -> None:
    event_id = committed(make_event, state=EventState.OPEN, starts_at=at - timedelta(days=9))

    with app.app_context():
        assert keep_time(at=at) == 0
    assert state_of(app, event_id) is EventState.OPEN


def test_the_form_says_what_announcing_needs_and_keeps_the_mode(
    app: Flask, client: Any, running: int
) -> None:
    shown = client.get("/manage/events/cho/edit").text
    form = {
        "kind": "fair",
        "name_vi": "Hội chợ",
        "starts_at": "2026-11-20T08:00",
        "ends_at": "2026-11-27T17:00",
        "opens_at": "2026-11-01T08:00",
        "zone": "Asia/Ho_Chi_Minh",
        "meeting_mode": "plans",
        "slot_minutes": "20",
        "expected_booths": "120",
    }
    client.submit("/manage/events/cho/edit", form)

    assert shown.count("Cần có để công bố sự kiện") == 3
    with app.app_context():
        event = db.session.get_one(Event, running)
        assert (event.meeting_mode, event.expected_booths) == ("plans", 120)
        assert event.opens_at is not None
