"""The organiser's screen: what waits, how many are in, and always the same number of queries."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.db import db
from events.checkin.models import CheckinList, Direction, Gate, Scan, ScanResult
from events.programme.models import Event, EventKind, EventState, TeamRole
from events.registration.models import RegistrationState
from matchmaking.needs.models import BuyerState
from reports.dashboard import queries
from tests import factories as make
from tests.queries import count_queries


def scan(
    event: Event,
    lst: CheckinList,
    gate: Gate,
    number: int,
    *directions: Direction,
    result: ScanResult = ScanResult.ADMITTED,
) -> None:
    """Somebody comes in, perhaps goes out, an hour ago."""
    person = make.make_registration(event)
    for step, direction in enumerate(directions):
        moment = make.now() - timedelta(minutes=60 - step)
        db.session.add(
            Scan(
                event_id=event.id,
                list_id=lst.id,
                registration_id=person.id,
                gate_id=gate.id,
                direction=direction,
                result=result,
                counts=result is ScanResult.ADMITTED,
                reason=None if result is ScanResult.ADMITTED else "already_admitted",
                nonce=f"{number}-{step}",
                scanned_at=moment,
                received_at=moment,
            )
        )
    db.session.flush()


IN, OUT = Direction.ENTRY, Direction.EXIT


def running_fair(crowd: int = 1) -> tuple[int, int]:
    """An event since this morning with ``crowd`` of everything; its id and its organiser's."""
    event = make.make_event(
        slug="cho", state=EventState.RUNNING, starts_at=make.now() - timedelta(hours=1)
    )
    lst, gate = make.make_checkin_list(event), make.make_gate(event, name="Cổng Đông")
    for n in range(crowd):
        make.make_application(event, make.make_company())
        make.make_buyer(event, state=BuyerState.APPLIED)
        make.make_registration(event, state=RegistrationState.PENDING)
        exhibitor = make.make_exhibitor(event)
        make.make_allotment(make.make_booth(event), exhibitor)
        make.make_booth(event)
        make.make_meeting(make.make_buyer(event), exhibitor)
        scan(event, lst, gate, n * 3, IN)
        scan(event, lst, gate, n * 3 + 1, IN, OUT)
        scan(event, lst, gate, n * 3 + 2, IN, result=ScanResult.REFUSED)
        make.make_gate(event)
    return event.id, make.make_team_member(event).id


def test_who_went_out_is_not_inside(session: Any) -> None:
    event_id, _organiser = running_fair(2)
    event = db.session.get_one(Event, event_id)

    numbers = queries.numbers_of(event, make.now() - timedelta(hours=12))

    assert (numbers.entered, numbers.inside) == (4, 2)
    assert (numbers.allotted, numbers.booths, numbers.exhibitors) == (2, 4, 2)


def test_a_gate_counts_who_it_let_in_and_whom_it_refused(session: Any) -> None:
    event_id, _organiser = running_fair(2)
    event = db.session.get_one(Event, event_id)

    _hours, gates = queries.door_of(event, since=make.now() - timedelta(hours=12), at=make.now())

    east = next(gate for gate in gates if gate.name == "Cổng Đông")
    assert (east.entries, east.refused, east.online) == (4, 2, 0)


def test_entries_are_counted_in_their_hour(session: Any) -> None:
    event_id, _organiser = running_fair(1)
    event = db.session.get_one(Event, event_id)
    since = make.now().replace(minute=0) - timedelta(hours=2)

    hours, _gates = queries.door_of(event, since=since, at=make.now())

    assert [hour.entries for hour in hours[:3]] == [0, 2, 0]


def test_what_waits_is_said_with_its_number(client: Any, committed: Any) -> None:
    _event, organiser = committed(running_fair, 3)
    client.sign_in(organiser)

    page = client.get("/manage/events/cho").text

    assert "3 đơn vị xin trưng bày" in page
    assert "3 người mua xin tham gia" in page
    assert "3 lượt đăng ký chờ duyệt" in page


