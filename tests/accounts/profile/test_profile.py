"""One's own account: what protects it, what is in it, and how it goes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.companies.models import Member, MemberRole
from accounts.consent.models import Consent, Purpose
from accounts.consent.services import grant
from accounts.profile import hooks
from accounts.profile.errors import LastAdminOfCompany, LastPlatformAdmin
from accounts.profile.queries import everything_about
from accounts.profile.services import delete_account
from accounts.sign_in import passwords
from accounts.sign_in.models import User
from core import outbox
from core.db import db, transaction
from core.outbox import OutboxMessage
from tests import factories as make
from tests.races import race

PASSWORD = "chè xanh buổi sáng"


@pytest.fixture
def me(client: Any, app: Flask, committed: Callable[..., Any]) -> int:
    """Somebody signed in with a password."""
    with app.app_context():
        kept = passwords.hash_password(PASSWORD)
    found: int = committed(make.make_user, email="lan@example.com", password_hash=kept)
    client.sign_in(found)
    return found


def _user(app: Flask, user_id: int) -> User:
    with app.app_context():
        return db.session.get_one(User, user_id)


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("email", {"email": "moi@example.com"}),
        ("phone", {"phone": "0912345678"}),
        ("password", {"password": "một mật khẩu khác hẳn"}),
        ("delete", {"sure": "y"}),
    ],
)
def test_what_could_take_an_account_away_asks_for_the_password(
    client: Any, app: Flask, me: int, page: str, values: dict[str, str]
) -> None:
    before = _user(app, me)

    answer = client.submit(f"/account/{page}", {**values, "current_password": "nhầm"})

    after = _user(app, me)
    assert answer.status_code == 422
    assert (after.email, after.phone, after.password_hash, after.deleted_at) == (
        before.email,
        before.phone,
        before.password_hash,
        None,
    )


def test_a_new_password_ends_the_sessions_elsewhere(client: Any, app: Flask, me: int) -> None:
    elsewhere: Any = app.test_client()
    elsewhere.sign_in(me)

    client.submit(
        "/account/password",
        {"current_password": PASSWORD, "password": "một mật khẩu khác hẳn"},
    )

    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


def test_all_other_sessions_end_at_a_click(client: Any, app: Flask, me: int) -> None:
    elsewhere: Any = app.test_client()
    elsewhere.sign_in(me)

    client.submit("/account/sessions/end", page="/account")

    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


def test_a_new_address_counts_once_it_is_confirmed(client: Any, app: Flask, me: int) -> None:
    client.submit("/account/email", {"current_password": PASSWORD, "email": "moi@example.com"})
    with app.app_context():
        sent = {m.to_address: m for m in db.session.scalars(sa.select(OutboxMessage))}
        token = sent["moi@example.com"].values["token"]
    assert "lan@example.com" in sent
    assert _user(app, me).email == "lan@example.com"

    client.submit(f"/confirm-email/{token}")

    assert _user(app, me).email == "moi@example.com"
    assert client.get("/account").status_code == 200


def test_a_consent_is_given_and_withdrawn_with_a_click(client: Any, app: Flask, me: int) -> None:
    client.submit("/account/consents/marketing", page="/account")
    client.submit("/account/consents/marketing", page="/account")

    with app.app_context():
        rows = db.session.scalars(sa.select(Consent).where(Consent.user_id == me)).all()
        assert [(row.purpose, row.withdrawn_at is None) for row in rows] == [
            (Purpose.MARKETING, False)
        ]


@pytest.mark.parametrize("purpose", ["event", "everything"])
@pytest.mark.usefixtures("me")
def test_only_what_the_account_page_offers_can_be_allowed_there(client: Any, purpose: str) -> None:
    assert client.submit(f"/account/consents/{purpose}", page="/account").status_code == 404


@pytest.mark.usefixtures("me")
def test_the_download_is_a_file_of_ones_own(client: Any) -> None:
    answer = client.get("/account/data.json")

    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.json["account"]["email"] == "lan@example.com"


@pytest.mark.usefixtures("session")
def test_everything_includes_what_upper_packages_know(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make.make_user()
    make.make_member(make.make_company(name="HTX Thử"), user=user)
    grant(Purpose.PHOTO, user=user, language="vi", at=at)
    monkeypatch.setitem(hooks.exports, "badges", lambda _user: ["B1"])

    data = everything_about(user)

    assert [row["company"] for row in data["companies"]] == ["HTX Thử"]
    assert [row["purpose"] for row in data["consents"]] == ["photo"]
    assert [row["did"] for row in data["activity"]] == ["consent:granted"]
    assert data["badges"] == ["B1"]


@pytest.mark.usefixtures("session")
def test_a_deleted_account_keeps_nothing_of_the_person(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make.make_user(full_name="Lò Thị Mai", email="mai@example.com", phone="+84912345678")
    make.make_member(make.make_company(), MemberRole.STAFF, user=user)
    grant(Purpose.PHOTO, user=user, language="vi", at=at)
    outbox.put("mai@example.com", "reset", language="vi", at=at, name="Lò Thị Mai", token="x")
    told: list[int] = []
    monkeypatch.setitem(hooks.erasers, "badges", lambda gone, _at: told.append(gone.id))

    delete_account(user, at=at)

    db.session.flush()
    db.session.refresh(user)
    kept = (user.full_name, user.email, user.phone, user.password_hash)
    assert not any("mai" in str(value).lower() or "912" in str(value) for value in kept)
    assert db.session.scalars(sa.select(Member).where(Member.user_id == user.id)).all() == []
    assert db.session.scalars(sa.select(OutboxMessage)).all() == []
    assert told == [user.id]


@pytest.mark.usefixtures("session")
def test_the_only_admin_of_a_company_cannot_vanish(at: datetime) -> None:
    user = make.make_member(make.make_company(name="HTX Thử"))

    with pytest.raises(LastAdminOfCompany) as refused:
        delete_account(user, at=at)

    assert refused.value.values == {"company": "HTX Thử"}


@pytest.mark.usefixtures("session")
def test_the_only_platform_admin_cannot_vanish(at: datetime) -> None:
    with pytest.raises(LastPlatformAdmin):
        delete_account(make.make_user(is_admin=True), at=at)


def test_two_admins_cannot_both_vanish_at_once(app: Flask, committed: Any, at: datetime) -> None:
    def prepare() -> list[int]:
        company = make.make_company()
        return [make.make_member(company).id for _n in range(2)]

    people = committed(prepare)

    def act(number: int) -> str:
        with transaction():
            delete_account(db.session.get_one(User, people[number]), at=at)
            return "gone"

    outcomes = race(app, 2, act)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdminOfCompany", "str"]


def test_after_deleting_nobody_is_signed_in(client: Any, app: Flask, me: int) -> None:
    answer = client.submit("/account/delete", {"current_password": PASSWORD, "sure": "y"})

    assert answer.location == "/sign-in"
    assert client.get("/account").status_code == 303
    assert _user(app, me).deleted_at is not None
