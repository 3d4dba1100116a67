"""The pages and the interface of leads: one's own firm alone, on paper, offline and as files."""

import io
import re
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.leads.models import Lead, LeadScan
from events.leads.said import Said
from events.registration.models import Registration
from tests.events.leads.helpers import make_firm, make_guest, scan
from tests.factories import make_exhibitor, make_member, make_product, make_team_member
from tests.queries import count_queries


@pytest.fixture
def made(committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        firm = make_firm(slug="cho")
        rival = make_exhibitor(firm.event)
        tea, honey = make_product(firm.company), make_product(firm.company, name_vi="Mật ong")
        guest = make_guest(firm, full_name="Lò Thị Hoa", phone="+84912345678")
        shy = make_guest(
            firm, shares=False, full_name="Vừ A Dế", organisation="Siêu thị Xanh", email="x@y.test"
        )
        return {
            "firm": firm.id,
            "rival": rival.id,
            "tea": tea.id,
            "honey": honey.id,
            "code": guest.badge_code,
            "guest": guest.id,
            "token": guest.access_token,
            "shy": shy.badge_code,
            "staff": make_member(firm.company).id,
            "enemy": make_member(rival.company).id,
            "organiser": make_team_member(firm.event).id,
        }

    fair: dict[str, Any] = committed(make)
    return fair


@pytest.fixture
def staff(client: Any, made: dict[str, Any]) -> Any:
    return client.sign_in(made["staff"])


def lead_of(app: Flask) -> Lead:
    with app.app_context():
        lead: Lead = db.session.scalars(sa.select(Lead)).one()
        return lead


def _keep(app: Flask, committed: Any, made: dict[str, Any], code: str = "", **said: Any) -> int:
    from events.exhibitors.models import Exhibitor  # noqa: PLC0415 -- models load with the app

    def make() -> Any:
        firm = db.session.get_one(Exhibitor, made["firm"])
        return scan(firm, code or made["code"], said=Said(**said)).lead

    number: int = committed(make)
    return number


# ── the plain form ──


def test_a_badge_is_typed_without_a_script(app: Flask, staff: Any, made: dict[str, Any]) -> None:
    page = f"/leads/{made['firm']}/scan"
    nonce = re.search(r'name="nonce"[^>]*value="([^"]+)"', staff.get(page).text)
    assert nonce

    answer = staff.submit(
        page,
        {"code": made["code"], "nonce": nonce[1], "note": "Gửi mẫu", "products": made["tea"]},
    )

    assert "Lò Thị Hoa" in answer.text
    assert lead_of(app).note == "Gửi mẫu"


def test_of_who_does_not_share_only_company_and_role_are_shown_with_the_reason(
    app: Flask, committed: Any, staff: Any, made: dict[str, Any]
) -> None:
    number = _keep(app, committed, made, made["shy"])

    for url in (f"/leads/{made['firm']}", f"/leads/{made['firm']}/{number}"):
        page = staff.get(url).text
        assert "Siêu thị Xanh" in page
        assert "Vừ A Dế" not in page
        assert "x@y.test" not in page
    assert "chưa đồng ý chia sẻ" in page
    table = staff.get(f"/leads/{made['firm']}/leads.csv").text
    assert "Siêu thị Xanh" in table
    assert "Vừ A Dế" not in table


# ── whose they are ──


def test_nobody_else_sees_a_firms_contacts(
    app: Flask, committed: Any, client: Any, made: dict[str, Any]
) -> None:
    number = _keep(app, committed, made)

    for who in ("enemy", "organiser"):
        client.sign_in(made[who])
        for part in ("", "/scan", "/tally", f"/{number}", "/leads.csv", "/leads.xlsx"):
            assert client.get(f"/leads/{made['firm']}{part}").status_code == 404, (who, part)
    client.sign_in(made["enemy"])
    assert client.get(f"/leads/{made['rival']}/{number}").status_code == 404


# ── files ──


def test_a_file_shows_every_cell_and_runs_none(
    app: Flask, committed: Any, staff: Any, made: dict[str, Any]
) -> None:
    _keep(app, committed, made, note="=cmd|' /C calc'!A0", tags=("+1",), next_step="@SUM(A1)")

    table = staff.get(f"/leads/{made['firm']}/leads.csv").text
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"/leads/{made['firm']}/leads.xlsx").data))
    assert book.active is not None
    cells = [str(cell.value) for row in book.active.iter_rows(min_row=2) for cell in row]

    assert "'=cmd" in table
    assert "'+1" in table
    assert "'@SUM" in table
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "Lò Thị Hoa" in cells


