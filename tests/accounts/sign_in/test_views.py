"""Getting in: the same answer for known and unknown, a new session, no way off the site."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from accounts.sign_in import passwords, throttle
from accounts.sign_in.models import User
from accounts.sign_in.services import give_start_code, invite_first_admin
from core import clock
from core.db import db
from core.outbox import OutboxMessage, render, send_due
from core.web import limiter
from tests import factories as make

PASSWORD = "chè xanh buổi sáng"


@pytest.fixture
def known(app: Flask, committed: Callable[..., Any]) -> int:
    """Somebody with an address, a number and a password."""
    with app.app_context():
        kept = passwords.hash_password(PASSWORD)
    found: int = committed(
        make.make_user, email="lan@example.com", phone="+84912345678", password_hash=kept
    )
    return found


def _sign_in(client: Any, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.submit("/sign-in", {"login": login, "password": password, **more})


def _signed_in(client: Any) -> bool:
    return bool(client.get("/account").status_code == 200)


@pytest.mark.parametrize(
    "login", ["lan@example.com", " LAN@example.com", "0912 345 678", "+84912345678"]
)
@pytest.mark.usefixtures("known")
def test_address_and_number_both_let_in(client: Any, login: str) -> None:
    answer = _sign_in(client, login)

    assert (answer.status_code, answer.location) == (303, "/me")
    assert _signed_in(client)


@pytest.mark.usefixtures("known")
def test_known_and_unknown_get_the_same_words_for_the_same_work(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[bool] = []
    real = passwords.verify_password

    def counted(password: str, known_hash: str | None) -> bool:
        work.append(known_hash is not None)
        return real(password, known_hash)

    monkeypatch.setattr(passwords, "verify_password", counted)

    def said(login: str) -> str:
        page = _sign_in(client, login, "nhầm mật khẩu rồi").text
        page = re.sub(r'name="csrf_token"[^>]*>', "", page)
        return str(page.replace(login, "…"))

    assert said("lan@example.com") == said("ai@example.com")
    assert work == [True, False]


@pytest.mark.parametrize("page", ["/sign-up", "/forgot"])
@pytest.mark.usefixtures("known")
def test_sign_up_and_reset_answer_the_same_for_known_and_unknown(client: Any, page: str) -> None:
    def said(email: str) -> tuple[int, str]:
        answer = client.submit(page, {"full_name": "Ai Đó", "email": email})
        return answer.status_code, answer.text.replace(email, "…")

    assert said("lan@example.com") == said("ai@example.com")


def test_an_account_without_a_password_does_not_let_in(client: Any, committed: Any) -> None:
    committed(make.make_user, email="chua@example.com")

    assert _sign_in(client, "chua@example.com", "nobody's password").status_code == 422


def test_a_new_session_begins_at_sign_in(client: Any, known: int) -> None:
    with client.session_transaction() as before:
        before["planted"], before["language"] = "by somebody else", "en"

    _sign_in(client, "lan@example.com")

    with client.session_transaction() as after:
        assert "planted" not in after
        assert after["language"] == "en"
        assert after["_user_id"].startswith(f"{known}.")


@pytest.mark.usefixtures("known")
def test_a_session_ends_after_twelve_hours(
    client: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(client, "lan@example.com")

    monkeypatch.setattr(clock, "now", lambda: at + timedelta(hours=12, seconds=1))

    assert not _signed_in(client)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
    ],
)
@pytest.mark.usefixtures("known")
def test_next_never_leaves_the_site(client: Any, target: str) -> None:
    answer = client.submit(
        "/sign-in",
        {"login": "lan@example.com", "password": PASSWORD, "next": target},
        page=f"/sign-in?next={target}",
    )

    assert answer.location == "/me"


@pytest.mark.usefixtures("known")
def test_next_leads_back_to_the_page(client: Any) -> None:
    assert _sign_in(client, "lan@example.com", next="/account/name").location == "/account/name"


@pytest.mark.usefixtures("known")
def test_signing_out_ends_the_session(client: Any) -> None:
    _sign_in(client, "lan@example.com")

    client.submit("/sign-out", page="/account")

    assert not _signed_in(client)


@pytest.mark.usefixtures("known")
def test_a_form_without_its_token_is_refused(client: Any) -> None:
    answer = client.post("/sign-in", data={"login": "lan@example.com", "password": PASSWORD})

    assert answer.status_code == 400
    assert not _signed_in(client)


@pytest.mark.parametrize("size", [129, 2_000_000])
def test_a_giant_password_is_refused_before_any_work(
    client: Any, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "verify_password", lambda *_: pytest.fail("hashed"))

    assert _sign_in(client, "lan@example.com", "x" * size).status_code in {413, 422}


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits on, counted from zero."""
    storage = MemoryStorage()
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
    monkeypatch.setattr(limiter, "enabled", True)
    yield
    storage.reset()


