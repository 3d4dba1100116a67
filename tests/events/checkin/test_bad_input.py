"""Eighty bad inputs from a paired phone: each refused with a typed reason, and a row kept of it.

Two kinds write nothing: a nonce that came with another question (422), and calls without a valid
token, which are only counted.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from core.db import db
from events.checkin.doors import revoke_device
from events.checkin.models import Device, DeviceFault, Scan
from events.registration.codes import Payload, read_code, write_door_code
from events.registration.keys import ensure_key, private_key
from events.registration.models import RegistrationState
from tests.events.checkin.devices import API, Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import now

FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@dataclass
class Fair:
    """What a case may use."""

    event_id: int
    code: str
    short: str
    badge: str
    other_code: str
    other_short: str
    signer: Ed25519PrivateKey

    def signed(self, key: Ed25519PrivateKey | None = None, **values: Any) -> str:
        """A code with a changed payload, signed by us or by a forger."""
        payload = read_code(self.code).payload
        assert payload
        asked = vars(payload) | values
        return write_door_code(Payload(**asked), key or self.signer)


def _turn(code: str, place: int) -> str:
    return code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]


Code = Callable[[Fair], Any]
# What stands in the field "code": the reason that the door tells.
CODES: dict[str, tuple[Code, str]] = {
    "empty": (lambda _f: "", "unreadable"),
    "spaces": (lambda _f: " \t\r\n ", "unreadable"),
    "letters": (lambda _f: "abc", "unreadable"),
    "one digit": (lambda _f: "7", "unreadable"),
    "10 kB of digits": (lambda _f: "7" * 10_240, "unreadable"),
    "10 kB of letters": (lambda _f: "x" * 10_240, "unreadable"),
    "sql": (lambda _f: "'; DROP TABLE scans; --", "unreadable"),
    "sql union": (lambda _f: "1' UNION SELECT token_hash FROM devices --", "unreadable"),
    "script": (lambda _f: "<script>alert(1)</script>", "unreadable"),
    "template": (lambda _f: "{{7*7}}${7*7}#{7*7}", "unreadable"),
    "path": (lambda _f: "../../../../etc/passwd", "unreadable"),
    "emoji": (lambda _f: "🎟️🎪👩‍👩‍👧", "unreadable"),
    "emoji in the code": (lambda f: f.code[:90] + "🎟" + f.code[91:], "unreadable"),
    "nul": (lambda f: f.code[:50] + "\x00" + f.code[51:], "unreadable"),
    "lone surrogate": (lambda _f: "\ud800", "unreadable"),
    "right to left": (lambda _f: "\u202e123456789012", "unreadable"),
    "zero width": (lambda f: f.code[:99] + "\u200b" + f.code[99:], "unreadable"),
    "superscripts": (lambda _f: "¹²³⁴⁵⁶⁷⁸⁹⁰¹²", "unreadable"),
    "roman numerals": (lambda _f: "Ⅻ" * 12, "unreadable"),
    "web address": (lambda _f: "https://evil.example/?t=1", "unreadable"),
    "javascript": (lambda _f: "javascript:alert(1)", "unreadable"),
    "wifi": (lambda _f: "WIFI:S:Hoi cho;T:WPA;P:12345678;;", "unreadable"),
    "business card": (lambda _f: "BEGIN:VCARD\nFN:Hoa\nEND:VCARD", "unreadable"),
    "bank transfer": (lambda _f: "00020101021138570010A00000072701270006", "unreadable"),
    "negative": (lambda f: "-1" + f.code[1:], "unknown_version"),
    "minus sign": (lambda f: "−" + f.code, "unreadable"),
    "exponent": (lambda _f: "1e309", "unreadable"),
    "hexadecimal": (lambda _f: "0x" + "f" * 164, "unreadable"),
    "cut by one": (lambda f: f.code[:-1], "unreadable"),
    "cut in half": (lambda f: f.code[:99], "unreadable"),
    "one too many": (lambda f: f.code + "0", "unreadable"),
    "thrice": (lambda f: f.code * 3, "unreadable"),
    "two tickets": (lambda f: f.code + f.other_code, "unreadable"),
    "too large a number": (lambda _f: "9" * 198, "unreadable"),
    "zeros": (lambda _f: "0" * 198, "unknown_version"),
    "last digit": (lambda f: _turn(f.code, 197), "bad_signature"),
    "middle digit": (lambda f: _turn(f.code, 100), "bad_signature"),
    "unsigned": (lambda f: f"{int(f.code) >> 512 << 512:0198d}", "bad_signature"),
    "forged": (lambda f: f.signed(FORGER), "bad_signature"),
    "forged with a later issue": (lambda f: f.signed(FORGER, issue=255), "bad_signature"),
    "old version": (lambda f: f.signed(version=0), "unknown_version"),
    "next version": (lambda f: f.signed(version=2), "unknown_version"),
    "other key": (lambda f: f.signed(key_id=9), "unknown_key"),
    "other event's number": (lambda f: f.signed(event_id=f.event_id + 1), "wrong_event"),
    "other event's ticket": (lambda f: f.other_code, "wrong_event"),
    "other event's typed code": (lambda f: f.other_short, "wrong_event"),
    "replaced": (lambda f: f.signed(issue=9), "revoked"),
    "of no day": (lambda f: f.signed(days=0), "wrong_day"),
    "of tomorrow": (lambda f: f.signed(days=2), "wrong_day"),
    "of nobody": (lambda f: f.signed(ticket_id="f" * 16), "unknown_code"),
    "unknown typed code": (lambda _f: "0000 0000 0000", "unknown_code"),
    "mistyped": (lambda f: _turn(f.short, 3), "unknown_code"),
    "badge": (lambda f: f.badge, "badge_code"),
    "badge with a wrong digit": (lambda f: _turn(f.badge, 4), "unreadable"),
}
GOOD = {"nonce": "good-nonce-1", "list": "main"}
# A question that cannot be read: its status, and the code of the refusal.
QUESTIONS: dict[str, tuple[dict[str, Any], int, str]] = {
    "no code": ({"code": None}, 422, "checkin.bad_question"),
    "code is a number": ({"code": 123456789012}, 422, "checkin.bad_question"),
    "code is a list": ({"code": ["1"]}, 422, "checkin.bad_question"),
    "no nonce": ({"nonce": None}, 422, "checkin.bad_question"),
    "short nonce": ({"nonce": "1"}, 422, "checkin.bad_question"),
    "nonce of 10 kB": ({"nonce": "n" * 10_240}, 422, "checkin.bad_question"),
    "nonce with sql": ({"nonce": "'; DROP TABLE x"}, 422, "checkin.bad_question"),
    "nonce in emoji": ({"nonce": "🎟" * 8}, 422, "checkin.bad_question"),
    "negative time": ({"scanned_at": -1}, 422, "checkin.bad_question"),
    "time before our era": ({"scanned_at": "-0001-01-01T00:00:00Z"}, 422, "checkin.bad_question"),
    "time without zone": ({"scanned_at": "2026-11-20T09:00:00"}, 422, "checkin.bad_question"),
    "31 February": ({"scanned_at": "2026-02-31T09:00:00Z"}, 422, "checkin.bad_question"),
    "24:61": ({"scanned_at": "2026-11-20T24:61:00Z"}, 422, "checkin.bad_question"),
    "time beyond time": ({"scanned_at": "0001-01-01T00:00:00+14:00"}, 422, "checkin.bad_question"),
    "unknown direction": ({"direction": "sideways"}, 422, "checkin.bad_question"),
    "forced in words": ({"forced": "true"}, 422, "checkin.bad_question"),
    "forced without words": ({"forced": True}, 422, "checkin.bad_question"),
    "unknown list": ({"list": "nowhere"}, 422, "checkin.bad_question"),
    "list with sql": ({"list": "main' OR 1=1"}, 422, "checkin.bad_question"),
    "another's device": ({"device_id": 1}, 422, "checkin.bad_question"),
    "a right of its own": ({"role": "supervisor"}, 422, "checkin.bad_question"),
}
BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "nothing": (b"", "application/json", 400, "checkin.not_json"),
    "half a body": (b'{"code": "1"', "application/json", 400, "checkin.not_json"),
    "a list": (b"[1, 2]", "application/json", 400, "checkin.not_json"),
    "latin-1": (b'{"code": "\xe9"}', "application/json", 400, "checkin.not_json"),
    "nested": (b"[" * 10_000, "application/json", 400, "checkin.not_json"),
    "a key twice": (b'{"code": "1", "code": "2"}', "application/json", 400, "checkin.not_json"),
    "40 kB": (b"7" * 40_000, "application/json", 413, "too_large"),
    "a form": (b"code=1", "application/x-www-form-urlencoded", 415, "not_json_type"),
}
CASES = len(CODES) + len(QUESTIONS) + len(BODIES) + 7  # and those with tests of their own below


@pytest.fixture
def fair(committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        event, _main = make_running_event(slug="cho")
        other, _ = make_running_event(slug="khac")
        registration, code = make_ticket(event)
        stranger, other_code = make_ticket(other)
        fair = Fair(
            event_id=event.id,
            code=code,
            short=registration.short_code,
            badge=registration.badge_code,
            other_code=other_code,
            other_short=stranger.short_code,
            signer=private_key(ensure_key(event, at=now())),
        )
        states = (RegistrationState.PENDING, RegistrationState.CANCELLED)
        held = {state.value: make_ticket(event, state=state)[1] for state in states}
        return {"fair": fair, "token": make_phone(event), "held": held}

    made: dict[str, Any] = committed(make)
    return made


@pytest.fixture
def phone(app: Flask, fair: dict[str, Any]) -> Phone:
    return Phone(app, fair["token"])


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_there_are_eighty_of_them() -> None:
    assert CASES >= 80


def test_every_bad_code_is_a_refused_row_with_its_reason(
    phone: Phone, app: Flask, fair: Any
) -> None:
    """In one go, as a door sees them; a good ticket passes after each."""
    answers = {
        name: phone.post("", **GOOD | {"code": make(fair["fair"]), "nonce": f"bad-{n:06}"})
        for n, (name, (make, _reason)) in enumerate(CODES.items())
    }

    assert {name: answer.json["reason"] for name, answer in answers.items()} == {
        name: reason for name, (_make, reason) in CODES.items()
    }
    assert {answer.json["result"] for answer in answers.values()} == {"refused"}
    assert [scan.reason for scan in rows(app, Scan)] == [reason for _, reason in CODES.values()]
    assert all(len(scan.raw_code) <= 512 for scan in rows(app, Scan))
    assert phone.scan(fair["fair"].code, "good-nonce-9").json["result"] == "admitted"


def test_every_bad_question_is_refused_with_its_field_and_kept(
    phone: Phone, app: Flask, fair: Any
) -> None:
    answers = {
        name: phone.post("", **GOOD | {"code": fair["fair"].code} | fields)
        for name, (fields, _status, _code) in QUESTIONS.items()
    }

    told = {name: (a.status_code, a.json["code"]) for name, a in answers.items()}
    assert told == {name: (status, code) for name, (_f, status, code) in QUESTIONS.items()}
    assert all(answer.json["field"] for answer in answers.values())
    assert rows(app, Scan) == []
    assert [fault.code for fault in rows(app, DeviceFault)] == [
        code for _fields, _status, code in QUESTIONS.values()
    ]


def test_every_bad_body_is_refused_and_kept(phone: Phone, app: Flask) -> None:
    answers = {
        name: phone.send("POST", "", data=body, content_type=kind)
        for name, (body, kind, _status, _code) in BODIES.items()
    }

    told = {name: (a.status_code, a.json["code"]) for name, a in answers.items()}
    assert told == {name: (status, code) for name, (_b, _k, status, code) in BODIES.items()}
    assert len(rows(app, DeviceFault)) == len(BODIES)
    assert rows(app, Scan) == []


@pytest.mark.parametrize(
    ("state", "reason"), [("pending", "not_approved"), ("cancelled", "cancelled")]
)
def test_a_ticket_that_is_not_in_order_leaves_a_row(
    phone: Phone, app: Flask, fair: Any, state: str, reason: str
) -> None:
    assert phone.scan(fair["held"][state], "nonce-0001").json["reason"] == reason
    assert [scan.reason for scan in rows(app, Scan)] == [reason]


def test_a_replayed_nonce_with_another_code_is_422_and_writes_nothing(
    phone: Phone, app: Flask, fair: Any
) -> None:
    phone.scan("nonsense", "nonce-0001")

    answers = [
        phone.scan(code, "nonce-0001", **more)
        for code, more in (
            (fair["fair"].code, {}),
            (fair["fair"].short, {}),
            ("nonsense!", {}),
            ("nonsense", {"direction": "exit"}),
        )
    ]

    assert {(a.status_code, a.json["code"]) for a in answers} == {(422, "checkin.nonce_reused")}
    assert (len(rows(app, Scan)), rows(app, DeviceFault)) == (1, [])


def test_the_same_bytes_in_a_queue_are_answered_alike(phone: Phone, app: Flask, fair: Any) -> None:
    """Each bad code once more, in one batch: the reasons are those of single scans."""
    queue = [
        {"code": make(fair["fair"]), "nonce": f"bad-{n:06}"}
        for n, (make, _reason) in enumerate(CODES.values())
    ]

    body = json.dumps({"sent_at": now().isoformat(), "scans": queue})
    answer = phone.send("POST", "/batch", data=body, content_type="application/json")

    assert [a["reason"] for a in answer.json["answers"]] == [reason for _, reason in CODES.values()]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "token_missing"),
        ("Bearer ", "token_missing"),
        ("Basic dXNlcjpwYXNz", "token_missing"),
        ("Bearer wrong", "token_unknown"),
        ("Bearer " + "x" * 4000, "token_unknown"),
        ("Bearer ' OR 1=1 --", "token_unknown"),
    ],
)
def test_without_a_valid_token_a_call_is_only_counted(
    client: Any, app: Flask, fair: Any, header: str, code: str
) -> None:
    before = _counted(app)

    answer = client.post(
        API,
        json={"code": fair["fair"].code, "nonce": "nonce-0001"},
        headers={"Authorization": header},
    )

    assert (answer.status_code, answer.json["code"]) == (401, code)
    assert rows(app, Scan) + rows(app, DeviceFault) == []
    assert _counted(app) == before + 1


def _counted(app: Flask) -> float:
    labels = {"endpoint": "checkin_api.check_ins", "status": "401"}
    registry = app.extensions["metrics"]
    return float(registry.get_sample_value("requests_total", labels) or 0)


def test_a_revoked_device_is_refused_and_writes_nothing(
    phone: Phone, app: Flask, committed: Any, fair: Any
) -> None:
    phone.scan(fair["fair"].code, "nonce-0001")
    committed(
        lambda: revoke_device(db.session.scalars(sa.select(Device)).one(), at=now(), actor=None)
    )

    answer = phone.scan(fair["fair"].code, "nonce-0002")

    assert (answer.status_code, answer.json["code"]) == (401, "device_revoked")
    assert len(rows(app, Scan)) == 1


def test_impossible_times_in_a_queue_are_refused_alone(phone: Phone, app: Flask) -> None:
    queue = [
        {"code": "1", "nonce": f"time-{n:04}", "scanned_at": said}
        for n, said in enumerate([-1, "yesterday", "2026-11-20T09:00:00", {}, True])
    ]

    answers = phone.sync(queue, now() + timedelta(minutes=1)).json["answers"]

    assert [(a["status"], a["field"]) for a in answers] == [(422, "scanned_at")] * 5
    assert rows(app, Scan) == []
