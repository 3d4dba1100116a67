"""People without a ticket are counted by hand: each press once, beside the scans, also later."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import db
from events.checkin.models import Device, Scan, Tally
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event
from tests.factories import now
from tests.races import race


@pytest.fixture
def phones(app: Flask, committed: Any) -> list[Phone]:
    def make() -> dict[str, Any]:
        event, _main = make_running_event(slug="cho")
        return {"tokens": [make_phone(event, f"Máy {n}") for n in (1, 2)]}

    return [Phone(app, token) for token in committed(make)["tokens"]]


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def send(phone: Phone, counts: list[Any], **more: Any) -> Any:
    return phone.post("/tally/batch", counts=counts, **({"sent_at": now().isoformat()} | more))


def press(number: int, change: int = 1) -> dict[str, Any]:
    at = now() + timedelta(hours=3, minutes=number)  # this phone's clock is 3 h ahead
    return {"nonce": f"press-{number:04}", "change": change, "counted_at": at.isoformat()}


def test_a_queue_counts_once_however_often_it_is_sent(phones: list[Phone], app: Flask) -> None:
    queue = [press(0), press(1), press(2, -1), press(3)]

    told = [send(phones[0], queue), send(phones[0], queue), send(phones[0], queue[1:3])]

    assert [answer.json["tally"] for answer in told] == [2, 2, 2]
    assert [one["status"] for one in told[1].json["answers"]] == [200] * 4
    assert len(rows(app, Tally)) == 4
    assert rows(app, Scan) == []


def test_a_queue_may_name_one_press_twice(phones: list[Phone]) -> None:
    assert send(phones[0], [press(0), press(0)]).json["tally"] == 1


def test_the_time_of_a_press_is_by_the_servers_clock(phones: list[Phone], app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(Device).values(drained_at=now() - timedelta(hours=2)))
        db.session.commit()
    ahead = now() + timedelta(hours=3)

    send(phones[0], [press(-40), press(-1), press(30)], sent_at=ahead.isoformat())

    times = [row.counted_at for row in rows(app, Tally)]
    assert times == [now() - timedelta(minutes=40), now() - timedelta(minutes=1), now()]
    assert rows(app, Device)[0].clock_offset_s == 3 * 3600


def test_a_press_that_is_no_press_is_refused_alone(phones: list[Phone]) -> None:
    bad = [
        press(1, 2),
        press(2) | {"change": True},
        press(3) | {"change": [1]},
        press(4) | {"nonce": "x"},
        press(5) | {"who": "Lò"},
        "press",
        press(6) | {"counted_at": "yesterday"},
    ]

    answer = send(phones[0], [press(0), *bad, press(7)])

    assert answer.json["tally"] == 2
    assert [one["status"] for one in answer.json["answers"]] == [200, *[422] * 7, 200]
    assert {one["code"] for one in answer.json["answers"][1:8]} == {"checkin.bad_question"}


@pytest.mark.parametrize(
    "body",
    [
        {"counts": []},
        {"counts": [{}] * 201},
        {"counts": {}},
        {"counts": [{}], "sent_at": None},
        {"counts": [{}], "gate": 1},
    ],
)
def test_what_is_no_queue_is_refused_whole(phones: list[Phone], body: dict[str, Any]) -> None:
    assert (
        phones[0].post("/tally/batch", **({"sent_at": now().isoformat()} | body)).status_code == 422
    )


def test_a_nonce_of_another_press_or_gate_counts_nothing(phones: list[Phone], app: Flask) -> None:
    send(phones[0], [press(0)])

    other_change = send(phones[0], [press(0, -1), press(1)]).json
    other_gate = send(phones[1], [press(0)]).json

    assert [one["status"] for one in other_change["answers"]] == [422, 200]
    assert other_change["answers"][0]["code"] == "checkin.nonce_reused"
    assert (other_change["tally"], other_gate["tally"]) == (2, 0)
    assert len(rows(app, Tally)) == 2


def test_one_queue_sent_by_eight_connections_at_once_counts_once(
    phones: list[Phone], app: Flask
) -> None:
    queue = [press(n) for n in range(20)]

    answers = race(app, 8, lambda _n: send(phones[0], queue))

    assert {(a.status_code, a.json["tally"]) for a in answers} == {(200, 20)}
    assert len(rows(app, Tally)) == 20


def test_a_heartbeat_tells_the_sum_of_the_gate(phones: list[Phone]) -> None:
    send(phones[0], [press(0), press(1)])

    told = [phone.post("/heartbeat", sent_at=now().isoformat()).json["tally"] for phone in phones]

    assert told == [2, 0]