def test_the_list_asks_as_much_for_one_as_for_twenty(
    app: Flask, committed: Any, staff: Any, made: dict[str, Any]
) -> None:
    from events.exhibitors.models import Exhibitor  # noqa: PLC0415 -- models load with the app

    _keep(app, committed, made, product_ids=(made["tea"],))
    staff.get(f"/leads/{made['firm']}")
    with count_queries(app) as few:
        staff.get(f"/leads/{made['firm']}")

    def more() -> None:
        firm = db.session.get_one(Exhibitor, made["firm"])
        for _ in range(19):
            said = Said(product_ids=(made["tea"],))
            scan(firm, make_guest(firm).badge_code, said=said)

    committed(more)
    with count_queries(app) as many:
        staff.get(f"/leads/{made['firm']}")

    assert len(many) == len(few)


# ── paper ──


def test_a_paper_list_keeps_good_lines_and_gives_the_others_back(
    app: Flask, staff: Any, made: dict[str, Any]
) -> None:
    page = f"/leads/{made['firm']}/tally"
    token = re.search(r'name="token"[^>]*value="([^"]+)"', staff.get(page).text)
    assert token
    code = made["code"]
    spaced = f"{code[:4]} {code[4:8]} {code[8:12]} {code[12]}"
    typed = f"{spaced} ab !! / Gửi mẫu\n\n0000000000001 A\n{made['shy']} Z\nhello"

    answer = staff.submit(page, {"lines": typed, "token": token[1]}, page=page)

    lead = lead_of(app)
    assert (lead.note, lead.rating) == ("Gửi mẫu", 2)
    with app.app_context():
        products = db.session.get_one(Lead, lead.id).products
        assert {one.id for one in products} == {made["tea"], made["honey"]}
    left = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", answer.text, re.DOTALL)
    assert left
    assert left[1].split("\n") == ["0000000000001 A", f"{made['shy']} Z", "hello"]
    assert answer.status_code == 422
    assert "Dòng 3" in answer.text


def test_the_page_for_paper_lists_explains_every_sign(staff: Any, made: dict[str, Any]) -> None:
    page = staff.get(f"/leads/{made['firm']}/tally").text

    signs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    assert [sign for sign, _meaning in signs] == ["A", "B", "!", "!!", "!!!"]
    assert dict(signs)["B"] == "Mật ong"


def test_a_paper_list_sent_twice_counts_once(app: Flask, staff: Any, made: dict[str, Any]) -> None:
    page = f"/leads/{made['firm']}/tally"
    for _ in range(2):
        staff.submit(page, {"lines": f"{made['code']} A", "token": "one-and-the-same"}, page=page)

    assert lead_of(app).scans == 1


# ── the person ──


def test_a_person_sees_who_scanned_them_and_takes_it_back(
    app: Flask, committed: Any, client: Any, made: dict[str, Any]
) -> None:
    number = _keep(app, committed, made, note="Gửi mẫu")
    page = f"/t/{made['token']}/scans"
    assert "Đã quét 1 lần" in client.get(page).text

    client.submit(f"{page}/{number}/withdraw", page=page)

    assert lead_of(app).note == ""
    assert "Cho phép lại" in client.get(page).text
    client.submit(f"{page}/{number}/allow", page=page)
    assert lead_of(app).withdrawn_at is None


def test_a_person_stops_sharing_with_all(
    app: Flask, committed: Any, client: Any, made: dict[str, Any]
) -> None:
    _keep(app, committed, made)
    page = f"/t/{made['token']}/scans"

    client.submit(f"{page}/share", page=page)
    assert "Lò Thị Hoa" not in client.sign_in(made["staff"]).get(f"/leads/{made['firm']}").text

    client.submit(f"{page}/share", page=page)
    assert "Lò Thị Hoa" in client.get(f"/leads/{made['firm']}").text


