"""A helper acts for one firm at a time and for nobody else; the owner takes over once."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.assisting.errors import AdminActsAlone, HelperAlready, NoPhone, OwnerActs
from accounts.assisting.models import Assistance, Helper
from accounts.assisting.queries import unconfirmed
from accounts.assisting.services import end_helper, enter_firm, give_code, name_helper
from accounts.companies.models import Company, LegalForm, Member, MemberRole
from accounts.companies.rules import acts_for, can_edit_company, can_invite
from accounts.companies.services import accept_invitation
from accounts.consent.models import Consent
from accounts.sign_in.codes import find_code
from accounts.sign_in.errors import CodeNotValid
from accounts.sign_in.models import CodePurpose, User
from core.activity import Activity
from core.db import db, transaction
from events.programme.models import Event
from events.programme.rules import can_work_on_event
from events.registration.models import Registration
from tests.factories import (
    make_assistance,
    make_company,
    make_event,
    make_helper,
    make_member,
    make_team_member,
    make_user,
    now,
)
from tests.races import race

FIRM = {
    "name": "Hộ chè Mùa A Chủ",
    "legal_form": LegalForm.HOUSEHOLD,
    "province_key": "2025-14",
}


def entered(**values: Any) -> Assistance:
    asked: dict[str, Any] = {
        "owner_name": "Mùa A Chủ",
        "owner_phone": "+84912345678",
        "signed_on": now().date(),
        "at": now(),
    }
    return enter_firm(make_helper(), **(asked | FIRM | values))


def test_a_helper_is_named_once_and_is_no_admin(session: Any) -> None:
    user, admin = make_user(), make_user(is_admin=True)
    assert user.email is not None
    assert admin.email is not None
    name_helper(user.email, "UBND xã", actor=None, at=now())

    with pytest.raises(HelperAlready):
        name_helper(user.email, "Hội", actor=None, at=now())
    with pytest.raises(AdminActsAlone):
        name_helper(admin.email, "Hội", actor=None, at=now())


def test_who_acts_for_a_firm_is_its_staff_and_nothing_of_their_own(session: Any) -> None:
    own, event = make_company(), make_event()
    user = make_member(own)
    make_team_member(event, user=user)
    firm = make_assistance(make_helper(user)).company

    assert [acts_for(user, one) for one in (own, firm)] == [True, False]
    user.acting_for_id = firm.id
    assert [acts_for(user, one) for one in (own, firm)] == [False, True]
    assert (can_edit_company(user, firm), can_invite(user, firm)) == (True, False)
    assert (can_edit_company(user, own), can_work_on_event(user, event)) == (False, False)


def test_a_code_for_a_firm_without_a_number_or_with_an_owner_is_refused(session: Any) -> None:
    silent, owned = entered(owner_phone=None), entered()
    make_member(owned.company)
    actor = silent.helper.user

    with pytest.raises(NoPhone):
        give_code(silent, None, actor=actor, at=now())
    with pytest.raises(OwnerActs):
        give_code(owned, None, actor=actor, at=now())


def test_a_new_code_kills_the_old_one_whatever_the_number(session: Any) -> None:
    one = entered()
    _row, first = give_code(one, None, actor=one.helper.user, at=now())
    latest, second = give_code(one, "+84987654321", actor=one.helper.user, at=now())

    with pytest.raises(CodeNotValid):
        find_code(first, CodePurpose.INVITE, at=now())
    assert find_code(second, CodePurpose.INVITE, at=now() + timedelta(days=59)) is latest


def test_firms_wait_a_week_before_the_organiser_sees_them(session: Any) -> None:
    old, new = (make_assistance(begun_at=now() - timedelta(days=days)) for days in (8, 6))
    taken = make_assistance(begun_at=now() - timedelta(days=9), taken_over_at=now())
    ids = [one.company_id for one in (old, new, taken)]

    assert unconfirmed(ids, at=now()) == [old]


def test_sixteen_people_with_one_code_and_one_of_them_takes_over(
    app: Flask, committed: Any
) -> None:
    def make() -> tuple[str, list[int], int]:
        one = entered()
        _row, digits = give_code(one, None, actor=one.helper.user, at=now())
        return digits, [make_user().id for _ in range(16)], one.id

    digits, users, assistance_id = committed(make)

    def take(number: int) -> bool:
        with transaction():
            row = find_code(digits, CodePurpose.INVITE, at=now())
            accept_invitation(row, db.session.get_one(User, users[number]), at=now())
        return True

    outcomes = race(app, 16, take)

    assert outcomes.count(True) == 1
    assert sum(isinstance(one, CodeNotValid) for one in outcomes) == 15
    with app.app_context():
        (member,) = db.session.scalars(sa.select(Member))
        assert member.role is MemberRole.ADMIN
        assert db.session.get_one(Assistance, assistance_id).ended_at is not None


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(committed: Any) -> dict[str, int]:
    def make() -> dict[str, int]:
        helper = make_helper()
        first, second = make_assistance(helper), make_assistance(helper)
        other = make_assistance()
        make_event(slug="hoi-cho")
        return {
            "user": helper.user_id,
            "helper": helper.id,
            "first": first.id,
            "firm": first.company_id,
            "second": second.id,
            "second_firm": second.company_id,
            "other": other.id,
            "other_firm": other.company_id,
        }

    made: dict[str, int] = committed(make)
    return made


@pytest.fixture
def helper(client: Any, world: dict[str, int]) -> Any:
    client.sign_in(world["user"])
    return client


def act(client: Any, assistance_id: int) -> Any:
    return client.submit(f"/help/{assistance_id}/act", page="/help")


def test_the_banner_stands_on_every_page_until_one_stops(helper: Any, world: Any) -> None:
    assert "Thôi làm thay" not in helper.get("/events").text

    act(helper, world["first"])
    assert "Thôi làm thay" in helper.get("/events").text
    assert "Thôi làm thay" in helper.get(f"/companies/{world['firm']}/products").text

    helper.submit("/help/stop", page="/events")
    assert "Thôi làm thay" not in helper.get("/events").text


def test_acting_for_one_firm_opens_no_other(helper: Any, world: Any) -> None:
    act(helper, world["first"])
    pages = {name: helper.get(f"/companies/{world[name]}/edit") for name in ("firm", "second_firm")}

    assert {name: page.status_code for name, page in pages.items()} == {
        "firm": 200,
        "second_firm": 403,
    }
    assert act(helper, world["other"]).status_code == 403
    assert helper.get(f"/companies/{world['other_firm']}/edit").status_code == 403


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/email", "/account/delete", "/companies/new"]
)
def test_ones_own_account_is_left_alone_meanwhile(helper: Any, world: Any, path: str) -> None:
    assert helper.get(path).status_code == 200

    act(helper, world["first"])

    page = helper.get(path)
    assert (page.status_code, "làm thay một đơn vị" in page.text) == (403, True)


def test_an_ended_helper_acts_no_more_with_the_next_click(
    helper: Any, app: Flask, world: Any
) -> None:
    act(helper, world["first"])
    with app.app_context(), transaction():
        end_helper(db.session.get_one(Helper, world["helper"]), actor=None, at=now())

    page = helper.get(f"/companies/{world['firm']}/edit")

    assert page.status_code == 403
    assert act(helper, world["first"]).status_code == 403


def test_what_is_done_is_noted_for_whom(helper: Any, app: Flask, world: Any) -> None:
    act(helper, world["first"])
    page = f"/companies/{world['firm']}/edit"
    values = {"name": "HTX Mới", "legal_form": "household", "country": "VN"}
    helper.submit(page, values | {"province_key": "2025-14", "languages": ["vi"]})

    with app.app_context():
        row = db.session.scalars(sa.select(Activity).order_by(Activity.id.desc())).first()
        assert row is not None
        assert (row.verb, row.for_somebody, row.company_id, row.actor_id) == (
            "company:edited",
            True,
            world["firm"],
            world["user"],
        )


def test_a_firm_is_entered_once_however_often_one_clicks(
    helper: Any, app: Flask, world: Any
) -> None:
    data = {
        "name": "Hộ mật ong Sùng A Páo",
        "legal_form": "household",
        "country": "VN",
        "province_key": "2025-14",
        "languages": ["vi"],
        "owner_name": "Sùng A Páo",
        "signed": "y",
        "signed_on": now().date().isoformat(),
        "form_token": "one-form",
        "csrf_token": helper.token("/help/new"),
    }

    unsigned = helper.post("/help/new", data={**data, "signed": ""})
    answers = [helper.post("/help/new", data=data) for _ in range(2)]

    assert unsigned.status_code == 422
    assert [one.status_code for one in answers] == [303, 303]
    with app.app_context():
        firms = sa.select(Company).where(Company.form_token == "one-form")
        assert len(db.session.scalars(firms).all()) == 1


def test_a_firm_like_others_is_entered_once_all_of_them_were_seen(
    helper: Any, app: Flask, committed: Any
) -> None:
    known = committed(lambda: make_company(name="HTX Chè Bản Ôn").id)
    data = {
        "name": "Hợp tác xã chè Bản Ôn",
        "legal_form": "cooperative",
        "country": "VN",
        "province_key": "2025-14",
        "languages": ["vi"],
        "tax_code": "0100112437",
        "owner_name": "Sùng A Páo",
        "signed": "y",
        "signed_on": now().date().isoformat(),
        "form_token": "one-form",
    }

    asked = helper.submit("/help/new", data)
    anew = helper.submit("/help/new", {**data, "distinct": str(known + 1000)})
    done = helper.submit("/help/new", {**data, "distinct": str(known)})

    pressed = re.search(r'<form class="tf-form".*?(<button.*?>)', asked.text, re.DOTALL)
    assert pressed is not None
    assert "distinct" not in pressed[1]
    assert f'name="distinct" value="{known}"' in asked.text
    assert [one.status_code for one in (asked, anew, done)] == [422, 422, 303]


def test_a_person_registered_by_a_helper_consents_on_paper(
    helper: Any, app: Flask, world: Any
) -> None:
    act(helper, world["first"])
    page = "/events/hoi-cho/register"
    person = {"full_name": "Mùa A Chủ", "phone": "0912 345 678", "consent_event": "y"}

    refused = helper.submit(page, person)
    done = helper.submit(page, person | {"signed": "y", "signed_on": "2026-11-19"})

    assert (refused.status_code, done.status_code) == (422, 303)
    with app.app_context():
        consent = db.session.scalars(sa.select(Consent)).one()
        assert (consent.channel, str(consent.signed_on)) == ("paper", "2026-11-19")
        registration = db.session.scalars(sa.select(Registration)).one()
        assert (registration.company_id, registration.user_id) == (world["firm"], None)
        assert db.session.scalars(sa.select(Event)).one().slug == "hoi-cho"


def test_the_owner_takes_over_with_the_printed_code_and_decides(
    helper: Any, app: Flask, world: Any
) -> None:
    slip = helper.submit(f"/help/{world['first']}/code", page="/help").text
    digits = "".join(slip.split('tf-slip__code">')[1].split("<")[0].split())
    owner: Any = app.test_client()

    own = helper.submit(f"/join/{digits}")
    start = owner.submit("/start", {"code": digits})
    given = {"full_name": "Mùa A Chủ", "password": "một câu dễ nhớ"}
    home = owner.submit(start.location, given)
    again = owner.submit(start.location, {}, page="/events")

    assert own.status_code == 403
    assert home.location == f"/companies/{world['firm']}/help"
    assert again.status_code == 409
    assert act(helper, world["first"]).status_code == 403
    decide = f"/companies/{world['firm']}/help/{world['first']}"
    owner.submit(decide, {"answer": "go_on"}, page=home.location)
    assert act(helper, world["first"]).status_code == 303
    owner.submit(decide, {"answer": "end"}, page=home.location)
    assert helper.get(f"/companies/{world['firm']}/edit").status_code == 403


def test_a_rival_decides_nothing(client: Any, committed: Any, world: Any) -> None:
    client.sign_in(committed(lambda: make_member(make_company())))

    answer = client.submit(
        f"/companies/{world['firm']}/help/{world['first']}", {"answer": "end"}, page="/events"
    )

    assert answer.status_code == 403
