"""Devices check in over HTTP: one answer per nonce, refusals with reasons, never a 500."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from core.db import db
from core.web import limiter
from events.checkin.doors import pair_device, revoke_device
from events.checkin.models import Device, Scan
from events.programme.models import Event
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_gate, now
from tests.queries import count_queries
from tests.races import race, without_constraint

URL = "/api/v1/events/cho/check-ins"


@pytest.fixture
def door(committed: Any) -> dict[str, Any]:
    """A fair with a paired device and a ticket: their token and code."""

    def make() -> dict[str, Any]:
        event, _ = make_running_event(slug="cho")
        gate = make_gate(event, name="Cổng Bắc")
        _, token = pair_device(event, gate, name="Máy 1", at=now(), actor=None)
        registration, code = make_ticket(event, full_name="Lò Thị Hoa", organisation="HTX")
        return {"token": token, "code": code, "short": registration.short_code}

    made: dict[str, Any] = committed(make)
    return made


def ask(client: FlaskClient, token: str, url: str = URL, **fields: Any) -> Any:
    body = {"code": "", "nonce": "nonce-0001", "list": "main", "direction": "entry"} | fields
    return client.post(url, json=body, headers={"Authorization": f"Bearer {token}"})


def count_scans(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) or 0


def test_a_ticket_is_admitted_with_what_the_door_may_show(client: Any, door: Any) -> None:
    answer = ask(client, door["token"], code=door["code"])

    assert answer.status_code == 200
    assert answer.json["result"] == "admitted"
    assert answer.json["attendee"] == {
        "name": "Lò Thị Hoa",
        "role": "visitor",
        "role_word": "Khách tham quan",
        "organisation": "HTX",
    }


def test_a_used_ticket_names_time_and_gate_of_the_first(client: Any, door: Any) -> None:
    ask(client, door["token"], code=door["code"])

    answer = ask(client, door["token"], code=door["short"], nonce="nonce-0002")

    told = {key: answer.json[key] for key in ("result", "reason", "first_gate", "message")}
    assert told == {
        "result": "refused",
        "reason": "already_admitted",
        "first_gate": "Cổng Bắc",
        "message": "Đã vào rồi",
    }
    assert answer.json["first_admitted_at"] == now().isoformat()


def test_english_devices_get_english_words(client: Any, door: Any) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    assert ask(client, door["token"], code="nonsense").json["message"] == "Not a ticket"


def test_the_same_nonce_gets_the_same_answer(client: Any, app: Flask, door: Any) -> None:
    answers = [ask(client, door["token"], code=door["code"]).json for _ in range(5)]

    assert answers == [answers[0]] * 5
    assert count_scans(app) == 1


def test_a_nonce_for_another_code_is_422_and_writes_nothing(
    client: Any, app: Flask, door: Any
) -> None:
    ask(client, door["token"], code=door["code"])

    answer = ask(client, door["token"], code="123456789012")

    assert answer.status_code == 422
    assert count_scans(app) == 1


@pytest.mark.parametrize(
    "token", ["", "wrong", "x" * 5000, "ümlaut"], ids=["none", "wrong", "long", "letters"]
)
def test_without_a_paired_token_nothing_is_told(
    client: Any, app: Any, door: Any, token: str
) -> None:
    answer = client.post(
        URL,
        json={"code": door["code"], "nonce": "nonce-0001"},
        headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")},
    )

    assert (answer.status_code, count_scans(app)) == (401, 0)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_not_looked_at(client: Any, door: Any) -> None:
    answer = client.post(f"{URL}?token={door['token']}", json={"code": "1", "nonce": "nonce-0001"})

    assert answer.status_code == 401


def test_a_revoked_device_scans_no_more(client: Any, committed: Any, door: Any) -> None:
    committed(
        lambda: revoke_device(db.session.scalars(sa.select(Device)).one(), at=now(), actor=None)
    )

    assert ask(client, door["token"], code=door["code"]).status_code == 401


def test_a_device_of_another_fair_finds_nothing(client: Any, committed: Any, door: Any) -> None:
    committed(lambda: make_running_event(slug="khac")[0])

    other = ask(client, door["token"], "/api/v1/events/khac/check-ins", code=door["code"])
    missing = ask(client, door["token"], "/api/v1/events/none/check-ins", code=door["code"])

    assert (
        (other.status_code, other.json) == (missing.status_code, missing.json) == (404, other.json)
    )


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"nonce": ""}, "nonce"),
        ({"nonce": "short"}, "nonce"),
        ({"nonce": "n" * 10_000}, "nonce"),
        ({"nonce": 12345678}, "nonce"),
        ({"code": None}, "code"),
        ({"code": ["1"]}, "code"),
        ({"forced": "true"}, "forced"),
        ({"direction": "up"}, "direction"),
        ({"direction": {}}, "direction"),
        ({"list": "nowhere"}, "list"),
        ({"list": None}, "list"),
        ({"scanned_at": "2026-11-20T09:00:00"}, "scanned_at"),
        ({"scanned_at": "yesterday"}, "scanned_at"),
        ({"scanned_at": 0}, "scanned_at"),
        ({"admin": True}, "admin"),
    ],
)
def test_an_odd_field_is_named_and_nothing_is_written(
    client: Any, app: Flask, door: Any, fields: dict[str, Any], named: str
) -> None:
    answer = ask(client, door["token"], **({"code": door["code"]} | fields))

    assert answer.status_code == 422
    assert named in answer.json["error"]
    assert count_scans(app) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"[" * 10_000, 400),
        (b'{"code": "1", "code": "2", "nonce": "nonce-0001"}', 400),
        (b'{"nonce": "nonce-0001"}', 422),
        (b'{"code": "' + b"7" * 40_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_no_question_is_refused(
    client: Any, app: Flask, door: Any, body: bytes, status: int
) -> None:
    answer = client.post(
        URL,
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {door['token']}"},
    )

    assert (answer.status_code, count_scans(app)) == (status, 0)


def test_another_content_type_is_refused(client: Any, door: Any) -> None:
    answer = client.post(
        URL, data={"code": "1"}, headers={"Authorization": f"Bearer {door['token']}"}
    )

    assert answer.status_code == 415


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00+00:00", "2100-01-01T00:00:00+07:00"])
def test_a_phone_with_a_wrong_clock_still_checks_in(client: Any, door: Any, moment: str) -> None:
    ask(client, door["token"], code=door["code"], scanned_at=moment)

    again = ask(client, door["token"], code=door["code"], nonce="nonce-0002")

    assert again.json["first_admitted_at"] == now().isoformat()


@pytest.mark.parametrize("code", ["", "🎟", "x" * 10_000, "'; DROP TABLE scans; --", "\u0000"])
def test_a_bad_code_is_a_row_and_the_next_good_one_passes(
    client: Any, app: Flask, door: Any, code: str
) -> None:
    bad = ask(client, door["token"], code=code)
    good = ask(client, door["token"], code=door["code"], nonce="nonce-0002")

    assert (bad.json["result"], bad.json["reason"]) == ("refused", "unreadable")
    assert (good.json["result"], count_scans(app)) == ("admitted", 2)


def test_a_lone_surrogate_is_read_like_any_nonsense(client: Any, door: Any) -> None:
    answer = client.post(
        URL,
        data=json.dumps({"code": "\ud800", "nonce": "nonce-0001"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {door['token']}"},
    )

    assert answer.json["reason"] == "unreadable"


def test_one_scan_takes_few_statements(client: Any, app: Flask, door: Any) -> None:
    ask(client, door["token"], code="warm up")

    with count_queries(app) as sent:
        ask(client, door["token"], code=door["code"], nonce="nonce-0002")

    assert len(sent) <= 8


def test_guessing_is_slowed_down_for_the_guesser_alone(
    client: Any, committed: Any, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second_device() -> str:
        event = db.session.scalars(sa.select(Event)).one()
        return pair_device(event, make_gate(event), name="Máy 2", at=now(), actor=None)[1]

    other = committed(second_device)
    storage = MemoryStorage()
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
    monkeypatch.setattr(limiter, "enabled", True)

    guesses = [
        ask(client, door["token"], code=f"{n:012d}", nonce=f"guess-{n:05}") for n in range(125)
    ]
    honest = ask(client, other, code=door["code"], nonce="nonce-9999")

    assert {guess.status_code for guess in guesses[:120]} == {200}
    assert guesses[-1].status_code == 429
    assert "Retry-After" in guesses[-1].headers
    assert honest.json["result"] == "admitted"


def test_one_ticket_at_sixteen_doors_is_admitted_once(
    app: Flask, committed: Any, door: Any
) -> None:
    answers = race(app, 16, lambda n: _post(app, door, nonce=f"nonce-{n:04}"))

    assert {answer.status_code for answer in answers} == {200}
    told = [answer.json for answer in answers]
    refused = [answer for answer in told if answer["result"] == "refused"]
    assert len(refused) == 15
    assert {(a["reason"], a["first_gate"], a["first_admitted_at"]) for a in refused} == {
        ("already_admitted", "Cổng Bắc", now().isoformat())
    }


def test_one_nonce_sixteen_times_is_one_row_and_one_answer(
    app: Flask, committed: Any, door: Any
) -> None:
    answers = race(app, 16, lambda _n: _post(app, door, nonce="the-same-nonce"))

    assert [answer.json for answer in answers] == [answers[0].json] * 16
    assert answers[0].json["result"] == "admitted"
    assert count_scans(app) == 1


def test_without_the_constraint_the_race_is_lost(app: Flask, committed: Any, door: Any) -> None:
    """The control: it is the index that admits once, not luck."""
    with without_constraint(app, "scans", "uq_scans_admitted_once"):
        answers = race(app, 16, lambda n: _post(app, door, nonce=f"nonce-{n:04}"))

    admitted = [answer for answer in answers if answer.json["result"] == "admitted"]
    assert len(admitted) == 16


def _post(app: Flask, door: dict[str, Any], *, nonce: str) -> Any:
    return ask(app.test_client(), door["token"], code=door["code"], nonce=nonce)
