"""The scan page answers with and without its script; the organiser sets doors up."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.checkin.models import CheckinList, Gate, Pairing, Scan
from events.checkin.queries import token_hash
from events.programme.models import TeamRole
from events.registration.models import Registration
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_gate, make_team_member
from tests.queries import count_queries

PAGE = "/events/cho/check-in"
SETUP = "/manage/events/cho/doors"


@pytest.fixture
def made(committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        event, _ = make_running_event(slug="cho")
        registration, code = make_ticket(event, full_name="Lò Thị Hoa")
        return {
            "gate": make_gate(event, name="Cổng Bắc").id,
            "code": code,
            "short": registration.short_code,
            "door": make_team_member(event, TeamRole.DOOR).id,
            "organiser": make_team_member(event).id,
        }

    fair: dict[str, Any] = committed(make)
    return fair


@pytest.fixture
def staff(client: Any, made: dict[str, Any]) -> Any:
    return client.sign_in(made["door"])


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def _scan(staff: Any, code: str, **fields: Any) -> Any:
    token = re.search(r'name="csrf-token" content="([^"]+)"', staff.get(PAGE).text)
    assert token
    body = {"code": code, "nonce": "nonce-0001", "direction": "entry"} | fields
    return staff.post(f"{PAGE}/scans", json=body, headers={"X-CSRFToken": token[1]})


def _type(staff: Any, code: str, direction: str = "entry") -> Any:
    nonce = re.search(r'name="nonce"[^>]*value="([^"]+)"', staff.get(PAGE).text)
    assert nonce
    return staff.submit(PAGE, {"code": code, "direction": direction, "nonce": nonce[1]})


def test_the_scan_page_alone_may_use_the_camera(staff: Any) -> None:
    page, other = staff.get(PAGE), staff.get("/my/tickets")

    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]
    assert "camera=()" in other.headers["Permissions-Policy"]
    assert "wasm-unsafe-eval" not in other.headers["Content-Security-Policy"]


def test_the_script_gets_the_answer_with_the_counts(staff: Any, made: Any, app: Flask) -> None:
    answer = _scan(staff, made["code"], gate_id=made["gate"])

    assert (answer.json["result"], answer.json["message"]) == ("admitted", "Mời vào")
    assert answer.json["counts"]["inside"] == 1
    assert [(scan.gate_id, scan.user_id) for scan in rows(app, Scan)] == [
        (made["gate"], made["door"])
    ]


def test_a_scan_without_the_pages_token_is_refused(staff: Any, app: Flask, made: Any) -> None:
    answer = staff.post(f"{PAGE}/scans", json={"code": made["code"], "nonce": "nonce-0001"})

    assert (answer.status_code, rows(app, Scan)) == (400, [])


def test_a_typed_code_works_without_a_script(staff: Any, made: Any) -> None:
    answer = _type(staff, f" {made['short'][:4]} {made['short'][4:8]} {made['short'][8:]} ")
    shown = staff.get(answer.location).text

    assert "tf-verdict--in" in shown
    assert "Mời vào" in shown
    assert "Lò Thị Hoa" in shown


def test_the_second_time_names_the_first_without_a_script(staff: Any, made: Any) -> None:
    _type(staff, made["code"])
    shown = staff.get(_type(staff, made["code"]).location).text

    assert "tf-verdict--mind" in shown
    assert "Lần đầu lúc 09:00, Cổng Bắc" in shown


def test_the_form_sent_twice_counts_once(staff: Any, made: Any, app: Flask) -> None:
    data = {"code": made["code"], "direction": "entry", "nonce": "form-nonce"}

    answers = [staff.submit(PAGE, data).location for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(rows(app, Scan)) == 1


def test_who_leaves_is_counted_out(staff: Any, made: Any) -> None:
    _type(staff, made["code"])
    _type(staff, made["code"], "exit")

    assert staff.get(f"{PAGE}/counts").json == {
        "inside": 0,
        "entries": 1,
        "exits": 1,
        "refused": 0,
        "expected": 1,
    }


def test_a_walk_in_is_registered_and_in(staff: Any, made: Any, app: Flask) -> None:
    data = {"full_name": "Vàng A Sùng", "phone": "0912 345 678"}

    answer = staff.submit(f"{PAGE}/walk-in", data, page=PAGE)

    assert "Mời vào" in staff.get(answer.location).text
    assert [row.full_name for row in rows(app, Registration)] == ["Lò Thị Hoa", "Vàng A Sùng"]


def test_a_walk_in_without_a_name_is_told_so(staff: Any, made: Any, app: Flask) -> None:
    answer = staff.submit(f"{PAGE}/walk-in", {"full_name": " "}, page=PAGE)

    assert answer.status_code == 422
    assert len(rows(app, Registration)) == 1


def test_a_walk_in_with_a_wrong_digit_comes_back_as_it_was_typed(staff: Any, app: Flask) -> None:
    data = {"full_name": "Vàng A Sùng", "phone": "09123"}

    answer = staff.submit(f"{PAGE}/walk-in", data, page=PAGE)

    assert answer.status_code == 422
    assert '<details class="tf-card tf-door__more" open>' in answer.text
    assert 'value="Vàng A Sùng"' in answer.text
    assert 'value="09123"' in answer.text
    assert "chưa phải số điện thoại" in answer.text
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert len(rows(app, Registration)) == 1


def test_an_unknown_code_leads_to_where_names_are_looked_up(staff: Any) -> None:
    typed = staff.get(_type(staff, "100000000009").location).text
    scanned = _scan(staff, "100000000009").json["hint"]

    for said in (typed, scanned):
        assert "muốn tìm theo tên, bấm “Dùng điện thoại này làm máy quét”" in said


def test_a_mistake_is_taken_back(staff: Any, made: Any, app: Flask) -> None:
    number = _scan(staff, made["code"]).json["scan"]

    staff.submit(f"{PAGE}/scans/{number}/undo", page=PAGE)

    assert rows(app, Scan)[0].undone_at is not None
    assert _scan(staff, made["code"], nonce="nonce-0002").json["result"] == "admitted"


def test_door_staff_with_one_event_go_straight_to_its_door(staff: Any) -> None:
    assert staff.get("/check-in").location == PAGE


def test_the_chosen_gate_is_remembered(staff: Any, committed: Any, made: Any) -> None:
    second = committed(lambda: make_gate(_event(), name="Cổng Nam"))

    staff.get(f"{PAGE}?gate={second}")

    assert f'value="{second}" selected' in staff.get(PAGE).text


def _event() -> Any:
    from events.programme.models import Event  # noqa: PLC0415 -- the fixture's row

    return db.session.scalars(sa.select(Event)).one()


def test_the_organiser_adds_and_closes_gates(client: Any, made: Any, app: Flask) -> None:
    client.sign_in(made["organiser"])

    client.submit(f"{SETUP}/gates", {"name": "Cổng Nam"}, page=SETUP)
    client.submit(f"{SETUP}/gates", {"name": "Cổng Nam"}, page=SETUP)
    client.submit(f"{SETUP}/gates/{made['gate']}/remove", page=SETUP)

    assert [gate.name for gate in rows(app, Gate)] == ["Cổng Nam"]


def test_a_closed_gate_leaves_its_scans_in_the_log(staff: Any, made: Any, app: Flask) -> None:
    _scan(staff, made["code"], gate_id=made["gate"])
    staff.sign_in(made["organiser"])

    staff.submit(f"{SETUP}/gates/{made['gate']}/remove", page=SETUP)

    assert [scan.gate_id for scan in rows(app, Scan)] == [None]


def test_a_pairing_code_is_shown_once_and_kept_as_a_hash(
    client: Any, made: Any, app: Flask
) -> None:
    client.sign_in(made["organiser"])
    data = {"name": "Máy 1", "gate_id": made["gate"], "role": "scanner"}

    client.submit(f"{SETUP}/pairings", data, page=SETUP)
    shown = re.search(r"<code[^>]*>([\w-]{32})</code>", client.get(SETUP).text)

    assert shown
    assert rows(app, Pairing)[0].code_hash == token_hash(shown[1])
    assert shown[1] not in client.get(SETUP).text


def test_the_command_prints_a_token_that_works(app: Flask, client: Any, made: Any) -> None:
    printed = app.test_cli_runner().invoke(
        args=["checkin", "pair", "--event", "cho", "--gate", "Cổng Đông"]
    )

    answer = client.post(
        "/api/v1/events/cho/check-ins",
        json={"code": made["code"], "nonce": "nonce-0001"},
        headers={"Authorization": f"Bearer {printed.output.strip()}"},
    )
    assert answer.json["result"] == "admitted"
    assert [gate.name for gate in rows(app, Gate)] == ["Cổng Bắc", "Cổng Đông"]


def test_the_command_knows_no_event_that_is_not_there(app: Flask, client: Any) -> None:
    printed = app.test_cli_runner().invoke(
        args=["checkin", "pair", "--event", "nowhere", "--gate", "1"]
    )

    assert printed.exit_code == 1


def test_reentry_is_the_organisers_choice(client: Any, made: Any, app: Flask) -> None:
    client.sign_in(made["organiser"])

    client.submit(f"{SETUP}/re-entry", {"allowed": "y"}, page=SETUP)

    assert [row.allows_reentry for row in rows(app, CheckinList)] == [True]


@pytest.mark.parametrize("url", [PAGE, SETUP])
def test_pages_ask_the_same_number_of_queries_for_any_number_of_scans(
    staff: Any, made: Any, app: Flask, url: str
) -> None:
    staff.sign_in(made["organiser"])
    _scan(staff, made["code"])
    _scan(staff, made["code"], nonce="nonce-0002")
    staff.get(url)
    with count_queries(app) as few:
        staff.get(url)
    for n in range(10, 40):
        _scan(staff, f"{n}" if n % 2 else made["code"], nonce=f"nonce-{n:04}")
    with count_queries(app) as many:
        staff.get(url)

    assert len(many) == len(few)
