"""The plan of a year: every event once, where it stands, with its numbers."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask

from core.db import db
from events.programme.models import Event, EventKind, EventResult, EventState, TeamRole
from reports.year.queries import plan_of, totals_of
from reports.year.states import Standing, standing_of
from tests import factories as make
from tests.conftest import NOW
from tests.queries import count_queries

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "starts", "standing"),
    [
        (EventState.DRAFT, 9, Standing.PLANNED),
        (EventState.ANNOUNCED, 9, Standing.PLANNED),
        (EventState.OPEN, 9, Standing.PLANNED),
        (EventState.OPEN, -1, Standing.PLANNED),
        (EventState.ANNOUNCED, -1, Standing.OVERDUE),
        (EventState.DRAFT, -9, Standing.OVERDUE),
        (EventState.OPEN, -9, Standing.OVERDUE),
        (EventState.RUNNING, -1, Standing.RUNNING),
        (EventState.RUNNING, -9, Standing.OVERDUE),
        (EventState.CLOSED, -9, Standing.HELD),
        (EventState.ARCHIVED, -9, Standing.HELD),
        (EventState.CANCELLED, 9, Standing.CANCELLED),
    ],
)
def test_an_event_stands_where_its_state_and_the_clock_put_it(
    session: Any, at: datetime, state: EventState, starts: int, standing: Standing
) -> None:
    event = make.make_event(state=state, starts_at=at + starts * DAY)

    assert standing_of(event, at) is standing


def closed(**values: Any) -> Event:
    """A fair that was held, with confirmed numbers."""
    event = make.make_event(state=EventState.CLOSED, starts_at=NOW - 9 * DAY, **values)
    numbers = {"visitors": 54000, "exhibitors": 50, "booths_used": 60, "sales_value": 2 * 10**9}
    for name, value in numbers.items():
        db.session.add(EventResult(event_id=event.id, name=name, value=value, confirmed_at=NOW))
    return event


def test_confirmed_numbers_come_before_counted_ones(session: Any, at: datetime) -> None:
    event = closed()
    make.make_exhibitor(event)
    running = make.make_event(state=EventState.RUNNING, starts_at=at - DAY)
    for _ in range(2):
        make.make_allotment(make.make_booth(running), make.make_exhibitor(running))
    make.make_event(state=EventState.CANCELLED, expected_booths=99)

    rows = plan_of(2026, make.make_user(is_admin=True), at)
    totals = totals_of(rows)

    assert [(r.shown_exhibitors, r.shown_booths, r.visitors) for r in rows[:2]] == [
        (50, 60, 54000),
        (2, 2, None),
    ]
    assert (totals.events, totals.exhibitors, totals.booths, totals.value) == (3, 52, 62, 2 * 10**9)
    assert totals.expected_booths == 0


def test_a_year_is_the_one_of_the_place(session: Any, at: datetime) -> None:
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 on 1 January in Sơn La
    event = make.make_event(starts_at=new_year)
    admin = make.make_user(is_admin=True)

    assert plan_of(2026, admin, at) == []
    assert [row.event for row in plan_of(2027, admin, at)] == [event]


def test_drafts_are_for_their_own_team(session: Any, at: datetime) -> None:
    draft = make.make_event(state=EventState.DRAFT)
    organiser = make.make_team_member(draft)
    door = make.make_team_member(draft, TeamRole.DOOR)
    stranger = make.make_team_member(make.make_event())
    admin = make.make_user(is_admin=True)

    def sees(person: Any) -> bool:
        return draft in [row.event for row in plan_of(2026, person, at)]

    assert [sees(person) for person in (organiser, admin, stranger, door)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.fixture
def planner(client: Any, committed: Any) -> Any:
    """Signed in as organiser; a fair was held, a job fair is planned."""

    def build() -> int:
        closed(name_vi="=Hội chợ; xuân", place="Quảng trường")
        planned = make.make_event(
            kind=EventKind.JOB_FAIR, name_vi="Phiên việc làm", expected_booths=54, slug="viec-lam"
        )
        return int(make.make_team_member(planned).id)

    return client.sign_in(committed(build))


def test_the_page_tells_months_states_and_numbers(planner: Any) -> None:
    page = planner.get("/manage/plan?year=2026").text

    for words in ("Tháng 11 năm 2026", "Đã tổ chức", "Theo kế hoạch", "54.000", "0 nhà tuyển dụng"):
        assert words in page
    assert "0 / 54" in page


def test_the_page_can_show_one_standing(planner: Any) -> None:
    page = planner.get("/manage/plan?year=2026&standing=held").text

    assert "Hội chợ; xuân" in page
    assert "Phiên việc làm" not in page


@pytest.mark.parametrize("year", ["99999", "abc", "1", "-5", "²026"])
def test_a_year_that_is_none_is_not_found(planner: Any, year: str) -> None:
    assert planner.get("/manage/plan", query_string={"year": year}).status_code == 404


def test_an_empty_year_says_what_to_do(planner: Any) -> None:
    assert "Năm này chưa có sự kiện" in planner.get("/manage/plan?year=2031").text


def test_the_csv_file_runs_no_formula(planner: Any) -> None:
    text = planner.get("/manage/plan.csv?year=2026").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[1][1] == "'=Hội chợ; xuân"
    assert rows[1][7:11] == ["50", "60", "", "54000"]


def test_the_xlsx_file_holds_numbers_as_numbers(planner: Any) -> None:
    data = planner.get("/manage/plan.xlsx?year=2026").get_data()
    sheet: Any = openpyxl.load_workbook(io.BytesIO(data)).active

    assert [cell.value for cell in sheet["K"]][1:] == [54000, None]
    assert sheet["M2"].value == 2_000_000_000


def test_thirty_events_ask_as_much_as_one(app: Flask, client: Any, committed: Any) -> None:
    client.sign_in(committed(make.make_user, is_admin=True))
    asked = []
    for more in (1, 29):
        committed(lambda more=more: [closed().id for _ in range(more)])
        client.get("/manage/plan?year=2026")
        with count_queries(app) as sent:
            client.get("/manage/plan?year=2026")
        asked.append(len(sent))

    assert asked[0] == asked[1]
