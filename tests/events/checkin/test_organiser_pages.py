"""The organiser pairs phones by QR, keeps lists, and settles conflicts with both sides shown."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.checkin.models import CheckinList, Device, Direction, Pairing, Scan
from events.checkin.queries import balance
from events.checkin.services import check_in
from events.checkin.services.exits import leave_automatically
from events.programme.models import Event
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_gate, make_team_member, now
from tests.queries import count_queries

SETUP = "/manage/events/cho/doors"


@pytest.fixture
def made(committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        event, _ = make_running_event(slug="cho")
        tickets = [make_ticket(event, full_name=f"Người {n}")[1] for n in range(3)]
        return {
            "codes": tickets,
            "tokens": [make_phone(event, f"Máy {n}") for n in (1, 2)],
            "gate": make_gate(event, name="Cổng Bắc").id,
            "organiser": make_team_member(event).id,
        }

    fair: dict[str, Any] = committed(make)
    return fair


@pytest.fixture
def organiser(client: Any, made: dict[str, Any]) -> Any:
    return client.sign_in(made["organiser"])


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def _clash(app: Flask, made: dict[str, Any], number: int = 0) -> None:
    """Both phones let one ticket in without a network."""
    for n, token in enumerate(made["tokens"]):
        phone, nonce = Phone(app, token), f"clash-{number}-{n:04}"
        phone.sync([phone.told(made["codes"][number], nonce, now())], now())


def test_a_pairing_code_is_drawn_once(organiser: Any, made: Any, app: Flask) -> None:
    data = {"name": "Máy 3", "gate_id": made["gate"], "role": "supervisor"}

    organiser.submit(f"{SETUP}/pairings", data, page=SETUP)
    first, second = organiser.get(SETUP).text, organiser.get(SETUP).text

    assert ["pair=" in page or 'id="pairing"' in page for page in (first, second)] == [True, False]
    assert [page.count('class="tf-qr"') for page in (first, second)] == [2, 1]  # the scanner's too
    assert [(row.name, row.role.value) for row in rows(app, Pairing)] == [("Máy 3", "supervisor")]


def test_the_devices_tell_how_they_are(organiser: Any, made: Any, app: Flask) -> None:
    ahead = (now() + timedelta(hours=3)).isoformat()
    Phone(app, made["tokens"][0]).post("/heartbeat", queued=17, sent_at=ahead)

    page = organiser.get(SETUP).text

    assert "Hãy chỉnh đồng hồ trên: Máy 1" in page
    assert "17 lượt chờ gửi" in page


def test_every_label_of_the_page_names_a_control_of_its_own(organiser: Any, made: Any) -> None:
    page = organiser.get(SETUP).text

    labels, ids = re.findall(r'<label[^>]* for="([^"]+)"', page), re.findall(r' id="([^"]+)"', page)
    assert set(labels) <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_conflict_shows_both_sides_and_is_settled_with_a_note(
    organiser: Any, made: Any, app: Flask
) -> None:
    _clash(app, made)
    page = organiser.get(f"{SETUP}/conflicts").text
    number = next(scan.id for scan in rows(app, Scan) if scan.conflict)
    url = f"{SETUP}/conflicts/{number}/settle"

    organiser.submit(url, {"note": "Hai mẹ con đi chung vé"}, page=f"{SETUP}/conflicts")
    organiser.submit(url, {"note": "Lần thứ hai"}, page=f"{SETUP}/conflicts")

    assert all(word in page for word in ("Máy 1", "Máy 2", "Cổng Máy 1", "Cổng Máy 2", "Người 0"))
    assert [s.settled_note for s in rows(app, Scan) if s.conflict] == ["Hai mẹ con đi chung vé"]
    assert "Không còn mâu thuẫn nào" in organiser.get(f"{SETUP}/conflicts").text


def test_a_conflict_is_not_settled_without_a_word(organiser: Any, made: Any, app: Flask) -> None:
    _clash(app, made)
    number = next(scan.id for scan in rows(app, Scan) if scan.conflict)

    organiser.submit(f"{SETUP}/conflicts/{number}/settle", {"note": ""}, page=f"{SETUP}/conflicts")

    assert [scan.settled_at for scan in rows(app, Scan)] == [None, None]


def test_conflicts_take_as_many_statements_for_one_as_for_three(
    organiser: Any, made: Any, app: Flask
) -> None:
    _clash(app, made, 0)
    organiser.get(f"{SETUP}/conflicts")
    with count_queries(app) as few:
        organiser.get(f"{SETUP}/conflicts")
    _clash(app, made, 1)
    _clash(app, made, 2)
    with count_queries(app) as many:
        organiser.get(f"{SETUP}/conflicts")

    assert len(many) == len(few)


def test_a_list_is_made_and_changed(organiser: Any, made: Any, app: Flask) -> None:
    data = {
        "slug": "vip",
        "name_vi": "Phòng khách",
        "roles": ["buyer"],
        "days": ["0"],
        "gates": [str(made["gate"])],
        "exits_at": "18:00",
        "capacity": "40",
        "zone_id": "0",
    }

    organiser.submit(f"{SETUP}/lists/new", data)
    number = rows(app, CheckinList)[1].id
    organiser.submit(f"{SETUP}/lists/{number}", data | {"slug": "other", "capacity": "50"})

    row = rows(app, CheckinList)[1]
    assert (row.slug, row.roles, row.days, row.gates) == ("vip", ["buyer"], [0], [made["gate"]])
    assert (row.exits_at, row.capacity, row.scans_exits) == ("18:00", 50, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Vip!"},
        {"slug": "main"},
        {"exits_at": "25:00"},
        {"capacity": "0"},
        {"gates": "9999"},
    ],
)
def test_a_list_that_cannot_be_is_refused(
    organiser: Any, made: Any, app: Flask, wrong: dict[str, str]
) -> None:
    data = {"slug": "vip", "name_vi": "Phòng khách", "zone_id": "0"} | wrong

    organiser.submit(f"{SETUP}/lists/new", data)

    assert [row.slug for row in rows(app, CheckinList)] == ["main"]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"slug": "Danh Sách"}, "Chỉ dùng chữ thường không dấu"),
        ({"exits_at": "25:99"}, "từ 00:00 đến 23:59"),
    ],
)
def test_what_a_list_refuses_names_its_rule(
    organiser: Any, made: Any, wrong: dict[str, str], rule: str
) -> None:
    data = {"slug": "vip", "name_vi": "Phòng khách", "zone_id": "0"} | wrong

    page = organiser.submit(f"{SETUP}/lists/new", data).text

    assert rule in page
    assert "Giá trị này không dùng được" not in page


def test_a_full_hall_alarms(organiser: Any, made: Any, app: Flask, committed: Any) -> None:
    def room_for_one() -> None:
        db.session.scalars(sa.select(CheckinList)).one().capacity = 1

    committed(room_for_one)
    phone = Phone(app, made["tokens"][0])
    phone.scan(made["codes"][0], "nonce-0001")
    calm = organiser.get(SETUP).text
    phone.scan(made["codes"][1], "nonce-0002")

    assert ("quá đông:" in calm, "quá đông:" in organiser.get(SETUP).text) == (False, True)


def test_everybody_is_out_at_the_hour_once_a_day(session: Any) -> None:
    event, main = make_running_event()
    main.exits_at, main.allows_reentry = "18:00", True
    code = make_ticket(event)[1]
    inside = check_in(event, main, code, nonce="nonce-0001", at=now())
    six = now().replace(hour=11, minute=1)  # 18:01 there

    told = [leave_automatically(at=moment) for moment in (now(), six, six + timedelta(minutes=9))]

    assert told == [0, 1, 0]
    assert balance(main.id, inside.registration_id or 0) == 0
    again = check_in(event, main, code, nonce="nonce-0002", at=six)
    assert again.reason is None


@pytest.mark.parametrize(
    ("values", "direction", "reason"),
    [
        ({"days": [1]}, Direction.ENTRY, "wrong_day"),
        ({"days": [0]}, Direction.ENTRY, None),
        ({"roles": ["press"]}, Direction.ENTRY, "wrong_list"),
        ({"scans_exits": False}, Direction.EXIT, "exits_off"),
    ],
)
def test_a_list_admits_by_its_rules(
    session: Any, values: dict[str, Any], direction: Direction, reason: str | None
) -> None:
    event, main = make_running_event()
    for name, value in values.items():
        setattr(main, name, value)

    told = check_in(
        event, main, make_ticket(event)[1], nonce="nonce-0001", at=now(), direction=direction
    )

    assert told.reason == reason


def test_a_phone_at_another_gate_may_not_use_the_list(
    app: Flask, made: Any, committed: Any
) -> None:
    def one_gate() -> None:
        db.session.scalars(sa.select(CheckinList)).one().gates = [made["gate"]]

    committed(one_gate)

    answer = Phone(app, made["tokens"][0]).scan(made["codes"][0], "nonce-0001")

    assert (answer.status_code, answer.json["code"]) == (403, "checkin.list_not_yours")


def test_another_events_list_is_as_if_it_were_not_there(
    organiser: Any, made: Any, app: Flask, committed: Any
) -> None:
    other = committed(lambda: make_running_event(slug="khac")[1].id)

    assert organiser.get(f"{SETUP}/lists/{other}").status_code == 404
    assert rows(app, Event)[1].slug == "khac"
    assert len(rows(app, Device)) == 2
