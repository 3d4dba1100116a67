"""The pages of a company: forms keep what was typed, slips are shown once."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Company, LegalForm, Member, MemberRole
from core.db import db
from core.outbox import OutboxMessage
from tests import factories as make
from tests.queries import count_queries

FORM = {
    "name": "HTX Chè Tà Xùa",
    "legal_form": "cooperative",
    "tax_code": "01 00 112 437",
    "country": "VN",
    "province_key": "2025-14",
    "languages": "vi",
    "form_token": "one-form",
}


@pytest.fixture
def person(client: Any, committed: Callable[..., Any]) -> int:
    """Somebody signed in."""
    found: int = committed(make.make_user, password_hash="x")
    client.sign_in(found)
    return found


def _companies(app: Flask) -> list[Company]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Company).order_by(Company.id)))


@pytest.mark.usefixtures("person")
def test_a_company_is_added_with_its_code_in_one_form(client: Any, app: Flask) -> None:
    answer = client.submit("/companies/new", FORM)

    assert answer.status_code == 303
    assert [company.tax_code for company in _companies(app)] == ["0100112437"]


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [("/events/cho/buy", "/events/cho/buy"), ("https://bad.example/", "/"), ("//bad", "/")],
)
@pytest.mark.usefixtures("person")
def test_who_came_from_a_page_goes_back_to_it(client: Any, back: str, leads_to: str) -> None:
    answer = client.submit(f"/companies/new?next={back}", FORM)

    assert (answer.status_code, answer.location) == (303, leads_to)


@pytest.mark.usefixtures("person")
def test_a_double_click_makes_one_company(client: Any, app: Flask) -> None:
    first = client.submit("/companies/new", FORM)
    second = client.submit("/companies/new", FORM)

    assert second.location == first.location
    assert len(_companies(app)) == 1


def test_a_taken_tax_code_names_nobody(
    client: Any, app: Flask, committed: Any, person: int
) -> None:
    committed(make.make_company, name="Bí Mật", tax_code="0100112437")

    answer = client.submit("/companies/new", FORM)

    assert answer.status_code == 422
    assert "Bí Mật" not in answer.text
    assert "HTX Chè Tà Xùa" in answer.text  # what was typed is still there


@pytest.mark.usefixtures("person")
def test_almost_the_same_name_is_asked_about_once(client: Any, app: Flask) -> None:
    client.submit("/companies/new", FORM)
    again = {
        **FORM,
        "name": "Hợp tác xã chè Tà Xùa",
        "tax_code": "0100112437-001",
        "form_token": "two",
    }

    asked = client.submit("/companies/new", again)
    seen = re.search(r'name="distinct" value="([\d,]+)"', asked.text)
    assert seen is not None
    answer = client.submit("/companies/new", {**again, "distinct": seen[1]})

    assert (asked.status_code, answer.status_code) == (422, 303)
    assert "HTX Chè Tà Xùa" in asked.text


@pytest.mark.usefixtures("person")
def test_enter_asks_again_and_another_name_is_asked_about_anew(
    client: Any, committed: Callable[..., Any]
) -> None:
    first = committed(lambda: make.make_company(name="HTX Chè Tà Xùa").id)
    committed(make.make_company, name="HTX Mật ong Bản Ôn")

    asked = client.submit("/companies/new", FORM)
    other = {**FORM, "name": "Hợp tác xã mật ong Bản Ôn", "distinct": str(first)}
    anew = client.submit("/companies/new", other)

    pressed = re.search(r'<form class="tf-form".*?(<button.*?>)', asked.text, re.DOTALL)
    assert pressed is not None
    assert "distinct" not in pressed[1]
    assert f'name="distinct" value="{first}"' in asked.text
    assert anew.status_code == 422
    assert "HTX Mật ong Bản Ôn" in anew.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "😀😀"},
        {"legal_form": "bank"},
        {"tax_code": "0100112438"},
        {"tax_code": ""},
        {"province_key": ""},
        {"province_key": "2008-15"},
        {"country": "LA"},
        {"country": "XX"},
        {"country": "EU"},
        {"website": "javascript:alert(1)"},
        {"website": "http://127.0.0.1/"},
        {"website": "http://169.254.169.254/"},
        {"website": "https://user:pw@example.com"},
        {"languages": "xx"},
    ],
)
@pytest.mark.usefixtures("person")
def test_wrong_input_is_refused_and_stores_nothing(
    client: Any, app: Flask, wrong: dict[str, str]
) -> None:
    answer = client.submit("/companies/new", {**FORM, **wrong})

    assert answer.status_code == 422
    assert _companies(app) == []


@pytest.mark.usefixtures("person")
def test_fields_that_are_not_asked_for_change_nothing(client: Any, app: Flask) -> None:
    client.submit("/companies/new", {**FORM, "is_demo": "y", "id": "77", "search_text": "x"})

    assert [(c.is_demo, c.search_text != "x") for c in _companies(app)] == [(False, True)]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{7*7}} HTX", "'; DROP TABLE users; --"]
)
@pytest.mark.usefixtures("person")
def test_text_is_shown_as_text(client: Any, text: str) -> None:
    page = client.submit("/companies/new", {**FORM, "name": text})

    shown = client.get(page.location).text
    assert "<script>alert" not in shown
    assert "49 HTX" not in shown
    assert "DROP TABLE" not in text or "DROP TABLE" in shown


@pytest.fixture
def firm(client: Any, committed: Any, person: int) -> int:
    """A household with a personal number, led by who is signed in."""

    def make_it() -> Company:
        company = make.make_company(
            name="Hộ Lò Thị Mai", legal_form=LegalForm.HOUSEHOLD, tax_code="014199001234"
        )
        db.session.add(
            Member(
                company_id=company.id,
                user_id=person,
                role=MemberRole.ADMIN,
                joined_at=company.created_at,
            )
        )
        return company

    found: int = committed(make_it)
    return found


def test_only_the_edit_page_shows_a_personal_number(client: Any, firm: int) -> None:
    assert "014199001234" in client.get(f"/companies/{firm}/edit").text
    assert "014199001234" not in client.get(f"/companies/{firm}/members").text
    assert "014199001234" not in client.get("/account").text


def test_an_invitation_goes_by_mail_and_is_accepted_by_a_new_person(
    client: Any, app: Flask, firm: int
) -> None:
    client.submit(
        f"/companies/{firm}/members/invite",
        {"email": "moi@example.com", "role": "staff"},
        page=f"/companies/{firm}/members",
    )
    with app.app_context():
        token = db.session.scalars(sa.select(OutboxMessage)).one().values["token"]
    guest: Any = app.test_client()

    answer = guest.submit(
        f"/join/{token}", {"full_name": "Lê Minh", "password": "buổi chiều ở bản"}
    )

    assert answer.location == f"/companies/{firm}/members"
    assert "Lê Minh" in guest.get(answer.location).text
    assert client.get(f"/join/{token}").status_code == 409


def test_a_slip_is_typed_in_and_joined_with(client: Any, app: Flask, firm: int) -> None:
    page = client.submit(
        f"/companies/{firm}/members/slip",
        {"full_name": "Mùa A Chua", "phone": "0912345678", "role": "staff"},
        page=f"/companies/{firm}/members",
    ).text
    digits = re.search(r"\d{4} \d{4} \d{4}", page)
    assert digits is not None
    guest: Any = app.test_client()

    step = guest.submit("/start", {"code": digits[0]})
    guest.submit(step.location, {"full_name": "Mùa A Chua", "password": "nắng trên đồi chè"})

    assert guest.get(f"/companies/{firm}/members").status_code == 200
    assert digits[0] not in client.get(f"/companies/{firm}/members").text


def test_a_signed_in_person_accepts_with_one_click(
    client: Any, app: Flask, firm: int, committed: Any
) -> None:
    client.submit(
        f"/companies/{firm}/members/invite",
        {"email": "moi@example.com", "role": "admin"},
        page=f"/companies/{firm}/members",
    )
    with app.app_context():
        token = db.session.scalars(sa.select(OutboxMessage)).one().values["token"]
    guest: Any = app.test_client()
    guest.sign_in(committed(make.make_user))

    guest.submit(f"/join/{token}")

    assert guest.get(f"/companies/{firm}/edit").status_code == 200


def test_an_admin_cannot_touch_members_of_another_company(
    client: Any, firm: int, committed: Any
) -> None:
    def make_other() -> int:
        other = make.make_company()
        make.make_member(other)
        return int(
            db.session.scalars(sa.select(Member.id).where(Member.company_id == other.id)).one()
        )

    theirs = committed(make_other)

    answers = [
        client.submit(
            f"/companies/{firm}/members/{theirs}/{what}", {"role": "staff"}, page="/account"
        )
        for what in ("role", "remove")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_the_last_admin_is_told_why_they_cannot_leave(client: Any, app: Flask, firm: int) -> None:
    with app.app_context():
        mine = db.session.scalars(sa.select(Member.id).where(Member.company_id == firm)).one()

    client.submit(f"/companies/{firm}/members/{mine}/remove", page=f"/companies/{firm}/members")

    assert (
        "Hãy giao quyền quản lý cho người khác trước"
        in client.get(f"/companies/{firm}/members").text
    )


def test_the_page_of_members_asks_the_same_questions_for_one_and_for_many(
    client: Any, app: Flask, firm: int, committed: Any, at: datetime
) -> None:
    with count_queries(app) as few:
        client.get(f"/companies/{firm}/members")
    committed(lambda: [make.make_member(db.session.get_one(Company, firm)) for _n in range(30)])
    with count_queries(app) as many:
        client.get(f"/companies/{firm}/members")

    assert len(many) == len(few)
