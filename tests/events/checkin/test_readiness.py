"""Ready to open? A light for each thing that must be so, and the names of what is not."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.db import db
from events.checkin.live import devices_now
from events.checkin.models import Device, Gate, SelfTest
from events.checkin.queries import gates_of, lists_of
from events.checkin.readiness import Check, Light, light_of, outcomes, roles_with_tickets
from events.checkin.services.merging import MARKED_OFFSET
from events.checkin.views.ready_words import lines_of
from events.programme.models import Event
from events.registration.models import RegistrationRole
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_gate, make_team_member, now
from tests.queries import count_queries

SETUP = "/manage/events/cho/doors"
NEWEST = "newest"


def _good() -> Event:
    """Two gates, each with a phone that has done everything it should."""
    event, _main = make_running_event(slug="cho")
    make_ticket(event)
    for name in ("Máy 1", "Máy 2"):
        make_phone(event, name)
    for device in db.session.query(Device):
        device.last_seen_at = device.tested_at = now()
        device.test_result, device.snapshot, device.clock_offset_s = SelfTest.OK, NEWEST, 1
    db.session.flush()
    return event


def _look(event: Event, **values: Any) -> dict[Check, tuple[Light, list[str]]]:
    results = outcomes(
        lists=lists_of(event.id),
        gates=gates_of(event.id),
        devices=devices_now(event.id, at=now()),
        versions=values.get("versions", {"main": NEWEST}),
        roles=roles_with_tickets(event.id),
        marked=MARKED_OFFSET,
        at=now(),
    )
    return {one.check: (one.light, list(one.names)) for one in results}


def test_all_lights_are_green_when_everything_is_done(session: Any) -> None:
    found = _look(_good())

    assert {light for light, _names in found.values()} == {Light.GO}


@pytest.mark.parametrize(
    ("values", "check", "light"),
    [
        ({"last_seen_at": now() - timedelta(minutes=6)}, Check.IN_TOUCH, Light.MIND),
        ({"tested_at": None, "test_result": None}, Check.TESTED, Light.MIND),
        ({"tested_at": now() - timedelta(hours=25)}, Check.TESTED, Light.MIND),
        ({"test_result": SelfTest.BAD}, Check.TESTED, Light.STOP),
        ({"snapshot": "older"}, Check.FRESH, Light.MIND),
        ({"snapshot": None}, Check.FRESH, Light.MIND),
        ({"clock_offset_s": -10_800}, Check.CLOCKS, Light.MIND),
        ({"queued": 17}, Check.QUEUES, Light.MIND),
    ],
)
def test_a_phone_that_is_not_ready_is_named(
    session: Any, values: dict[str, Any], check: Check, light: Light
) -> None:
    event = _good()
    device = db.session.query(Device).order_by(Device.id).first()
    for name, value in values.items():
        setattr(device, name, value)
    db.session.flush()

    found = _look(event)

    assert found.pop(check) == (light, ["Máy 1"])
    assert {other for other, _names in found.values()} == {Light.GO}


def test_a_gate_without_a_device_is_named(session: Any) -> None:
    event = _good()
    make_gate(event, name="Cổng sau")

    assert _look(event)[Check.GATE_DEVICES] == (Light.MIND, ["Cổng sau"])


def test_a_role_that_no_list_lets_in_stops_the_opening(session: Any) -> None:
    event = _good()
    make_ticket(event, role=RegistrationRole.PRESS)
    lists_of(event.id)[0].roles = ["visitor"]
    db.session.flush()

    assert _look(event)[Check.ROLES] == (Light.STOP, ["press"])


def test_nothing_set_up_is_red(session: Any) -> None:
    event, _main = make_running_event()

    found = _look(event)

    assert {check for check, (light, _n) in found.items() if light is Light.STOP} == {
        Check.GATES,
        Check.DEVICES,
    }


def test_before_the_first_list_the_sentence_is_whole(app: Flask, session: Any) -> None:
    results = outcomes(
        lists=[], gates=[], devices=[], versions={}, roles=[], marked=MARKED_OFFSET, at=now()
    )

    with app.test_request_context():
        texts = [line["text"] for line in lines_of(results)]

    assert any(text.startswith("Chưa có danh sách nào cho khách vào;") for text in texts)
    assert not any(text.endswith(":") for text in texts)


@pytest.mark.parametrize(
    ("lights", "worst"),
    [
        ([Light.GO], Light.GO),
        ([Light.GO, Light.MIND], Light.MIND),
        ([Light.STOP, Light.MIND], Light.STOP),
    ],
)
def test_the_worst_light_counts(lights: list[Light], worst: Light) -> None:
    from events.checkin.readiness import Outcome  # noqa: PLC0415 -- needed here alone

    assert light_of(Outcome(Check.GATES, light) for light in lights) is worst


def test_a_phone_tells_how_its_self_test_went(app: Flask, committed: Any) -> None:
    token = committed(lambda: make_phone(make_running_event(slug="cho")[0]))
    ahead = now() + timedelta(hours=3)
    told = {"at": ahead.isoformat(), "result": "mind"}

    Phone(app, token).post("/heartbeat", queued=0, sent_at=ahead.isoformat(), self_test=told)

    with app.app_context():
        device = db.session.query(Device).one()
        assert device.test_result is SelfTest.MIND
        assert device.tested_at is not None
        assert abs(device.tested_at - now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [
        "ok",
        {"at": "2026-11-22T08:00:00+07:00"},
        {"at": "yesterday", "result": "ok"},
        {"at": "2026-11-22T08:00:00+07:00", "result": "fine"},
        {"at": "2026-11-22T08:00:00+07:00", "result": ["ok"]},
        {"at": None, "result": "ok"},
    ],
)
def test_a_self_test_that_cannot_be_read_is_refused(app: Flask, committed: Any, wrong: Any) -> None:
    token = committed(lambda: make_phone(make_running_event(slug="cho")[0]))

    answer = Phone(app, token).post(
        "/heartbeat", queued=0, sent_at=now().isoformat(), self_test=wrong
    )

    assert (answer.status_code, answer.json["field"]) in {(422, "self_test"), (422, "at")}


def test_the_page_says_it_in_words(client: Any, committed: Any) -> None:
    def made() -> int:
        event = _good()
        make_gate(event, name="Cổng sau")
        return make_team_member(event).id

    client.sign_in(committed(made))

    page = client.get(SETUP).text

    assert "Chưa có máy ở: Cổng sau" in page
    assert "Cổng nào cũng có máy" not in page
    assert page.count('class="tf-qr"') == 1  # the scanner's address; no pairing code


def test_doors_asks_as_often_for_many_devices_as_for_one(
    app: Flask, client: Any, committed: Any
) -> None:
    client.sign_in(committed(lambda: make_team_member(_good()).id))
    client.get(SETUP)
    with count_queries(app) as few:
        client.get(SETUP)

    def more() -> None:
        event = db.session.query(Event).one()
        for number in range(12):
            make_phone(event, f"Thêm {number}")

    committed(more)
    assert committed(lambda: db.session.query(Gate).count()) == 14
    with count_queries(app) as many:
        client.get(SETUP)

    assert len(many) == len(few)
