"""Pairing, heartbeat, walk-ins, tallies and the snapshot, as a phone asks for them."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db
from events.checkin.doors import offer_pairing, revoke_device
from events.checkin.models import (
    Device,
    DeviceFault,
    DeviceRole,
    Gate,
    Scan,
    TicketSeal,
    WalkInTicket,
)
from events.checkin.services.snapshots import prepare_seals
from events.programme.models import Event
from events.registration.models import Registration, RegistrationState
from tests.events.checkin.devices import API, Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.events.checkin.snapshot_reader import Reader
from tests.factories import now
from tests.races import race


@pytest.fixture
def door(app: Flask, committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        event, _main = make_running_event(slug="cho")
        registration, code = make_ticket(event, full_name="Lò Thị Hoa", organisation="HTX Chè")
        return {
            "token": make_phone(event, "Máy 1"),
            "other": make_phone(event, "Máy 2"),
            "boss": make_phone(event, "Trưởng ca", role=DeviceRole.SUPERVISOR),
            "code": code,
            "person": registration.id,
        }

    made: dict[str, Any] = committed(make)
    return made


@pytest.fixture
def phone(app: Flask, door: dict[str, Any]) -> Phone:
    return Phone(app, door["token"])


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def _offer(**values: Any) -> str:
    event = db.session.scalars(sa.select(Event)).one()
    gate = db.session.scalars(sa.select(Gate)).first()
    assert gate
    return offer_pairing(event, gate, name="Máy mới", at=now(), actor=None, **values)


def test_a_pairing_code_becomes_a_token_once(client: Any, committed: Any, door: Any) -> None:
    code = committed(_offer, role=DeviceRole.SUPERVISOR, lists=["main"])

    first = client.post("/api/v1/check-in/pair", json={"code": code})
    again = client.post("/api/v1/check-in/pair", json={"code": code})

    assert first.json["device"] | {"id": 0} == {
        "id": 0,
        "name": "Máy mới",
        "gate": "Cổng Máy 1",
        "role": "supervisor",
        "lists": ["main"],
    }
    assert first.json["event"]["slug"] == "cho"
    scanned = Phone(client.application, first.json["token"]).scan(door["code"], "nonce-0001")
    assert scanned.json["result"] == "admitted"
    assert (again.status_code, again.json["code"]) == (410, "pair_used")


def test_sixteen_phones_that_saw_one_pairing_code_are_one_device(
    app: Flask, committed: Any, door: Any
) -> None:
    code = committed(_offer)

    answers = race(
        app, 16, lambda _n: app.test_client().post("/api/v1/check-in/pair", json={"code": code})
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 15
    assert len(rows(app, Device)) == 4


def test_old_and_unknown_pairing_codes_are_refused(
    client: Any, committed: Any, door: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = committed(_offer)
    later = now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    answers = [
        client.post("/api/v1/check-in/pair", json=body)
        for body in ({"code": code}, {"code": "guess"}, {"code": 1}, {})
    ]

    assert [(a.status_code, a.json["code"]) for a in answers] == [
        (410, "pair_expired"),
        (404, "pair_unknown"),
        (422, "checkin.bad_question"),
        (422, "checkin.bad_question"),
    ]


def test_a_heartbeat_tells_how_the_phone_is_and_what_is_new(phone: Phone, app: Flask) -> None:
    sent_at = (now() + timedelta(seconds=150)).isoformat()

    answer = phone.post("/heartbeat", queued=3, app="1.4", snapshot=None, sent_at=sent_at).json

    assert (answer["clock_offset_s"], answer["clock_ok"]) == (150, False)
    assert answer["server_time"] == now().isoformat()
    assert answer["device"]["gate"] == "Cổng Máy 1"
    assert [(row["slug"], row["inside"]) for row in answer["lists"]] == [("main", 0)]
    device = rows(app, Device)[0]
    assert (device.queued, device.app, device.last_seen_at) == (3, "1.4", now())


def test_a_ping_needs_nothing(client: Any) -> None:
    assert client.get(f"{API}/ping").json["server_time"] == now().isoformat()


def test_a_revoked_phone_is_told_so_everywhere(phone: Phone, app: Flask, committed: Any) -> None:
    assert phone.get("/walk-in-stock?count=1").status_code == 200  # known to this process by now
    committed(
        lambda: revoke_device(db.session.scalars(sa.select(Device)).all()[0], at=now(), actor=None)
    )

    answers = [
        phone.scan("1", "nonce-0001"),
        phone.sync([phone.told("1", "nonce-0001", now())], now()),
        phone.post("/heartbeat", sent_at=now().isoformat()),
        phone.post("/tally", nonce="nonce-0001", change=1),
        phone.post("/walk-ins", name="Vàng A", consent=True, nonce="nonce-0001"),
        phone.get("/walk-in-stock"),
        phone.get("/lists/main/snapshot"),
    ]

    assert {(a.status_code, a.json["code"]) for a in answers} == {(401, "device_revoked")}
    assert rows(app, Scan) + rows(app, DeviceFault) == []


def test_only_a_supervisor_forces_and_says_why(app: Flask, door: Any, committed: Any) -> None:
    def wait_for_approval() -> None:
        row = db.session.get_one(Registration, door["person"])
        row.state = RegistrationState.PENDING

    committed(wait_for_approval)
    forced = {"forced": True, "force_reason": "Đại biểu tỉnh"}

    scanner = Phone(app, door["token"]).scan(door["code"], "nonce-0001", **forced).json
    silent = Phone(app, door["boss"]).scan(door["code"], "nonce-0002", forced=True)
    boss = Phone(app, door["boss"]).scan(door["code"], "nonce-0003", **forced).json

    assert (scanner["result"], scanner["reason"]) == ("refused", "supervisor_only")
    assert (silent.status_code, silent.json["field"]) == (422, "force_reason")
    assert (boss["result"], boss["forced"]) == ("admitted", True)
    assert [scan.force_reason for scan in rows(app, Scan)] == ["Đại biểu tỉnh"] * 2


def test_a_device_scans_for_its_lists_only(app: Flask, committed: Any, door: Any) -> None:
    bound = committed(
        lambda: make_phone(db.session.scalars(sa.select(Event)).one(), "Máy 4", lists=["vip"])
    )

    answer = Phone(app, bound).scan(door["code"], "nonce-0001")

    assert (answer.status_code, answer.json["code"]) == (403, "checkin.list_not_yours")
    assert [fault.code for fault in rows(app, DeviceFault)] == ["checkin.list_not_yours"]


def test_a_walk_in_is_registered_in_and_answered_again_the_same(phone: Phone, app: Flask) -> None:
    body = {
        "name": "Vàng  A Sùng",
        "phone": "0912 345 678",
        "consent": True,
        "nonce": "walk-00001",
    }

    first, again = (phone.post("/walk-ins", **body) for _ in range(2))
    other = phone.post("/walk-ins", **(body | {"name": "Mùa A"}))

    assert first.json["result"] == "admitted"
    assert first.json["attendee"]["name"] == "Vàng A Sùng"
    assert again.json == first.json
    assert (other.status_code, other.json["code"]) == (422, "checkin.nonce_reused")
    assert [row.phone for row in rows(app, Registration)][1:] == ["+84912345678"]
    second = phone.scan(first.json["ticket"]["code"], "nonce-0001").json
    assert second["reason"] == "already_admitted"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"consent": False}, "consent"),
        ({"consent": "true"}, "consent"),
        ({"name": "A"}, "name"),
        ({"name": " \t "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Hoa\u202eabc"}, "name"),
        ({"name": 7}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": 84}, "phone"),
        ({"role": "team"}, "role"),
    ],
)
def test_a_walk_in_with_an_odd_field_is_nobody(
    phone: Phone, app: Flask, fields: dict[str, Any], named: str
) -> None:
    body = {"name": "Vàng A Sùng", "consent": True, "nonce": "walk-00001"} | fields

    answer = phone.post("/walk-ins", **body)

    assert (answer.status_code, answer.json["field"]) == (422, named)
    assert (len(rows(app, Registration)), rows(app, Scan)) == (1, [])


def test_an_odd_number_is_said_in_the_readers_words(phone: Phone) -> None:
    answer = phone.post(
        "/walk-ins", name="Vàng A Sùng", phone="09123", consent=True, nonce="walk-00001"
    )

    assert answer.json["code"] == "sign_in.not_a_phone"
    assert "số điện thoại" in answer.json["error"]


def test_who_was_let_in_offline_is_registered_without_a_number_nobody_can_read(
    phone: Phone, app: Flask
) -> None:
    code = phone.get("/walk-in-stock?count=1").json["codes"][0]
    body = {"name": "Vàng A Sùng", "phone": "123", "consent": True, "stock_code": code}
    queued = body | {"nonce": "walk-00001", "verdict": "admitted"}

    first, again = (phone.post("/walk-ins", **queued) for _ in range(2))

    assert first.json["result"] == "admitted"
    assert again.json == first.json
    assert [(row.full_name, row.phone) for row in rows(app, Registration)][1:] == [
        ("Vàng A Sùng", None)
    ]


def test_a_stock_code_admits_one_person_of_its_own_phone(
    phone: Phone, app: Flask, door: Any
) -> None:
    stock = phone.get("/walk-in-stock?count=3").json
    code = stock["codes"][0]
    body = {"name": "Vàng A Sùng", "consent": True, "stock_code": code}

    stranger = Phone(app, door["other"]).post("/walk-ins", **body, nonce="walk-00001")
    early = phone.scan(code, "nonce-0001").json
    first = phone.post("/walk-ins", **body, nonce="walk-00002").json
    again = phone.post("/walk-ins", **(body | {"name": "Mùa A"}), nonce="walk-00003")

    assert (stranger.status_code, stranger.json["code"]) == (422, "checkin.stock_unknown")
    assert early["reason"] == "walk_in_unsent"
    assert (first["result"], first["ticket"]["code"]) == ("admitted", code)
    assert (again.status_code, again.json["code"]) == (422, "checkin.stock_used")
    assert phone.scan(code, "nonce-0002").json["reason"] == "already_admitted"


def test_the_stock_is_filled_up_and_ends_with_the_day(
    phone: Phone, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = phone.get("/walk-in-stock?count=2").json
    more = phone.get("/walk-in-stock?count=5").json
    tomorrow = now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    old = phone.post(
        "/walk-ins", name="Vàng A", consent=True, stock_code=first["codes"][0], nonce="walk-00001"
    )

    assert more["codes"][:2] == first["codes"]
    assert len(more["codes"]) == len(rows(app, WalkInTicket)) == 5
    assert first["expires_at"] == "2026-11-20T17:00:00+00:00"
    assert old.json["code"] == "checkin.stock_expired"
    assert phone.scan(first["codes"][1], "nonce-0001").json["reason"] == "stock_expired"
    assert set(phone.get("/walk-in-stock?count=5").json["codes"]).isdisjoint(more["codes"])


def test_a_walk_in_who_has_a_ticket_enters_on_it(phone: Phone, app: Flask, committed: Any) -> None:
    def give_phone() -> None:
        db.session.scalars(sa.select(Registration)).one().phone = "+84912345678"

    committed(give_phone)
    code = phone.get("/walk-in-stock?count=1").json["codes"][0]

    answer = phone.post(
        "/walk-ins",
        name="Lò Hoa",
        phone="0912345678",
        consent=True,
        stock_code=code,
        nonce="walk-00001",
    ).json

    assert answer["attendee"]["name"] == "Lò Thị Hoa"
    assert phone.scan(code, "nonce-0001").json["reason"] == "already_admitted"


@pytest.mark.parametrize("count", ["0", "51", "-1", "x", "", "9" * 400])
def test_the_stock_is_one_to_fifty(phone: Phone, count: str) -> None:
    assert phone.get(f"/walk-in-stock?count={count}").status_code == 422


def test_a_tally_counts_by_its_nonce(phone: Phone, door: Any, app: Flask) -> None:
    told = [
        phone.post("/tally", nonce=nonce, change=change)
        for nonce, change in (
            ("tally-0001", 1),
            ("tally-0001", 1),
            ("tally-0002", 1),
            ("tally-0003", -1),
            ("tally-0003", 1),
            ("tally-0004", 2),
        )
    ]

    assert [a.json.get("tally") for a in told] == [1, 1, 2, 1, None, None]
    assert [a.status_code for a in told[4:]] == [422, 422]
    assert rows(app, Scan) == []


def _snapshot(phone: Phone) -> Reader:
    answer = phone.get("/lists/main/snapshot")
    assert answer.headers["Content-Encoding"] == "gzip"
    return Reader(gzip.decompress(answer.data))


def test_a_snapshot_tells_its_holder_what_the_code_shows(phone: Phone, door: Any) -> None:
    snapshot = _snapshot(phone)
    found = snapshot.find(door["code"])

    assert found
    assert (found.name, found.organisation, found.flags) == ("Lò Thị Hoa", "HTX Chè", 24)
    assert snapshot.header["list"]["slug"] == "main"
    assert snapshot.header["windows"]["visitor"] == [
        ["2026-11-19T22:00:00+00:00", "2026-11-22T01:00:00+00:00"]
    ]
    assert len(snapshot.header["keys"]) == 1


def test_an_unchanged_snapshot_is_not_sent_again(phone: Phone, app: Flask, door: Any) -> None:
    first = phone.get("/lists/main/snapshot")
    same = phone.get("/lists/main/snapshot", **{"If-None-Match": first.headers["ETag"]})
    beat = phone.post("/heartbeat", sent_at=now().isoformat()).json

    assert (same.status_code, same.data) == (304, b"")
    assert f'"{beat["lists"][0]["snapshot"]}"' == first.headers["ETag"]


def test_a_changed_name_is_a_new_snapshot_and_a_cancelled_ticket_is_gone(
    phone: Phone, committed: Any, door: Any
) -> None:
    before = phone.get("/lists/main/snapshot").headers["ETag"]

    def change(**values: Any) -> None:
        row = db.session.scalars(sa.select(Registration)).one()
        for name, value in values.items():
            setattr(row, name, value)

    committed(change, full_name="Lò Thị Huệ")
    renamed = _snapshot(phone).find(door["code"])
    committed(change, state=RegistrationState.CANCELLED)
    after = _snapshot(phone)

    assert renamed
    assert renamed.name == "Lò Thị Huệ"
    assert phone.get("/lists/main/snapshot").headers["ETag"] != before
    assert after.find(door["code"]) is None
    assert list(after.gone.values()) == [(0, 1)]


def test_seals_made_ahead_give_the_same_snapshot(
    phone: Phone, app: Flask, committed: Any, door: Any
) -> None:
    without = gzip.decompress(phone.get("/lists/main/snapshot").data)

    def prepare() -> int:
        return prepare_seals(db.session.scalars(sa.select(Event)).one(), most=10)

    made = [committed(prepare) for _ in range(2)]
    for file in Path(app.instance_path, "snapshots").iterdir():
        file.unlink()

    assert made == [1, 0]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TicketSeal)) == 1
    assert gzip.decompress(phone.get("/lists/main/snapshot").data) == without


def test_a_list_that_is_not_there_has_no_snapshot(phone: Phone) -> None:
    answer = phone.get("/lists/nowhere/snapshot")

    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