def test_an_event_without_anything_says_what_to_do_first(client: Any, committed: Any) -> None:
    def bare() -> int:
        return make.make_team_member(make.make_event(slug="cho")).id

    client.sign_in(committed(bare))

    page = client.get("/manage/events/cho").text

    assert "Tạo khung giờ gặp gỡ" in page
    assert "Chưa đặt cổng nào" in page


@pytest.mark.parametrize(
    ("language", "day"),
    [("vi", r"hạn \d\d/\d\d/\d{4}"), ("en", r"on \d+ [A-Z][a-z]{2} \d{4}")],
)
def test_a_deadline_is_dated_in_the_readers_language(
    client: Any, committed: Any, language: str, day: str
) -> None:
    def soon() -> int:
        at = make.now() + timedelta(days=12)
        return make.make_team_member(
            make.make_event(slug="cho", starts_at=at, ends_at=at + timedelta(days=2))
        ).id

    client.sign_in(committed(soon))
    client.get(f"/language/{language}")

    assert re.search(day, client.get("/manage/events/cho").text)


def test_a_seminar_is_not_asked_for_a_hall_plan(client: Any, committed: Any) -> None:
    def make_seminar() -> int:
        event = make.make_event(slug="seminar", kind=EventKind.SEMINAR)
        return make.make_team_member(event).id

    client.sign_in(committed(make_seminar))

    text = client.get("/manage/events/seminar").text
    assert "Tạo khung giờ gặp gỡ" in text
    assert "Vẽ sơ đồ hội chợ" not in text


def test_the_screen_asks_as_often_for_thirty_as_for_one(
    app: Flask, client: Any, committed: Any
) -> None:
    _event, organiser = committed(running_fair, 1)
    client.sign_in(organiser)
    client.get("/manage/events/cho")
    with count_queries(app) as few:
        client.get("/manage/events/cho")
    with app.app_context():
        from tests.conftest import _empty_tables  # noqa: PLC0415 -- the same event again, larger

        _empty_tables()
    _event, organiser = committed(running_fair, 30)
    client.sign_in(organiser)
    with count_queries(app) as many:
        assert client.get("/manage/events/cho").status_code == 200

    assert len(many) == len(few)


def test_my_events_are_those_i_work_on(client: Any, committed: Any) -> None:
    committed(make.make_event, name_vi="Chợ người khác")
    client.sign_in(
        committed(lambda: make.make_team_member(make.make_event(name_vi="Chợ của tôi")).id)
    )

    page = client.get("/manage").text

    assert "Chợ của tôi" in page
    assert "Chợ người khác" not in page


def test_the_list_of_my_events_asks_once_for_all(app: Flask, client: Any, committed: Any) -> None:
    user_id = committed(lambda: make.make_team_member(make.make_event()).id)
    client.sign_in(user_id)
    client.get("/manage")
    with count_queries(app) as few:
        client.get("/manage")

    def more() -> None:
        from accounts.sign_in.models import User  # noqa: PLC0415 -- only here

        for _ in range(29):
            make.make_team_member(make.make_event(), user=db.session.get_one(User, user_id))

    committed(more)
    with count_queries(app) as many:
        client.get("/manage")

    assert len(many) == len(few)


def _bottom_bar(client: Any) -> list[str]:
    page = client.get("/events").text
    return re.findall(r'class="tf-bottom__link" href="([^"]+)"', page)


@pytest.mark.parametrize("role", TeamRole)
def test_who_runs_events_finds_screen_and_door_at_the_bottom(
    client: Any, committed: Any, role: TeamRole
) -> None:
    client.sign_in(committed(lambda: make.make_team_member(make.make_event(), role=role).id))

    assert _bottom_bar(client) == ["/events", "/manage", "/check-in", "/my/tickets"]


def test_who_takes_part_finds_suggestions_and_meetings_at_the_bottom(
    client: Any, committed: Any
) -> None:
    client.sign_in(committed(lambda: make.make_user().id))

    assert _bottom_bar(client) == ["/events", "/suggestions", "/meetings", "/my/tickets"]
