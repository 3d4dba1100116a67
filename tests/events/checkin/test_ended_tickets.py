"""Who comes with a ticket that was replaced or cancelled is told so, and since when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.db import db
from events.badges.services import mark_printed, print_again, take
from events.badges.states import Reason
from events.registration.models import Registration
from events.registration.services import cancel, reissue
from tests.events.checkin.devices import Phone, make_phone
from tests.events.checkin.helpers import make_running_event, make_ticket
from tests.factories import make_user, now

LATER = now() + timedelta(minutes=50)


@pytest.fixture
def door(app: Flask, committed: Any) -> dict[str, Any]:
    def make() -> dict[str, Any]:
        event, _main = make_running_event(slug="cho")
        registration, code = make_ticket(event, full_name="Lò Thị Hoa")
        return {"token": make_phone(event), "code": code, "person": registration.id}

    made: dict[str, Any] = committed(make)
    return made


@pytest.fixture
def phone(app: Flask, door: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return Phone(app, door["token"])


def person(door: dict[str, Any]) -> Registration:
    return db.session.get_one(Registration, door["person"])


def ended(answer: Any) -> tuple[str, datetime]:
    return answer.json["reason"], datetime.fromisoformat(answer.json["ended_at"])


def test_a_reprint_that_ended_the_ticket_is_told_at_the_door(
    phone: Phone, door: dict[str, Any], committed: Any
) -> None:
    at = now() + timedelta(minutes=30)

    def lose() -> None:
        clerk = make_user()
        first = take(person(door), actor=clerk, at=now())
        mark_printed([first], actor=clerk, at=now())
        print_again(person(door), reason=Reason.LOST, end_ticket=True, actor=clerk, at=at)

    committed(lose)

    assert ended(phone.scan(door["code"], "nonce-0001")) == ("revoked", at)


def test_an_answer_once_given_stays_when_the_ticket_is_replaced_again(
    phone: Phone, door: dict[str, Any], committed: Any
) -> None:
    at = now() + timedelta(minutes=30)
    committed(lambda: reissue(person(door), at=at, actor=None))
    first = phone.scan(door["code"], "nonce-0001").json

    committed(lambda: reissue(person(door), at=LATER + timedelta(hours=1), actor=None))

    assert phone.scan(door["code"], "nonce-0001").json == first


def test_a_cancelled_ticket_says_since_when(
    phone: Phone, door: dict[str, Any], committed: Any
) -> None:
    at = now() + timedelta(minutes=20)
    committed(lambda: cancel(person(door), at=at, actor=None))

    assert ended(phone.scan(door["code"], "nonce-0001")) == ("cancelled", at)


def test_a_queue_is_told_as_well_and_a_good_ticket_has_no_end(
    phone: Phone, door: dict[str, Any], committed: Any
) -> None:
    good = phone.scan(door["code"], "nonce-0001").json
    committed(lambda: reissue(person(door), at=now() + timedelta(minutes=30), actor=None))

    answers = phone.sync([phone.told(door["code"], "nonce-0002", LATER)], LATER).json["answers"]

    assert "ended_at" not in good
    assert [one["reason"] for one in answers] == ["revoked"]
    assert "ended_at" in answers[0]