@pytest.mark.usefixtures("known", "limits")
def test_the_sixth_try_on_an_account_waits_before_any_work(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _try in range(5):
        assert _sign_in(client, "lan@example.com", "nhầm mật khẩu").status_code == 422
    monkeypatch.setattr(passwords, "verify_password", lambda *_: pytest.fail("hashed"))

    answer = _sign_in(client, "lan@example.com")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("known", "limits")
def test_others_behind_the_same_address_are_not_held_up(client: Any) -> None:
    for _try in range(6):
        _sign_in(client, "ai@example.com", "nhầm mật khẩu")

    assert _sign_in(client, "lan@example.com").status_code == 303


@pytest.mark.usefixtures("known", "limits")
def test_success_forgets_the_tries_before(client: Any) -> None:
    for _round in range(2):
        for _try in range(4):
            _sign_in(client, "lan@example.com", "nhầm mật khẩu")
        assert _sign_in(client, "lan@example.com").status_code == 303


@pytest.mark.usefixtures("limits")
def test_codes_cannot_be_guessed_for_long(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.PER_ADDRESS, "code", parse("7 per hour"))

    answers = [client.get(f"/start/{n:012d}").status_code for n in range(8)]

    assert answers == [409] * 7 + [429]


def _token(app: Flask) -> str:
    with app.app_context():
        newest = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
        return str(db.session.scalars(newest).one().values["token"])


def test_from_sign_up_to_the_account_page(client: Any, app: Flask) -> None:
    client.submit("/sign-up", {"full_name": "Nguyễn Thị Lan", "email": "Lan@Example.com"})
    link = f"/sign-up/{_token(app)}"

    answer = client.submit(link, {"full_name": "Nguyễn Thị Lan", "password": PASSWORD})

    assert answer.location == "/me"
    assert "Nguyễn Thị Lan" in client.get("/account").text
    assert client.get(link).status_code == 409


def test_opening_a_link_alone_uses_nothing_up(client: Any, app: Flask) -> None:
    client.submit("/sign-up", {"full_name": "Lan", "email": "lan@example.com"})
    link = f"/sign-up/{_token(app)}"

    client.get(link)

    assert client.get(link).status_code == 200


def test_a_weak_first_password_keeps_the_link(client: Any, app: Flask) -> None:
    client.submit("/sign-up", {"full_name": "Lan", "email": "lan@example.com"})
    link = f"/sign-up/{_token(app)}"

    answer = client.submit(link, {"full_name": "Lan", "password": "1234567890"})

    assert answer.status_code == 422
    assert client.get(link).status_code == 200


def test_from_a_slip_of_paper_to_the_account_page(
    client: Any, app: Flask, at: datetime, committed: Any
) -> None:
    digits = committed(
        lambda: give_start_code(
            "Giàng A Páo", "+84912345678", actor=make.make_user(is_admin=True), language="vi", at=at
        )[2]
    )

    step = client.submit("/start", {"code": f" {digits[:4]} {digits[4:8]}-{digits[8:]}"})
    answer = client.submit(step.location, {"full_name": "Giàng A Páo", "password": PASSWORD})

    assert answer.location == "/me"
    client.submit("/sign-out", page="/account")
    assert _sign_in(client, "0912345678").status_code == 303


def test_a_reset_ends_the_sessions_elsewhere(client: Any, app: Flask, known: int) -> None:
    elsewhere: Any = app.test_client()
    elsewhere.sign_in(known)
    client.submit("/forgot", {"email": "lan@example.com"})

    client.submit(f"/reset/{_token(app)}", {"password": "một mật khẩu khác hẳn"})

    assert _signed_in(client)
    assert not _signed_in(elsewhere)


@pytest.mark.parametrize("host", ["evil.example"])
def test_links_in_mails_never_follow_the_host_header(
    client: Any, app: Flask, known: int, host: str
) -> None:
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/forgot", headers={"Host": host}).text
    )
    assert token is not None
    client.post(
        "/forgot", data={"csrf_token": token[1], "email": "lan@example.com"}, headers={"Host": host}
    )

    with app.app_context():
        body = render(db.session.scalars(sa.select(OutboxMessage)).one())[1]
    assert host not in body
    assert app.config["BASE_URL"] in body


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo installation."""
    monkeypatch.setitem(app.config, "DEMO", True)


@pytest.mark.usefixtures("demo")
def test_one_click_makes_a_visitor_of_the_demo_its_organiser(client: Any, committed: Any) -> None:
    person = committed(make.make_user, email="organiser@demo.invalid", is_demo=True)

    answer = client.submit("/demo-sign-in", {"user_id": str(person)}, page="/sign-in")

    assert answer.status_code == 303
    assert _signed_in(client)


@pytest.mark.parametrize(
    "values",
    [
        {"email": "lan@example.com", "is_demo": True},
        {"email": "organiser@demo.invalid", "is_demo": False},
    ],
)
@pytest.mark.usefixtures("demo")
def test_one_click_opens_no_other_account(client: Any, committed: Any, values: Any) -> None:
    person = committed(make.make_user, **values)

    answer = client.submit("/demo-sign-in", {"user_id": str(person)}, page="/sign-in")

    assert answer.status_code == 404
    assert not _signed_in(client)


def test_one_click_does_not_exist_outside_the_demo(client: Any, committed: Any) -> None:
    person = committed(make.make_user, email="organiser@demo.invalid", is_demo=True)

    answer = client.submit("/demo-sign-in", {"user_id": str(person)}, page="/sign-in")

    assert answer.status_code == 404
    assert "demo-sign-in" not in client.get("/sign-in").text
    assert not _signed_in(client)


def test_the_consoles_link_makes_the_admin(
    client: Any, committed: Any, at: datetime, app: Flask
) -> None:
    token = committed(invite_first_admin, at=at)

    client.submit(
        f"/first-admin/{token}",
        {"full_name": "Lan", "email": "lan@example.com", "password": PASSWORD},
    )

    with app.app_context():
        assert [user.is_admin for user in db.session.scalars(sa.select(User))] == [True]
    assert _signed_in(client)


def test_the_command_line_prints_the_first_link_on_an_empty_installation_only(
    app: Flask, committed: Any
) -> None:
    run = app.test_cli_runner().invoke

    first = run(args=["accounts", "first-admin"]).output
    committed(make.make_user)

    assert f"{app.config['BASE_URL']}/first-admin/" in first
    assert run(args=["accounts", "first-admin"]).output == ""


@pytest.mark.usefixtures("committed")
def test_the_command_line_makes_an_admin(app: Flask, client: Any) -> None:
    made = app.test_cli_runner().invoke(
        args=["accounts", "create-admin", "--email", "lan@example.com", "--name", "Lan"]
    )
    link = made.output.strip().removeprefix(app.config["BASE_URL"])

    client.submit(link, {"full_name": "Lan", "password": PASSWORD})

    assert _sign_in(client, "lan@example.com").status_code == 303
    with app.app_context():
        assert db.session.scalars(sa.select(User)).one().is_admin


def test_staff_print_a_code_in_groups_of_four(client: Any, committed: Any) -> None:
    client.sign_in(committed(make.make_user, is_admin=True))

    page = client.submit(
        "/start-codes", {"full_name": "Páo", "phone": "0912345678", "language": "vi"}
    ).text

    assert re.search(r"\b\d{4} \d{4} \d{4}\b", page)


def test_a_link_that_lets_in_is_not_kept_once_it_is_sent(
    client: Any, app: Flask, at: datetime
) -> None:
    client.submit("/sign-up", {"full_name": "Lan", "email": "lan@example.com"})
    token = _token(app)

    with app.app_context():
        sent = send_due(at=at)
        row = db.session.scalars(sa.select(OutboxMessage)).one()

    assert sent == 1
    assert token not in f"{row.values} {row.body} {row.subject}"


@pytest.mark.parametrize(("minutes", "status"), [(119, 200), (121, 303)])
def test_a_session_ends_when_nothing_happens_for_two_hours(
    client: Any, committed: Any, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    client.sign_in(committed(make.make_user))
    client.get("/account")
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)

    answer = client.get("/account")

    assert answer.status_code == status
    if status == 303:
        assert "đã đăng xuất vì" in client.get(answer.location).text


def test_a_click_now_and_then_keeps_the_session(
    client: Any, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(committed(make.make_user))
    begin = clock.now()
    for hours in range(5):
        monkeypatch.setattr(clock, "now", lambda: begin + timedelta(hours=hours))  # noqa: B023 -- asked at once
        assert client.get("/account").status_code == 200
