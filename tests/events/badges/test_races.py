"""Two desks at one line: every badge is printed once, and nobody is left out."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import db, transaction
from core.errors import Busy
from events.badges.errors import TakenElsewhere
from events.badges.models import BadgePrint
from events.badges.services import take, take_next
from events.programme.models import Event
from events.registration.models import Registration
from tests.events.badges.helpers import come_in
from tests.events.checkin.helpers import make_running_event
from tests.factories import make_user
from tests.races import race, without_constraint

DESKS = 6


def _fair(committed: Any, people: int) -> tuple[int, list[int], list[int]]:
    def make() -> tuple[int, list[int], list[int]]:
        event, main = make_running_event()
        ids = [come_in(event, main).id for _ in range(people)]
        return event.id, ids, [make_user().id for _ in range(DESKS)]

    made: tuple[int, list[int], list[int]] = committed(make)
    return made


def test_one_badge_is_taken_by_one_desk(app: Flask, committed: Any) -> None:
    _event_id, [guest], clerks = _fair(committed, 1)

    outcomes = race(app, DESKS, lambda n: _take_one(guest, clerks[n]))

    assert sorted(map(str, outcomes)) == ["taken"] + ["taken elsewhere"] * (DESKS - 1)


def _take_one(registration_id: int, user_id: int) -> str:
    actor = type("Clerk", (), {"id": user_id})()
    try:
        with transaction():
            registration = db.session.get_one(Registration, registration_id)
            take(registration, actor=actor, at=clock.now())
    except TakenElsewhere:
        return "taken elsewhere"
    return "taken"


def test_desks_that_take_the_next_ones_at_once_share_them_out(app: Flask, committed: Any) -> None:
    event_id, guests, clerks = _fair(committed, 2 * DESKS)

    def take_two(number: int) -> list[int]:
        actor = type("Clerk", (), {"id": clerks[number]})()
        with transaction():
            event = db.session.get_one(Event, event_id)
            rows = take_next(event, count=2, actor=actor, at=clock.now())
            return [row.registration_id for row in rows]

    outcomes = race(app, DESKS, take_two)

    shared = [guest for outcome in outcomes for guest in outcome]
    assert sorted(shared) == sorted(guests)


def test_without_the_constraint_two_desks_print_the_same(app: Flask, committed: Any) -> None:
    _event_id, [guest], clerks = _fair(committed, 1)
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("writers of one SQLite file queue before they look")
    name = "uq_badge_prints_registration_id_number"

    with (
        without_constraint(app, "badge_prints", "uq_badge_prints_in_hand"),
        without_constraint(app, "badge_prints", name),
    ):
        race(app, DESKS, lambda n: _insert(guest, clerks[n]))
        with app.app_context():
            rows = db.session.scalar(sa.select(sa.func.count()).select_from(BadgePrint))

    assert (rows or 0) > 1


def _insert(registration_id: int, user_id: int) -> str:
    try:
        return _take_one(registration_id, user_id)
    except Busy:
        return "busy"