def test_another_persons_contact_is_out_of_reach(
    app: Flask, committed: Any, client: Any, made: dict[str, Any]
) -> None:
    number = _keep(app, committed, made)
    with app.app_context():
        shy = sa.select(Registration.access_token).where(Registration.badge_code == made["shy"])
        token = db.session.scalar(shy)

    page = f"/t/{token}/scans"
    assert client.submit(f"{page}/{number}/withdraw", page=page).status_code == 404
    assert lead_of(app).withdrawn_at is None


# ── the interface ──

URL = "/api/v1/events/cho/leads/batch"


def _post(client: Any, made: dict[str, Any], leads: Any, **more: Any) -> Any:
    token = re.search(
        r'name="csrf-token" content="([^"]+)"', client.get(f"/leads/{made['firm']}/scan").text
    )
    headers = {"X-CSRFToken": token[1] if token else "", "Accept": "application/json"}
    body = {"exhibitor": made["firm"], "leads": leads} | more
    return client.post(URL, json=body, headers=headers)


def test_a_queue_is_answered_item_by_item_and_may_be_sent_again(
    app: Flask, staff: Any, made: dict[str, Any]
) -> None:
    leads = [
        {"code": made["code"], "nonce": "nonce-0001", "note": "Một", "rating": 3},
        {"code": "nonsense", "nonce": "nonce-0002"},
        {"code": made["shy"], "nonce": "nonce-0003", "scanned_at": "2026-11-20T01:00:00+00:00"},
        {"code": made["code"], "nonce": "nonce-0004", "rating": 9},
        "what",
        {"code": made["shy"], "nonce": "nonce-0001"},
    ]

    first = _post(staff, made, leads).json["answers"]
    again = _post(staff, made, leads).json["answers"]

    assert [(one["status"], one["result"]) for one in first] == [
        (200, "kept"),
        (200, "refused"),
        (200, "kept"),
        (422, "error"),
        (422, "error"),
        (422, "error"),
    ]
    assert again == first
    assert first[0]["person"]["name"] == "Lò Thị Hoa"
    assert first[2]["person"]["name"] == ""
    assert first[5]["reason"] == "leads.nonce_reused"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LeadScan)) == 3
        assert sorted(db.session.scalars(sa.select(Lead.scans))) == [1, 1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"leads": []}, 422),
        ({"leads": "x"}, 422),
        ({"leads": [{}] * 201}, 422),
        ({"exhibitor": "1; DROP TABLE leads"}, 422),
        ({"exhibitor": 999_999}, 404),
        ({"more": 1}, 422),
    ],
)
def test_a_bad_body_is_refused_and_writes_nothing(
    app: Flask, staff: Any, made: dict[str, Any], body: dict[str, Any], status: int
) -> None:
    good = {"leads": [{"code": made["code"], "nonce": "nonce-0001"}]}

    assert _post(staff, made, **(good | body)).status_code == status
    with app.app_context():
        assert db.session.scalars(sa.select(LeadScan)).all() == []


def test_a_rival_cannot_add_to_a_firms_contacts(
    app: Flask, client: Any, made: dict[str, Any]
) -> None:
    rival = client.sign_in(made["enemy"])
    page = rival.get(f"/leads/{made['rival']}/scan").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    body = {"exhibitor": made["firm"], "leads": [{"code": made["code"], "nonce": "nonce-0001"}]}

    answer = rival.post(URL, json=body, headers={"X-CSRFToken": token[1]})

    assert answer.status_code == 404
    with app.app_context():
        assert db.session.scalars(sa.select(Lead)).all() == []


def test_who_is_signed_out_is_told_in_json(client: Any, made: dict[str, Any]) -> None:
    with client.session_transaction() as session:
        session["csrf_token"] = "known-to-the-test"
    from itsdangerous import URLSafeTimedSerializer  # noqa: PLC0415 -- beside its only use

    signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
    headers = {"X-CSRFToken": signer.dumps("known-to-the-test")}

    answer = client.post(URL, json={"exhibitor": made["firm"], "leads": []}, headers=headers)

    assert (answer.status_code, answer.is_json) == (401, True)
